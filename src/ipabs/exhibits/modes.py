"""Figure 5: which business modes deals use."""

from __future__ import annotations

from ipabs.edition import Edition
from ipabs.exhibits import basis, behind
from ipabs.exhibits.by_kind import finding, marks_note, wide
from ipabs.exhibits.charts.unit_rows import unit_rows
from ipabs.exhibits.composing import Words
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.names import UNDISCLOSED_ZH, zh
from ipabs.exhibits.unit_figure import unit_figure
from ipabs.measures import modes as measure
from ipabs.theme import read_theme


def distribution(edition: Edition) -> Exhibit:
    """Return figure 5: deals by business mode."""
    spans = edition.calendar.window
    table = measure.distributions(edition.ledger.deals, spans)
    frame = wide(table, "mode", spans, lambda code: zh(edition, "mode", code))
    chart = unit_rows(
        "fig-modes",
        finding(frame, spans, "按业务模式"),
        frame,
        [(span.id, span.zh, not span.is_year) for span in spans],
    )
    bases = basis.of_deals(edition, spans)
    theme = read_theme()
    unknown = frame["kind_zh"].eq(UNDISCLOSED_ZH).any() if len(frame) else False
    note = basis.joined(
        marks_note(frame, spans, chart.plain),
        f"业务模式没有公开资料的列为“{UNDISCLOSED_ZH}”" if unknown else "",
        basis.sample_note({"数据": bases}),
    )
    words = Words(
        f"{edition.calendar.window_zh}知识产权 ABS 业务模式分布",
        "单，亿元",
        note,
        theme.source("Wind", "CNABS"),
        basis.together(list(bases.values())),
    )
    names = {str(name): str(name) for name in frame["kind_zh"] if name != UNDISCLOSED_ZH}
    rows = behind.deals_by_kind(frame, spans, "业务模式", names)
    return unit_figure(chart, frame, words, theme, "业务模式", rows)
