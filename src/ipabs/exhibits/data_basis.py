"""Lists for the appendix on the data: what its rows are, and what a narrower universe would change."""

from __future__ import annotations

import pandas as pd

from ipabs.edition import Edition
from ipabs.exhibits.basis import ILLUSTRATIVE, PUBLISHED, RECONSTRUCTED
from ipabs.exhibits.composing import Words, table_exhibit
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.table import Bar, Column, Group, Table
from ipabs.facts.data_basis import TABLES
from ipabs.ledger import verdicts
from ipabs.measures import issuance
from ipabs.rounding import EMPTY, amount, percent, ratio
from ipabs.theme import read_theme

_BASES = {PUBLISHED: "公开", RECONSTRUCTED: "重构", ILLUSTRATIVE: "示意"}
_RULES = {
    "本期口径": ("wind", "name", "internal", "override"),
    "只计 Wind 归类与名称": ("wind", "name"),
    "只计 Wind 归类": ("wind",),
}


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
    """Return what the headline figures would be if fewer rules let a deal in."""
    judged = verdicts(edition.whole)
    included = judged[judged["verdict"] == "include"]
    spans = edition.calendar.window
    whole = edition.whole.deals[["deal_id", "issued_on", "size_yuan"]]
    records = []
    for name, rules in _RULES.items():
        deals = whole[whole["deal_id"].isin(included.loc[included["rule"].isin(rules), "deal_id"])]
        record: dict[str, object] = {"rule": name}
        for row in issuance.by_span(deals, spans).to_dict("records"):
            key = row["span"].id
            record |= {
                f"{key}_deals": row["deals"],
                f"{key}_size_yuan": row["size_yuan"],
                f"{key}_deals_printed": str(row["deals"]) if row["deals"] else EMPTY,
                f"{key}_size_printed": amount(row["size_yuan"]) if row["deals"] else EMPTY,
            }
        records.append(record)
    frame = pd.DataFrame(records)
    columns, groups = [Column("口径")], [Group(1)]
    for span in spans:
        columns += [Column("单数", "r"), Column("规模", "r")]
        groups.append(Group(2, span.zh))
    rows = tuple(
        (
            str(row["rule"]),
            *(str(row[f"{span.id}_{what}_printed"]) for span in spans for what in ("deals", "size")),
        )
        for row in frame.to_dict("records")
    )
    table = Table(tuple(columns), rows, groups=tuple(groups), emphasis=1)
    key = spans[0].id
    counts = [int(count) for count in frame[f"{key}_deals"]]
    alt = f"{spans[0].zh}按本期口径为{counts[0]}单，只计 Wind 归类的为{counts[-1]}单。"
    if not counts[0]:
        alt = f"{spans[0].zh}按各种口径均没有发行。"
    elif len(set(counts)) == 1:
        alt = f"{spans[0].zh}按各种口径均为{counts[0]}单。"
    words = Words("统计口径变动对发行概况的影响", "单，亿元", "", read_theme().source("Wind"), "mixed")
    return table_exhibit("list-universe", alt, frame, words, table)
