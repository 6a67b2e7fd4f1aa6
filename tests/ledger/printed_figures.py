"""The printed figures computed from the CSV files with pandas alone, independent of the library."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pandas as pd

YI, WAN = 10**8, 10**4
PERIODS = {
    "2022": ("2022-01", "2022-12"),
    "2023": ("2023-01", "2023-12"),
    "2023Q1": ("2023-01", "2023-03"),
    "2024Q1": ("2024-01", "2024-03"),
}
BANDS = [(2.7, 3.0), (3.0, 3.3), (3.3, 3.6), (3.6, 3.9), (3.9, 4.2), (4.2, 4.5)]
BINS = [(0, 7), (7, 14), (14, 21), (21, 28), (28, 35), (35, 42)]


def fixed(numerator: int, denominator: int, places: int = 2) -> str:
    """Divide exactly, round half up."""
    quantum = Decimal(1).scaleb(-places)
    return str((Decimal(numerator) / Decimal(denominator)).quantize(quantum, ROUND_HALF_UP))


def percent(part: int, whole: int, places: int = 2) -> str:
    return fixed(100 * part, whole, places) + "%"


TABLES = ("deals", "tranches", "parties", "enhancements", "rating_events", "credit_events", "ip_stock")


def load(root: Path) -> dict[str, pd.DataFrame]:
    return {name: pd.read_csv(root / f"{name}.csv") for name in TABLES}


class Printed:
    """Every figure of the yaml, by id, and tables 3 to 5."""

    def __init__(self, read: Mapping[str, pd.DataFrame]) -> None:
        deals = read["deals"]
        inside = deals.wind_ip | deals.internal | deals.name.str.contains("知识产权|专利")
        first = read["parties"].query("role == 'originator'").drop_duplicates("deal_id").set_index("deal_id")
        kinds = read["enhancements"].groupby("deal_id").provider_kind.agg(lambda k: "+".join(sorted(set(k))))
        self.deals = deals[inside].assign(
            month=lambda d: d.issued_on.str[:7],
            originator=lambda d: d.deal_id.map(first.name),
            kind=lambda d: d.deal_id.map(first.kind),
            enhancer=lambda d: d.deal_id.map(kinds),
        )
        self.tranches = read["tranches"].merge(self.deals[["deal_id", "month"]], on="deal_id")
        self.read = read

    def of(self, period: str) -> pd.DataFrame:
        first, last = PERIODS[period]
        return self.deals[self.deals.month.between(first, last)]

    def size(self, period: str) -> int:
        return int(self.of(period).size_yuan.sum())

    def ranking(self, period: str) -> pd.DataFrame:
        table = self.of(period).groupby("originator").size_yuan.agg(["count", "sum"])
        return table.sort_values("sum", ascending=False)

    def senior(self, period: str, rating: str | None) -> str:
        first, last = PERIODS[period]
        rows = self.tranches[self.tranches.month.between(first, last) & (self.tranches.seniority == "senior")]
        chosen = rows[rows.rating.isna()] if rating is None else rows[rows.rating == rating]
        return percent(int(chosen.size_yuan.sum()), int(rows.size_yuan.sum()))

    def figures(self) -> dict[str, str]:
        year, prior, ytd = self.of("2023"), self.of("2022"), self.of("2024Q1")
        out = {
            "issuance.deals.2023": str(len(year)),
            "issuance.deals.2023.change": str(len(year) - len(prior)),
            "issuance.size.2023": fixed(self.size("2023"), YI),
            "issuance.size.2023.yoy": percent(self.size("2023") - self.size("2022"), self.size("2022")),
            "issuance.deals.2024Q1": str(len(ytd)),
            "issuance.size.2024Q1": fixed(self.size("2024Q1"), YI),
            "issuance.size.2024Q1.yoy": percent(
                self.size("2023Q1") - self.size("2024Q1"), self.size("2023Q1")
            ),
        }
        for mode in ("loan", "patent_relicense", "factoring"):
            rows = year[year["mode"] == mode]
            out[f"modes.{mode}.deals.2023"] = str(len(rows))
            out[f"modes.{mode}.size.2023"] = fixed(int(rows.size_yuan.sum()), YI)
            out[f"modes.{mode}.share.2023"] = percent(int(rows.size_yuan.sum()), self.size("2023"))
            out[f"modes.{mode}.deals.2024Q1"] = str(int((ytd["mode"] == mode).sum()))
        relicense = year[year["mode"] == "patent_relicense"]
        out["modes.patent_relicense.by_lessor.2023"] = str(int((relicense.kind == "leasing_company").sum()))
        out["modes.patent_relicense.by_ctex.2023"] = str(
            int((relicense.originator == "中国技术交易所有限公司").sum())
        )
        top, before = self.ranking("2023").head(5), self.ranking("2022").head(5)
        out["originators.count.2023"] = str(year.originator.nunique())
        out["originators.count.2023.change"] = str(year.originator.nunique() - prior.originator.nunique())
        out["originators.top5.deals.2023"] = str(top["count"].sum())
        out["originators.top5.size.2023"] = fixed(int(top["sum"].sum()), YI)
        out["originators.top5.size.2023.yoy"] = percent(
            int(top["sum"].sum() - before["sum"].sum()), int(before["sum"].sum())
        )
        out["originators.leaders.since"] = self.leaders_since()
        for name, rating in (("aaa", "AAAsf"), ("aa_plus", "AA+sf"), ("unrated", None)):
            out[f"senior.{name}.share.2023"] = self.senior("2023", rating)
        out["senior.aaa.share.2024Q1"] = self.senior("2024Q1", "AAAsf")
        sizes = [int(self.aaa[mask].size_yuan.sum()) for mask in self.band_masks()]
        low, high = BANDS[sizes.index(max(sizes))]
        out["senior.aaa.coupon.modal_band"] = f"{low:.2f}%（不含）~{high:.2f}%（含）"
        for kind in ("guarantee_company", "bank", "soe", "undisclosed"):
            rows = year[year.enhancer == kind]
            out[f"enhancement.{kind}.deals.2023"] = str(len(rows))
            out[f"enhancement.{kind}.size.2023"] = fixed(int(rows.size_yuan.sum()), YI)
            out[f"enhancement.{kind}.share.2023"] = percent(int(rows.size_yuan.sum()), self.size("2023"))
            out[f"enhancement.{kind}.deals.2024Q1"] = str(int((ytd.enhancer == kind).sum()))
        events = self.read["rating_events"].query("date >= '2020-01-01'")
        out["surveillance.upgrades.since_2020"] = str(len(events))
        out["surveillance.defaults"] = str(len(self.read["credit_events"]))
        stock = self.read["ip_stock"].set_index(["kind", "year"]).stock
        for name, kind in (("invention_patents", "invention_patent"), ("trademarks", "trademark")):
            now, then = int(stock[kind, 2023]), int(stock[kind, 2022])
            out[f"stock.{name}.2023"] = fixed(now, WAN, 1)
            out[f"stock.{name}.2023.yoy"] = percent(now - then, then, 1)
        return out

    def leaders_since(self) -> str:
        by_year = self.deals.assign(year=self.deals.month.str[:4])
        table = by_year.groupby(["year", "originator"]).size_yuan.sum()
        pairs = {y: set(table[y].nlargest(2).index) for y in table.index.levels[0] if y <= "2023"}
        since = 2023
        while pairs.get(str(since - 1)) == pairs["2023"]:
            since -= 1
        return str(since)

    def table_3(self) -> dict[int, list[list[str]]]:
        out = {}
        for period in ("2023", "2022"):
            top, whole = self.ranking(period).head(5), self.size(period)
            rows = [
                [name, str(row["count"]), fixed(int(row["sum"]), YI), percent(int(row["sum"]), whole)]
                for name, row in top.iterrows()
            ]
            total = int(top["sum"].sum())
            rows.append(["合计", str(top["count"].sum()), fixed(total, YI), percent(total, whole)])
            out[int(period)] = rows
        return out

    @functools.cached_property
    def aaa(self) -> pd.DataFrame:
        rows = self.tranches[self.tranches.month.between("2023-01", "2024-03")]
        rows = rows[(rows.seniority == "senior") & (rows.rating == "AAAsf")]
        dates = rows[["value_date", "expected_maturity"]].apply(pd.to_datetime)
        return rows.assign(months=(dates.expected_maturity - dates.value_date).dt.days / 365 * 12)

    def band_masks(self) -> list[pd.Series[bool]]:
        coupon = self.aaa.coupon_pct
        return [coupon.between(low, high, "both" if low == 2.7 else "right") for low, high in BANDS]

    def table_4(self) -> list[list[str]]:
        months = self.aaa.months
        return self._cut(
            [f"({a:.2f},{b:.2f}]" for a, b in BINS], [months.between(a, b, "right") for a, b in BINS]
        )

    def table_5(self) -> list[list[str]]:
        return self._cut(
            [f"{'[' if a == 2.7 else '('}{a:.2f}%,{b:.2f}%]" for a, b in BANDS], self.band_masks()
        )

    def _cut(self, labels: list[str], masks: list[Any]) -> list[list[str]]:
        rows = self.aaa
        whole = int(rows.size_yuan.sum())
        out = []
        for label, mask in zip(labels, masks, strict=True):
            size = int(rows[mask].size_yuan.sum())
            cells = [str(int(mask.sum())), fixed(size, WAN), percent(size, whole)]
            out.append([label, *(cells if size else ["--"] * 3)])
        return [*out, ["合计", str(len(rows)), fixed(whole, WAN), "100.00%"]]
