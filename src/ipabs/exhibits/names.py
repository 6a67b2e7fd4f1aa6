"""Chinese names of codes, as exhibits print them."""

from __future__ import annotations

from functools import lru_cache

from ipabs.edition import Edition
from ipabs.errors import IpabsError
from ipabs.ledger.tables import since_quarter
from ipabs.measures.breakdown import UNDISCLOSED

UNDISCLOSED_ZH = "未列明"


def zh(edition: Edition, domain: str, code: str) -> str:
    """Return the name of a code as it was at the edition's time.

    Raises
    ------
    IpabsError
        If there is no such code.
    """
    if code == UNDISCLOSED:
        return UNDISCLOSED_ZH
    try:
        return _names(edition)[domain][code]
    except KeyError:
        raise IpabsError(
            f"codes.csv has no code {code!r} in the domain {domain!r}: add a row (domain, code, zh, en, since)"
        ) from None


def order(edition: Edition, domain: str) -> list[str]:
    """Return the codes of a domain in the order in which they are shown."""
    return list(_names(edition).get(domain, {}))


@lru_cache(maxsize=1)
def _names(edition: Edition) -> dict[str, dict[str, str]]:
    """Return domain → code → name; a code that is older than its first name has that one."""
    codes = edition.ledger.codes[["domain", "code", "zh", "since"]]
    dated: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for domain, code, name, since in zip(*(codes[column] for column in codes), strict=True):
        dated.setdefault(domain, {}).setdefault(code, []).append((since_quarter(since), str(name)))
    return {
        domain: {code: _at(names, edition.calendar.name) for code, names in held.items()}
        for domain, held in dated.items()
    }


def _at(names: list[tuple[str, str]], period: str) -> str:
    ordered = sorted(names, key=lambda pair: pair[0])
    held = [name for start, name in ordered if start <= period]
    return held[-1] if held else ordered[0][1]
