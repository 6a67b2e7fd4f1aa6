"""A column of text as its distinct words and a number a row: what the checks look at, not cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Codes = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]

# What str.strip removes; Arrow's own notion of blanks lacks some of it.
_BLANKS = "".join(map(chr, [*range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680])) + "".join(
    map(chr, [*range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000])
)


@dataclass
class Text:
    """The cells of one column.

    Parameters
    ----------
    words : pyarrow.Array of string
        The distinct cells, stripped of blanks at both ends, none empty, each in use.
    codes : ndarray of int32, shape (rows,)
        Place in `words` of each row's cell; -1 for an empty one.

    Notes
    -----
    A -1 picks the last element, so that ``np.append(of_words, missing)[codes]`` is a value a row.
    """

    words: pa.Array
    codes: Codes

    @classmethod
    def of_chunks(cls, column: pa.ChunkedArray) -> Text:
        """Return the text of dictionaries of raw cells, stripped."""
        if not column.num_chunks:
            return cls.empty(0)
        whole = column.unify_dictionaries().combine_chunks()
        whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
        words, codes = whole.dictionary, whole.indices.to_numpy(zero_copy_only=False)
        stripped = pc.utf8_trim(words, characters=_BLANKS)
        if stripped.equals(words) and pc.index(words, "").as_py() < 0:
            return cls(words, codes)
        again = stripped.dictionary_encode()
        places = again.indices.to_numpy(zero_copy_only=False)
        blank = pc.index(again.dictionary, "").as_py()
        if blank < 0:
            return cls(again.dictionary, places[codes])
        words = pa.concat_arrays([again.dictionary[:blank], again.dictionary[blank + 1 :]])
        places = np.where(places == blank, -1, places - (places > blank)).astype(np.int32)
        return cls(words, places[codes])

    @classmethod
    def empty(cls, rows: int) -> Text:
        """Return `rows` empty cells."""
        return cls(pa.array([], pa.string()), np.broadcast_to(np.int32(-1), rows))

    @classmethod
    def repeated(cls, word: str, rows: int) -> Text:
        """Return `rows` cells that all say `word`."""
        return cls(pa.array([word], pa.string()), np.broadcast_to(np.int32(0), rows))

    def at(self, row: int) -> str:
        """Return the cell of a row, counted from 0."""
        code = int(self.codes[row])
        return "" if code < 0 else str(self.words[code].as_py())

    def code(self, word: str) -> int:
        """Return the place of `word`; -1 if no cell says so, or for an empty one."""
        return int(pc.index(self.words, word).as_py()) if word else -1

    def rows(self, of_words: Mask) -> Rows:
        """Return the rows whose word is marked."""
        if not of_words.any():
            return np.empty(0, np.intp)
        return np.flatnonzero(np.append(of_words, False)[self.codes])

    def missing(self) -> Rows:
        """Return the rows without a word."""
        return np.flatnonzero(self.codes < 0)

    def codes_in(self, words: pa.Array) -> Codes:
        """Return a place in `words` a row; -1 for an empty cell and one that is not among them."""
        if self.words is words:
            return self.codes
        found = pc.index_in(self.words, value_set=words).fill_null(-1).to_numpy(zero_copy_only=False)
        places: Codes = np.append(found, np.int32(-1)).astype(np.int32)[self.codes]
        return places

    def replaced(self, cells: Mapping[int, str]) -> Text:
        """Return the text with other cells in some rows."""
        added = pa.array(sorted({*cells.values()} - {""}), pa.string())
        joined = pa.concat_arrays([self.words, added]).dictionary_encode()
        words = joined.dictionary
        # The first words keep their places: they were distinct.
        codes = self.codes.copy()
        for row, word in cells.items():
            codes[row] = pc.index(words, word).as_py() if word else -1
        used = np.bincount(codes[codes >= 0], minlength=len(words)) > 0
        places = np.append(np.where(used, np.cumsum(used) - 1, -1), -1).astype(np.int32)
        return Text(words.filter(pa.array(used)), places[codes])

    def filled(self, other: Text) -> Text:
        """Return the text with `other`'s cells where there is none."""
        gaps = self.codes < 0
        if not gaps.any():
            return self
        joined = pa.concat_arrays([self.words, other.words]).dictionary_encode()
        places = np.append(joined.indices.to_numpy(zero_copy_only=False), np.int32(-1))
        theirs = np.where(other.codes < 0, np.int32(-1), other.codes + np.int32(len(self.words)))
        return Text(joined.dictionary, places[np.where(gaps, theirs, self.codes)].astype(np.int32))


def bytes_of(words: pa.Array) -> npt.NDArray[np.uint8]:
    """Return the UTF-8 of all words, one after another; of those around a slice as well."""
    data: Any = words.buffers()[2]
    return np.empty(0, np.uint8) if data is None else np.frombuffer(data, np.uint8)
