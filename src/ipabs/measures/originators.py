"""Who originates the deals (section 3(3), table 3)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipabs.measures.breakdown import breakdown, everything
from ipabs.measures.columns import (
    UNDISCLOSED,
    Classes,
    Columns,
    Rows,
    classes,
    counts,
    sums,
    total,
)
from ipabs.measures.spans import in_span
from ipabs.period import Span
from ipabs.remembering import remembered
from ipabs.rounding import ratio

RANKING = ("place", "name", "kind", "others", "deals", "size_yuan", "size_share")


class Firsts(NamedTuple):
    """Each deal's first-listed originator.

    Parameters
    ----------
    names
        Its name; −1 for a deal whose originator is unknown.
    kinds
        Its kind, ``undisclosed`` where the ledger has none.
    """

    names: Classes
    kinds: Classes


class Originator(NamedTuple):
    """One row of a ranking: place, name, deals (单), size (元), exact share of the whole."""

    place: int
    name: str
    deals: int
    size_yuan: int
    size_share: Fraction | None


def _listed(deals: Columns, parties: pd.DataFrame) -> tuple[Rows, NDArray[np.intp]]:
    """Return which rows of `parties` originate one of `deals`, and the place of its deal beside each."""
    held = Columns(parties)
    listed = held.classes("role", None).of(held.all, "originator")
    owner = held.owners(deals, rows=listed)
    return listed[owner >= 0], owner[owner >= 0]


def firsts(deals: Columns, parties: pd.DataFrame) -> Firsts:
    """Return each deal's first-listed originator.

    Parameters
    ----------
    deals
        Deals, of which ``deal_id`` is read.
    parties
        Rows with ``deal_id``, ``role``, ``name``, ``kind``, in the order in which they are listed.
    """
    rows, owner = _listed(deals, parties)
    deal, at = np.unique(owner, return_index=True)
    first = rows[at]
    made = []
    for column, unknown in (("name", None), ("kind", UNDISCLOSED)):
        held = classes(parties[column].iloc[first], unknown)
        names, rest = list(held.names), -1
        if unknown is not None and len(deal) < len(deals):
            names += [] if unknown in names else [unknown]
            rest = names.index(unknown)
        codes = np.full(len(deals), rest, dtype=np.intp)
        codes[deal] = held.codes
        made.append(Classes(codes, names))
    return Firsts(*made)


def ranked(names: Classes, sizes: NDArray[Any], rows: Rows) -> list[Originator]:
    """Rank originators by size, then name; see :func:`ranking`.

    Parameters
    ----------
    names, sizes
        Every deal's originator, and amount in 元.
    rows
        The deals that count.
    """
    held, number = names.codes[rows], len(names.names)
    deals, amounts = counts(held, number), sums(held, sizes[rows], number)
    whole = total(sizes[rows])
    order = sorted((at for at in range(number) if deals[at]), key=lambda at: (-amounts[at], names.names[at]))
    found: list[Originator] = []
    for number, at in enumerate(order, 1):
        place = found[-1].place if found and found[-1].size_yuan == amounts[at] else number
        found.append(Originator(place, names.names[at], deals[at], amounts[at], ratio(amounts[at], whole)))
    return found


def first_originators(deals: pd.DataFrame, parties: pd.DataFrame) -> pd.DataFrame:
    """Give each deal its first-listed originator; the others are named beside it.

    Parameters
    ----------
    deals
        Rows with ``deal_id``; every column given comes back, so give only those that are needed.
    parties
        Rows with ``deal_id``, ``role``, ``name``, ``kind``, in the order in which they are listed.

    Returns
    -------
    pandas.DataFrame
        `deals` with ``originator`` and ``kind`` of the first one listed (empty if the ledger names none)
        and ``others``, a tuple of the further names.
    """
    parties = parties[["deal_id", "role", "name", "kind"]]
    rows, owner = _listed(Columns(deals), parties)
    deal, at = np.unique(owner, return_index=True)
    first = np.full(len(deals), -1, dtype=np.intp)
    first[deal] = rows[at]
    others = np.empty(len(deals), dtype=object)
    others.fill(())
    # Only deals with several originators are gone through one by one.
    rest = np.ones(len(rows), dtype=bool)
    rest[at] = False
    for place, name in zip(owner[rest].tolist(), parties["name"].iloc[rows[rest]], strict=True):
        others[place] = (*others[place], str(name))
    listed = {
        column: pd.Series(
            parties[column].array.take(first, allow_fill=True), index=deals.index, dtype="string"
        )
        for column in ("name", "kind")
    }
    return deals.assign(
        originator=listed["name"], kind=listed["kind"], others=pd.Series(others, index=deals.index)
    )


@remembered
def ranking(deals: pd.DataFrame, parties: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Rank the originators of `span` by size (section 3(3), table 3).

    Reads ``deal_id``, ``issued_on`` and ``size_yuan`` of `deals`; ``deal_id``, ``role``, ``name`` and
    ``kind`` of `parties`.

    Returns
    -------
    pandas.DataFrame
        One row an originator: ``place`` (equal sizes share it, the next place is skipped), ``name``,
        ``kind``, ``others`` (originators named beside it, a tuple), ``deals`` (单), ``size_yuan`` (元),
        ``size_share`` (exact fraction of the span's size, deals without an originator included); by place,
        then name. Deals whose originator is unknown are not ranked.
    """
    return rank(in_span(deals[["deal_id", "issued_on", "size_yuan"]], span), parties)


def rank(deals: pd.DataFrame, parties: pd.DataFrame) -> pd.DataFrame:
    """Rank the originators of `deals`; see :func:`ranking`."""
    rows = first_originators(deals[["deal_id", "size_yuan"]], parties)
    names = classes(rows["originator"], None)
    found = ranked(names, rows["size_yuan"].to_numpy(), everything(names))
    known, first = np.unique(names.codes, return_index=True)
    # The first deal of an originator names its kind; the unknown one (−1) sorts first and is not asked for.
    place = dict(zip(known.tolist(), first.tolist(), strict=True))
    at = {name: place[code] for code, name in enumerate(names.names)}
    others: dict[str, dict[str, None]] = {}
    several = np.flatnonzero(rows["others"].map(len).to_numpy(dtype=np.intp))
    for deal in several.tolist():
        further = others.setdefault(str(rows["originator"].iloc[deal]), {})
        further.update(dict.fromkeys(rows["others"].iloc[deal]))
    kinds = rows["kind"].iloc[[at[row.name] for row in found]]
    return pd.DataFrame(
        {
            "place": pd.Series([row.place for row in found], dtype="int64"),
            "name": pd.Series([row.name for row in found], dtype="string"),
            "kind": pd.Series(kinds.array, dtype="string"),
            "others": pd.Series([tuple(others.get(row.name, ())) for row in found], dtype="object"),
            "deals": pd.Series([row.deals for row in found], dtype="int64"),
            "size_yuan": pd.Series([row.size_yuan for row in found], dtype="int64"),
            "size_share": pd.Series([row.size_share for row in found], dtype="object"),
        },
        columns=list(RANKING),
    )


def kinds(deals: pd.DataFrame, parties: pd.DataFrame, span: Span, also: Sequence[str] = ()) -> pd.DataFrame:
    """Split the deals of `span` by the kind of their first originator (section 3(3)).

    Reads the columns that :func:`ranking` reads.

    Parameters
    ----------
    also
        Kinds that are listed even without a deal.

    Returns
    -------
    pandas.DataFrame
        ``kind``, the columns of :func:`~ipabs.measures.breakdown.breakdown`, and ``originators`` (家).
    """
    rows = in_span(deals[["deal_id", "issued_on", "size_yuan"]], span)
    return _with_originators(first_originators(rows, parties), "kind", also)


def regions(deals: pd.DataFrame, parties: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Split the deals of `span` by the originator's province (section 3(3)).

    Reads ``region`` of `deals` and the columns that :func:`ranking` reads.

    Returns
    -------
    pandas.DataFrame
        ``region``, the columns of :func:`~ipabs.measures.breakdown.breakdown`, and ``originators`` (家).
    """
    rows = in_span(deals[["deal_id", "issued_on", "size_yuan", "region"]], span)
    return _with_originators(first_originators(rows, parties), "region")


def _with_originators(rows: pd.DataFrame, key: str, also: Sequence[str] = ()) -> pd.DataFrame:
    table = breakdown(rows, key, also)
    of, names = classes(rows[key]), classes(rows["originator"], None)
    found = distinct(of, names, everything(of))
    return table.assign(originators=[found.get(code, 0) for code in table[key]])


def distinct(of: Classes, names: Classes, rows: Rows) -> dict[str, int]:
    """Count the different originators among `rows` in each class of `of`."""
    held, by = of.codes[rows], names.codes[rows]
    known = by >= 0
    pairs = np.unique(held[known] * len(names.names) + by[known]) // max(len(names.names), 1)
    return dict(zip(of.names, counts(pairs, len(of.names)), strict=True))
