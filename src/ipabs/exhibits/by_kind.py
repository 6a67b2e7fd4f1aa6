"""The frame behind counts by kind: a row a kind, a block of columns a period."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from ipabs.period import Span
from ipabs.rounding import EMPTY, amount, percent

OTHER = "其他"
"""The row of all kinds that have none of their own."""


def wide(table: pd.DataFrame, key: str, spans: Sequence[Span], name: Callable[[str], str]) -> pd.DataFrame:
    """Set the spans of a breakdown side by side.

    Parameters
    ----------
    table
        ``span``, `key`, ``deals``, ``size_yuan``, ``size_share``, the same kinds in the same order in
        each span.
    name
        Chinese name of a code.
    """
    if table.empty:
        return pd.DataFrame({key: [], "kind_zh": []})
    codes = [str(code) for code in table.loc[table["span"] == spans[0], key]]
    columns: dict[str, list[object]] = {key: list(codes), "kind_zh": [name(code) for code in codes]}
    for span in spans:
        rows = table[table["span"] == span].to_dict("records")
        columns[f"{span.id}_deals"] = [int(row["deals"]) for row in rows]
        columns[f"{span.id}_size_yuan"] = [int(row["size_yuan"]) for row in rows]
        columns[f"{span.id}_share"] = [float(row["size_share"] or 0) for row in rows]
        columns[f"{span.id}_deals_printed"] = [str(row["deals"]) if row["deals"] else EMPTY for row in rows]
        columns[f"{span.id}_size_printed"] = [
            amount(row["size_yuan"]) if row["deals"] else EMPTY for row in rows
        ]
        columns[f"{span.id}_share_printed"] = [
            percent(row["size_share"]) if row["deals"] else EMPTY for row in rows
        ]
    return pd.DataFrame(columns)


def folded(table: pd.DataFrame, key: str, keep: int, apart: str = "") -> pd.DataFrame:
    """Fold the kinds after the first `keep` into one row 其他, in each span.

    The kind `apart` keeps a row of its own behind them.
    """
    kinds = [kind for kind in dict.fromkeys(table[key]) if kind != apart] if len(table) else []
    if len(kinds) <= keep + 1:
        return table
    leading = kinds[:keep]
    parts = []
    for _, rows in table.groupby("span", sort=False):
        rest = rows[~rows[key].isin([*leading, apart])]
        other = rows.iloc[:1].copy()
        other[key] = OTHER
        other["deals"] = int(rest["deals"].sum())
        other["size_yuan"] = sum(int(yuan) for yuan in rest["size_yuan"])
        other["size_share"] = pd.Series(
            [sum(filter(None, rest["size_share"]))], index=other.index, dtype="object"
        )
        parts += [rows[rows[key].isin(leading)], other, rows[rows[key] == apart]]
    return pd.concat(parts, ignore_index=True)


def folded_note(table: pd.DataFrame, key: str, kept: pd.DataFrame, noun: str) -> str:
    """Say how many kinds stand behind 其他; empty if none was folded."""
    if not len(kept) or OTHER not in set(kept[key]):
        return ""
    number = table[key].nunique() - kept[key].nunique() + 1
    return f"“{OTHER}”为规模较小的{number}{noun}"


def finding(frame: pd.DataFrame, spans: Sequence[Span], what: str) -> str:
    """Name, for each span, the kind with most deals and what the others have."""
    sentences = []
    for span in spans:
        deals = f"{span.id}_deals"
        rows = (
            frame[frame[deals] > 0].sort_values(deals, ascending=False, kind="stable")
            if len(frame)
            else frame
        )
        if rows.empty:
            sentences.append(f"{span.zh}没有发行")
            continue
        first = rows.iloc[0]
        if len(rows) == 1:
            every = f"{first[deals]}单均为" if first[deals] > 1 else "仅有的1单为"
            sentences.append(f"{span.zh}{every}{first['kind_zh']}")
            continue
        words = f"{span.zh}{int(frame[deals].sum())}单中，{first['kind_zh']}{first[deals]}单，"
        words += f"占规模的{first[f'{span.id}_share_printed']}"
        words += "；其余为" + "、".join(
            f"{row['kind_zh']}{row[deals]}单" for _, row in rows.iloc[1:].iterrows()
        )
        sentences.append(words)
    return f"{what}：" + "。".join(sentences) + "。"


def marks_note(frame: pd.DataFrame, spans: Sequence[Span], plain: bool) -> str:
    """Explain the segments, the hollow ones, and the empty sign where it is used."""
    clauses = [] if plain else ["一格为一单"]
    if len(spans) > 1:
        hollow = "斜线或空心" if plain else "空心"
        clauses.append(f"实心为{spans[0].zh}，{hollow}为{spans[1].zh}（非全年）")
    empty = any((frame[f"{span.id}_deals"] == 0).any() for span in spans) if len(frame) else False
    if empty:
        clauses.append(f"“{EMPTY}”表示没有")
    return "；".join(clauses)
