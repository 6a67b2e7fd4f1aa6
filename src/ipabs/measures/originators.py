"""Who originates the deals (section 3(3), table 3)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from ipabs.measures.breakdown import breakdown, shares
from ipabs.measures.issuance import in_span
from ipabs.period import Span

RANKING = ("place", "name", "kind", "others", "deals", "size_yuan", "size_share")


def first_originators(deals: pd.DataFrame, parties: pd.DataFrame) -> pd.DataFrame:
    """Give each deal its first-listed originator; the others are named beside it.

    Parameters
    ----------
    deals
        Rows with ``deal_id``.
    parties
        Rows with ``deal_id``, ``role``, ``name``, ``kind``, in the order in which they are listed.

    Returns
    -------
    pandas.DataFrame
        `deals` with ``originator`` and ``kind`` of the first one listed (empty if the ledger names none)
        and ``others``, a tuple of the further names.
    """
    listed = parties[(parties["role"] == "originator") & parties["deal_id"].isin(deals["deal_id"])]
    names: dict[str, list[str]] = {}
    kinds: dict[str, object] = {}
    for deal, name, kind in zip(listed["deal_id"], listed["name"], listed["kind"], strict=True):
        kinds.setdefault(deal, kind)
        names.setdefault(deal, []).append(str(name))
    ids = [str(deal) for deal in deals["deal_id"]]
    return deals.assign(
        originator=pd.Series(
            [names[deal][0] if deal in names else None for deal in ids], index=deals.index, dtype="string"
        ),
        kind=pd.Series([kinds.get(deal) for deal in ids], index=deals.index, dtype="string"),
        others=pd.Series([tuple(names.get(deal, ())[1:]) for deal in ids], index=deals.index, dtype="object"),
    )


def ranking(deals: pd.DataFrame, parties: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Rank the originators of `span` by size (section 3(3), table 3).

    Returns
    -------
    pandas.DataFrame
        One row an originator: ``place`` (equal sizes share it, the next place is skipped), ``name``,
        ``kind``, ``others`` (originators named beside it, a tuple), ``deals`` (单), ``size_yuan`` (元),
        ``size_share`` (exact fraction of the span's size, deals without an originator included); by place,
        then name. Deals whose originator is unknown are not ranked.
    """
    return rank(in_span(deals, span), parties)


def rank(deals: pd.DataFrame, parties: pd.DataFrame) -> pd.DataFrame:
    """Rank the originators of `deals`; see :func:`ranking`."""
    rows = first_originators(deals, parties)
    whole = sum((int(size) for size in rows["size_yuan"]), 0)
    table: dict[str, list[int]] = {}
    kinds: dict[str, object] = {}
    others: dict[str, dict[str, None]] = {}
    named = rows.dropna(subset=["originator"])
    columns = (named["originator"], named["kind"], named["others"], named["size_yuan"])
    for name, kind, further, size in zip(*columns, strict=True):
        cell = table.setdefault(name, [0, 0])
        cell[0] += 1
        cell[1] += int(size)
        kinds.setdefault(name, kind)
        others.setdefault(name, {}).update(dict.fromkeys(further))
    order = sorted(table, key=lambda name: (-table[name][1], name))
    sizes = [table[name][1] for name in order]
    return pd.DataFrame(
        {
            "place": pd.Series([1 + sum(other > size for other in sizes) for size in sizes], dtype="int64"),
            "name": pd.Series(order, dtype="string"),
            "kind": pd.Series([kinds[name] for name in order], dtype="string"),
            "others": pd.Series([tuple(others[name]) for name in order], dtype="object"),
            "deals": pd.Series([table[name][0] for name in order], dtype="int64"),
            "size_yuan": pd.Series(sizes, dtype="int64"),
            "size_share": pd.Series(shares(sizes, whole), dtype="object"),
        },
        columns=list(RANKING),
    )


def leading(ranked: pd.DataFrame, places: int = 5) -> pd.DataFrame:
    """Return the rows of a ranking up to `places`; a tie at the last place keeps all who share it."""
    return ranked[ranked["place"] <= places]


def kinds(deals: pd.DataFrame, parties: pd.DataFrame, span: Span, also: Sequence[str] = ()) -> pd.DataFrame:
    """Split the deals of `span` by the kind of their first originator (section 3(3)).

    Parameters
    ----------
    also
        Kinds that are listed even without a deal.

    Returns
    -------
    pandas.DataFrame
        ``kind``, the columns of :func:`~ipabs.measures.breakdown.breakdown`, and ``originators`` (家).
    """
    return _with_originators(first_originators(in_span(deals, span), parties), "kind", also)


def regions(deals: pd.DataFrame, parties: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Split the deals of `span` by the originator's province (section 3(3)).

    Returns
    -------
    pandas.DataFrame
        ``region``, the columns of :func:`~ipabs.measures.breakdown.breakdown`, and ``originators`` (家).
    """
    return _with_originators(first_originators(in_span(deals, span), parties), "region")


def _with_originators(rows: pd.DataFrame, key: str, also: Sequence[str] = ()) -> pd.DataFrame:
    table = breakdown(rows, key, also)
    names: dict[str, set[str]] = {}
    for code, name in zip(rows[key].astype("string").fillna("undisclosed"), rows["originator"], strict=True):
        if pd.notna(name):
            names.setdefault(code, set()).add(name)
    return table.assign(originators=[len(names.get(code, ())) for code in table[key]])


def concentration(ranked: pd.DataFrame, places: int = 5) -> tuple[Fraction | None, Fraction | None]:
    """Return the combined share of the first `places` (CR5) and the sum of squared shares (HHI, 0 to 1).

    Unlike table 3, CR5 takes exactly `places` originators, whoever ties for the last one.

    Parameters
    ----------
    ranked
        What :func:`ranking` returned. ``None`` for both if it has no rows.
    """
    parts = [share for share in ranked["size_share"] if share is not None]
    if not parts:
        return None, None
    return sum(parts[:places], Fraction(0)), sum((share * share for share in parts), Fraction(0))


def leaders_since(deals: pd.DataFrame, parties: pd.DataFrame, last: int, first: int) -> tuple[int, set[str]]:
    """Find since which year the two largest originators of `last` have been the two largest every year.

    Parameters
    ----------
    last, first
        The year whose leaders they are, and the earliest year to look at.

    Returns
    -------
    tuple
        The first year of the unbroken run (`last` itself if they were not both ahead a year before; 0 if
        `last` has no two clear leaders), and their names.
    """
    names = _pair(deals, parties, last)
    if not names:
        return 0, set()
    since = last
    while since > first and _pair(deals, parties, since - 1) == names:
        since -= 1
    return since, names


def _pair(deals: pd.DataFrame, parties: pd.DataFrame, year: int) -> set[str]:
    ahead = leading(ranking(deals, parties, Span(year)), 2)
    return set(ahead["name"]) if len(ahead) == 2 else set()
