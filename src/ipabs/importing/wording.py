"""Coded columns: an export's wording to a code of ``codes.csv``."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib import resources
from pathlib import Path

import pyarrow as pa

from ipabs.importing.names import BadCell, key_of, plain
from ipabs.importing.own_files import Entry, address, read_shipped, read_table
from ipabs.importing.refusal import refuse

__all__ = ["Words", "quoted", "read_words"]

WORDS = "words.csv"
_COLUMNS = ("domain", "wording", "code")
_UNCODED = {
    "region": ("PROVINCE", "the short Chinese name that the ledger uses, such as 广东"),
    "wind_ip": ("true|false", "true if Wind's class is one of IP ABS, else false"),
}
"""Domains whose values are no codes of ``codes.csv``: what stands in their rows of ``words.csv``."""

_LATIN = re.compile(r"[A-Za-z]")
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
    root : Path
        The ledger's folder, for what is to be done about unknown wordings.
    """

    def __init__(
        self,
        codes: dict[str, list[tuple[str, str]]],
        spelt: dict[str, dict[str, str]],
        listed: dict[str, list[tuple[str, str]]],
        root: Path,
    ) -> None:
        self._codes, self._spelt, self._listed = codes, spelt, listed
        self.file, self.codes_file = address(root, WORDS), f"{root.resolve().name}/codes.csv"
        self.aliases_file = address(root, "aliases.csv")
        self.code_columns = _columns_of(root)

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
            raise self._unknown(domain, text)
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
            raise self._unknown("rating", text)
        return found

    def _unknown(self, domain: str, text: str) -> BadCell:
        """Return what is wrong with a wording that nobody has entered, and the row that enters it."""
        rule, word = f"is a known wording of the domain {domain}", quoted(text)
        if domain in _UNCODED:
            what = (
                f"add the row “{domain},{word},{_UNCODED[domain][0]}” to {self.file}: {_UNCODED[domain][1]}"
            )
            return BadCell(rule, what)
        cells = {"domain": domain, "code": "NEW_CODE", "zh": word, "en": "ENGLISH NAME"}
        if domain == "underlying":
            cells["nature"] = "NATURE"
        row = ",".join(cells.get(column, "") for column in self.code_columns)
        nature = " (NATURE: claim for 债权, right for 收益权)" if "NATURE" in row else ""
        return BadCell(
            rule,
            f"add the row “{row}” to {self.codes_file}{nature}, or, for a code that exists, "
            f"the row “{domain},{word},CODE” to {self.file}",
        )

    def codes(self, domain: str) -> list[str]:
        """Return the codes of a domain."""
        return [code for code, _ in self._codes.get(domain, ())]

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
                # Provinces stand in the ledger by their Chinese name.
                spelt[domain].setdefault(key_of(word), zh if domain == "region" and zh else code)
    _enter(shipped, spelt, listed)
    for entry in own:
        domain, code = entry["domain"], entry["code"]
        if domain == "region" and (not code or _LATIN.search(code)):
            rule, remedy = f"a region is {_UNCODED['region'][1]}", "write the Chinese name"
            raise refuse(address(root, WORDS), rule, remedy, entry.line, code)
        if (
            code
            and domain in named
            and domain not in _UNCODED
            and code not in {known for known, _ in named[domain]}
        ):
            rule = f"the code is one of the domain {domain} of codes.csv"
            raise refuse(
                address(root, WORDS),
                rule,
                f"correct it, or add it to {root.resolve().name}/codes.csv",
                entry.line,
                code,
            )
    return Words(named, spelt, listed, root)


def _columns_of(root: Path) -> list[str]:
    """Return the columns of the ledger's codes; of the shipped ones where it has none of its own."""
    own, shipped = root / "codes.csv", resources.files("ipabs.ledger") / "codes.csv"
    text = (own if own.is_file() else shipped).read_text(encoding="utf-8-sig")
    return [column.strip() for column in text.partition("\n")[0].split(",")]


def quoted(text: str) -> str:
    """Return a cell as CSV writes it."""
    return '"{}"'.format(text.replace('"', '""')) if re.search('[,"\n]', text) else text


def _enter(
    entries: list[Entry], spelt: dict[str, dict[str, str]], listed: dict[str, list[tuple[str, str]]]
) -> None:
    for entry in entries:
        domain, word, code = (entry[name] for name in _COLUMNS)
        spelt[domain].setdefault(key_of(word) or word, code)
        listed[domain].append((word, code))
