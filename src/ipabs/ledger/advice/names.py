"""Names that stand twice under different spellings, and names that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipabs.errors import Problem
from ipabs.ledger.columns import Columns
from ipabs.ledger.csv_files import Cells
from ipabs.ledger.limits import NEAR_DEALS
from ipabs.ledger.spelling import COMPANY, PRODUCT, folded, series, words_only
from ipabs.ledger.texts import Text

Tables = Mapping[str, Columns]
Texts = Mapping[str, Cells]
Rows = npt.NDArray[np.intp]

_ALIKE = 0.85  # of the characters of two names, how many agree in order (difflib)
_SHORTEST = 4  # characters: shorter names are alike by chance
_FORMULA = r"^[=+\-@]"
_NAMED = (
    ("deals", "name"),
    ("deals", "short_name"),
    ("tranches", "name"),
    ("parties", "name"),
    ("enhancements", "provider"),
)


def remarks(tables: Tables, texts: Texts) -> Iterator[Problem]:
    """Yield deals and originators that may be one and the same, and names that look like a formula."""
    yield from _deals(tables, texts)
    yield from _originators(tables, texts)
    for table, name in _NAMED:
        column = tables[table].get(name)
        if column is None or table not in texts:
            continue
        broken = pc.match_substring_regex(column.text.words, _FORMULA).to_numpy(zero_copy_only=False)
        for row in column.text.rows(broken).tolist():
            rule, remedy = (
                "a name does not begin like a formula",
                "correct the name; exports put an apostrophe before it",
            )
            yield Problem("warning", table, texts[table].lines[row], name, column.text.at(row), rule, remedy)


def _deals(tables: Tables, texts: Texts) -> Iterator[Problem]:
    deals = tables["deals"]
    text, lines = deals["name"].text, texts["deals"].lines
    if not len(text.words):
        return
    rows = np.flatnonzero(text.codes >= 0)
    plain = folded(text.words, PRODUCT)
    ids = deals["deal_id"].text
    remedy = "remove one of the deals if they are one"
    for earlier, row in _same(plain, text, rows):
        if ids.codes[earlier] != ids.codes[row]:  # else the key stands twice, which is said already
            again = "the same name" if text.codes[earlier] == text.codes[row] else f"“{text.at(earlier)}”"
            rule = f"a deal stands once; row {lines[earlier]} has {again}"
            yield Problem("warning", "deals", lines[row], "name", text.at(row), rule, remedy)
    days = deals["issued_on"].each(np.datetime64("NaT", "D"))
    sizes = deals["size_yuan"].each(0)
    for earlier, row in _near(plain, text, rows):
        apart = abs(days[row] - days[earlier])
        if apart <= np.timedelta64(NEAR_DEALS, "D") or sizes[row] == sizes[earlier]:
            rule = f"a deal stands once; row {lines[earlier]} has nearly the same name, “{text.at(earlier)}”"
            yield Problem("notice", "deals", lines[row], "name", text.at(row), rule, remedy)


def _originators(tables: Tables, texts: Texts) -> Iterator[Problem]:
    parties = tables["parties"]
    text, role, lines = parties["name"].text, parties["role"].text, texts["parties"].lines
    rows = np.flatnonzero((role.codes == role.code("originator")) & (role.codes >= 0) & (text.codes >= 0))
    if not len(rows):
        return
    codes, first = np.unique(text.codes[rows], return_index=True)
    # One row a name: its first.
    once = Text(text.words.take(pa.array(codes)), np.arange(len(codes), dtype=np.int32))
    plain, places = folded(once.words, COMPANY), rows[first]
    remedy = "write one name for one company: rankings take two spellings for two"
    every = np.arange(len(codes))
    for earlier, row in sorted(_same(plain, once, every), key=lambda pair: places[pair[1]]):
        rule = f"an originator has one name; row {lines[places[earlier]]} has “{once.at(earlier)}”"
        yield Problem("warning", "parties", lines[places[row]], "name", once.at(row), rule, remedy)
    for earlier, row in _near(plain, once, every):
        rule = f"an originator has one name; row {lines[places[earlier]]} has nearly the same, “{once.at(earlier)}”"
        yield Problem("notice", "parties", lines[places[row]], "name", once.at(row), rule, remedy)


def _same(plain: pa.Array, text: Text, rows: Rows) -> Iterator[tuple[int, int]]:
    """Yield the rows whose name, in one spelling, an earlier row has; with the first such row."""
    names = plain.dictionary_encode().indices.to_numpy(zero_copy_only=False)[text.codes[rows]]
    _, first, back = np.unique(names, return_index=True, return_inverse=True)
    again = np.flatnonzero(first[back] != np.arange(len(rows)))
    yield from zip(rows[first[back[again]]].tolist(), rows[again].tolist(), strict=True)


def _near(plain: pa.Array, text: Text, rows: Rows) -> list[tuple[int, int]]:
    """Return pairs of rows whose names differ by a few characters, the earlier row first.

    Only neighbours are compared after the names were sorted forwards and backwards, within one series
    (sorted neighbourhood; Hernández and Stolfo, 1995): a slip of the pen leaves two names neighbours in one of
    the orders, and n names take n log n steps.
    """
    distinct = plain.dictionary_encode()
    names, of_word = distinct.dictionary, distinct.indices.to_numpy(zero_copy_only=False)
    first = np.full(len(names), -1, np.intp)
    ordered = rows[::-1]
    first[of_word[text.codes[ordered]]] = ordered
    words, key = words_only(names), series(names)
    lengths = pc.utf8_length(words).to_numpy(zero_copy_only=False)
    keys: Any = key.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    found: dict[tuple[int, int], None] = {}
    for column in (words, pc.utf8_reverse(words)):
        table = pa.table({"key": pa.array(keys), "words": column})
        order = pc.sort_indices(table, sort_keys=[("key", "ascending"), ("words", "ascending")]).to_numpy()
        one, other = order[:-1], order[1:]
        close = (keys[one] == keys[other]) & (abs(lengths[one] - lengths[other]) <= 2)
        close &= np.minimum(lengths[one], lengths[other]) >= _SHORTEST
        for a, b in zip(one[close].tolist(), other[close].tolist(), strict=True):
            left, right = words[a].as_py(), words[b].as_py()
            if first[a] >= 0 <= first[b] and _alike(left, right):
                low, high = sorted((int(first[a]), int(first[b])))
                found[low, high] = None
    return sorted(found, key=lambda pair: pair[1])


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return one != other and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
