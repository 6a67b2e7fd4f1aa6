"""Clauses on senior tranches: how far tenor and coupon spread, and where they stand."""

from __future__ import annotations

from ipabs.edition import Edition
from ipabs.facts import numbers, senior
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import Known, basis_words, traced, trends_slot
from ipabs.facts.slot import Slot


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on tables 4 and 5 and on weighted terms; `known` are the topic's facts by variable."""
    slot = Slot(senior.SECTION, "narrative", "senior", words=edition.calendar.window_zh)
    return [_coupon(slot, known), _terms(slot, known), _weighted(edition, trends_slot(edition), known)]


def _coupon(slot: Slot, known: Known) -> Fact:
    """Say whether coupons are concentrated in one band, or merely most frequent there."""
    band, share = known["senior.aaa.coupon.modal_band"], known["senior.aaa.coupon.modal_share"]
    if not isinstance(share.value, float):
        return numbers.sentence(slot, "coupon", ["没有可以比较的证券"], "利率的集中程度", traced(band))
    parts: list[str | Fact] = ["主要集中于", band, "之间，占", share]
    if share.value <= 1 / 2:
        parts = ["没有一组超过半数，以", band, "的一组规模最大，占", share]
    return numbers.sentence(slot, "coupon", parts, "利率的集中程度", traced(band, share))


def _terms(slot: Slot, known: Known) -> Fact:
    """Say how far the distributions of tenor and coupon spread: tables 4 and 5 together."""
    tenor, coupon = known["senior.aaa.tenor.modal_share"], known["senior.aaa.coupon.modal_share"]
    longest, highest = known["senior.aaa.tenor.highest"], known["senior.aaa.coupon.highest"]
    rows = traced(tenor, coupon)
    if not isinstance(tenor.value, float) or not isinstance(coupon.value, float):
        return numbers.sentence(slot, "terms", ["没有可以比较的证券"], "期限与利率的集中程度", rows)
    dense = [share > 2 / 3 for share in (tenor.value, coupon.value)]
    words = {
        (True, True): "期限与利率都高度集中，市场提供的实际上是相当同质的产品",
        (True, False): "期限高度集中而利率较为分散，定价的差异主要不由期限解释",
        (False, True): "利率高度集中而期限较为分散，期限溢价并不明显",
        (False, False): "期限与利率都较为分散，产品之间的差异较大",
    }[(dense[0], dense[1])]
    parts: list[str | Fact] = [words, "；期限最长的为", longest, "，利率最高的为", highest]
    if longest.value is None or highest.value is None:
        parts = [words]
    return numbers.sentence(slot, "terms", parts, "期限与利率的集中程度", rows)


def _weighted(edition: Edition, slot: Slot, known: Known) -> Fact:
    """Give the weighted tenor and coupon of AAAsf tranches of the year, and of the year to date."""
    tenor, coupon = known["senior.aaa.year.tenor"], known["senior.aaa.year.coupon"]
    year, ytd = edition.calendar.year, edition.calendar.ytd
    if tenor.value is None or coupon.value is None:
        words = f"{year.zh}没有可以加权的 AAAsf 级证券"
        return numbers.sentence(slot, "terms", [words], "加权期限与利率", traced(tenor, coupon))
    parts: list[str | Fact] = [f"{basis_words(tenor)}{year.zh} AAAsf 级证券的加权平均期限为", tenor]
    if known["senior.aaa.year.share_change"].value is not None:
        parts += ["，", known["senior.aaa.year.tenor_versus"]]
        parts += ["；加权平均发行利率为", coupon, "，", known["senior.aaa.year.coupon_versus"]]
    else:
        parts += ["，加权平均发行利率为", coupon]
    if ytd is not None:
        pair = known["senior.aaa.ytd.tenor"], known["senior.aaa.ytd.coupon"]
        if pair[0].value is not None and pair[1].value is not None:
            parts += [f"。{ytd.zh}，两者分别为", pair[0], "和", pair[1]]
    return numbers.sentence(slot, "terms", parts, "加权期限与利率", traced(tenor, coupon))
