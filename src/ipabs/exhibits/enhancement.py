"""Figure 6: who enhances the deals' credit."""

from __future__ import annotations

import pandas as pd

from ipabs.edition import Edition
from ipabs.exhibits import basis, behind
from ipabs.exhibits.by_kind import OTHER, finding, folded, folded_note, marks_note, wide
from ipabs.exhibits.charts.unit_rows import unit_rows
from ipabs.exhibits.composing import Words
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.names import UNDISCLOSED_ZH, order, zh
from ipabs.exhibits.unit_figure import unit_figure
from ipabs.measures import enhancement as measure
from ipabs.measures import issuance
from ipabs.measures.breakdown import UNDISCLOSED
from ipabs.period import Span
from ipabs.theme import read_theme

KINDS = 11
"""Kinds and combinations of kinds that have a row of their own; the smaller ones are 其他."""


def distribution(edition: Edition) -> Exhibit:
    """Return figure 6: deals by the kind of their enhancers."""
    spans, ledger = edition.calendar.window, edition.ledger
    kinds = order(edition, "provider_kind")
    every = measure.provider_kinds_across(ledger.deals, ledger.enhancements, spans, kinds)
    table = folded(every, "provider_kind", KINDS, UNDISCLOSED)
    frame = wide(table, "provider_kind", spans, lambda code: _combination(edition, code))
    chart = unit_rows(
        "fig-enhancement",
        finding(frame, spans, "按增信方性质"),
        frame,
        [(span.id, span.zh, not span.is_year) for span in spans],
    )
    deals = ledger.deals[["deal_id", "issued_on", "basis"]]
    enhancements = ledger.enhancements[["deal_id", "basis"]]
    bases = {}
    for span in spans:
        issued = issuance.in_span(deals, span)
        provided = enhancements.loc[enhancements["deal_id"].isin(issued["deal_id"]), "basis"]
        bases[span.zh] = basis.of(issued["basis"], provided)
    theme = read_theme()
    note = basis.joined(
        marks_note(frame, spans, chart.plain),
        _unknown(frame, spans),
        _combined(frame),
        folded_note(every, "provider_kind", table, "类增信方"),
        basis.sample_note({"数据": bases}),
    )
    words = Words(
        f"{edition.calendar.window_zh}知识产权 ABS 增信方性质分布",
        "单，亿元",
        note,
        theme.source("Wind", "CNABS"),
        basis.together(list(bases.values())),
    )
    names = {str(name): str(name) for name in frame["kind_zh"] if name not in (UNDISCLOSED_ZH, OTHER)}
    # Who enhances a deal stands in no column of the deals, but in the rows of its enhancements.
    rows = behind.deals_by_kind(frame, spans, "enhancements.增信方类型", names)
    return unit_figure(chart, frame, words, theme, "增信方性质", rows)


def _combination(edition: Edition, codes: str) -> str:
    return codes if codes == OTHER else zh(edition, "provider_kind", codes)


def _unknown(frame: pd.DataFrame, spans: tuple[Span, ...]) -> str:
    if frame.empty:
        return ""
    rows = frame[frame["provider_kind"] == UNDISCLOSED]
    deals = sum(int(rows[f"{span.id}_deals"].sum()) for span in spans)
    return f"有{deals}单的增信方没有公开资料，列为“{UNDISCLOSED_ZH}”" if deals else ""


def _combined(frame: pd.DataFrame) -> str:
    if frame.empty or not frame["provider_kind"].str.contains(measure.JOIN, regex=False).any():
        return ""
    return "增信方性质不同的产品按组合列示"
