"""Lists for the appendix on the data: what its rows are, and what a narrower universe would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ipabs.edition import Edition
from ipabs.exhibits.basis import ILLUSTRATIVE, PUBLISHED, RECONSTRUCTED, joined, of, together
from ipabs.exhibits.composing import Words, table_exhibit
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.table import Bar, Column, Group, Table
from ipabs.facts.data_basis import TABLES
from ipabs.facts.universe import WHOLE, WITHOUT_DECISIONS, Compared, compared
from ipabs.measures.universe import Headline
from ipabs.period import Span
from ipabs.rounding import EMPTY, amount, percent, ratio
from ipabs.theme import read_theme

_BASES = {PUBLISHED: "公开", RECONSTRUCTED: "重构", ILLUSTRATIVE: "示意"}


def rows_by_basis(edition: Edition) -> Exhibit:
    """Return how many rows of each table are published, reconstructed or illustrative."""
    frame = _counts(edition)
    shown = [key for key in _BASES if key != ILLUSTRATIVE or frame[ILLUSTRATIVE].any()]
    body, bars = [], []
    for row in frame.to_dict("records"):
        whole = int(row["rows"])
        body.append(
            (row["table_zh"], *(str(row[key]) for key in shown), str(whole), row["published_share_printed"])
        )
        public = int(row[PUBLISHED]) / whole if whole else 0.0
        bars.append(Bar(((public, "s1"), (1 - public, "hatched"))) if whole else None)
    columns = (
        Column("台账"),
        *(Column(_BASES[key], "r") for key in shown),
        Column("合计", "r"),
        Column("公开占比", "r"),
    )
    table = Table(columns, tuple(body), bars=len(columns), bar_rows=tuple(bars), bars_title="构成")
    public, whole = int(frame[PUBLISHED].sum()), int(frame["rows"].sum())
    alt = f"本期台账共{whole}行，其中{public}行直接来自公开披露，占{percent(ratio(public, whole))}。"
    if public in (0, whole):
        alt = f"本期台账共{whole}行，{'均' if public else '没有一行'}直接来自公开披露。"
    basis = PUBLISHED if public == whole else "mixed" if public else RECONSTRUCTED
    words = Words(
        "本期台账的数据依据",
        "行",
        "公开：直接来自公开披露；重构：由公开合计数反推；示意：仅供观察量级",
        "本期台账",
        basis,
    )
    return table_exhibit("list-basis", alt, frame, words, table)


def _counts(edition: Edition) -> pd.DataFrame:
    records = []
    for name, title in TABLES.items():
        bases = getattr(edition.ledger, name)["basis"]
        counted = bases.value_counts()
        counts = {key: int(counted.get(key, 0)) for key in _BASES}
        records.append(
            {
                "table": name,
                "table_zh": title,
                **counts,
                "rows": len(bases),
                "published_share_printed": percent(ratio(counts[PUBLISHED], len(bases))),
            }
        )
    return pd.DataFrame(records)


def universe_rules(edition: Edition) -> Exhibit:
    """Return what the headline figures would be under narrower rules."""
    held = compared(edition)
    spans = edition.calendar.window
    called = [(WHOLE, "本期口径"), *held.variants]
    records = [_figures(code, zh, held.figures, spans) for code, zh in called]
    frame = pd.DataFrame(records)
    columns, groups = [Column("口径")], [Group(1)]
    for span in spans:
        columns += [Column("单数", "r"), Column("规模", "r"), Column("前五大占比", "r")]
        groups.append(Group(3, span.zh))
    rows = tuple(
        (
            str(row["rule_zh"]),
            *(
                str(row[f"{span.id}_{what}_printed"])
                for span in spans
                for what in ("deals", "size", "top5_share")
            ),
        )
        for row in records
    )
    table = Table(tuple(columns), rows, groups=tuple(groups), emphasis=1)
    manual = any(code == WITHOUT_DECISIONS for code, _ in called)
    note = joined(
        "前五大占比：规模排名前五的发起机构占全部规模的比例",
        "较窄的口径不含人工纳入的产品，人工剔除的仍予剔除" if manual else "",
    )
    inside = held.deals["basis"][held.answers.included]
    words = Words(
        "统计口径变动对发行概况的影响",
        "单，亿元",
        note,
        read_theme().source("Wind"),
        together([of(inside)]),
    )
    return table_exhibit("list-universe", _told(held, spans[0]), frame, words, table)


def _figures(
    code: str, zh: str, figures: Mapping[tuple[str, Span], Headline], spans: Sequence[Span]
) -> dict[str, object]:
    record: dict[str, object] = {"rule": code, "rule_zh": zh}
    for span in spans:
        key, figure = span.id, figures[code, span]
        share = None if figure.top5_share is None else float(figure.top5_share)
        record |= {
            f"{key}_deals": figure.deals,
            f"{key}_size_yuan": figure.size_yuan,
            f"{key}_top5_share": share,
            f"{key}_deals_printed": str(figure.deals) if figure.deals else EMPTY,
            f"{key}_size_printed": amount(figure.size_yuan) if figure.deals else EMPTY,
            f"{key}_top5_share_printed": percent(figure.top5_share),
        }
    return record


def _told(held: Compared, span: Span) -> str:
    """Name the finding: by how many deals the narrowest rule falls short."""
    now = held.figures[WHOLE, span].deals
    if not held.variants:
        return f"{span.zh}按本期口径为{now}单，没有更窄的口径可比。"
    counts = [now, *(held.figures[code, span].deals for code, _ in held.variants)]
    if not now:
        return f"{span.zh}按各种口径均没有发行。"
    if len(set(counts)) == 1:
        return f"{span.zh}按各种口径均为{now}单。"
    return f"{span.zh}按本期口径为{now}单，{held.variants[-1][1]}的为{counts[-1]}单。"
