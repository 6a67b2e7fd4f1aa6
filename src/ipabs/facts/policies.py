"""Facts of section 1: how many policies tables 1 and 2 list."""

from __future__ import annotations

import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import trace
from ipabs.facts.slot import Slot
from ipabs.measures import policies

SECTION = "政策"


def facts(edition: Edition) -> list[Fact]:
    """Return the number of national and local policies up to the cut-off, and since when they are."""
    found: list[Fact] = []
    for level, noun in (("national", "国家层面政策"), ("local", "地方层面政策")):
        rows = policies.issued_until(edition.ledger.policies, level, edition.calendar.cut_off)
        found += _level(edition, level, noun, rows)
    return found


def _level(edition: Edition, level: str, noun: str, rows: pd.DataFrame) -> list[Fact]:
    slot = Slot(SECTION, "policies", level, words=f"截至{edition.calendar.cut_off_zh}")
    here = trace(edition.ledger, policies=rows)
    places = list(dict.fromkeys(str(region) for region in rows["region"].dropna()))
    months = [_month(str(issued)) for issued in rows["issued"]]
    span = (
        "没有收录的政策"
        if not months
        else months[0]
        if months[0] == months[-1]
        else f"{months[0]}至{months[-1]}"
    )
    count = numbers.count(slot, "count", len(rows), "项", noun, f"台账收录的{noun}项数。", here)
    parts: list[str | Fact] = (
        [f"本期收录{noun}", count, f"，发布时间为{span}"] if months else [f"本期没有收录{noun}"]
    )
    found = [
        count,
        numbers.phrase(slot, "range", span, f"{noun}的时间范围", here),
        numbers.phrase(slot, "latest", months[-1] if months else "没有收录的政策", f"最近的{noun}", here),
        numbers.sentence(slot, "sentence", parts, f"{noun}收录情况", here),
    ]
    if level == "local":
        found += [
            numbers.count(
                slot, "regions", len(places), "个", "涉及省市个数", "地方层面政策涉及的省、市个数。", here
            ),
            numbers.phrase(
                slot, "region_names", phrases.listed(places) or "没有收录的地区", "涉及省市", here
            ),
        ]
    return found


def _month(issued: str) -> str:
    """2024-01 → 2024年1月."""
    year, month = issued.split("-")[:2]
    return f"{year}年{int(month)}月"
