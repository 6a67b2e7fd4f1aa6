"""Text of cells, made safe and comparable."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from ipabs.importing.grid import Cell, Flaw, shown

__all__ = ["BadCell", "key_of", "parted", "plain", "pretty", "split", "text_of"]

_LONGEST = 200
_HTML = re.compile(r"<\s*[/!?]?\s*[a-zA-Z]|&(#\d+|#x[0-9a-f]+|[a-z]{2,8});", re.IGNORECASE)
_PARTS = re.compile(r"[；;、,，\n\r]+")
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_DROPPED = re.compile(r"[\s()（）\[\]【】〔〕「」“”\"'‘’·•・.,，。:：;；_\-—－–~～/|]+")
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_COUNTED = re.compile(r"第?([〇零一二三四五六七八九十]{1,3})([期单号])")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WHOLE = re.compile(r"(?:公司|银行|合作社|联社)[\dA-Za-z]{0,3}$")
_ENDS = re.compile(r"(?:公司|银行|合作社|联社|集团|有限合伙|企业|事务所|交易所|基金|中心)\)?[\dA-Za-z]{0,3}$")
_SHORT_ENDS = re.compile(r"(?:保理|小贷|租赁|信托|证券|担保|资管|资本)[\dA-Za-z]{0,3}$")
_GOES_ON = re.compile(r"股份|有限|责任|集团|控股|公司|\(|.*(?:分公司|分行|支行|营业部)$")


class BadCell(Exception):
    """A cell that can't be used.

    Parameters
    ----------
    rule, remedy : str
        The rule it breaks, and what to do.
    """

    def __init__(self, rule: str, remedy: str = "correct the cell in the export") -> None:
        super().__init__(rule)
        self.rule, self.remedy = rule, remedy


def plain(text: str) -> str:
    """Return text with full-width digits and signs narrowed, unseen characters and outer blanks removed."""
    return unicodedata.normalize("NFKC", text.translate(_UNSEEN)).strip()


def text_of(cell: Cell, *, name: bool = False) -> str:
    """Return a cell as text that may stand in the ledger.

    Parameters
    ----------
    cell : Cell
        The cell.
    name : bool, optional
        Whether it is a name of a deal or tranche, which has no path separators.

    Raises
    ------
    BadCell
        If it is an error value, could run as a formula, holds markup or control characters, or is
        longer than 200 characters.
    """
    if isinstance(cell, Flaw):
        raise BadCell(cell.rule, "mend the formula, or clear the cell")
    if isinstance(cell, dt.date | dt.time | dt.timedelta | bool):
        raise BadCell("is text")
    text = plain(shown(cell))
    if len(text) > _LONGEST:
        raise BadCell(f"has at most {_LONGEST} characters: {len(text)} here")
    if text[:1] in ("=", "+", "-", "@"):
        raise BadCell(f"does not begin with {text[0]!r}, which a spreadsheet runs as a formula")
    if text.startswith("#") and text.rstrip("!?").isupper():
        raise BadCell("is no error value", "mend the formula, or clear the cell")
    if _HTML.search(text):
        raise BadCell("holds no markup")
    if any(unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Cn") and c not in "\n\r\t" for c in text):
        raise BadCell("has no control or private characters", "its encoding is wrong, or it hides something")
    if "\ufffd" in text:
        raise BadCell("has no replacement characters: its encoding was lost", "export the file again")
    if "\\" in text or "../" in text or (name and "/" in text):
        raise BadCell("has no path separators")
    return text


def pretty(text: str) -> str:
    """Return a name as the ledger writes it: no blanks inside Chinese text, full-width brackets around it."""
    text = re.sub(r"\s+", " ", text)
    if _HAN.search(text):
        text = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)
        text = text.replace("(", "（").replace(")", "）")
    return text


def key_of(name: str) -> str:
    """Return what is equal for spellings of one name: no blanks or punctuation, 第一期 as 1期."""
    text = _DROPPED.sub("", plain(name)).casefold()
    return _COUNTED.sub(lambda match: _digits(match[1]) + match[2], text).replace("第", "")


def _digits(numeral: str) -> str:
    if "十" not in numeral:
        return numeral.translate(_NUMERALS)
    tens, _, ones = numeral.partition("十")
    return str(int((tens or "一").translate(_NUMERALS)) * 10 + int((ones or "零").translate(_NUMERALS)))


def split(text: str) -> list[str]:
    """Return the names in a cell, parted by ；;、, or line breaks, each once."""
    return list(dict.fromkeys(part.strip() for part in _PARTS.split(text) if part.strip()))


def parted(text: str) -> list[str]:
    """Return the institutions of a text that only blanks part: 甲有限公司 乙银行 are two.

    A blank inside one name (甲 (深圳) 有限公司, 甲银行 股份有限公司) parts nothing.

    Raises
    ------
    BadCell
        If it is in doubt whether a blank parts two names.
    """
    names: list[str] = []
    for word in text.split():
        before = names[-1] if names else ""
        if before and not _GOES_ON.match(word) and _HAN.search(before):
            if _WHOLE.search(before) and _ENDS.search(word):
                names.append(word)
                continue
            if _ENDS.search(before) or (_SHORT_ENDS.search(before) and _SHORT_ENDS.search(word)):
                raise BadCell(
                    f"is plain whether the blank before {word!r} parts two names",
                    "part several names by ；; write one name without blanks",
                )
        if before:
            names[-1] = f"{before} {word}"
        else:
            names.append(word)
    return names
