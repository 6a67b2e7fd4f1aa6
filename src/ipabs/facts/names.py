"""Chinese names of codes as the edition's own time had them."""

from __future__ import annotations

from collections.abc import Sequence

from ipabs.edition import Edition
from ipabs.errors import IpabsError
from ipabs.measures.breakdown import UNDISCLOSED
from ipabs.measures.enhancement import JOIN

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
    try:
        return edition.ledger.zh(domain, code, edition.calendar.name)
    except IpabsError:
        return code


def mode(edition: Edition, code: str) -> str:
    """Return a business mode's name with the word 模式: 贷款模式; 业务模式未列明 for an empty one."""
    if code == UNDISCLOSED:
        return f"业务模式{_UNDISCLOSED}"
    words = name(edition, "mode", code)
    return words if words.endswith("模式") else f"{words}模式"


def sample(words: str) -> bool:
    """Tell whether a deal or company has one of the generic names that reconstructed rows carry.

    Prose does not name these; tables do.
    """
    return words.startswith(_SAMPLE)


def order(edition: Edition, domain: str) -> Sequence[str]:
    """Return the domain's codes in the order in which they are shown."""
    return [str(code) for code in edition.ledger.codes_of(domain)["code"].unique()]
