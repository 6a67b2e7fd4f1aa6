"""Clauses on senior tranches: ratings, how far tenor and coupon spread, and where they stand."""

from __future__ import annotations

from ipabs.edition import Edition
from ipabs.facts import numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import Known, basis_words, places, traced, trends_slot
from ipabs.facts.senior_bands import SECTION
from ipabs.facts.slot import Slot
from ipabs.facts.tranches import senior_of
from ipabs.measures.senior import UNRATED
from ipabs.period import Span

FEW = 4
"""Tranches below which the text speaks of no distribution."""


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on tables 4 and 5 and on weighted terms; `known` are the topic's facts by variable."""
    slot = Slot(SECTION, "narrative", "senior", words=edition.calendar.window_zh)
    found: list[Fact] = []
    for place, span in places(edition, SECTION):
        found.append(_ratings(edition, place.at("senior"), span, known))
        if span.is_year:
            found.append(_top(place.at("senior"), known))
        else:
            found.append(_grades(edition, place.at("senior"), span, found[-1]))
    return [
        *found,
        *_labels(slot, known),
        _tenor(slot, known),
        _coupon(slot, known),
        _terms(slot, known),
        _weighted(edition, trends_slot(edition), known),
    ]


def _top(slot: Slot, known: Known) -> Fact:
    """Give the share of AAAsf among the year's senior tranches."""
    share = known[f"senior.aaa.{slot.role}.share"]
    what = f"{slot.words}发行的优先级证券"
    parts: list[str | Fact] = [f"{what}中，AAAsf 级的规模占比为", share]
    if share.value is None:
        parts = [f"{slot.words}没有发行优先级证券"]
    elif share.value == 1:
        parts = [f"{what}全部为 AAAsf 级"]
    elif not share.value:
        parts = [f"{what}中没有 AAAsf 级"]
    return numbers.sentence(slot, "top", parts, "AAAsf 级的比重", traced(share))


def _ratings(edition: Edition, slot: Slot, span: Span, known: Known) -> Fact:
    """Give the shares of all ratings, and which came or went against the year before."""
    ratings = known[f"senior.{slot.role}.ratings"]
    rows = traced(ratings)
    if not known[f"senior.{slot.role}.tranches"].value:
        return numbers.sentence(slot, "ratings", [f"{slot.words}没有发行优先级证券"], "评级构成", rows)
    # Where there is but one rating, sizes have nothing to tell.
    by_size = "" if len(_held(edition, span)) == 1 else "按规模计，"
    parts: list[str | Fact] = [f"{slot.words}发行的优先级证券{by_size}", ratings]
    turnover = _turnover(edition, slot, span)
    return numbers.sentence(slot, "ratings", [*parts, turnover] if turnover else parts, "评级构成", rows)


def _held(edition: Edition, span: Span) -> list[str]:
    """Return the ratings of the senior tranches of a range, unrated ones as one."""
    held = senior_of(edition)
    return list(held.split(held.issued(span)))


def _grades(edition: Edition, slot: Slot, span: Span, ratings: Fact) -> Fact:
    """Follow the ratings with what lower ones mean, where there are any to compare."""
    parts: list[str | Fact] = [ratings]
    if len([rating for rating in _held(edition, span) if rating != UNRATED]) > 1:
        parts.append(
            "。级别较低的优先级证券多由主体级别较低的担保方支持，票面相应更高，"
            "可以看作市场对增信方信用差异的直接定价"
        )
    return numbers.sentence(slot, "grades", parts, "评级构成的含义", traced(ratings))


def _turnover(edition: Edition, slot: Slot, span: Span) -> str:
    """Name the ratings that were not there a year before, and those that no longer are."""
    now, before = (_held(edition, each) for each in (span, span.prior))
    if not slot.covered or not before:
        return ""
    came, went = (
        "、".join(phrases.graded(rating) for rating in some if rating not in other and rating != UNRATED)
        for some, other in ((now, before), (before, now))
    )
    words = [phrases.after("新出现", came)] if came else []
    words += [f"{went}没有再出现"] if went else []
    return f"；与{slot.before}相比，{'，'.join(words)}" if words else ""


def _labels(slot: Slot, known: Known) -> list[Fact]:
    """Name what the two headline shares are shares of."""
    found = []
    for measure, noun, words in (
        ("tenor", "期限", known["senior.aaa.tenor.focus"]),
        ("coupon", "利率", known["senior.aaa.coupon.modal_band"]),
    ):
        share = known[f"senior.aaa.{measure}.modal_share"]
        label = f"{noun}在{words.display}的规模占比"
        if share.value is None:
            label = f"没有{noun}已知的 AAAsf 级证券"
        found.append(numbers.phrase(slot, f"{measure}_label", label, f"{noun}要点的说明", traced(share)))
    return found


def _tenor(slot: Slot, known: Known) -> Fact:
    """Say how many AAAsf tranches there were, and where their tenors are."""
    count, mean = known["senior.aaa.window.tranches"], known["senior.aaa.window.tenor"]
    focus, share = known["senior.aaa.tenor.focus"], known["senior.aaa.tenor.modal_share"]
    rows = traced(count)
    if not count.value:
        return numbers.sentence(slot, "tenor", [f"{slot.words}没有发行这一级别的证券"], "期限分布", rows)
    parts: list[str | Fact] = [f"{slot.words}共发行", count]
    if share.value is None or mean.value is None:
        parts.append("，期限均无公开资料")
    elif share.value == 1:
        parts += [f"，期限{'均' if count.value != 1 else ''}在", focus, "，"]
        parts += ["加权平均期限为" if count.value != 1 else "为", mean]
    elif _few(count):
        parts += ["，期限", known["senior.aaa.tenor.range"], "，加权平均期限为", mean]
    else:
        parts += ["，规模最集中的一组在", focus, "，占", share, "；加权平均期限为", mean]
    return numbers.sentence(slot, "tenor", parts, "期限分布", rows)


def _few(count: Fact) -> bool:
    """Return whether there are too few tranches to speak of where they are concentrated."""
    return isinstance(count.value, int) and count.value < FEW


def _coupon(slot: Slot, known: Known) -> Fact:
    """Say whether coupons are concentrated in one band, or merely most frequent there."""
    band, share = known["senior.aaa.coupon.modal_band"], known["senior.aaa.coupon.modal_share"]
    mean, spread = known["senior.aaa.window.coupon"], known["senior.aaa.coupon.range"]
    rows = traced(band, share)
    if not isinstance(share.value, float):
        return numbers.sentence(slot, "coupon", ["没有可以比较的证券"], "利率的集中程度", rows)
    if known["senior.aaa.window.tranches"].value == 1:
        return numbers.sentence(slot, "coupon", ["仅有的一只证券利率为", mean], "利率的集中程度", rows)
    if share.value != 1 and _few(known["senior.aaa.window.tranches"]):
        few: list[str | Fact] = ["单只证券的利率", spread, "，加权平均利率为", mean]
        return numbers.sentence(slot, "coupon", few, "利率的集中程度", rows)
    parts: list[str | Fact] = ["主要集中于", band, "之间，占", share]
    if share.value == 1:
        parts = ["均在", band, "之间"]
    elif share.value <= 1 / 2:
        parts = ["没有一组超过半数，以", band, "的一组规模最大，占", share]
    parts += ["；加权平均利率为", mean]
    if spread.display.startswith("介于"):
        parts += ["，单只证券", spread]
    return numbers.sentence(slot, "coupon", parts, "利率的集中程度", rows)


def _terms(slot: Slot, known: Known) -> Fact:
    """Say how far the distributions of tenor and coupon spread: tables 4 and 5 together."""
    tenor, coupon = known["senior.aaa.tenor.modal_share"], known["senior.aaa.coupon.modal_share"]
    longest, highest = known["senior.aaa.tenor.highest"], known["senior.aaa.coupon.highest"]
    rows, count = traced(tenor, coupon), known["senior.aaa.window.tranches"]
    if not isinstance(tenor.value, float) or not isinstance(coupon.value, float):
        return numbers.sentence(slot, "terms", ["没有可以比较的证券"], "期限与利率的集中程度", rows)
    if isinstance(count.value, int) and _few(count):
        words = f"样本只有{phrases.few(count.value)}只证券，还谈不上分布"
        return numbers.sentence(slot, "terms", [words], "期限与利率的集中程度", rows)
    dense = [share > 2 / 3 for share in (tenor.value, coupon.value)]
    words = {
        (True, True): "期限与利率都高度集中，市场提供的实际上是相当同质的产品",
        (True, False): "期限高度集中而利率较为分散，定价的差异主要不由期限解释",
        (False, True): "利率高度集中而期限较为分散，期限溢价并不明显",
        (False, False): "期限与利率都较为分散，产品之间的差异较大",
    }[(dense[0], dense[1])]
    parts: list[str | Fact] = [words]
    if known["senior.aaa.tenor.lowest"].text != longest.text:
        parts += ["；期限最长的为", longest]
    if known["senior.aaa.coupon.lowest"].text != highest.text:
        parts += ["，" if len(parts) > 1 else "；", "利率最高的为", highest]
    return numbers.sentence(slot, "terms", parts, "期限与利率的集中程度", rows)


def _weighted(edition: Edition, slot: Slot, known: Known) -> Fact:
    """Give the weighted tenor and coupon of AAAsf tranches of the year, and of the year to date."""
    tenor, coupon = known["senior.aaa.year.tenor"], known["senior.aaa.year.coupon"]
    year, ytd = edition.calendar.year, edition.calendar.ytd
    rows = traced(tenor, coupon)
    later = _to_date(ytd, known)
    if tenor.value is None or coupon.value is None:
        parts: list[str | Fact] = [f"{year.zh}没有可以加权的 AAAsf 级证券"]
        if later:
            parts += ["；", *later]
        return numbers.sentence(slot, "terms", parts, "加权期限与利率", rows)
    parts = [f"{basis_words(tenor)}{year.zh} AAAsf 级证券的加权平均期限为", tenor]
    compared = all(
        known[f"senior.aaa.year.{name}_versus"].display[0] in "较与" for name in ("tenor", "coupon")
    )
    if compared:
        parts += ["，", known["senior.aaa.year.tenor_versus"]]
        parts += ["；加权平均发行利率为", coupon, "，", known["senior.aaa.year.coupon_versus"]]
    else:
        parts += ["，加权平均发行利率为", coupon]
    if later:
        parts += ["。", _other_basis(tenor, known["senior.aaa.ytd.tenor"]), *later]
    return numbers.sentence(slot, "terms", parts, "加权期限与利率", rows)


def _other_basis(year: Fact, later: Fact) -> str:
    """Say what the year to date rests on where that is not what the year rests on."""
    if later.basis == year.basis:
        return ""
    return "按公开明细计算，" if later.basis == "published" else basis_words(later)


def _to_date(ytd: Span | None, known: Known) -> list[str | Fact]:
    if ytd is None:
        return []
    pair = known["senior.aaa.ytd.tenor"], known["senior.aaa.ytd.coupon"]
    if pair[0].value is None or pair[1].value is None:
        return []
    return [f"{ytd.zh}，加权平均期限与发行利率分别为", pair[0], "和", pair[1]]
