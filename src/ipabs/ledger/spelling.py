"""One spelling for names that differ only in how they are typed.

Full and half width, capitals, spaces, brackets and other marks, 第一期 and 第1期, and what a product or a company is
called by law at the end of its name (资产支持专项计划, 有限公司) make no difference.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

PRODUCT = "(定向)?(资产支持)?(专项计划|商业票据|证券|票据)$|资产支持$|ab[sn]$"
COMPANY = "(股份|有限责任|有限)*公司$"

_MARKS = r"[^\p{L}\p{N}]+"
_NUMERAL = re.compile("[零〇一二三四五六七八九十百两]+")
_NUMERALS = "[零〇一二三四五六七八九十百两]"
_DIGITS = {
    char: value for value, chars in enumerate(("零〇", "一", "二两", *"三四五六七八九")) for char in chars
}
# What tells one deal of a series from the next: digits, single letters, the heavenly stems.
_SERIES = r"[0-9a-z甲乙丙丁戊己庚辛壬癸]+"


def folded(names: pa.Array, ending: str) -> pa.Array:
    """Return the names in one spelling.

    Parameters
    ----------
    names : pyarrow.Array of string
        Distinct names; all of them at once, since there may be as many as deals.
    ending : str
        :data:`PRODUCT` or :data:`COMPANY`: what may end a name without being part of it.
    """
    plain = pc.utf8_lower(pc.utf8_normalize(names, form="NFKC"))
    plain = pc.replace_substring_regex(plain, _MARKS, "")
    counted = pc.match_substring_regex(plain, _NUMERALS)
    if pc.any(counted).as_py():
        # The few distinct ones with Chinese numerals go through Python.
        swapped = [
            _NUMERAL.sub(lambda found: str(_value(found[0])), each)
            for each in plain.filter(counted).to_pylist()
        ]
        plain = pc.replace_with_mask(plain, counted, pa.array(swapped, pa.string()))
    plain = pc.replace_substring_regex(plain, r"第(\d+)", r"\1")
    short = pc.replace_substring_regex(plain, ending, "")
    # A name that is nothing but its ending stays.
    return pc.if_else(pc.equal(short, ""), plain, short)


def series(plain: pa.Array) -> pa.Array:
    """Return what tells members of a series apart: two names with different ones are different deals."""
    return pc.replace_substring_regex(plain, "[^0-9a-z甲乙丙丁戊己庚辛壬癸]+", "|")


def words_only(plain: pa.Array) -> pa.Array:
    """Return the names without what `series` returns."""
    return pc.replace_substring_regex(plain, _SERIES, "")


def _value(numeral: str) -> int:
    """Return the number that a Chinese numeral below a thousand means; 二〇二三 is read digit by digit."""
    if not re.search("[十百]", numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral))
    whole, digit = 0, 0
    for char in numeral:
        if char in "十百":
            whole += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return whole + digit
