"""How the headline figures move when fewer ways lead into the universe (统计口径)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipabs.measures.columns import Columns, Rows, between, total
from ipabs.measures.originators import firsts, ranked
from ipabs.period import Span
from ipabs.rounding import ratio

Mask = NDArray[np.bool_]


class Narrower(NamedTuple):
    """A narrower rule: only some of the parts let a deal in; `code` names it (``wind_or_name``)."""

    code: str
    parts: tuple[str, ...]


class Headline(NamedTuple):
    """Deals (单), size (元) and the share of the five largest originators (exact; ties for the fifth included)."""

    deals: int
    size_yuan: int
    top5_share: Fraction | None
    rows: Rows


def narrower(parts: Sequence[str]) -> list[Narrower]:
    """Return the narrower rules worth comparing, the widest first.

    The first part is the rule's base, which the others widen: so one of the others is left out in turn,
    the last one first, and then all of them.

    Parameters
    ----------
    parts
        The rule's parts in their order.
    """
    base, others = tuple(parts[:1]), tuple(parts[1:])
    chosen = [base + rest for rest in combinations(others, len(others) - 1)] if len(others) > 1 else []
    chosen += [base] if others else []
    return [Narrower("_or_".join(kept) if len(kept) > 1 else f"{kept[0]}_only", kept) for kept in chosen]


def let_in(by_part: Mapping[str, Mask], parts: Sequence[str], excluded: Mask) -> Mask:
    """Return which deals `parts` let in; those excluded by hand stay out.

    Inclusions by hand are no part of a narrower rule, so that each lets in a subset of the edition's deals.
    """
    found: Mask = np.logical_or.reduce([by_part[part] for part in parts]) & ~excluded
    return found


def headlines(
    deals: pd.DataFrame, parties: pd.DataFrame, kept: Mapping[str, Mask], spans: Sequence[Span]
) -> dict[tuple[str, Span], Headline]:
    """Return the headline figures of each choice of deals in each span.

    Parameters
    ----------
    deals
        All deals, of which ``deal_id``, ``issued_on`` and ``size_yuan`` are read.
    parties
        Rows with ``deal_id``, ``role``, ``name``, ``kind``, in the order in which they are listed.
    kept
        Name of the choice → which deals it has.
    spans
        Ranges of issue dates.

    Returns
    -------
    dict
        By name and span; ``rows`` are positions in `deals`.
    """
    days, sizes = deals["issued_on"].to_numpy(), deals["size_yuan"].to_numpy()
    issued = {span: between(days, span.start, span.end) for span in spans}
    # Only what the spans hold is looked up among the parties.
    held = np.unique(np.concatenate(list(issued.values()))) if spans else np.empty(0, np.intp)
    names = firsts(Columns(deals[["deal_id"]].iloc[held]), parties).names
    found = {}
    for name, mask in kept.items():
        for span, within in issued.items():
            rows = within[mask[within]]
            size = total(sizes[rows])
            leaders = ranked(names, sizes[held], np.searchsorted(held, rows))
            top = sum(row.size_yuan for row in leaders if row.place <= 5)
            found[name, span] = Headline(len(rows), size, ratio(top, size), rows)
    return found
