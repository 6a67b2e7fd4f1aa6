"""Makes facts from exact numbers: counts, amounts, shares, changes, growth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from ipabs.facts import phrases
from ipabs.facts.fact import Fact, escape
from ipabs.facts.provenance import Trace
from ipabs.facts.slot import Slot
from ipabs.rounding import EMPTY, amount, fixed, percent, ratio

WHOLE = "整数，不取整"
EXACT = "由未取整的金额计算，印出时四舍五入到{}位小数"
PRINTED = "印出时四舍五入到{}位小数"
_DIGITS = "零一两三四五六"


def count(slot: Slot, measure: str, value: int, unit: str, name: str, definition: str, trace: Trace) -> Fact:
    """A number of deals, originators, tranches: 47单."""
    return Fact(
        slot.id(measure),
        slot.var(measure),
        int(value),
        unit,
        str(int(value)),
        f"{int(value)}{unit}",
        f"{slot.words}{name}",
        definition,
        formula="计数",
        rounding=WHOLE,
        rows=trace.rows,
        basis=trace.basis,
        omitted=trace.omitted,
        section=slot.section,
    )


def size(slot: Slot, measure: str, yuan: int, name: str, definition: str, trace: Trace) -> Fact:
    """An amount in 亿元, two decimals: 78.85亿元."""
    return Fact(
        slot.id(measure),
        slot.var(measure),
        float(Fraction(int(yuan), 10**8)),
        "亿元",
        amount(yuan),
        f"{amount(yuan)}亿元",
        f"{slot.words}{name}",
        definition,
        formula="Σ 发行金额（元）÷ 10⁸",
        rounding=PRINTED.format("两"),
        rows=trace.rows,
        basis=trace.basis,
        omitted=trace.omitted,
        section=slot.section,
    )


def share(
    slot: Slot,
    measure: str,
    value: Fraction | None,
    name: str,
    definition: str,
    trace: Trace,
    formula: str = "部分规模 ÷ 全部规模",
    places: int = 2,
) -> Fact:
    """A share: 78.24%; ``--`` where the whole is zero or unknown."""
    text = percent(value, places)
    return Fact(
        slot.id(measure),
        slot.var(measure),
        None if value is None else float(value),
        "%",
        text,
        text if value is not None else "无法计算",
        f"{slot.words}{name}",
        definition,
        formula=formula,
        rounding=EXACT.format(_DIGITS[places]),
        rows=trace.rows,
        basis=trace.basis,
        omitted=trace.omitted,
        section=slot.section,
    )


def quantity(
    slot: Slot,
    measure: str,
    value: Fraction | None,
    unit: str,
    name: str,
    definition: str,
    trace: Trace,
    formula: str,
    places: int = 2,
) -> Fact:
    """Any other number with a unit: 1.68亿元, 12.03个月, 3.15%, 401.5万件; ``--`` if there is none."""
    text = EMPTY if value is None else fixed(value, places) + ("%" if unit == "%" else "")
    joined = text if unit == "%" else f"{text}{'个' if unit == '月' else ''}{unit}"
    return Fact(
        slot.id(measure),
        slot.var(measure),
        None if value is None else float(value / 100 if unit == "%" else value),
        unit,
        text,
        joined if value is not None else "无法计算",
        f"{slot.words}{name}",
        definition,
        formula=formula,
        rounding=EXACT.format(_DIGITS[places]) if places else "由未取整的数值计算，印出时四舍五入到整数",
        rows=trace.rows,
        basis=trace.basis,
        omitted=trace.omitted,
        section=slot.section,
    )


def change(slot: Slot, measure: str, now: int, before: int, unit: str, name: str, trace: Trace) -> list[Fact]:
    """The change of a count on the year before (增加12单), and its clause (较2022年增加12单)."""
    if not slot.covered:
        return _uncovered(slot, measure, "change", unit, name, trace)
    difference = int(now) - int(before)
    number = Fact(
        slot.id(measure, "change"),
        slot.var(measure, "change"),
        difference,
        unit,
        str(abs(difference)),
        phrases.change(difference, unit),
        f"{slot.words}{name}较{slot.before}增减",
        f"{slot.words}{name}与{slot.before}{name}之差。",
        formula=f"{now} − {before}",
        rounding=WHOLE,
        direction=phrases.direction(difference),
        rows=trace.rows,
        basis=trace.basis,
        omitted=trace.omitted,
        section=slot.section,
    )
    words = phrases.change_versus(difference, unit, slot.before)
    if not now and not before:
        words = f"与{slot.before}一样为零"
    return [number, clause(slot, measure, words, f"{name}与{slot.before}相比", trace, number)]


def growth(
    slot: Slot, measure: str, now: int, before: int, name: str, trace: Trace, places: int = 2
) -> list[Fact]:
    """Growth on the same months of the year before (增长23.23%), and its clause (同比增长23.23%)."""
    if not slot.covered:
        return _uncovered(slot, measure, "yoy", "%", name, trace)
    share_of_base = ratio(int(now), int(before))
    rate = None if share_of_base is None else share_of_base - 1
    number = Fact(
        slot.id(measure, "yoy"),
        slot.var(measure, "yoy"),
        None if rate is None else float(rate),
        "%",
        EMPTY if rate is None else percent(abs(rate), places),
        "无可比基数" if rate is None else phrases.growth(rate, places),
        f"{slot.words}{name}同比",
        f"{slot.words}{name}与{slot.before}相比的变动幅度，方向用文字表示。",
        formula=f"{slot.words}{name} ÷ {slot.before}{name} − 1",
        rounding=EXACT.format(_DIGITS[places]),
        direction=None if rate is None else phrases.direction(rate * 100, places),
        rows=trace.rows,
        basis=trace.basis,
        omitted=trace.omitted,
        section=slot.section,
    )
    words = phrases.growth_versus(int(now), int(before), slot.rhythm, places)
    return [number, clause(slot, measure, words, f"{name}同比表述", trace, number)]


def points(
    slot: Slot, measure: str, now: Fraction | None, before: Fraction | None, name: str, trace: Trace
) -> list[Fact]:
    """The change of a share in percentage points (提高2.10个百分点), and its clause."""
    if not slot.covered:
        return _uncovered(slot, measure, "change", "百分点", name, trace)
    difference = None if now is None or before is None else now - before
    number = Fact(
        slot.id(measure, "change"),
        slot.var(measure, "change"),
        None if difference is None else float(difference * 100),
        "百分点",
        EMPTY if difference is None else fixed(abs(difference) * 100, 2),
        "无可比基数" if difference is None else phrases.points(difference),
        f"{slot.words}{name}较{slot.before}变动",
        f"{slot.words}{name}与{slot.before}{name}之差。",
        formula=f"{slot.words}{name} − {slot.before}{name}",
        rounding=EXACT.format("两"),
        direction=None if difference is None else phrases.direction(difference * 100, 2),
        rows=trace.rows,
        basis=trace.basis,
        omitted=trace.omitted,
        section=slot.section,
    )
    words = (
        f"{slot.before}没有可比数据" if difference is None else phrases.points_versus(difference, slot.before)
    )
    return [number, clause(slot, measure, words, f"{name}与{slot.before}相比", trace, number)]


def clause(slot: Slot, measure: str, words: str, name: str, trace: Trace, *inside: Fact) -> Fact:
    """A clause ``….versus`` around numbers that keep their own ids in the page: 较2022年｜增加12单.

    Parameters
    ----------
    inside
        The numbers in the order in which `words` names them; the last one defines the clause.
    """
    made = phrase(slot, measure, words, name, trace, "versus", inside[-1].definition)
    parts = around(words, *inside)
    return replace(made, markup=marked(parts) if len(parts) > 1 else "")


def around(words: str, *inside: Fact) -> list[str | Fact]:
    """Take `words` apart at the numbers they print, in that order: 全部, 2家, 发起机构."""
    parts: list[str | Fact] = []
    rest = words
    for number in inside:
        before, found, after = rest.partition(number.display)
        if found:
            parts += [before, number]
            rest = after
    return [*parts, rest]


def _uncovered(slot: Slot, measure: str, comparison: str, unit: str, name: str, trace: Trace) -> list[Fact]:
    """What stands where the ledger does not reach back far enough to compare."""
    words = phrases.uncovered(slot.rhythm)
    number = Fact(
        slot.id(measure, comparison),
        slot.var(measure, comparison),
        None,
        unit,
        EMPTY,
        "无可比基数",
        f"{slot.words}{name}较{slot.before}变动",
        f"{slot.before}早于台账起点，不作比较。",
        rows=trace.rows,
        basis=trace.basis,
        omitted=trace.omitted,
        section=slot.section,
    )
    return [number, phrase(slot, measure, words, f"{name}与{slot.before}相比", trace, "versus")]


def phrase(
    slot: Slot, measure: str, words: str, name: str, trace: Trace, comparison: str = "", definition: str = ""
) -> Fact:
    """Words that depend on numbers: 同比增长23.23%, 深圳证券交易所."""
    return Fact(
        slot.id(measure, comparison),
        slot.var(measure, comparison),
        words,
        "",
        words,
        words,
        f"{slot.words}{name}",
        definition or "由本期台账按规则生成的表述，随数据变化。",
        formula="按数值选用表述",
        rows=trace.rows,
        basis=trace.basis,
        omitted=trace.omitted,
        section=slot.section,
    )


def sentence(slot: Slot, measure: str, parts: Sequence[str | Fact], name: str, trace: Trace) -> Fact:
    """Words and facts strung together: each number inside keeps its own provenance in the page."""
    words = "".join(part if isinstance(part, str) else part.display for part in parts)
    made = phrase(slot, measure, words, name, trace)
    return replace(made, markup=marked(parts))


def marked(parts: Sequence[str | Fact]) -> str:
    """Return words and facts as Markdown, each fact under its id."""
    return "".join(escape(part) if isinstance(part, str) else part.markdown for part in parts)
