"""Every number and phrase of an edition, with its provenance; one module a topic."""

from __future__ import annotations

from collections import Counter

from ipabs.edition import Edition
from ipabs.facts import (
    data_basis,
    enhancement,
    issuance,
    leaders,
    modes,
    narrative,
    originators,
    policies,
    senior,
    stock,
    surveillance,
    trends,
)
from ipabs.facts.fact import Fact

__all__ = ["TOPICS", "Fact", "all_facts", "topic_facts"]

TOPICS = {
    "policies": (policies,),
    "modes": (modes,),
    "issuance": (issuance,),
    "originators": (originators, leaders),
    "senior": (senior,),
    "enhancement": (enhancement,),
    "surveillance": (surveillance,),
    "trends": (trends, stock, narrative),
    "data_basis": (data_basis,),
}
"""Topic → the modules whose facts its notebook shows, in the order of the report."""


def topic_facts(topic: str, edition: Edition) -> list[Fact]:
    """Return the facts of one topic, as its notebook shows them."""
    return [fact for module in TOPICS[topic] for fact in module.facts(edition)]


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
