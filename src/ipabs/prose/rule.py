"""The rules as data: `rules.yml`, and how one is applied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import yaml

from .visible import VALUE

_MACROS = {
    "<NUMBER>": f"(?:[0-9]{{1,2}}|{VALUE})",
    "<HAN>": r"\u3400-\u9fff〇",
    "<MARK>": "，。、；：！？（）《》“”…",
    "<VALUE>": VALUE,
}


class Hit(NamedTuple):
    """Where a rule found something, in visible text, and what it says."""

    start: int
    end: int
    rule: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Rule:
    """One rule, as `rules.yml` explains it.

    Parameters
    ----------
    everywhere
        Whether it holds for sentences that facts compose too.
    wrong
        Text and the piece found in it.
    right
        Text in which nothing is found.
    """

    id: str
    expression: str
    message: str
    remedy: str
    everywhere: bool
    wrong: tuple[tuple[str, str], ...]
    right: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        # Compiled when it is used: a build wants one rule of all.
        return re.compile(self.expression)

    def hits(self, text: str) -> Iterator[Hit]:
        """Yield where `text`, as a reader sees it, breaks the rule."""
        for found in self.pattern.finditer(text):
            remedy = found.expand(self.remedy).replace(VALUE, "…") if "\\" in self.remedy else self.remedy
            yield Hit(found.start(), found.end(), self.id, self.message, remedy)


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules, in their order."""
    return tuple(_rule(entry) for entry in _data("rules.yml"))


@cache
def abbreviations() -> dict[str, str]:
    """Return abbreviation → what it stands for, of those that need no definition."""
    return dict(_data("abbreviations.yml"))


def _data(name: str) -> Any:
    text = (resources.files("ipabs.prose") / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        entry["id"], _expanded(entry["pattern"]), entry["message"], entry["remedy"],
        entry.get("scope", "all") != "text", tuple((text, piece) for text, piece in entry["wrong"]),
        tuple(entry["right"]),
    )  # fmt: skip


def _expanded(pattern: str) -> str:
    """Put in the macros; <HAN> outside a class becomes one."""
    parts, inside, at = [], False, 0
    while at < len(pattern):
        macro = next((name for name in _MACROS if pattern.startswith(name, at)), None)
        if macro:
            text = _MACROS[macro]
            parts.append(text if inside or macro in ("<NUMBER>", "<VALUE>") else f"[{text}]")
            at += len(macro)
            continue
        if pattern[at] == "\\":
            parts.append(pattern[at : at + 2])
            at += 2
            continue
        if pattern[at] == "[" and not inside:
            inside = True
        elif pattern[at] == "]" and inside:
            inside = False
        parts.append(pattern[at])
        at += 1
    return "".join(parts)
