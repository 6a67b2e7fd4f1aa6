"""One computed number or phrase, with everything a reader needs to trust it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

# Han is looked for beside it: a pattern with a range of Han takes each kernel milliseconds to compile.
_LATIN = re.compile("[A-Za-z]+")

Direction = Literal["increase", "decrease", "unchanged"]


@dataclass(frozen=True)
class Fact:
    """A number or phrase of the report.

    Parameters
    ----------
    id
        ``topic.measure[.slice].period[.comparison]``, such as ``issuance.size.2023.yoy``.
    var
        Its name in prose, with the period replaced by its role: ``issuance.year.size_yoy``.
    value
        The exact value in `unit`, unrounded (a signed fraction for growth: −0.2433…); ``None`` where
        it does not exist (no growth on a base of zero); a string for a phrase.
    unit
        单, 家, 亿元, %, 月, …; empty for a phrase.
    text
        The printed digits without sign and without unit, except the % of a share: ``47``, ``78.85``,
        ``23.23%``.
    display
        What the sentence prints: ``47单``, ``78.85亿元``, ``增加12单``, ``下降24.33%``.
    name, definition, formula, rounding
        For the reader, in Chinese.
    rows
        Table → keys of the ledger rows it rests on, in ledger order, at most a thousand of each table. Facts
        that rest on the same rows share the lists.
    basis
        ``published``, ``reconstructed`` or ``mixed``: what those rows are.
    section
        Title under which the appendix 数字溯源 lists it: 发行概览.
    markup
        Markdown of a sentence that strings other facts together, each number under its own id; empty for
        a fact that is marked as a whole.
    omitted
        Table → number of rows it rests on beyond those that `rows` lists.
    """

    id: str
    var: str
    value: int | float | str | None
    unit: str
    text: str
    display: str
    name: str
    definition: str
    formula: str = ""
    rounding: str = ""
    direction: Direction | None = None
    rows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    basis: str = "published"
    section: str = ""
    markup: str = ""
    omitted: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Both are put together of parts, of which some begin or end in a Latin word: 知识产权 ABS, AAAsf.
        for name in ("name", "definition"):
            object.__setattr__(self, name, apart(getattr(self, name)))

    def to_json(self) -> dict[str, Any]:
        """Return a plain mapping, as `facts.json` and the notebooks' outputs hold it.

        ``omitted`` is left out where every row is listed.
        """
        record = dict(vars(self))
        if not self.omitted:
            del record["omitted"]
        return record

    @property
    def behind(self) -> int:
        """How many ledger rows it rests on, listed or not."""
        return sum(len(keys) for keys in self.rows.values()) + sum(self.omitted.values())

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Fact:
        return cls(**record)

    @property
    def markdown(self) -> str:
        """The span that carries the number and its provenance into the page."""
        if self.markup:
            return self.markup
        return f'[{escape(self.display)}]{{.fact data-fact="{self.id}"}}'


@lru_cache(maxsize=1024)
def apart(text: str) -> str:
    """Set a space between Han and Latin words: 知识产权 ABS 单数; numbers stay as they are."""
    if text.isascii():
        return text
    return _LATIN.sub(lambda word: _apart(text, word), text)


def _apart(text: str, word: re.Match[str]) -> str:
    before = " " if _is_han(text[word.start() - 1 : word.start()]) else ""
    after = " " if _is_han(text[word.end() : word.end() + 1]) else ""
    return f"{before}{word[0]}{after}"


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def escape(text: str) -> str:
    """Escape what Markdown would take as markup (``[`` and ``~`` in band labels, ``--``)."""
    return "".join(f"\\{char}" if char in "\\`*_[]{}<>~^$|#@&'\"" else char for char in text).replace(
        "--", "\\-\\-"
    )
