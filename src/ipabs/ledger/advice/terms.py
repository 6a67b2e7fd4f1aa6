"""Ratings and coupons: what is missing, what is odd, and rating events that do not continue from the rating at issue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ipabs.errors import Problem
from ipabs.ledger.columns import Columns
from ipabs.ledger.csv_files import Cells
from ipabs.ledger.limits import COUPON_FRACTION, COUPON_USUAL
from ipabs.ledger.plausible import first_rows

Tables = Mapping[str, Columns]
Texts = Mapping[str, Cells]


def remarks(tables: Tables, texts: Texts) -> Iterator[Problem]:
    """Yield senior tranches without rating or coupon, unusual coupons, and broken chains of ratings."""
    tranches, lines = tables["tranches"], texts["tranches"].lines
    seniority = tranches["seniority"].text
    senior = (seniority.codes == seniority.code("senior")) & (seniority.codes >= 0)
    for name, shown in (
        ("rating", "it is shown as 未列明"),
        ("coupon_pct", "table 5 shows it as 未列明"),
    ):
        what = "a rating" if name == "rating" else "a coupon"
        rule = f"a senior tranche has {what}; without one {shown}"
        remedy = "fill it in if it is public; otherwise leave it empty"
        for row in np.flatnonzero(senior & (tranches[name].text.codes < 0)).tolist():
            yield Problem("notice", "tranches", lines[row], name, "", rule, remedy)
    yield from _coupons(tables, texts)
    yield from _migrations(tables, texts)


def _coupons(tables: Tables, texts: Texts) -> Iterator[Problem]:
    column = tables["tranches"]["coupon_pct"]
    if column.values is None:
        return
    low, high = COUPON_USUAL
    # What is at most a fraction's largest value is an error already.
    sound = (column.values > COUPON_FRACTION) | (column.values == 0)
    odd = column.readable & sound & ((column.values < low) | (column.values > high))
    for row in column.text.rows(odd).tolist():
        value = column.text.at(row)
        remedy = (
            "leave the cell empty where no coupon is fixed"
            if float(value) == 0
            else "compare it with the source"
        )
        rule = f"a coupon lies between {low:g} and {high:g} %"
        yield Problem("warning", "tranches", texts["tranches"].lines[row], "coupon_pct", value, rule, remedy)


def _migrations(tables: Tables, texts: Texts) -> Iterator[Problem]:
    """Yield events that change nothing, and first events that start from another rating than the tranche has."""
    events, tranches = tables["rating_events"], tables["tranches"]
    needed = {"tranche_id", "date", "from_rating", "to_rating"}
    if "rating_events" not in texts or not needed <= events.keys():
        return
    dates = events["date"].each(np.datetime64("NaT"))
    place = first_rows(tranches["tranche_id"])[
        events["tranche_id"].text.codes_in(tranches["tranche_id"].text.words)
    ]
    before: dict[int, str] = {}
    for row in np.argsort(dates, kind="stable").tolist():
        origin, target = events["from_rating"].text.at(row), events["to_rating"].text.at(row)
        line, at = texts["rating_events"].lines[row], int(place[row])
        if origin and origin == target:
            remedy = "correct the event, or remove it if the rating was only affirmed"
            yield Problem(
                "warning", "rating_events", line, "to_rating", target, "an event changes the rating", remedy
            )
        last = before.get(at, tranches["rating"].text.at(at)) if at >= 0 else ""
        if at >= 0 and origin and origin != last:
            rule = f"an event starts from the rating the tranche had: {last or '未列明'}"
            remedy = "correct from_rating, or the rating in tranches (that at issue)"
            yield Problem("warning", "rating_events", line, "from_rating", origin, rule, remedy)
        if at >= 0:
            before[at] = target
