"""The universe (统计口径): which deals count, and why."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

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
    by_hand = {row["deal_id"]: row for row in ledger.universe.to_dict("records")}
    rows = []
    for deal in ledger.deals[["deal_id", "name", "wind_ip", "internal"]].to_dict("records"):
        override = by_hand.get(deal["deal_id"])
        if override is not None:
            rows.append(
                (deal["deal_id"], override["verdict"], "override", override["reason"], override["decided_by"])
            )
            continue
        rule, reason = _by_rule(str(deal["name"]), bool(deal["wind_ip"]), bool(deal["internal"]))
        rows.append((deal["deal_id"], "exclude" if rule == "none" else "include", rule, reason, pd.NA))
    return pd.DataFrame(rows, columns=_COLUMNS).astype("string")


def _by_rule(name: str, wind_ip: bool, internal: bool) -> tuple[str, str]:
    if wind_ip:
        return "wind", "Wind归类为知识产权ABS"
    keyword = next((word for word in KEYWORDS if word in name), None)
    if keyword:
        return "name", f"项目名称含“{keyword}”"
    if internal:
        return "internal", "公司内部资料"
    return "none", "Wind未归类为知识产权ABS，名称不含关键词，亦不见于内部资料"


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
    included = set(judged.loc[judged["verdict"] == "include", "deal_id"])

    def of_deals(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["deal_id"].isin(included)].reset_index(drop=True)

    tranches = of_deals(ledger.tranches)
    events = ledger.rating_events
    return replace(
        ledger,
        deals=of_deals(ledger.deals),
        tranches=tranches,
        parties=of_deals(ledger.parties),
        enhancements=of_deals(ledger.enhancements),
        rating_events=events[events["tranche_id"].isin(set(tranches["tranche_id"]))].reset_index(drop=True),
        credit_events=of_deals(ledger.credit_events),
    )
