"""Numbers in words."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipabs.facts import phrases

BAD = re.compile(r"-|nan|None|同比同比|，，|、、|\s{2}|持平\d")


@pytest.mark.parametrize(
    ("difference", "expected"),
    [(12, "较2022年增加12单"), (-1, "较2022年减少1单"), (0, "与2022年持平")],
)
def test_change(difference: int, expected: str) -> None:
    assert phrases.change_versus(difference, "单", "2022年") == expected


@pytest.mark.parametrize(
    ("now", "before", "rhythm", "expected"),
    [
        (7_885, 6_399, "year", "同比增长23.22%"),
        (1_318, 1_742, "ytd", "同比下降24.34%"),
        (5, 5, "ytd", "与上年同期持平"),
        (5, 5, "year", "与上年持平"),
        (100_001, 100_000, "year", "与上年基本持平"),
        (5, 0, "ytd", "上年同期没有发行，不计算同比"),
        (5, 0, "year", "上年没有发行，不计算同比"),
        (0, 0, "year", "与上年一样没有发行"),
        (0, 5, "year", "上年有发行，本年没有"),
        (0, 5, "ytd", "上年同期有发行，本期没有"),
    ],
)
def test_growth(now: int, before: int, rhythm: phrases.Rhythm, expected: str) -> None:
    assert phrases.growth_versus(now, before, rhythm) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [([], ""), (["甲"], "甲"), (["甲", "乙"], "甲和乙"), (["甲", "乙", "丙"], "甲、乙和丙")],
)
def test_listed(names: list[str], expected: str) -> None:
    assert phrases.listed(names) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3], "规模逐年增长"),
        ([1, 2], "规模有所增长"),
        ([3, 2, 1], "规模逐年下降"),
        ([2, 1], "规模有所下降"),
        ([1, 3, 2], "规模波动增长"),
        ([2, 3, 1], "规模波动下降"),
        ([2, 3, 2], "规模有增有减、首尾持平"),
        ([2, 2], "规模保持不变"),
        ([2], "规模尚不足以看出趋势"),
        ([0, 0], "规模尚不足以看出趋势"),
        ([], "规模尚不足以看出趋势"),
    ],
)
def test_course(values: list[int], expected: str) -> None:
    assert phrases.course(values, "规模") == expected


def test_course_of_counts_uses_its_own_verbs() -> None:
    assert phrases.course([1, 2, 3], "单数", "增加") == "单数逐年增加"
    assert phrases.course([3, 2, 1], "单数", "增加") == "单数逐年减少"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3], "为2018年以来最高"),
        ([3, 2, 1], "为2018年以来最低"),
        ([3, 1, 2], "为2018年以来第二高"),
        ([3, 1, 3], "与此前最高水平持平"),
        ([3], "2018年为首个有记录的年份"),
    ],
)
def test_standing(values: list[int], expected: str) -> None:
    assert phrases.standing(values, "2018年") == expected


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        (0, 7, "半年左右"),
        (7, 14, "1年左右"),
        (14, 21, "1年半左右"),
        (21, 28, "2年左右"),
        (35, 42, "3年左右"),
        (-7, 0, "0个月以内"),
    ],
)
def test_months(lower: int, upper: int, expected: str) -> None:
    assert phrases.months(Fraction(lower), Fraction(upper)) == expected


def test_coupon_band() -> None:
    assert phrases.coupon_band(Fraction("3"), Fraction("3.3"), False) == "3.00%（不含）~3.30%（含）"
    assert phrases.coupon_band(Fraction("2.7"), Fraction("3"), True) == "2.70%（含）~3.00%（含）"


@pytest.mark.parametrize(
    ("count", "expected"),
    [(4_000_000, "400万件"), (300_000_000, "3亿件"), (900, "900件"), (50_000_000, "5000万件")],
)
def test_round_count(count: int, expected: str) -> None:
    assert phrases.round_count(count, "件") == expected


def test_points() -> None:
    assert phrases.points_versus(Fraction(21, 1000), "2022年") == "较2022年提高2.10个百分点"
    assert phrases.points_versus(Fraction(-31, 10_000), "上年同期") == "较上年同期降低0.31个百分点"
    assert phrases.points_versus(Fraction(1, 10**6), "2022年") == "与2022年基本持平"
    assert phrases.points_versus(Fraction(0), "2022年") == "与2022年持平"


@settings(deadline=None)
@given(st.integers(0, 10**13), st.integers(0, 10**13), st.sampled_from(["year", "ytd"]))
def test_growth_in_words_says_what_the_numbers_say(now: int, before: int, rhythm: phrases.Rhythm) -> None:
    words = phrases.growth_versus(now, before, rhythm)
    assert not BAD.search(words)
    if before:
        assert ("增长" in words) <= (now > before)
        assert ("下降" in words) <= (now < before)
        assert "0.00%" not in re.findall(r"(?<!\d)0\.00%", words)
    else:
        assert "%" not in words


@settings(deadline=None)
@given(st.integers(1, 10**13), st.integers(1, 10**13))
def test_growth_there_and_back(now: int, before: int) -> None:
    forth, back = Fraction(now, before) - 1, Fraction(before, now) - 1
    assert (1 + forth) * (1 + back) == 1
    opposite = {"increase": "decrease", "decrease": "increase"}
    way, other = phrases.direction(forth * 100, 2), phrases.direction(back * 100, 2)
    assert "unchanged" in (way, other) or opposite[way] == other


@settings(deadline=None)
@given(st.integers(-(10**6), 10**6))
def test_a_change_never_shows_a_sign(difference: int) -> None:
    assert not BAD.search(phrases.change_versus(difference, "家", "上年同期"))
    assert (str(abs(difference)) in phrases.change(difference, "家")) == bool(difference)


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), max_size=8))
def test_a_course_never_contradicts_its_ends(values: list[int]) -> None:
    words = phrases.course(values, "规模")
    if "增长" in words:
        assert values[-1] > values[0]
    if "下降" in words:
        assert values[-1] < values[0]
