"""Every number and phrase of an edition, with its provenance; one module a topic."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ipabs.facts.fact import Fact

if TYPE_CHECKING:
    from ipabs.edition import Edition

__all__ = ["TOPICS", "Fact", "all_facts", "topic_facts"]

TOPICS = {
    "policies": ("policies",),
    "modes": ("modes",),
    "issuance": ("issuance",),
    "originators": ("originators", "leaders"),
    "senior": ("senior",),
    "enhancement": ("enhancement",),
    "surveillance": ("surveillance",),
    "trends": ("trends", "stock"),
    "data_basis": ("data_basis", "universe"),
}
"""Topic → the modules of this package whose facts its notebook shows, in the order of the report.

The clauses of ``narrative_<topic>`` follow them.
"""

WITHOUT_CLAUSES = {"data_basis"}


def topic_facts(topic: str, edition: Edition) -> list[Fact]:
    """Return the facts of one topic and its clauses, as its notebook shows them.

    Only the modules of this topic are imported: a notebook depends on the code that it runs.
    """
    found = [fact for name in TOPICS[topic] for fact in _module(name).facts(edition)]
    if topic in WITHOUT_CLAUSES:
        return found
    known = {fact.var: fact for fact in found}
    return [*found, *_module(f"narrative_{topic}").facts(edition, known)]


def all_facts(edition: Edition) -> list[Fact]:
    """Return every fact of the edition, by topic.

    Raises
    ------
    ValueError
        If two facts have the same id or the same variable.
    """
    found = [fact for topic in TOPICS for fact in topic_facts(topic, edition)]
    for what in ("id", "var"):
        twice = [name for name, times in Counter(getattr(fact, what) for fact in found).items() if times > 1]
        if twice:
            raise ValueError(f"Two facts have the same {what}: {', '.join(sorted(twice))}.")
    return found


def _module(name: str) -> Any:
    return import_module(f"ipabs.facts.{name}")
