"""Coded columns: an export's wording to a code of ``codes.csv``."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pyarrow as pa

from ipabs.importing.names import BadCell, key_of, plain
from ipabs.importing.own_files import Entry, read_shipped, read_table
from ipabs.importing.refusal import refuse

__all__ = ["Words", "read_words"]

WORDS = "words.csv"
_COLUMNS = ("domain", "wording", "code")
_SF = re.compile(r"\s*\(?\s*sf\s*\)?$", re.IGNORECASE)


class Words:
    """Wordings by domain.

    Parameters
    ----------
    codes : dict of str to list of (str, str)
        By domain, the codes with their Chinese name, of ``codes.csv``.
    spelt : dict of str to dict of str to str
        By domain, wording (as `key_of` gives it) to code.
    listed : dict of str to list of (str, str)
        By domain, wordings as they stand with their codes, those of the ledger's folder first.
    """

    def __init__(
        self,
        codes: dict[str, list[tuple[str, str]]],
        spelt: dict[str, dict[str, str]],
        listed: dict[str, list[tuple[str, str]]],
    ) -> None:
        self._codes, self._spelt, self._listed = codes, spelt, listed

    def is_blank(self, text: str) -> bool:
        """Tell whether a cell says that it has nothing to say."""
        return not text or any(plain(word).casefold() == text.casefold() for word, _ in self._listed["blank"])

    def find(self, domain: str, text: str) -> str | None:
        """Return the code that `text` is a wording of; None if unknown, ``""`` for none at all."""
        return self._spelt.get(domain, {}).get(key_of(text) or text)

    def code(self, domain: str, text: str) -> str:
        """Return the code of a wording.

        Raises
        ------
        BadCell
            If it is unknown, with the row that would make it known.
        """
        found = self.find(domain, text)
        if found is None:
            raise unknown(domain, text)
        return found

    def rating(self, text: str) -> str:
        """Return the code of a rating symbol, the suffix ``sf`` added where it is left out; empty for none."""
        bare = _SF.sub("", text)
        codes = {code for code, _ in self._codes.get("rating", ())}
        for spelling in (text, bare, f"{bare}sf"):
            if spelling in codes:
                return spelling
        found = self.find("rating", text) if key_of(text) and not re.search("[+-]", text) else None
        if found is None:
            raise unknown("rating", text)
        return found

    def held(self, domain: str, name: str) -> str:
        """Return the code of the first wording that `name` holds; empty if it holds none."""
        return next((code for word, code in self._listed[domain] if word and word in name), "")

    def place(self, name: str) -> str:
        """Return the province that `name` begins with or names; empty if it names none."""
        known = [(name.find(word), word, code) for word, code in self._listed["region"] if word in name]
        return min(known, key=lambda found: (found[0], -len(found[1])))[2] if known else ""

    def of(self, domain: str) -> list[tuple[str, str]]:
        """Return the wordings of a domain with their codes, longer wordings first."""
        return sorted(self._listed[domain], key=lambda pair: -len(pair[0]))


def unknown(domain: str, text: str) -> BadCell:
    """Return what is wrong with a wording that nobody has entered."""
    return BadCell(
        f"is a known wording of the domain {domain}",
        f"add the row “{domain},NEW_CODE,{text},ENGLISH NAME,” to codes.csv, or, for a code that exists, "
        f"the row “{domain},{text},CODE” to import/{WORDS}",
    )


def read_words(root: Path, codes: pa.Table) -> Words:
    """Return the wordings of the ledger's folder (``import/words.csv``), its codes' names, the shipped ones.

    Raises
    ------
    ImportRefused
        If a row of the folder's file maps to a code that does not exist.
    """
    columns = (codes.column(name).to_pylist() for name in ("domain", "code", "zh", "en"))
    named: dict[str, list[tuple[str, str]]] = defaultdict(list)
    spelt: dict[str, dict[str, str]] = defaultdict(dict)
    listed: dict[str, list[tuple[str, str]]] = defaultdict(list)
    own, shipped = read_table(root, WORDS, _COLUMNS), read_shipped(WORDS)
    _enter(own, spelt, listed)
    for domain, code, zh, en in zip(*columns, strict=True):
        named[domain].append((code, zh or code))
        for word in (zh, en, code):
            if word:
                spelt[domain].setdefault(key_of(word), code)
    _enter(shipped, spelt, listed)
    for entry in own:
        domain, code = entry["domain"], entry["code"]
        if code and domain in named and code not in {known for known, _ in named[domain]}:
            rule = f"the code is one of the domain {domain} of codes.csv"
            raise refuse(f"import/{WORDS}", rule, "correct it, or add it to codes.csv", entry.line, code)
    return Words(named, spelt, listed)


def _enter(
    entries: list[Entry], spelt: dict[str, dict[str, str]], listed: dict[str, list[tuple[str, str]]]
) -> None:
    for entry in entries:
        domain, word, code = (entry[name] for name in _COLUMNS)
        spelt[domain].setdefault(key_of(word) or word, code)
        listed[domain].append((word, code))
