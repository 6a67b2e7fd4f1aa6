"""What is told apart by colour is told apart in grey too: lightness computed from the theme."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from ipabs.theme import Theme, read_theme


def lightness(colour: str) -> float:
    """Return CIE L* of six hexadecimal digits, 0 to 100."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


@pytest.fixture(scope="module")
def theme() -> Theme:
    return read_theme()


def test_lightness_of_black_white_and_a_grey() -> None:
    assert lightness("000000") == 0
    assert lightness("FFFFFF") == pytest.approx(100)
    assert lightness("777777") == pytest.approx(50, abs=0.5)


def test_series_keep_apart_in_print(theme: Theme) -> None:
    series = [lightness(theme.light[f"s{number}"]) for number in range(1, 6)]
    assert [round(value) for value in series] == [23, 45, 57, 71, 82]
    assert min(after - before for before, after in pairwise(series)) >= 10


def test_series_keep_apart_on_a_dark_screen(theme: Theme) -> None:
    series = [lightness(theme.dark[f"s{number}"]) for number in range(1, 6)]
    assert min(abs(one - other) for one, other in combinations(series, 2)) >= 4.5


def test_the_line_and_the_bars_differ_most(theme: Theme) -> None:
    assert abs(lightness(theme.light["s1"]) - lightness(theme.light["s2"])) >= 20


@pytest.mark.parametrize(
    ("role", "least"), [("ink", 80), ("ink2", 55), ("accent", 50), ("brand", 70), ("hair", 12)]
)
def test_text_and_lines_keep_off_the_paper(theme: Theme, role: str, least: float) -> None:
    assert lightness(theme.light["bg"]) - lightness(theme.light[role]) >= least
