"""Write the reconstructed tables of `data/`: the same bytes on every run.

    python scripts/reconstruct_ledger.py [--out DIR]

The publication prints totals; this lays out deals that yield them. See docs/ledger.md.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import itertools
from dataclasses import replace
from pathlib import Path

import reconstruct_context
import reconstruct_earlier
import reconstruct_recent
from reconstruct_plan import (
    ENHANCEMENTS,
    ORIGINATORS,
    PROVIDERS,
    UNRATED,
    Plan,
    Slice,
    issue_dates,
    next_working_day,
)

Row = dict[str, object]
BASIS = "reconstructed"
UPGRADE_SOURCE = "发布稿第三部分（六）：2023年6月由AAsf上调至AA+sf；日期的日为占位，评级机构未载"

COLUMNS = {
    "deals": "deal_id name short_name product venue issued_on size_yuan mode underlying region wind_ip "
    "internal basis source remark",
    "tranches": "tranche_id deal_id name seniority size_yuan coupon_pct rating agency value_date "
    "expected_maturity basis",
    "parties": "deal_id role name kind basis",
    "enhancements": "deal_id level form provider provider_kind basis",
    "rating_events": "tranche_id date from_rating to_rating agency basis source",
    "credit_events": "deal_id date kind note basis source",
    "market_totals": "quarter deals size_yuan basis source",
    "ip_stock": "year kind stock source basis",
    "universe": "deal_id verdict reason decided_by decided_on",
}


def dated(plans: list[Plan]) -> list[Plan]:
    """Return the plans in order of issue, each with its date and serial."""
    result: list[Plan] = []
    outside = [plan for plan in plans if plan.serial]
    inside = [plan for plan in plans if not plan.serial]
    for quarter, group in itertools.groupby(sorted(inside, key=lambda p: p.quarter), lambda p: p.quarter):
        members = _mixed(list(group))
        result += [
            replace(plan, issued_on=day)
            for plan, day in zip(members, issue_dates(quarter, len(members)), strict=True)
        ]
    for plan in outside:
        result.append(replace(plan, issued_on=issue_dates(plan.quarter, 1)[0]))
    counts: dict[int, int] = {}
    numbered = []
    for plan in sorted(result, key=lambda p: (p.issued_on, p.serial)):
        year = plan.issued_on.year
        if not plan.serial:
            counts[year] = counts.get(year, 0) + 1
            plan = replace(plan, serial=f"{counts[year]:03d}")
        numbered.append(plan)
    return numbered


def _mixed(members: list[Plan]) -> list[Plan]:
    """Deal the members out by originator in turn, so that one name does not fill a month."""
    piles: dict[str, list[Plan]] = {}
    for plan in members:
        piles.setdefault(plan.originators[0], []).append(plan)
    rounds = itertools.zip_longest(*piles.values())
    return [plan for one in rounds for plan in one if plan is not None]


def deal_row(plan: Plan, deal_id: str) -> Row:
    """Return the row of `deals`."""
    serial = f"{plan.issued_on.year}-{plan.serial}"
    return {
        "deal_id": deal_id,
        "name": plan.name or f"样本产品{serial}",
        "short_name": plan.short_name or f"样本{serial}",
        "product": plan.product,
        "venue": plan.venue,
        "issued_on": plan.issued_on.isoformat(),
        "size_yuan": plan.size * 10_000,
        "mode": plan.mode,
        "underlying": plan.underlying,
        "region": ORIGINATORS[plan.originators[0]][1],
        "wind_ip": str(plan.wind_ip).lower(),
        "internal": "false",
        "basis": BASIS,
        "source": plan.source,
        "remark": plan.remark,
    }


def tranche_rows(plan: Plan, deal_id: str, index: int) -> list[Row]:
    """Return the rows of `tranches`: seniors, mezzanine, subordinated."""
    value_date = next_working_day(plan.issued_on + dt.timedelta(days=1))
    agency = f"样本评级机构{index % 4 + 1:02d}"
    rows = []

    def add(key: str, name: str, seniority: str, part: Slice | None, size: int, days: int) -> None:
        maturity = value_date + dt.timedelta(days=days)
        while maturity.weekday() > 4:  # paid on the next weekday, as notes are
            maturity += dt.timedelta(days=1)
        rated = part is not None and part.rating != UNRATED
        rows.append(
            {
                "tranche_id": f"{deal_id}-{key}",
                "deal_id": deal_id,
                "name": name,
                "seniority": seniority,
                "size_yuan": size * 10_000,
                "coupon_pct": f"{part.coupon:.2f}" if part else "",
                "rating": part.rating if part else "",
                "agency": agency if rated else "",
                "value_date": value_date.isoformat(),
                "expected_maturity": maturity.isoformat(),
                "basis": BASIS,
            }
        )

    single = len(plan.seniors) == 1
    for number, part in enumerate(plan.seniors, 1):
        add(
            "A" if single else f"A{number}",
            "优先级" if single else f"优先A{number}",
            "senior",
            part,
            part.size,
            part.days,
        )
    last = max(part.days for part in plan.seniors)
    if plan.mezzanine:
        add("M", "中间级", "mezzanine", plan.mezzanine, plan.mezzanine.size, plan.mezzanine.days)
    add("S", "次级", "subordinated", None, plan.rest, last)
    return rows


def party_rows(plan: Plan, deal_id: str, index: int) -> list[Row]:
    """Return the rows of `parties`: originators first, in their order."""
    rows = [("originator", name, ORIGINATORS[name][0]) for name in plan.originators]
    if plan.venue == "interbank":
        rows.append(("plan_manager", f"样本信托公司{index % 3 + 1:02d}", "trust_company"))
    else:
        rows.append(("plan_manager", f"样本管理人{index % 9 + 1:02d}", "securities_company"))
    rows.append(("custodian", f"样本托管银行{index % 5 + 1:02d}", "commercial_bank"))
    return [
        {"deal_id": deal_id, "role": role, "name": name, "kind": kind, "basis": BASIS}
        for role, name, kind in rows
    ]


def enhancement_rows(plan: Plan, deal_id: str, index: int) -> list[Row]:
    """Return the rows of `enhancements`; 双增信 with one kind of provider names one provider."""
    rows: list[Row] = []
    for level, form, kind in ENHANCEMENTS[plan.enhanced]:
        stem, count = PROVIDERS.get(kind, ("", 1))
        provider = f"{stem}{index * 5 % count + 1:02d}" if stem else ""
        rows.append(
            {
                "deal_id": deal_id,
                "level": level,
                "form": form,
                "provider": provider,
                "provider_kind": kind,
                "basis": BASIS,
            }
        )
    return rows


def tables() -> dict[str, list[Row]]:
    """Return every reconstructed table as rows."""
    result: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    plans = dated([*reconstruct_earlier.plans(), *reconstruct_recent.plans()])
    for index, plan in enumerate(plans):
        deal_id = f"D{plan.issued_on.year}-{plan.serial}"
        result["deals"].append(deal_row(plan, deal_id))
        result["tranches"] += tranche_rows(plan, deal_id, index)
        result["parties"] += party_rows(plan, deal_id, index)
        result["enhancements"] += enhancement_rows(plan, deal_id, index)
        if plan.name == reconstruct_earlier.WENZHOU:
            result["rating_events"].append(
                {
                    "tranche_id": f"{deal_id}-A",
                    "date": "2023-06-30",
                    "from_rating": "AAsf",
                    "to_rating": "AA+sf",
                    "agency": "",
                    "basis": BASIS,
                    "source": UPGRADE_SOURCE,
                }
            )
    result["market_totals"] = reconstruct_context.market_totals()
    result["ip_stock"] = reconstruct_context.ip_stock()
    return result


def write(out: Path) -> None:
    """Write the tables as UTF-8 CSV with Unix line ends."""
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in tables().items():
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def main() -> None:
    """Parse the command line and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(__file__).resolve().parents[1] / "data"
    parser.add_argument("--out", type=Path, default=default, help="folder to write to (default: data/)")
    write(parser.parse_args().out)


if __name__ == "__main__":
    main()
