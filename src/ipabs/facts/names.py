"""Chinese names of codes as the edition's own time had them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ipabs.edition import Edition
from ipabs.ledger.tables import since_quarter
from ipabs.measures.columns import JOIN, UNDISCLOSED

_UNDISCLOSED = "未列明"
_SAMPLE = "样本"


def name(edition: Edition, domain: str, code: str) -> str:
    """Return the name of a code, or of a combination (担保公司、商业银行).

    A code that `codes.csv` does not know yet stands for itself, so that a new mode or kind shows up
    in every sentence instead of stopping the build.
    """
    if JOIN in code:
        return "、".join(name(edition, domain, part) for part in code.split(JOIN))
    if code == UNDISCLOSED:
        return _UNDISCLOSED
    return _named(edition).get(domain, {}).get(code, code)


@lru_cache(maxsize=1)
def _named(edition: Edition) -> dict[str, dict[str, str]]:
    """Return domain → code → name at the edition's time, codes in the order in which they are shown."""
    columns = (list(edition.ledger.codes[column]) for column in ("domain", "code", "zh", "since"))
    held: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for domain, code, words, since in zip(*columns, strict=True):
        held.setdefault(str(domain), {}).setdefault(str(code), []).append((since_quarter(since), str(words)))
    period = edition.calendar.name
    return {
        domain: {code: _at(dated, period) for code, dated in codes.items()} for domain, codes in held.items()
    }


def _at(dated: list[tuple[str, str]], period: str) -> str:
    ordered = sorted(dated, key=lambda pair: pair[0])
    known = [words for start, words in ordered if start <= period]
    # A code that is older than its first name still needs one.
    return known[-1] if known else ordered[0][1]


def mode(edition: Edition, code: str) -> str:
    """Return a business mode's name with the word 模式: 贷款模式; 业务模式未列明 for an empty one."""
    if code == UNDISCLOSED:
        return f"业务模式{_UNDISCLOSED}"
    words = name(edition, "mode", code)
    return words if words.endswith("模式") else f"{words}模式"


def natures(edition: Edition, domain: str) -> dict[str, str]:
    """Return code → what the codes say it is by nature (``claim``, ``right``), where they say so."""
    columns = (list(edition.ledger.codes[column]) for column in ("domain", "code", "nature"))
    return {
        str(code): nature
        for of, code, nature in zip(*columns, strict=True)
        if of == domain and isinstance(nature, str)
    }


def sample(words: str) -> bool:
    """Tell whether a deal or company has one of the generic names that reconstructed rows carry.

    Prose does not name these; tables do.
    """
    return words.startswith(_SAMPLE)


def order(edition: Edition, domain: str) -> Sequence[str]:
    """Return the domain's codes in the order in which they are shown."""
    return list(_named(edition).get(domain, {}))
