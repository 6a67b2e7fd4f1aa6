"""The universe (统计口径): which deals count, and why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ipabs.ledger.tables import Ledger

KEYWORDS = ("知识产权", "专利")

_COLUMNS = ["deal_id", "verdict", "rule", "reason", "decided_by"]


def verdicts(ledger: Ledger) -> pd.DataFrame:
    """Judge every deal.

    An override by hand decides; else a deal is included that Wind classes as IP ABS,
    whose name has a keyword, or that internal files know, whichever applies first.

    Parameters
    ----------
    ledger : Ledger
        The whole ledger.

    Returns
    -------
    DataFrame
        A row for each deal in the order of the file: ``deal_id``, ``verdict`` (include,
        exclude), ``rule`` (override, wind, name, internal, none), ``reason`` (Chinese),
        ``decided_by`` (NA unless by hand).
    """
    deals = ledger.deals[["deal_id", "name", "wind_ip", "internal"]]
    names = pa.array(deals["name"])
    # The first rule that applies decides, an override before all.
    marks = [
        (deals["wind_ip"].to_numpy(dtype=bool), "wind", "Wind归类为知识产权ABS"),
        *((_holds(names, word), "name", f"项目名称含“{word}”") for word in KEYWORDS),
        (deals["internal"].to_numpy(dtype=bool), "internal", "公司内部资料"),
        (np.ones(len(deals), np.bool_), "none", "Wind未归类为知识产权ABS，名称不含关键词，亦不见于内部资料"),
    ]
    applies = np.argmax([mark for mark, _, _ in marks], axis=0) if len(deals) else np.empty(0, np.intp)
    rule = np.array([rule for _, rule, _ in marks], dtype=object)[applies]
    reason = np.array([reason for _, _, reason in marks], dtype=object)[applies]
    verdict = np.array(["exclude", "include"], dtype=object)[(rule != "none").astype(np.intp)]
    decided_by = np.full(len(deals), pd.NA, dtype=object)
    manual = ledger.universe
    if len(manual):
        place = pd.Index(manual["deal_id"]).get_indexer(pd.Index(deals["deal_id"]))
        decided = np.flatnonzero(place >= 0)
        rule[decided] = "override"
        for values, name in ((verdict, "verdict"), (reason, "reason"), (decided_by, "decided_by")):
            values[decided] = manual[name].to_numpy(dtype=object)[place[decided]]
    columns = [deals["deal_id"].to_numpy(dtype=object), verdict, rule, reason, decided_by]
    return pd.DataFrame(dict(zip(_COLUMNS, columns, strict=True)), dtype="string")


def _holds(names: pa.Array, word: str) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (
        pc.match_substring(names, word).fill_null(False).to_numpy(zero_copy_only=False)
    )
    return found


def in_universe(ledger: Ledger) -> Ledger:
    """Return the ledger restricted to the deals that count and the rows that belong to them.

    Parameters
    ----------
    ledger : Ledger
        The whole ledger.

    Returns
    -------
    Ledger
        Context tables (market, policies, stock, codes, universe) are unchanged.
    """
    judged = verdicts(ledger)
    included = judged.loc[judged["verdict"] == "include", "deal_id"]

    def of_deals(frame: pd.DataFrame) -> pd.DataFrame:
        return _where(frame, frame["deal_id"].isin(included))

    tranches = of_deals(ledger.tranches)
    events = ledger.rating_events
    # The events are few and the tranches many: those that none names need not be looked up.
    named = tranches["tranche_id"][tranches["tranche_id"].isin(events["tranche_id"])]
    return replace(
        ledger,
        deals=of_deals(ledger.deals),
        tranches=tranches,
        parties=of_deals(ledger.parties),
        enhancements=of_deals(ledger.enhancements),
        rating_events=_where(events, events["tranche_id"].isin(named)),
        credit_events=of_deals(ledger.credit_events),
    )


def _where(frame: pd.DataFrame, kept: pd.Series[bool]) -> pd.DataFrame:
    rows = frame[kept]
    # reset_index would copy every column once more.
    return rows.set_axis(pd.RangeIndex(len(rows)), copy=False)  # type: ignore[call-arg]
