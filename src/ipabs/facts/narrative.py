"""Clauses that only the running text needs: how several numbers bear on each other.

Each is a whole clause that reads naturally, and is true, whatever the ledger holds; the sentence
around it stands in ``report/``. A number inside a clause keeps its own id: it is the fact of its topic.
"""

from __future__ import annotations

from ipabs.edition import Edition
from ipabs.facts import (
    enhancement,
    issuance,
    modes,
    narrative_background,
    narrative_market,
    narrative_securities,
    narrative_trends,
    originators,
    senior,
    surveillance,
    trends,
)
from ipabs.facts.fact import Fact


def facts(edition: Edition) -> list[Fact]:
    """Return the clauses of every section, in the order of the report."""
    topics = (issuance, modes, originators, senior, enhancement, surveillance, trends)
    known = {fact.var: fact for topic in topics for fact in topic.facts(edition)}
    return [
        *narrative_background.facts(edition),
        *narrative_market.facts(edition, known),
        *narrative_securities.facts(edition, known),
        *narrative_trends.facts(edition, known),
    ]
