"""What a tranche is called: its seniority and its place within it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ipabs.importing.names import plain
from ipabs.importing.wording import Words

__all__ = ["Label", "label_of"]

_LETTERS = {"senior": "A", "mezzanine": "M", "subordinated": "S"}
_NAMES = {
    "senior": ("优先级", "优先A{}"),
    "mezzanine": ("中间级", "中间级{}"),
    "subordinated": ("次级", "次级{}"),
}
_INDEX = r"[-_ ]*([A-Z]?)[-_ ]*0?(\d{0,2})(?:级|档|类|期)?(?:资产支持证券|证券|资产支持票据|票据)?"
_BARE = re.compile(r"(?:.*[^A-Z])?A-?0?(\d{0,2})(?:级|档|类)?")


@dataclass(frozen=True)
class Label:
    """A tranche's place in its deal.

    Parameters
    ----------
    seniority : str
        A code of the domain ``seniority``.
    index : str
        Which of several of that seniority; empty for the only one.
    """

    seniority: str
    index: str = ""

    @property
    def suffix(self) -> str:
        """What its id ends with: A, A1, M, S."""
        return f"{_LETTERS.get(self.seniority, self.seniority[:3].upper())}{self.index}"

    @property
    def name(self) -> str:
        """Its name as the ledger writes it: 优先级, 优先A1, 次级."""
        only, counted = _NAMES.get(self.seniority, (self.seniority, f"{self.seniority}{{}}"))
        return counted.format(self.index) if self.index else only


def label_of(texts: list[str], words: Words) -> Label | None:
    """Return the label that the first of `texts` with a seniority gives, its index from any that has one.

    Parameters
    ----------
    texts : list of str
        What the export calls the tranche: 分层, 证券简称.
    words : Words
        Wordings of seniority.

    Returns
    -------
    Label or None
        None if no text names a seniority; with seniority ``""`` if two texts contradict each other.
    """
    found = [label for text in texts for label in [_read(plain(text), words)] if label is not None]
    if not found:
        return None
    if len({label.seniority for label in found}) > 1:
        return Label("")
    return Label(found[0].seniority, next((label.index for label in found if label.index), ""))


def _read(text: str, words: Words) -> Label | None:
    upper = text.upper()
    best: tuple[int, int, Label] | None = None
    for word, code in words.of("seniority"):
        for match in re.finditer(re.escape(word.upper()) + _INDEX + "$", upper):
            index = match[2].lstrip("0")
            if code == "senior" and match[1] not in ("", "A"):
                index = match[1] + index  # 优先B
            # The word that starts first holds the others: 次优级 is not 优级.
            rank = (match.start(), -len(word))
            if best is None or rank < best[:2]:
                best = (*rank, Label(code, index))
    if best is not None:
        return best[2]
    whole = words.find("seniority", text)
    if whole:
        return Label(whole)
    bare = _BARE.fullmatch(upper)
    return Label("senior", bare[1].lstrip("0")) if bare else None
