"""What to write instead of a cell that cannot be read: the same thing as the schema wants it, where that is certain."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from ipabs.ledger.schema import Field

Names = Mapping[str, Mapping[str, str]]
"""Domain → name in any language, in small letters → code."""

_EMPTY = {"-", "--", "—", "——", "/", "n/a", "na", "nan", "null", "none", "无", "空", "未披露", "不适用"}
_YES = {"是", "有", "y", "yes", "t", "√", "✓"}
_NO = {"否", "无", "没有", "n", "no", "f", "×", "✗"}
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]+[\d:.]+)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"[2-6]\d{4}")
_AMOUNT = re.compile(r"[¥￥]?([+-]?[\d,\s]*\.?\d+(?:e[+-]?\d+)?)(亿|万|百万|千)?元?")
_TIMES = {"亿": 10**8, "百万": 10**6, "万": 10**4, "千": 10**3, None: 1}
_LONGEST = 64  # characters: no date or number is longer, and a cell of megabytes is not searched


def for_cell(field: Field, cell: str) -> str:
    """Return what to do about a cell that is no value of the column's type.

    Parameters
    ----------
    field : Field
        The column.
    cell : str
        The text as it stands.
    """
    text = unicodedata.normalize("NFKC", cell[: _LONGEST + 1]).strip().lower()
    if len(text) > _LONGEST:
        return "correct the cell"
    if text in _EMPTY and not field.required:
        return "leave the cell empty: that is how unknown is written"
    written = {"date": _date, "integer": _whole, "number": _number, "boolean": _flag}.get(
        field.type, _as_it_is
    )(text)
    if field.type == "date" and _SERIAL.fullmatch(text):
        return f"if it is a spreadsheet's serial number, write {written}"
    if written and written != cell:
        return f"write {written}"
    return _ASKED.get(field.type, "correct the cell")


_ASKED = {
    "date": "write the date as 2024-03-31",
    "integer": "write the whole number alone, in the column's unit",
    "number": "write the number alone, with a point for decimals",
    "boolean": "write true or false",
    "string": "retype the cell without invisible characters",
}


def for_pattern(field: Field) -> str:
    """Return how the values of a column with a pattern are written."""
    examples = {
        "quarter": "a quarter such as 2024Q1",
        "issued": "a month such as 2024-03, or a day such as 2024-03-31",
    }
    return f"write {examples[field.name]}" if field.name in examples else "correct the cell"


def for_code(domain: str, cell: str, names: Names) -> str:
    """Return what to do about a cell that is no code of its domain: the code meant, or how to add one."""
    known = names.get(domain, {})
    add = f"add a row to codes.csv ({domain}, code, zh, en, since)"
    text = unicodedata.normalize("NFKC", cell[: _LONGEST + 1]).strip().lower()
    if len(text) > _LONGEST:
        return f"correct it, or {add}"
    if domain == "rating" and f"{text}sf" in known:
        return f"write {known[f'{text}sf']}: ratings of structured finance end in sf"
    if text in known:
        return f"write {known[text]}"
    near = difflib.get_close_matches(text, known, 1, 0.75)
    return f"write {known[near[0]]}, or {add}" if near else f"correct it, or {add}"


def _date(text: str) -> str:
    match = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    try:
        if match:
            return dt.date(*map(int, match.groups())).isoformat()
        if _SERIAL.fullmatch(text):
            return (dt.date(1899, 12, 30) + dt.timedelta(int(text))).isoformat()
    except ValueError:
        pass
    return ""


def _whole(text: str) -> str:
    match = _AMOUNT.fullmatch(text)
    value = _decimal(match[1]) * _TIMES[match[2]] if match else Decimal("nan")
    return (
        f"{value:.0f}" if value.is_finite() and value == value.to_integral_value() and value < 10**18 else ""
    )


def _number(text: str) -> str:
    value = _decimal(text.removesuffix("%"))
    return f"{value.normalize():f}" if value.is_finite() and abs(value) < 10**15 else ""


def _decimal(text: str) -> Decimal:
    # A comma before other than three digits may be a decimal point: that is for a person to say.
    if re.search(r",(?!\d{3}(\D|$))", text):
        return Decimal("nan")
    try:
        return Decimal(re.sub(r"[,\s]", "", text))
    except InvalidOperation:
        return Decimal("nan")


def _flag(text: str) -> str:
    return "true" if text in _YES else "false" if text in _NO else ""


def _as_it_is(text: str) -> str:
    return ""
