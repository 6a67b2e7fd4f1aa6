"""The whole market by quarter and the patent and trademark stock: context, not deals."""

from __future__ import annotations

from reconstruct_plan import spread

# year -> deals, size in 万元 of the whole ABS market; 2020 is public, the rest is illustrative.
_MARKET = {
    2018: (942, 201_800_000),
    2019: (1459, 234_900_000),
    2020: (2107, 288_915_000),
    2021: (2276, 310_600_000),
    2022: (2061, 200_400_000),
    2023: (1906, 187_300_000),
}
_WEIGHTS = [18, 24, 27, 31]
_2024Q1 = (362, 34_150_000)
_ILLUSTRATIVE = "示意数，量级参照公开报道，非统计数据"
_SPLIT_2020 = "全年2107单、28891.5亿元为公开数据（Wind），季度拆分为示意数"

_PRINTED = "发布稿第四部分（截至2023年底，国内不含港澳台），原文以万件计，保留一位小数"
_TIED = "按发布稿2023年存量与同比增速推得的整数，以万件计保留一位小数"
_ROUGH = "公开年度数据的约数，以万件计，仅作趋势背景，未经核对"
# year, kind, 件, basis, source
_STOCK = [
    (2018, "invention_patent", 1_602_000, "reconstructed", _ROUGH),
    (2019, "invention_patent", 1_862_000, "reconstructed", _ROUGH),
    (2020, "invention_patent", 2_213_000, "reconstructed", _ROUGH),
    (2021, "invention_patent", 2_704_000, "reconstructed", _ROUGH),
    (2022, "invention_patent", 3_280_000, "reconstructed", _TIED),
    (2023, "invention_patent", 4_015_000, "published", _PRINTED),
    (2018, "trademark", 18_049_000, "reconstructed", _ROUGH),
    (2019, "trademark", 23_624_000, "reconstructed", _ROUGH),
    (2020, "trademark", 28_393_000, "reconstructed", _ROUGH),
    (2021, "trademark", 35_352_000, "reconstructed", _ROUGH),
    (2022, "trademark", 40_642_000, "reconstructed", _TIED),
    (2023, "trademark", 44_047_000, "published", _PRINTED),
]


def market_totals() -> list[dict[str, object]]:
    """Return the market's rows, 元, every year's quarters summing to the year."""
    rows: list[dict[str, object]] = []
    for year, (deals, size) in _MARKET.items():
        source = _SPLIT_2020 if year == 2020 else _ILLUSTRATIVE
        parts = zip(spread(deals, _WEIGHTS, 1), spread(size, _WEIGHTS, 10_000), strict=True)
        for number, (count, amount) in enumerate(parts, 1):
            rows.append(
                {
                    "quarter": f"{year}Q{number}",
                    "deals": count,
                    "size_yuan": amount * 10_000,
                    "basis": "illustrative",
                    "source": source,
                }
            )
    rows.append(
        {
            "quarter": "2024Q1",
            "deals": _2024Q1[0],
            "size_yuan": _2024Q1[1] * 10_000,
            "basis": "illustrative",
            "source": _ILLUSTRATIVE,
        }
    )
    return rows


def ip_stock() -> list[dict[str, object]]:
    """Return the stock of valid patents and trademarks at each year's end, 件."""
    columns = ("year", "kind", "stock", "basis", "source")
    return [dict(zip(columns, row, strict=True)) for row in _STOCK]
