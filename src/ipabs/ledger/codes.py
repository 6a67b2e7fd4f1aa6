"""The names of codes: the ledger's own, then the shipped ones that it does not rename."""

from __future__ import annotations

import functools
from collections import defaultdict
from importlib import resources

import pyarrow as pa

from ipabs.ledger.arrow_form import arrow_table
from ipabs.ledger.columns import Columns, typed
from ipabs.ledger.csv_files import plain_cells
from ipabs.ledger.schema import shipped
from ipabs.ledger.tables import since_quarter

_KEY = ("domain", "code", "since")


def all_codes(own: Columns | None) -> pa.Table:
    """Return the ledger's own codes, then the shipped ones that it does not rename."""
    if own is None or any(name not in own for name in _KEY):
        return _default()
    merged = pa.concat_tables([arrow_table(dict(own)), _default()], promote_options="default")
    merged = merged.unify_dictionaries().combine_chunks()
    kept, seen = [], set()
    for row, (domain, code, since) in enumerate(
        zip(*(merged.column(name).to_pylist() for name in _KEY), strict=True)
    ):
        # A rename leaves the older name in force until it starts: rows differ by quarter, not by spelling.
        named = (domain, code, since_quarter(since))
        if domain is not None and code is not None and named not in seen:
            seen.add(named)
            kept.append(row)
    return merged if len(kept) == merged.num_rows else merged.take(pa.array(kept, pa.int64()))


def by_domain(codes: pa.Table) -> dict[str, list[str]]:
    """Return the codes of each domain, in the order in which they are shown."""
    domains: dict[str, list[str]] = defaultdict(list)
    for domain, code in zip(
        codes.column("domain").to_pylist(), codes.column("code").to_pylist(), strict=True
    ):
        domains[domain].append(code)
    return dict(domains)


def by_name(codes: pa.Table) -> dict[str, dict[str, str]]:
    """Return domain → name in any language, in small letters → code; codes themselves included."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    columns = (codes.column(name).to_pylist() for name in ("domain", "code", "code", "zh", "en"))
    for domain, code, *called in zip(*columns, strict=True):
        for name in called:
            if name:
                names[domain].setdefault(name.lower(), code)
    return dict(names)


@functools.cache
def _default() -> pa.Table:
    data = (resources.files("ipabs.ledger") / "codes.csv").read_bytes()
    cells = plain_cells(data)
    assert cells is not None  # part of the package
    return arrow_table(typed(shipped()["codes"], cells)[0])
