"""How numbers are put into words: directions, lists, claims.

Every function returns a clause that reads naturally in each case the data can bring: more, fewer,
unchanged, zero, no base to compare with. Counts 增加/减少, sizes 增长/下降, shares 提高/降低.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from ipabs.facts.fact import Direction
from ipabs.rounding import fixed

Rhythm = Literal["year", "ytd"]
"""Whether a whole year or the same months are compared: 上年 or 上年同期."""

_NUMERALS = "零一二三四五六七八九十"
_BASE: dict[Rhythm, str] = {"year": "上年", "ytd": "上年同期"}


def base(rhythm: Rhythm) -> str:
    """上年 or 上年同期."""
    return _BASE[rhythm]


def listed(items: Sequence[str]) -> str:
    """Join names: A; A和B; A、B和C."""
    names = list(items)
    if len(names) < 2:
        return "".join(names)
    return f"{'、'.join(names[:-1])}和{names[-1]}"


def quoted(name: str) -> str:
    """Quote the name of a deal: “…”, unless it is quoted already."""
    return name if name.startswith("“") else f"“{name}”"


def numeral(count: int) -> str:
    """Write a small number as it stands in a word (前五大, 第二高); above ten in digits."""
    return _NUMERALS[count] if 0 <= count <= 10 else str(count)


def graded(rating: str) -> str:
    """Write a rating as a grade: AA+sf 级; a space stands between Latin and Han alone."""
    return f"{rating}{' ' if rating[-1:].isascii() else ''}级"


def after(word: str, text: str) -> str:
    """Put `text` behind a Chinese word: 全部为 AAAsf 级, 全部为优级."""
    return f"{word}{' ' if text[:1].isascii() else ''}{text}"


def few(count: int) -> str:
    """Write a small number as it stands before a measure word: 一只, 两只, 三只."""
    return "两" if count == 2 else numeral(count)


def direction(difference: Fraction | int, places: int = 0) -> Direction:
    """Return which way a difference goes once it is rounded to `places`: what would print 0 is unchanged."""
    if not float(fixed(difference, places)):
        return "unchanged"
    return "increase" if difference > 0 else "decrease"


def change(difference: int, unit: str) -> str:
    """增加12单, 减少1单, 持平."""
    if not difference:
        return "持平"
    return f"{'增加' if difference > 0 else '减少'}{abs(difference)}{unit}"


def change_versus(difference: int, unit: str, before: str) -> str:
    """较2022年增加12单, 较上年同期减少1单, 与2022年持平.

    Parameters
    ----------
    before
        What it is compared with: 2022年 or 上年同期.
    """
    return f"较{before}{change(difference, unit)}" if difference else f"与{before}持平"


def growth(rate: Fraction, places: int = 2) -> str:
    """增长23.23%, 下降24.33%, 持平."""
    way = direction(rate * 100, places)
    if way == "unchanged":
        return "持平" if not rate else "基本持平"
    return f"{'增长' if way == 'increase' else '下降'}{fixed(abs(rate) * 100, places)}%"


def growth_versus(now: int, before: int, rhythm: Rhythm, places: int = 2) -> str:
    """同比增长23.23%, 同比下降24.33%, 与上年同期持平, 上年同期没有发行，不计算同比."""
    if not before:
        return f"与{base(rhythm)}一样没有发行" if not now else f"{base(rhythm)}没有发行，不计算同比"
    if not now:
        return f"{base(rhythm)}有发行，{'本年' if rhythm == 'year' else '本期'}没有"
    rate = Fraction(now, before) - 1
    words = growth(rate, places)
    return f"与{base(rhythm)}{words}" if words.endswith("持平") else f"同比{words}"


def uncovered(rhythm: Rhythm) -> str:
    """What stands for a comparison with a time before the ledger begins."""
    return f"{base(rhythm)}数据未纳入台账，不作比较"


def points(difference: Fraction, places: int = 2) -> str:
    """提高2.10个百分点, 降低0.31个百分点, 持平; `difference` is that of two shares."""
    way = direction(difference * 100, places)
    if way == "unchanged":
        return "持平" if not difference else "基本持平"
    return f"{'提高' if way == 'increase' else '降低'}{fixed(abs(difference) * 100, places)}个百分点"


def points_versus(difference: Fraction, before: str, places: int = 2) -> str:
    """较2022年提高2.10个百分点, 与上年同期基本持平."""
    words = points(difference, places)
    return f"与{before}{words}" if words.endswith("持平") else f"较{before}{words}"


def course(values: Sequence[int | Fraction], noun: str, unit_word: str = "增长") -> str:
    """Describe a series of full years: 发行规模逐年增长, 波动增长, 波动下降, 保持不变.

    Parameters
    ----------
    values
        One value a year, in order.
    noun
        发行规模, 发行单数.
    unit_word
        增长 for sizes, 增加 for counts.
    """
    down = "减少" if unit_word == "增加" else "下降"
    steps = [after - before for before, after in pairwise(values)]
    if not steps or not any(values):
        return f"{noun}尚不足以看出趋势"
    if all(step == 0 for step in steps):
        return f"{noun}保持不变"
    if all(step > 0 for step in steps):
        return f"{noun}逐年{unit_word}" if len(steps) > 1 else f"{noun}有所{unit_word}"
    if all(step < 0 for step in steps):
        return f"{noun}逐年{down}" if len(steps) > 1 else f"{noun}有所{down}"
    if all(step >= 0 for step in steps) or all(step <= 0 for step in steps):
        return f"{noun}有所{unit_word if values[-1] > values[0] else down}"
    if values[-1] > values[0]:
        return f"{noun}波动{unit_word}"
    return f"{noun}波动{down}" if values[-1] < values[0] else f"{noun}有增有减、首尾持平"


def standing(values: Sequence[int], first: str) -> str:
    """Say how the last value stands among all: 为2018年以来最高, 为2018年以来第二高, 为2018年以来最低.

    Parameters
    ----------
    values
        One value a year, in order.
    first
        The first year in words: 2018年.
    """
    last = values[-1]
    above = sum(value > last for value in values)
    if len(values) < 2:
        return f"{first}为首个有记录的年份"
    if not above:
        return "与此前最高水平持平" if list(values).count(last) > 1 else f"为{first}以来最高"
    if above == len(values) - 1:
        return f"为{first}以来最低"
    return f"为{first}以来第{numeral(above + 1)}高"


def months(lower: Fraction, upper: Fraction) -> str:
    """Name a band of months as one says it: (7, 14] → 1年左右, (0, 7] → 半年左右, (21, 28] → 2年左右."""
    inside = [count for count in range(int(lower) + 1, int(upper) + 1) if count % 6 == 0 and count > 0]
    if not inside:
        return f"{fixed(upper, 0)}个月以内"
    whole = [count for count in inside if count % 12 == 0]
    middle = (lower + upper) / 2
    best = min(whole or inside, key=lambda count: (abs(count - middle), count))
    years, rest = divmod(best, 12)
    if not years:
        return "半年左右"
    return f"{years}年{'半' if rest else ''}左右"


def coupon_band(lower: Fraction, upper: Fraction, closed: bool) -> str:
    """Name a coupon band: 3.00%（不含）~3.30%（含）."""
    edge = "含" if closed else "不含"
    return f"{fixed(lower, 2)}%（{edge}）~{fixed(upper, 2)}%（含）"


def round_count(count: int, unit: str) -> str:
    """Write a round number of pieces: 4000000 → 400万件, 50000000 → 5000万件, 300000000 → 3亿件."""
    if count % 10**8 == 0:
        return f"{count // 10**8}亿{unit}"
    return f"{count // 10**4}万{unit}" if count % 10**4 == 0 else f"{count}{unit}"
