"""What a person should look at again: odd, not wrong. `ipabs check` tells it; a build does not look for it.

Each module takes the typed tables and yields problems of the severity ``warning`` (probably wrong) or ``notice``
(worth a look). All of it takes at most n log n steps in the rows.
"""

from __future__ import annotations

from collections.abc import Mapping

from ipabs.errors import Problem
from ipabs.ledger.columns import Columns
from ipabs.ledger.csv_files import Cells

__all__ = ["advice"]


def advice(tables: Mapping[str, Columns], texts: Mapping[str, Cells]) -> list[Problem]:
    """Return every remark on a ledger whose deals, tranches and parties are whole.

    Parameters
    ----------
    tables : mapping of str to Columns
        Typed tables; cells that could not be read are unknown.
    texts : mapping of str to Cells
        The lines of their rows.
    """
    # A build reads a ledger without these.
    from ipabs.ledger.advice import dates, names, outliers, terms

    return [
        *dates.remarks(tables, texts),
        *terms.remarks(tables, texts),
        *names.remarks(tables, texts),
        *outliers.remarks(tables, texts),
    ]
