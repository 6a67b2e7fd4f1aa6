"""Institutions: one name each, its kind and its province."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ipabs.importing.names import key_of, pretty
from ipabs.importing.own_files import address, read_table
from ipabs.importing.refusal import refuse
from ipabs.importing.wording import Words

__all__ = ["Entities", "entities_file", "read_entities"]

ENTITIES = "entities.csv"
_COLUMNS = ("name", "alias", "kind", "provider_kind", "region")


class Entities:
    """What is known of institutions: by hand, from the ledger, from their names.

    Parameters
    ----------
    words : Words
        Wordings that tell a kind or a province from a name.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        self._names: dict[str, str] = {}
        self._facts: dict[tuple[str, str], str] = {}

    def learn(self, name: str, alias: str, facts: Iterable[tuple[str, str]]) -> None:
        """Take over a spelling and facts (kind, provider_kind, region); what is known already stays."""
        for spelling in (name, alias):
            if spelling:
                self._names.setdefault(key_of(spelling), name)
        for fact, value in facts:
            if value:
                self._facts.setdefault((key_of(name), fact), value)

    def name(self, text: str) -> str:
        """Return the name that the ledger uses for an institution."""
        return self._names.get(key_of(text), pretty(text))

    def kind(self, name: str) -> str:
        """Return the kind (domain ``kind``) of an institution; empty if unknown."""
        return self._facts.get((key_of(name), "kind")) or self._words.held("kind", name)

    def provider_kind(self, name: str) -> str:
        """Return the kind of an enhancer (domain ``provider_kind``); empty if unknown."""
        return self._facts.get((key_of(name), "provider_kind")) or self._words.held("provider_kind", name)

    def region(self, name: str) -> str:
        """Return the province of an institution; empty if unknown."""
        return self._facts.get((key_of(name), "region")) or self._words.place(name)


def entities_file(root: Path) -> str:
    """Return how messages name the table, with the header that a new one begins with."""
    return f"{address(root, ENTITIES)} (header: {','.join(_COLUMNS)})"


def read_entities(root: Path, words: Words) -> Entities:
    """Return the institutions of ``import/entities.csv``.

    Raises
    ------
    ImportRefused
        If a row has no name, or an alias stands for two.
    """
    entities = Entities(words)
    claimed: dict[str, str] = {}
    for entry in read_table(root, ENTITIES, _COLUMNS):
        where = address(root, ENTITIES)
        if not entry["name"]:
            raise refuse(where, "a row has a name", "fill in the cell", entry.line)
        spelling = key_of(entry["alias"] or entry["name"])
        if claimed.setdefault(spelling, entry["name"]) != entry["name"]:
            rule = f"an alias stands for one institution; it stands for {claimed[spelling]} already"
            raise refuse(where, rule, "remove one of the rows", entry.line, entry["alias"])
        facts = []
        for fact in ("kind", "provider_kind"):
            code = words.find(fact, entry[fact]) if entry[fact] else ""
            if code is None:
                rule = f"{fact} is a code of codes.csv"
                raise refuse(
                    where, rule, f"correct it, or add it to {words.codes_file}", entry.line, entry[fact]
                )
            facts.append((fact, code))
        entities.learn(entry["name"], entry["alias"], [*facts, ("region", entry["region"])])
    return entities
