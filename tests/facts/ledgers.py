"""Editions over a handful of deals, written down in a line each."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from ipabs.edition import Edition, edition_of
from ipabs.ledger import Ledger, read_ledger
from ipabs.period import Calendar, Quarter

DATA = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True)
class Deal:
    """A deal with one senior tranche of nine tenths of its size; amounts in 万元."""

    day: str
    size: int = 10_000
    by: str = "甲公司"
    kind: str | None = "micro_lender"
    mode: str | None = "loan"
    rating: str | None = "AAAsf"
    coupon: float | None = 3.2
    days: int = 365
    enhancers: Sequence[str] = ("guarantee_company",)
    name: str = ""
    venue: str = "szse"
    region: str = "广东"
    form: str = "guarantee"


@cache
def shipped() -> Ledger:
    """Return the ledger that ships, read once."""
    return read_ledger(DATA)


def shipped_edition(period: str) -> Edition:
    return edition_of(Calendar(Quarter.parse(period)), shipped())


def ledger_of(deals: Sequence[Deal], market_from: int | None = None, market_to: int = 2024) -> Ledger:
    """Return a ledger of `deals`, the shipped codes, and a market of 100 deals and 100亿元 a quarter.

    Parameters
    ----------
    market_from, market_to
        First and last year that the market totals cover; the first is that of the first deal by default.
    """
    rows = [(f"D{at:03}", deal) for at, deal in enumerate(deals)]
    first = market_from or min((int(deal.day[:4]) for deal in deals), default=2020)
    quarters = [str(Quarter(year, number)) for year in range(first, market_to + 1) for number in range(1, 5)]
    tables = {
        "deals": [_deal(key, deal) for key, deal in rows],
        "tranches": [_tranche(key, deal) for key, deal in rows],
        "parties": [
            {"deal_id": key, "role": "originator", "name": name, "kind": deal.kind, "basis": "published"}
            for key, deal in rows
            for name in deal.by.split("；")
        ],
        "enhancements": [
            {
                "deal_id": key,
                "level": "plan",
                "form": deal.form,
                "provider": "某机构",
                "provider_kind": kind,
                "basis": "published",
            }
            for key, deal in rows
            for kind in deal.enhancers
        ],
        "rating_events": [],
        "credit_events": [],
        "market_totals": [
            {"quarter": name, "deals": 100, "size_yuan": 10**10, "basis": "published"} for name in quarters
        ],
        "policies": [],
        "ip_stock": [],
        "universe": [],
        "corrections": [],
    }
    frames = {name: like(getattr(shipped(), name), records) for name, records in tables.items()}
    return dataclasses.replace(shipped(), **frames)


def like(frame: pd.DataFrame, records: Sequence[dict[str, object]]) -> pd.DataFrame:
    """Return `records` with the columns and types of `frame`."""
    made = pd.DataFrame(list(records), columns=list(frame.columns), index=range(len(records)))
    return made.astype(frame.dtypes.to_dict())


def _deal(key: str, deal: Deal) -> dict[str, object]:
    return {
        "deal_id": key,
        "name": deal.name or f"{key}知识产权资产支持专项计划",
        "product": "exchange_abs",
        "venue": deal.venue,
        "issued_on": deal.day,
        "size_yuan": deal.size * 10_000,
        "mode": deal.mode,
        "underlying": "micro_loan",
        "region": deal.region,
        "wind_ip": True,
        "internal": False,
        "basis": "published",
    }


def _tranche(key: str, deal: Deal) -> dict[str, object]:
    start = dt.date.fromisoformat(deal.day)
    return {
        "tranche_id": f"{key}-A",
        "deal_id": key,
        "name": "优先A",
        "seniority": "senior",
        "size_yuan": deal.size * 9_000,
        "coupon_pct": deal.coupon,
        "rating": deal.rating,
        "value_date": start,
        "expected_maturity": start + dt.timedelta(days=deal.days),
        "basis": "published",
    }


def edition(period: str, *deals: Deal, **options: int) -> Edition:
    """Return the edition `period` over `deals`."""
    return edition_of(Calendar(Quarter.parse(period)), ledger_of(deals, **options))
