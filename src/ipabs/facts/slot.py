"""Where a fact belongs: its topic, slice and range of time, and hence its id and its name in prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ipabs.edition import Edition
from ipabs.facts.phrases import Rhythm
from ipabs.facts.sources import source_of
from ipabs.period import Span


@dataclass(frozen=True)
class Slot:
    """A place for facts.

    Parameters
    ----------
    section
        Title under which the appendix 数字溯源 lists the facts: 发行概览.
    topic, slice
        ``modes``, ``loan``.
    period, role
        The range as ids name it (``2023``) and as prose does (``year``); both empty for facts of the
        edition as a whole.
    words
        The range in a sentence: 2023年.
    span
        The range itself, if it is one.
    covered
        Whether the ledger reaches back to the range this one is compared with.
    known
        Whether the ledger reaches back to the range itself.
    """

    section: str
    topic: str
    slice: str = ""
    period: str = ""
    role: str = ""
    words: str = ""
    span: Span | None = None
    covered: bool = True
    known: bool = True

    def id(self, measure: str, comparison: str = "") -> str:
        """``topic.measure.period.comparison``, the slice before the measure."""
        return ".".join(part for part in (self.topic, self.slice, measure, self.period, comparison) if part)

    def var(self, measure: str, comparison: str = "") -> str:
        """``topic.slice.role.measure_comparison``."""
        last = f"{measure}_{comparison}" if comparison else measure
        return ".".join(part for part in (self.topic, self.slice, self.role, last) if part)

    def at(self, piece: str) -> Slot:
        """Return the same place for one slice."""
        return replace(self, slice=piece)

    @property
    def rhythm(self) -> Rhythm:
        return "ytd" if self.span is not None and not self.span.is_year else "year"

    @property
    def before(self) -> str:
        """What the range is compared with, in a sentence: 2022年, 上年同期."""
        if self.span is None:
            return ""
        return self.span.prior.zh if self.span.is_year else "上年同期"

    @property
    def range(self) -> str:
        """The range in a definition: 2023年, 2024年1—3月."""
        return self.span.zh if self.span is not None else self.words


def slots(edition: Edition, section: str, topic: str) -> list[tuple[Slot, Span]]:
    """Return the topic's places, one for each role that the edition has, with its span."""
    start = source_of(edition).first_year
    return [
        (
            Slot(
                section,
                topic,
                period=span.id,
                role=role,
                words=span.zh,
                span=span,
                covered=start is not None and span.year > start,
                known=start is None or span.year >= start,
            ),
            span,
        )
        for role, span in edition.calendar.roles.items()
    ]


def slug(code: str) -> str:
    """Turn a code into a part of an id: ``guarantee_company+bank`` → ``guarantee_company_and_bank``.

    Han characters stay; dots, spaces and other marks become ``_``.
    """
    text = code.strip().lower().replace("+", "_and_")
    return re.sub(r"\W+", "_", text).strip("_") or "unnamed"


def rating_slug(rating: str) -> str:
    """Turn a rating into a part of an id: AAAsf → ``aaa``, AA+sf → ``aa_plus``, AA-sf → ``aa_minus``."""
    plain = rating.strip().removesuffix("sf")
    return slug(plain.replace("+", "_plus").replace("-", "_minus"))
