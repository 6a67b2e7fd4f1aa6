"""Figures 3 and 4: how much was issued, and its share of the whole market."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from ipabs.edition import Edition
from ipabs.exhibits import basis, behind
from ipabs.exhibits.band_figure import band_figure
from ipabs.exhibits.categories import span_category
from ipabs.exhibits.charts.bars_with_share import bars_with_share
from ipabs.exhibits.composing import Words
from ipabs.exhibits.exhibit import Exhibit
from ipabs.measures import issuance as measure
from ipabs.period import Span
from ipabs.remembering import remembered
from ipabs.rounding import EMPTY, amount, fixed
from ipabs.theme import read_theme


@remembered
def series(edition: Edition) -> pd.DataFrame:
    """Return what figures 3 and 4 draw: a row a period, exact values and printed texts."""
    ledger, spans = edition.ledger, _spans(edition)
    table = measure.with_market(measure.by_span(ledger.deals, spans), ledger.market_totals)
    return pd.DataFrame(
        {
            "period": [span.id for span in spans],
            "period_zh": [span.zh for span in spans],
            "part_year": [not span.is_year for span in spans],
            "deals": table["deals"],
            "deals_printed": [str(value) for value in table["deals"]],
            "size_yuan": table["size_yuan"],
            "size": [float(Fraction(int(value), 10**8)) for value in table["size_yuan"]],
            "size_printed": [amount(value) for value in table["size_yuan"]],
            "market_deals": table["market_deals"],
            "market_size_yuan": table["market_size_yuan"],
            "deals_share": [_percent(share) for share in table["deals_share"]],
            "deals_share_printed": [_digits(share) for share in table["deals_share"]],
            "size_share": [_percent(share) for share in table["size_share"]],
            "size_share_printed": [_digits(share) for share in table["size_share"]],
        }
    )


def deals(edition: Edition) -> Exhibit:
    """Return figure 3: deals."""
    return _exhibit(edition, "fig-issuance-deals", "deals", "发行单数", "单")


def size(edition: Edition) -> Exhibit:
    """Return figure 4: size."""
    return _exhibit(edition, "fig-issuance-size", "size", "发行规模", "亿元")


def _percent(share: Fraction | None) -> float | None:
    return None if share is None else float(share * 100)


def _digits(share: Fraction | None) -> str:
    return EMPTY if share is None else fixed(share * 100, 2)


def _exhibit(edition: Edition, label: str, column: str, name: str, unit: str) -> Exhibit:
    whole = series(edition)
    frame = whole[[name_ for name_ in whole if name_ in _COLUMNS[column]]]
    theme = read_theme()
    spans = _spans(edition)
    share = f"占资产证券化产品全市场{name}的比例"
    chart = bars_with_share(
        label,
        _alt(frame, column, name, unit),
        frame,
        [span_category(span) for span in spans],
        bars=(column, name, unit),
        share=(f"{column}_share", share),
    )
    own = basis.of_deals(edition, spans)
    market = basis.of_market(edition, spans)
    missing = [
        str(row["period_zh"]) for row in frame.to_dict("records") if row[f"{column}_share_printed"] == EMPTY
    ]
    note = basis.joined(
        f"{'、'.join(missing)}的全市场数据暂缺" if missing else "",
        basis.sample_note({name: own, "全市场合计": market}),
    )
    words = Words(
        f"知识产权 ABS {name}及其{share}",
        unit,
        note,
        theme.source("Wind"),
        basis.together([*own.values(), *market.values()]),
    )
    rows = behind.deals_of_spans(edition.ledger.deals, spans)
    return band_figure(chart, frame, words, theme, behind=rows)


_COLUMNS = {
    "deals": [
        "period",
        "period_zh",
        "part_year",
        "deals",
        "deals_printed",
        "market_deals",
        "deals_share",
        "deals_share_printed",
    ],
    "size": [
        "period",
        "period_zh",
        "part_year",
        "size_yuan",
        "size",
        "size_printed",
        "market_size_yuan",
        "size_share",
        "size_share_printed",
    ],
}


def _spans(edition: Edition) -> tuple[Span, ...]:
    ledger = edition.ledger
    start = measure.first_year(ledger.deals, ledger.market_totals) or edition.calendar.year.year
    return measure.series(edition.calendar, start)


def _alt(frame: pd.DataFrame, column: str, name: str, unit: str) -> str:
    """Name the finding: first and last full year, the peak, the year to date beside the year before."""
    years = frame[~frame["part_year"]]
    parts = frame[frame["part_year"]]
    if not years[column].any() and not parts[column].any():
        return f"知识产权 ABS {name}：各期均没有发行。"
    printed, share = f"{column}_printed", f"{column}_share_printed"
    rows = years.to_dict("records")
    first, last, peak = rows[0], rows[-1], max(rows, key=lambda row: row[column])
    text = f"知识产权 ABS {name}"
    if len(rows) == 1:
        text += f"{last['period_zh']}为{last[printed]}{unit}"
    else:
        text += (
            f"由{first['period_zh']}的{first[printed]}{unit}变为{last['period_zh']}的{last[printed]}{unit}"
        )
    if len(rows) > 1 and first[printed] == last[printed]:
        text = f"知识产权 ABS {name}{first['period_zh']}和{last['period_zh']}均为{last[printed]}{unit}"
    if peak[column] > max(first[column], last[column]):
        text += f"，最高为{peak['period_zh']}的{peak[printed]}{unit}"
    elif len(rows) > 1 and all(row[column] < last[column] for row in rows[:-1]):
        text += "，为各年最高"
    if len(rows) > 1 and EMPTY not in (first[share], last[share]):
        moved = (
            f"由{first[share]}%变为{last[share]}%" if first[share] != last[share] else f"均为{last[share]}%"
        )
        text += f"；占全市场的比例{moved}"
    if len(parts) == 2:
        before, now = parts.iloc[0], parts.iloc[1]
        told = [f"为{row[printed]}{unit}" if row[column] else "没有发行" for row in (now, before)]
        also = told[1] if now[column] or before[column] else "亦无发行"
        text += f"。{now['period_zh']}{told[0]}，上年同期{also}"
    return text + "。"
