"""The universe (统计口径): which deals count, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ipabs.ledger.tables import Ledger
from ipabs.ledger.universe_rule import Clause, Part, columns_of, parts_of

Mask = npt.NDArray[np.bool_]

_COLUMNS = ["deal_id", "verdict", "rule", "reason", "reason_en", "decided_by"]


@dataclass(frozen=True)
class Answers:
    """What the rule and the decisions by hand say of each deal.

    Parameters
    ----------
    parts
        The parts of the rule, in the order in which they apply.
    holds
        By part, its rows, each with a mark a deal.
    decision
        Row of ``universe`` that decides a deal; -1 where the rule does.
    forced
        Whether that row includes the deal.
    """

    parts: list[Part]
    holds: list[list[Mask]]
    decision: npt.NDArray[np.intp]
    forced: Mask

    @property
    def by_part(self) -> dict[str, Mask]:
        """Part → which deals it lets in."""
        return {
            part.name: np.logical_or.reduce(masks) for part, masks in zip(self.parts, self.holds, strict=True)
        }

    @property
    def by_rule(self) -> Mask:
        """Which deals the rule lets in, without decisions by hand."""
        found: Mask = np.logical_or.reduce([mask for masks in self.holds for mask in masks])
        return found

    @property
    def included(self) -> Mask:
        """Which deals count."""
        found: Mask = np.where(self.decision >= 0, self.forced, self.by_rule)
        return found


def answers(ledger: Ledger) -> Answers:
    """Put every part of the rule to every deal.

    Parameters
    ----------
    ledger : Ledger
        The whole ledger.
    """
    parts = parts_of(ledger.universe_rule)
    deals = ledger.deals[["deal_id", *columns_of(ledger.universe_rule)]]
    texts = {
        clause.column: pa.array(deals[clause.column], pa.string())
        for part in parts
        for clause in part.clauses
        if clause.word
    }
    holds = [[_holds(deals, texts, clause) for clause in part.clauses] for part in parts]
    decision, forced = np.full(len(deals), -1, np.intp), np.zeros(len(deals), np.bool_)
    manual = ledger.universe[["deal_id", "verdict"]]
    if len(manual):
        decision = pd.Index(manual["deal_id"]).get_indexer(pd.Index(deals["deal_id"]))
        includes = (manual["verdict"] == "include").to_numpy(dtype=bool)
        forced = (decision >= 0) & includes[decision]
    return Answers(parts, holds, decision, forced)


def _holds(deals: pd.DataFrame, texts: dict[str, pa.Array], clause: Clause) -> Mask:
    if clause.word:
        found: Mask = (
            pc.match_substring(texts[clause.column], clause.word)
            .fill_null(False)
            .to_numpy(zero_copy_only=False)
        )
        return found
    return deals[clause.column].to_numpy(dtype=bool, na_value=False)


def verdicts(ledger: Ledger) -> pd.DataFrame:
    """Judge every deal.

    A decision by hand goes before the rule; of the rule's rows the first one that applies gives the reason.

    Parameters
    ----------
    ledger : Ledger
        The whole ledger.

    Returns
    -------
    DataFrame
        A row for each deal in the order of the file: ``deal_id``, ``verdict`` (include,
        exclude), ``rule`` (override, a part's name such as wind, or none), ``reason`` (Chinese),
        ``reason_en`` (English; a decision's own words as they stand), ``decided_by`` (NA unless by hand).
    """
    judged = answers(ledger)
    marks = [
        (mask, part.name, clause.zh, clause.en)
        for part, masks in zip(judged.parts, judged.holds, strict=True)
        for mask, clause in zip(masks, part.clauses, strict=True)
    ]
    count = len(judged.decision)
    marks.append((np.ones(count, np.bool_), "none", *outside(judged.parts)))
    applies = np.argmax([mark[0] for mark in marks], axis=0) if count else np.empty(0, np.intp)
    rule, reason, reason_en = (
        np.array([mark[at] for mark in marks], dtype=object)[applies] for at in (1, 2, 3)
    )
    verdict = np.array(["exclude", "include"], dtype=object)[judged.included.astype(np.intp)]
    decided_by = np.full(count, pd.NA, dtype=object)
    decided = np.flatnonzero(judged.decision >= 0)
    if len(decided):
        manual = ledger.universe[["reason", "decided_by"]]
        rule[decided] = "override"
        for values, name in ((reason, "reason"), (reason_en, "reason"), (decided_by, "decided_by")):
            values[decided] = manual[name].to_numpy(dtype=object)[judged.decision[decided]]
    deal_id = ledger.deals["deal_id"].to_numpy(dtype=object)
    columns = [deal_id, verdict, rule, reason, reason_en, decided_by]
    # As they are: a conversion would look at every text again.
    texts = {name: pd.arrays.StringArray(values) for name, values in zip(_COLUMNS, columns, strict=True)}
    return pd.DataFrame(texts, copy=False)


def outside(parts: list[Part]) -> tuple[str, str]:
    """Return why a deal does not count that no part lets in, in Chinese and in English."""
    zh = "、".join(part.zh for part in parts)
    return f"{zh}均不适用", f"none of these applies: {', '.join(part.en for part in parts)}"


def explanation(ledger: Ledger, deal_id: str) -> dict[str, Any] | None:
    """Return the verdict on one deal with each part's answer, as plain data; None if there is no such deal.

    Returns
    -------
    dict or None
        ``deal_id``, ``name``, ``issued_on``, ``verdict``, ``rule``, ``reason``, ``reason_en``, ``decision`` (None, or
        the row of ``universe``: ``verdict``, ``reason``, ``decided_by``, ``decided_on``), ``parts``: each
        with ``part``, ``zh``, ``en``, ``answer`` and ``because`` (the rows that apply: ``column``, ``word``).
    """
    deals = ledger.deals
    one = deals[deals["deal_id"] == deal_id].reset_index(drop=True)
    if not len(one):
        return None
    single = replace(ledger, deals=one)
    judged, verdict = answers(single), verdicts(single).iloc[0]
    decision = int(judged.decision[0])
    record = {name: str(verdict[name]) for name in ("verdict", "rule", "reason", "reason_en")}
    return {
        "deal_id": deal_id,
        "name": str(one["name"].iloc[0]),
        "issued_on": one["issued_on"].iloc[0].date().isoformat(),
        **record,
        "decision": None if decision < 0 else _decision(ledger.universe, decision),
        "parts": [
            {
                "part": part.name,
                "zh": part.zh,
                "en": part.en,
                "answer": any(bool(mask[0]) for mask in masks),
                "because": [
                    {"column": clause.column, "word": clause.word}
                    for mask, clause in zip(masks, part.clauses, strict=True)
                    if mask[0]
                ],
            }
            for part, masks in zip(judged.parts, judged.holds, strict=True)
        ],
    }


def _decision(manual: pd.DataFrame, row: int) -> dict[str, str]:
    told = {name: str(manual[name].iloc[row]) for name in ("verdict", "reason", "decided_by")}
    return {**told, "decided_on": manual["decided_on"].iloc[row].date().isoformat()}


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
    inside = answers(ledger).included
    included = ledger.deals["deal_id"][inside]

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
