"""Facts of section 3(2): which business modes the deals use."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import names, numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace, trace
from ipabs.facts.slot import Slot, slots, slug
from ipabs.measures import issuance, modes
from ipabs.measures.breakdown import UNDISCLOSED, breakdown
from ipabs.measures.originators import first_originators
from ipabs.period import Span

SECTION = "业务模式"

_BY = {"leasing_company": "lessor", "exchange": "ctex"}
"""Short names of originators' kinds in ids; others stand under their own code."""


def facts(edition: Edition) -> list[Fact]:
    """Return the facts on every mode that the codes or the ledger know, in each of the edition's ranges."""
    known = _known(edition)
    found: list[Fact] = []
    for slot, span in slots(edition, SECTION, "modes"):
        found += _range(edition, slot, span, known)
    return found + _edition(edition)


def _known(edition: Edition) -> list[str]:
    present = [str(code) for code in edition.ledger.deals["mode"].fillna(UNDISCLOSED).unique()]
    return list(dict.fromkeys([*names.order(edition, "mode"), *sorted(present)]))


def _with_mode(deals: pd.DataFrame) -> pd.DataFrame:
    return deals.assign(mode=deals["mode"].fillna(UNDISCLOSED))


def _range(edition: Edition, slot: Slot, span: Span, known: list[str]) -> list[Fact]:
    deals = _with_mode(edition.ledger.deals)
    now, before = issuance.in_span(deals, span), issuance.in_span(deals, span.prior)
    table = modes.distribution(deals, span).set_index("mode")
    prior = modes.distribution(deals, span.prior).set_index("mode")
    whole = trace(edition.ledger, deals=now)
    both = trace(edition.ledger, deals=issuance.in_spans(deals, (span, span.prior)))
    found: list[Fact] = []
    listing: list[str | Fact] = []
    for mode in [*table.index, *(mode for mode in known if mode not in table.index)]:
        words = names.mode(edition, mode)
        place = slot.at(slug(mode))
        chosen = now[now["mode"] == mode]
        rows = trace(edition.ledger, deals=chosen)
        share = table["size_share"].get(mode) if len(now) else None
        using = words if mode == UNDISCLOSED else f"采用{words}"
        what = f"{slot.range}{using}的知识产权 ABS"
        count = numbers.count(place, "deals", len(chosen), "单", f"{words}单数", f"{what}单数。", rows)
        yuan = int(table["size_yuan"].get(mode, 0))
        size = numbers.size(place, "size", yuan, f"{words}规模", f"{what}发行金额之和。", rows)
        part = numbers.share(
            place,
            "share",
            _or_zero(share, len(now)),
            f"{words}规模占比",
            f"{what}发行金额占全部发行规模的比例。",
            whole,
            f"{words}规模 ÷ 全部规模",
        )
        by_number = numbers.share(
            place,
            "deals_share",
            _or_zero(table["deals_share"].get(mode), len(now)),
            f"{words}单数占比",
            f"{what}单数占全部单数的比例。",
            whole,
            f"{words}单数 ÷ 全部单数",
        )
        shares = (
            _or_zero(share, len(now)),
            _or_zero(prior["size_share"].get(mode), len(before)),
        )
        earlier = int((before["mode"] == mode).sum())
        found += [count, size, part, by_number]
        found += numbers.change(place, "deals", len(chosen), earlier, "单", f"{words}单数", both)
        found += numbers.points(place, "share", *shares, f"{words}规模占比", both)
        found += _originators(edition, place, chosen, words)
        found += [
            _underlying(edition, place, chosen, words),
            _about(place, chosen, using, count, size, part, rows),
        ]
        if len(chosen):
            listing += ["；" if listing else "", words, count, "、", size, "，占", part]
    listing = listing or ["没有发行"]
    main = [names.mode(edition, mode) for mode in table.index if mode != UNDISCLOSED]
    return [
        *found,
        numbers.sentence(slot, "mix", listing, "业务模式构成", whole),
        numbers.phrase(slot, "main", main[0] if main else "没有发行", "规模最大的业务模式", whole),
        numbers.phrase(slot, "list", phrases.listed(main) or "没有发行", "采用的业务模式", whole),
        numbers.count(
            slot, "kinds", len(main), "种", "业务模式种数", f"{slot.words}采用的业务模式种数。", whole
        ),
        numbers.phrase(
            slot, "turnover", _turnover(edition, slot, span, table, prior), "业务模式的增减", both
        ),
    ]


def _or_zero(share: Fraction | None, deals: int) -> Fraction | None:
    """A mode without a deal has a share of zero, unless nothing at all was issued."""
    if share is None and deals:
        return Fraction(0)
    return share


def _about(
    slot: Slot, deals: pd.DataFrame, using: str, count: Fact, size: Fact, share: Fact, rows: Trace
) -> Fact:
    if deals.empty:
        parts: list[str | Fact] = [f"没有{using}的产品"]
    elif len(deals) == 1:
        title = str(deals["name"].iloc[0])
        named = "" if names.sample(title) else f"为{phrases.quoted(title)}，"
        parts = [f"{using}的仅", count, f"，{named}发行规模", size]
    else:
        parts = [f"{using}的有", count, "，发行规模为", size, "，占全部发行规模的", share]
    return numbers.sentence(slot, "sentence", parts, "该业务模式的发行情况", rows)


def _originators(edition: Edition, slot: Slot, deals: pd.DataFrame, words: str) -> list[Fact]:
    """Count a mode's deals by their originators' kind: 11单由融资租赁公司发起，1单由某某公司发起."""
    rows = first_originators(deals, edition.ledger.parties)
    kinds = rows["kind"].fillna(UNDISCLOSED)
    whole = trace(edition.ledger, deals=deals)
    codes = sorted(kinds.unique(), key=lambda code: (code == UNDISCLOSED, -int((kinds == code).sum()), code))
    present = len(codes)
    found: list[Fact] = []
    parts: list[str | Fact] = []
    for code in dict.fromkeys([*codes, *_originating(edition), *_BY]):
        chosen = rows[kinds == code]
        kind = names.name(edition, "kind", code)
        fact = numbers.count(
            slot,
            f"by_{_BY.get(code, slug(code))}",
            len(chosen),
            "单",
            f"{words}中由{kind}发起的单数",
            f"{slot.range}该业务模式下第一原始权益人为{kind}的知识产权 ABS 单数。",
            trace(edition.ledger, deals=chosen),
        )
        found.append(fact)
        companies = sorted(chosen["originator"].dropna().unique())
        alone = present > 1 and len(companies) == 1 and len(chosen) == 1 and not names.sample(companies[0])
        who = companies[0] if alone else kind
        if len(chosen):
            parts += [
                "，" if parts else "",
                fact,
                f"由{who}发起" if code != UNDISCLOSED else "未列明发起机构",
            ]
    if present == 1 and codes[0] != UNDISCLOSED:
        parts = [f"{'全部' if len(deals) > 1 else ''}由{names.name(edition, 'kind', codes[0])}发起"]
    return [*found, numbers.sentence(slot, "originators", parts or ["没有发行"], f"{words}的发起机构", whole)]


def _originating(edition: Edition) -> list[str]:
    """Return the kinds that have originated any deal so far, so that each mode speaks of each."""
    parties = edition.ledger.parties
    kinds = parties.loc[parties["role"] == "originator", "kind"].dropna().unique()
    return sorted(str(kind) for kind in kinds)


def _underlying(edition: Edition, slot: Slot, deals: pd.DataFrame, words: str) -> Fact:
    """Say what a mode's underlying assets are: 以小额贷款为主, 均为专利许可使用费."""
    table = breakdown(deals, "underlying")
    kinds = [names.name(edition, "underlying", str(code)) for code in table["underlying"]]
    if not kinds:
        text = "没有发行"
    elif len(kinds) == 1:
        text = f"均为{kinds[0]}" if len(deals) > 1 else f"为{kinds[0]}"
    elif table["size_share"].iloc[0] >= Fraction(1, 2):
        text = f"以{kinds[0]}为主"
    else:
        text = f"包括{phrases.listed(kinds)}"
    return numbers.phrase(slot, "underlying", text, f"{words}的底层资产", trace(edition.ledger, deals=deals))


def _turnover(edition: Edition, slot: Slot, span: Span, table: pd.DataFrame, prior: pd.DataFrame) -> str:
    """Say which modes appeared and disappeared against the year before."""
    if table.empty:
        return "没有发行"
    earlier = edition.ledger.deals
    known = set(earlier.loc[earlier["issued_on"] < str(span.start), "mode"].dropna())
    present, past = (set(rows.index) - {UNDISCLOSED} for rows in (table, prior))
    fresh = [mode for mode in table.index if mode in present - past]
    came = [names.mode(edition, mode) for mode in fresh if mode not in known]
    back = [names.mode(edition, mode) for mode in fresh if mode in known]
    went = [names.mode(edition, mode) for mode in prior.index if mode in past - present]
    if not slot.covered or prior.empty or not (came or back or went):
        return "业务模式的种类没有变化" if slot.covered and len(prior) else "没有可比的上年数据"
    parts = [f"新增{phrases.listed(came)}"] if came else []
    if back:
        parts.append(f"{phrases.listed(back)}再次出现")
    if went:
        parts.append(f"{phrases.listed(went)}没有新发行")
    return f"与{slot.before}相比，{'，'.join(parts)}"


def _edition(edition: Edition) -> list[Fact]:
    deals = edition.ledger.deals
    rows = trace(edition.ledger, deals=deals)
    found: list[Fact] = []
    for measure, domain, column, noun in (
        ("modes", "mode", "mode", "业务模式"),
        ("underlyings", "underlying", "underlying", "底层资产类型"),
    ):
        slot = Slot(SECTION, "modes", "to_date", words=f"截至{edition.calendar.cut_off_zh}")
        table = breakdown(deals, column)
        kinds = [names.name(edition, domain, str(code)) for code in table[column] if code != UNDISCLOSED]
        if domain == "mode":
            kinds = [kind if kind.endswith("模式") else f"{kind}模式" for kind in kinds]
        found += [
            numbers.phrase(slot, measure, phrases.listed(kinds) or "没有发行", f"出现过的{noun}", rows),
            numbers.count(
                slot, f"{measure}_count", len(kinds), "种", f"{noun}种数", f"台账中出现过的{noun}种数。", rows
            ),
        ]
    return found + _firsts(edition)


def _firsts(edition: Edition) -> list[Fact]:
    """Say of each mode when it appeared first: 首单发行于2020年8月."""
    deals = edition.ledger.deals
    seen = modes.first_seen(_with_mode(deals)).set_index("mode")
    found = []
    for mode in _known(edition):
        slot = Slot(SECTION, "modes", slug(mode))
        first = seen.loc[mode] if mode in seen.index else None
        rows = trace(
            edition.ledger, deals=deals[deals["deal_id"] == (None if first is None else first["deal_id"])]
        )
        day = None if first is None else first["issued_on"]
        words = "尚未发行" if day is None else f"首单发行于{day.year}年{day.month}月"
        found.append(numbers.phrase(slot, "first", words, names.mode(edition, mode), rows))
    return found
