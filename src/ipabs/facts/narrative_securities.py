"""Clauses on the securities: who enhances them, how far tenor and coupon spread, what happened to them."""

from __future__ import annotations

from fractions import Fraction

from ipabs.edition import Edition
from ipabs.facts import enhancement, names, numbers, senior, surveillance
from ipabs.facts.fact import Fact
from ipabs.facts.narrative_market import Known, places, traced
from ipabs.facts.slot import Slot
from ipabs.measures import enhancement as enhancers
from ipabs.measures.breakdown import UNDISCLOSED
from ipabs.period import Span


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on senior tranches, enhancement and surveillance."""
    found: list[Fact] = []
    for slot, span in places(edition, enhancement.SECTION):
        if span.is_year:
            found += _enhancers(edition, slot.at("enhancement"), span, known)
    slot = Slot(senior.SECTION, "narrative", "senior", words=edition.calendar.window_zh)
    return [*found, _coupon(slot, known), _terms(slot, known), _downgrades(known)]


def _enhancers(edition: Edition, slot: Slot, span: Span, known: Known) -> list[Fact]:
    """Give the share of the most common enhancer, and what guarantee companies stand behind."""
    ledger = edition.ledger
    order = names.order(edition, "provider_kind")
    table = enhancers.provider_kinds(ledger.deals, ledger.enhancements, span, order)
    table = table[table["provider_kind"] != UNDISCLOSED]
    table = table.sort_values(["deals", "size_yuan"], ascending=False, kind="stable")
    share: Fraction | None = table["size_share"].iloc[0] if len(table) else None
    what = f"{slot.range}由最常见的一类增信方提供增信的产品占全部发行规模的比例。"
    role = f"enhancement.guarantee_company.{slot.role}"
    deals, size = known[f"{role}.deals"], known[f"{role}.size"]
    parts: list[str | Fact] = ["担保公司增信涉及规模", size, "，占全部发行规模的", known[f"{role}.share"]]
    if not deals.value:
        parts = ["担保公司没有单独提供增信"]
    whole = traced(known[f"enhancement.{slot.role}.main"])
    return [
        numbers.share(slot, "main_share", share, "最常见增信方的规模占比", what, whole),
        numbers.sentence(slot, "guarantee", parts, "担保公司增信", traced(deals, size)),
    ]


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


def _downgrades(known: Known) -> Fact:
    """Say 同期没有信用等级下调, or how many there were."""
    count = known["surveillance.since_2020.downgrades"]
    slot = Slot(surveillance.SECTION, "narrative", "surveillance")
    parts: list[str | Fact] = ["同期没有信用等级下调的记录"]
    if count.value:
        parts = ["同期有", count, "产品的优先级证券信用等级下调"]
    return numbers.sentence(slot, "downgrades", parts, "同期的下调", traced(count))
