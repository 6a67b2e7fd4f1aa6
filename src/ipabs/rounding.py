"""How a number is rounded and printed: declared once, used by every fact, table and figure.

Amounts are whole 元 and shares exact fractions until here; they are rounded once, half away from
zero (四舍五入), when they are printed.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

EMPTY = "--"
"""What an empty value prints (CY/T 170)."""

YUAN_PER = {"亿元": 10**8, "万元": 10**4, "元": 1}


def fixed(value: Fraction | Decimal | int | float, places: int) -> str:
    """Round half away from zero and print with exactly `places` decimals.

    A float is taken as the shortest decimal that denotes it, so 0.125 printed with two places is
    0.13 and not the neighbour its binary form would suggest.
    """
    if isinstance(value, float):
        value = Fraction(repr(value))
    exact = Fraction(value)
    scaled = abs(exact) * 10**places
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    digits = str(whole).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if exact < 0 and whole else text


def amount(yuan: int, unit: str = "亿元", places: int = 2) -> str:
    """Print an amount of 元 in `unit` without naming the unit: 7885000000 → ``78.85``."""
    return fixed(Fraction(int(yuan), YUAN_PER[unit]), places)


def ratio(part: int, whole: int) -> Fraction | None:
    """Return part ÷ whole exactly, or ``None`` where the whole is zero."""
    return Fraction(int(part), int(whole)) if whole else None


def percent(share: Fraction | None, places: int = 2) -> str:
    """Print a share with its sign: ``78.24%``; ``--`` where there is none."""
    return EMPTY if share is None else f"{fixed(share * 100, places)}%"
