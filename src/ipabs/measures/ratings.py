"""The scale of credit ratings."""

from __future__ import annotations

_SCALE = [
    letters + sign
    for letters in ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "D")
    for sign in ("+", "", "-")
]


def rating_rank(symbol: str) -> int | None:
    """Return a symbol's place on the scale, 1 for the best; ``None`` for one that is not on it.

    The suffix sf (structured finance) does not matter: AA+sf and AA+ rank alike.
    """
    plain = symbol.strip().removesuffix("sf").replace("−", "-").replace("⁺", "+").replace("⁻", "-")
    return _SCALE.index(plain) + 1 if plain in _SCALE else None
