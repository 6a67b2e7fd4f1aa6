"""An edition as it is read: every sentence of the text, the figures above it, and the words around exhibits."""

from __future__ import annotations

import importlib.util
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ipabs.assembly.reading import expanded, used_variables
from ipabs.edition import Edition
from ipabs.facts import Fact, all_facts
from ipabs.facts.headline import headline, headline_facts, summary
from ipabs.facts.words import period_words

_TESTS = Path(__file__).resolve().parents[1]
_YTD = re.compile(
    r'^::: \{\.content-visible when-meta="edition\.has-ytd"\}\n(.*?)^:::$', re.MULTILINE | re.DOTALL
)
_VAR = re.compile(r"\{\{< var (\S+) >\}\}")


@cache
def exhibits() -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location("every_exhibit_read", _TESTS / "exhibits" / "every.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return dict(module.EXHIBITS)


@cache
def text(with_ytd: bool) -> str:
    """Return the report's text, without the paragraphs on the year to date if the edition has none."""
    whole = expanded(_TESTS.parent / "report" / "index.qmd")
    return _YTD.sub(r"\1" if with_ytd else "", whole)


@lru_cache(maxsize=2)
def facts_of(edition: Edition) -> tuple[Fact, ...]:
    """Return every fact of an edition, computed once for all that is asked of it."""
    return tuple(all_facts(edition))


def shown(edition: Edition) -> dict[str, str]:
    """Return variable → what it prints."""
    found = facts_of(edition)
    words = {fact.var: fact.display for fact in found}
    return words | {f"{fact.var}_number": fact.text for fact in found} | period_words(edition.calendar)


def prose(edition: Edition) -> str:
    """Return the text with every variable put in."""
    words = shown(edition)
    return _VAR.sub(lambda match: words[match[1]], text(edition.calendar.ytd is not None))


def said(edition: Edition) -> dict[str, str]:
    """Return what each variable of the text says, ``summary``, ``headline.1`` … and ``alt:``, ``note:``, ``caption:``."""
    words = shown(edition)
    used = used_variables(text(edition.calendar.ytd is not None))
    around = {"summary": summary(edition, headline_facts(edition))}
    for at, figure in enumerate(headline(edition, headline_facts(edition)), 1):
        around[f"headline.{at}"] = (
            f"{figure['label']} {figure['number']}{figure['unit']} {figure['comparison']}"
        )
    for label, make in exhibits().items():
        made = make(edition)
        around |= {f"alt:{label}": made.alt, f"note:{label}": made.note, f"caption:{label}": made.caption}
    return {name: words[name] for name in used} | around
