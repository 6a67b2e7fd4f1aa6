"""Figures of the trend analysis: rolling issuance, concentration, tenor and coupon, regions, stock."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from ipabs.edition import Edition, covered
from ipabs.exhibits import basis, behind
from ipabs.exhibits.band_figure import band_figure
from ipabs.exhibits.by_kind import OTHER, finding, folded, folded_note, marks_note, wide
from ipabs.exhibits.categories import quarter_category
from ipabs.exhibits.charts.bands import Category
from ipabs.exhibits.charts.bars_with_share import bars_with_share
from ipabs.exhibits.charts.columns import columns
from ipabs.exhibits.charts.lines import lines
from ipabs.exhibits.charts.unit_rows import unit_rows
from ipabs.exhibits.composing import Words
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.names import zh
from ipabs.exhibits.unit_figure import unit_figure
from ipabs.measures import issuance, stock, trends
from ipabs.period import Quarter
from ipabs.rounding import EMPTY, amount, fixed
from ipabs.theme import read_theme

QUARTERS = 17
"""Points of a quarterly line: four years and the quarter before them."""

REGIONS = 9
"""Provinces that have a row of their own; the smaller ones are 其他."""

_KINDS = ("invention_patent", "trademark")


def rolling(edition: Edition) -> Exhibit:
    """Return issuance over the four quarters that end with each quarter."""
    first, last = _ends(edition, whole_years=True)
    table = trends.rolling(edition.ledger.deals, first, last)
    frame = pd.DataFrame(
        {
            "quarter": [str(quarter) for quarter in table["quarter"]],
            "deals": table["deals"],
            "size_yuan": table["size_yuan"],
            "size": [float(Fraction(int(value), 10**8)) for value in table["size_yuan"]],
            "deals_printed": [str(value) for value in table["deals"]],
            "size_printed": [amount(value) for value in table["size_yuan"]],
        }
    )
    chart = bars_with_share(
        "fig-trend-rolling",
        _course(frame, [("size", "规模", "亿元"), ("deals", "单数", "单")], "滚动四个季度发行"),
        frame,
        _quarters(table),
        bars=("size", "滚动四个季度发行规模", "亿元"),
        share=("deals", "滚动四个季度发行单数"),
        share_unit="单",
    )
    return band_figure(
        chart,
        frame,
        _deal_words(
            edition,
            "滚动四个季度知识产权 ABS 发行规模与单数",
            "亿元，单",
            "每一点为截至该季度末的四个季度合计",
            first,
            last,
        ),
        read_theme(),
        behind=behind.deals_of_quarters(edition.ledger.deals, table["quarter"], 3),
    )


def concentration(edition: Edition) -> Exhibit:
    """Return CR5 and HHI of originators over four quarters."""
    first, last = _ends(edition, whole_years=True)
    table = trends.rolling_concentration(edition.ledger.deals, edition.ledger.parties, first, last)
    frame = pd.DataFrame(
        {"quarter": [str(quarter) for quarter in table["quarter"]], "originators": table["originators"]}
    )
    for column, times, places in (("cr5", 100, 2), ("hhi", 10_000, 0)):
        frame[column] = [_float(value, times) for value in table[column]]
        frame[f"{column}_printed"] = [
            EMPTY if value is None else fixed(value * times, places) for value in table[column]
        ]
    chart = lines(
        "fig-trend-concentration",
        _course(frame, [("cr5", "前五大占比", "%"), ("hhi", "HHI", "")], "发起机构集中度"),
        frame,
        _quarters(table),
        [("cr5", "前五大发起机构规模占比（CR5）", "%"), ("hhi", "赫芬达尔指数（HHI）", "点")],
    )
    note = "按截至该季度末的四个季度计算；HHI 为各发起机构规模占比平方之和乘以10000"
    return band_figure(
        chart,
        frame,
        _deal_words(edition, "知识产权 ABS 发起机构集中度", "%，点", note, first, last),
        read_theme(),
        behind=behind.deals_of_quarters(edition.ledger.deals, table["quarter"], 3),
    )


def tenor_coupon(edition: Edition) -> Exhibit:
    """Return size-weighted tenor and coupon of AAAsf senior tranches by quarter."""
    first, last = _ends(edition, whole_years=False)
    table = trends.weighted_by_quarter(edition.ledger.deals, edition.ledger.tranches, first, last)
    frame = pd.DataFrame(
        {
            "quarter": [str(quarter) for quarter in table["quarter"]],
            "tranches": table["tranches"],
            "size_yuan": table["size_yuan"],
        }
    )
    for column in ("tenor_months", "coupon"):
        frame[column] = [_float(value) for value in table[column]]
        frame[f"{column}_printed"] = [EMPTY if value is None else fixed(value, 2) for value in table[column]]
    chart = lines(
        "fig-trend-tenor-coupon",
        _course(frame, [("tenor_months", "期限", "个月"), ("coupon", "利率", "%")], "AAAsf 级优先级证券加权"),
        frame,
        _quarters(table),
        [("tenor_months", "加权平均期限", "月"), ("coupon", "加权平均发行利率", "%")],
    )
    gaps = "；没有发行的季度留空" if frame["coupon"].isna().any() else ""
    return band_figure(
        chart,
        frame,
        _deal_words(
            edition,
            "AAAsf 级优先级证券各季度加权平均期限与发行利率",
            "月，%",
            f"以证券规模为权数{gaps}",
            first,
            last,
        ),
        read_theme(),
        behind=behind.deals_of_quarters(edition.ledger.deals, table["quarter"]),
    )


def region(edition: Edition) -> Exhibit:
    """Return deals by the originator's province."""
    spans = edition.calendar.window
    every = trends.regions(edition.ledger.deals, spans)
    table = folded(every, "region", REGIONS)
    frame = wide(
        table, "region", spans, lambda code: zh(edition, "region", code) if code == "undisclosed" else code
    )
    chart = unit_rows(
        "fig-trend-region",
        finding(frame, spans, "按发起机构所在地区"),
        frame,
        [(span.id, span.zh, not span.is_year) for span in spans],
    )
    bases = basis.of_deals(edition, spans)
    theme = read_theme()
    words = Words(
        f"{edition.calendar.window_zh}知识产权 ABS 发起机构地区分布",
        "单，亿元",
        basis.joined(
            marks_note(frame, spans, chart.plain),
            folded_note(every, "region", table, "个地区"),
            basis.sample_note({"数据": bases}),
        ),
        theme.source("Wind"),
        basis.together(list(bases.values())),
    )
    names = {str(code): str(code) for code in frame["region"] if code not in ("undisclosed", OTHER)}
    rows = behind.deals_by_kind(frame, spans, "发起机构所在省市", names)
    return unit_figure(chart, frame, words, theme, "地区", rows)


def ip_stock(edition: Edition) -> Exhibit:
    """Return valid invention patents and registered trademarks at the end of each year."""
    table = stock.series(edition.ledger.ip_stock, edition.calendar.year.year)
    years = sorted(set(table["year"]))
    frame = pd.DataFrame({"year": years})
    for kind in _KINDS:
        stocks = {
            int(row["year"]): int(row["stock"]) for row in table[table["kind"] == kind].to_dict("records")
        }
        exact = [Fraction(stocks[year], 10**4) if year in stocks else None for year in years]
        frame[f"{kind}_stock"] = pd.array([stocks.get(year) for year in years], dtype="Int64")
        frame[kind] = [_float(value) for value in exact]
        frame[f"{kind}_printed"] = [EMPTY if value is None else fixed(value, 1) for value in exact]
    names = [zh(edition, "stock", kind) for kind in _KINDS]
    chart = columns(
        "fig-trend-stock",
        _course(
            frame.assign(quarter=[f"{year}年末" for year in years]),
            [(kind, name, "万件") for kind, name in zip(_KINDS, names, strict=True)],
            "知识产权存量",
        ),
        frame,
        [Category((f"{year}年",)) for year in years],
        [(kind, name, "万件") for kind, name in zip(_KINDS, names, strict=True)],
    )
    held = edition.ledger.ip_stock[["year", "basis"]]
    bases = {f"{year}年": basis.of(held.loc[held["year"] == year, "basis"]) for year in years}
    theme = read_theme()
    note = basis.joined("国内数据，不含港澳台；各年年末", basis.estimate_note("数据", bases))
    words = Words(
        "发明专利有效量与有效注册商标量",
        "万件",
        note,
        theme.source("国家知识产权局"),
        basis.together(list(bases.values())),
    )
    rows = behind.rows_by_year("ip_stock", years, edition.ledger.ip_stock["year"])
    return band_figure(chart, frame, words, theme, "年份", rows)


def _ends(edition: Edition, *, whole_years: bool) -> tuple[Quarter, Quarter]:
    """Return the first and last quarter drawn; sums over four quarters start where the ledger has four."""
    last = edition.calendar.quarter
    start, _ = covered(edition.ledger)
    ledger_start = Quarter(start.year - 1, 4 if whole_years else 1)
    return max(min(ledger_start, last), last.shift(1 - QUARTERS)), last


def _quarters(table: pd.DataFrame) -> list[Category]:
    return [quarter_category(quarter) for quarter in table["quarter"]]


def _float(value: Fraction | None, times: int = 1) -> float | None:
    return None if value is None else float(value * times)


def _deal_words(edition: Edition, caption: str, unit: str, note: str, first: Quarter, last: Quarter) -> Words:
    deals = edition.ledger.deals[["issued_on", "basis"]]
    drawn = issuance.between(deals, first.shift(-3).start.isoformat(), last.end.isoformat())
    rests = basis.of(drawn["basis"])
    return Words(
        caption,
        unit,
        basis.joined(note, basis.sample_note({"数据": {"": rests, " ": rests}})),
        read_theme().source("Wind"),
        basis.together([rests]),
    )


def _course(frame: pd.DataFrame, series: list[tuple[str, str, str]], opening: str) -> str:
    """Say where each series began, peaked and stands."""
    sentences = []
    for column, name, unit in series:
        known = frame[frame[column].notna()]
        if known.empty or not known[column].any():
            sentences.append(f"{name}没有数据")
            continue
        rows = known.to_dict("records")
        first, last, high = rows[0], rows[-1], max(rows, key=lambda row: row[column])
        printed = f"{column}_printed"
        ends = [f"{_when(row['quarter'])}的{row[printed]}{unit}" for row in (first, last, high)]
        if len(rows) == 1:
            sentences.append(f"{name}在{_when(last['quarter'])}为{last[printed]}{unit}")
            continue
        text = f"{name}由{ends[0]}变为{ends[1]}"
        if first[printed] == last[printed]:
            text = f"{name}在{_when(first['quarter'])}和{_when(last['quarter'])}均为{last[printed]}{unit}"
        if high[printed] not in (first[printed], last[printed]):
            text += f"，最高为{ends[2]}"
        sentences.append(text)
    return f"{opening}：" + "；".join(sentences) + "。"


def _when(quarter: str) -> str:
    """2024Q1 → 2024年第一季度; other words as they are."""
    return Quarter.parse(quarter).zh if "Q" in quarter else quarter
