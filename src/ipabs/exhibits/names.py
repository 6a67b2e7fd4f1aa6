"""Chinese names of codes, as exhibits print them: those of the text."""

from __future__ import annotations

from ipabs.edition import Edition
from ipabs.facts import names

UNDISCLOSED_ZH = "未列明"


def zh(edition: Edition, domain: str, code: str) -> str:
    """Return the name of a code as it was at the edition's time; one without a name stands for itself."""
    return names.name(edition, domain, code)


def order(edition: Edition, domain: str) -> list[str]:
    """Return the codes of a domain in the order in which they are shown."""
    return list(names.order(edition, domain))
