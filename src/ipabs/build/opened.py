"""The sentence under the title, its numbers marked as the facts they are: on the page each of them can be opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ipabs.facts.fact import Fact, escape
from ipabs.period import Calendar, Span

_NUMBERS = ("issuance.deals.{}", "issuance.size.{}", "issuance.size.{}.versus", "senior.aaa.share.{}")
_TENOR = "senior.aaa.tenor.focus"


def opened(summary: str, calendar: Calendar, facts: Sequence[Fact]) -> str:
    """Return the summary as Markdown, with spans as in ``_variables.yml``.

    A clause speaks of the period with which it begins; in it the numbers stand in the order in which they are
    looked for. What is not found stays text.
    """
    known = {fact.id: fact for fact in facts}
    spans = [span for span in (calendar.ytd, calendar.year) if span is not None]
    clauses = []
    for clause in summary.split("；"):
        span = next((span for span in spans if clause.startswith(span.zh)), calendar.year)
        clauses.append(_marked(clause, span, known))
    return "；".join(clauses)


def _marked(clause: str, span: Span, known: Mapping[str, Fact]) -> str:
    # The period's own digits are no number of the clause.
    at = len(span.zh) if clause.startswith(span.zh) else 0
    parts = [escape(clause[:at])]
    for id in [*(pattern.format(span.id) for pattern in _NUMBERS), _TENOR]:
        fact = known.get(id)
        place = clause.find(fact.display, at) if fact and fact.display else -1
        if fact and place >= 0:
            shown = f'[{escape(fact.display)}]{{.fact data-fact="{fact.id}"}}'
            parts += [escape(clause[at:place]), shown]
            at = place + len(fact.display)
    return "".join([*parts, escape(clause[at:])])
