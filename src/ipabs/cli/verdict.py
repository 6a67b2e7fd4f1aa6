"""A deal's verdict under the universe rule, as ``ipabs explain DEAL_ID`` prints it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ipabs.cli.words import is_chinese, say

_WIDTH = 10


def told(deal: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that tell the verdict, the reason, a decision by hand, and each part's answer.

    Parameters
    ----------
    deal
        What :func:`ipabs.ledger.universe.explanation` returned.
    """
    chinese = is_chinese()
    yield _line(say("deal"), f"{deal['deal_id']}  {deal['name']}")
    yield _line(say("issued"), deal["issued_on"])
    yield _line(say("verdict"), say("include" if deal["verdict"] == "include" else "exclude"))
    yield _line(say("reason"), deal["reason"] if chinese else deal["reason_en"])
    decision = deal["decision"]
    if decision is not None:
        yield _line(
            say("by hand"),
            say("{} on {}: {}", decision["decided_by"], decision["decided_on"], decision["reason"]),
        )
    for number, part in enumerate(deal["parts"]):
        cells = ", ".join(
            f"{because['column']} {say('holds')} {because['word']}"
            if because["word"]
            else f"{because['column']} = true"
            for because in part["because"]
        )
        answer = say("yes") if part["answer"] else say("no")
        name = part["zh"] if chinese else part["en"]
        yield _line(say("rule") if number == 0 else "", f"{answer}  {name}{f' ({cells})' if cells else ''}")


def _line(label: str, text: str) -> str:
    # A Han character is two columns wide.
    wide = sum(2 if ord(char) > 0x2E80 else 1 for char in label)
    return f"{label}{' ' * max(_WIDTH - wide, 1)}{text}"
