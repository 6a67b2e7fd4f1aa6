"""The deals of 2018 to 2022, and a few outside the universe.

2022 ties to table 3 and to what section 3 implies (35 deals, 15 originators,
63.987 亿元). 2018 to 2021 tie to the public totals of the exchanges' products:
59 deals, 149.18 亿元 (Shenzhen 50, 128.35; Shanghai 9, 20.83), of which Guangdong
44 and 106.83, Beijing 3 and 20.39.
"""

from __future__ import annotations

from reconstruct_plan import (
    AA,
    AA_PLUS,
    AAA,
    GAOXINTOU,
    ORIGINATORS,
    XINBAO,
    XINGTAI,
    YAODA,
    ZHONGXIAODAN,
    Plan,
    Slice,
    factor,
    lease,
    micro,
)

WENZHOU = "兴业圆融-温州技术产权资产支持专项计划"

_PUBLIC = (
    "重构：与2018—2021年交易所产品公开合计数（59单、149.18亿元，深交所50单、128.35亿元，"
    "上交所9单、20.83亿元，广东44单、106.83亿元，北京3单、20.39亿元）相符"
)
_LEADERS = (
    "重构：仅依发布稿“2021年以来发行规模稳居前二”设定次序，"
    "金额与单数非披露数据；另与2018—2021年公开合计数相符"
)
_TABLE3 = "重构拆分：与发布稿表3的2022年合计数（{0}）相符，非披露的单笔数据"
_REST = "重构：与2022年35单、15家发起机构、合计63.99亿元（由发布稿2023年数据推得）相符"
_OUTSIDE = "重构：统计口径以外的示例，不计入任何发布数据"
_INTERBANK = "重构：银行间市场示例，不在2018—2021年交易所产品公开合计数之内"

# quarter, originators (joined by +), size in 万元, enhancement, venue (s: szse, h: sse, i: interbank), rating
_Row = tuple[str, str, int, str, str, str]

_2018_2020: list[_Row] = [
    ("2018Q4", lease(1), 61000, "SP", "h", AAA),
    ("2018Q4", lease(5), 51900, "SP", "s", AAA),
    ("2019Q1", lease(2), 24000, "SP", "s", AAA),
    ("2019Q1", micro(1), 27000, "GU", "s", AAA),
    ("2019Q2", lease(7), 18000, "SP", "h", AA_PLUS),
    ("2019Q2", micro(2), 22000, "GP", "s", AAA),
    ("2019Q3", lease(3), 22000, "GP", "s", AAA),
    ("2019Q3", lease(12), 17000, "SP", "h", AAA),
    ("2019Q4", micro(1), 29000, "GU", "s", AAA),
    ("2019Q4", lease(2), 26000, "SP", "s", AAA),
    ("2019Q4", lease(6), 17000, "GP", "s", AA_PLUS),
    ("2020Q1", micro(1), 33000, "GU", "s", AAA),
    ("2020Q1", lease(12), 18300, "SP", "h", AAA),
    ("2020Q1", micro(2), 30000, "GP", "s", AAA),
    ("2020Q2", lease(2), 28000, "SP", "s", AAA),
    ("2020Q2", micro(3), 27000, "GU", "s", AAA),
    ("2020Q2", lease(7), 20000, "SP", "h", AAA),
    ("2020Q3", lease(1), 91000, "SP", "s", AAA),
    ("2020Q3", micro(1), 37000, "G2", "s", AAA),
    ("2020Q3", lease(11), 20000, "GP", "h", AAA),
    ("2020Q3", lease(3), 32000, "GP", "s", AAA),
    ("2020Q4", micro(2), 32000, "GP", "s", AAA),
    ("2020Q4", micro(3), 29000, "GU", "s", AAA),
    ("2020Q4", lease(2), 30000, "SP", "s", AAA),
    ("2020Q4", micro(8), 32000, "GU", "s", AAA),
    ("2020Q4", lease(6), 19300, "GP", "s", AA_PLUS),
    ("2020Q4", factor(3), 24000, "SP", "i", AAA),
]
_2021: list[_Row] = [
    ("2021Q1", ZHONGXIAODAN, 21000, "GU", "s", AAA),
    ("2021Q1", GAOXINTOU, 19500, "GP", "s", AAA),
    ("2021Q1", micro(1), 26500, "GU", "s", AAA),
    ("2021Q1", lease(4), 20000, "SP", "s", AAA),
    ("2021Q1", micro(2), 23500, "GP", "s", AAA),
    ("2021Q1", lease(11), 20000, "GP", "h", AAA),
    ("2021Q1", ZHONGXIAODAN, 20500, "GU", "s", AAA),
    ("2021Q2", GAOXINTOU, 20000, "GP", "s", AAA),
    ("2021Q2", ZHONGXIAODAN, 22500, "G2", "s", AAA),
    ("2021Q2", lease(2), 20300, "SP", "s", AAA),
    ("2021Q2", micro(3), 23000, "GU", "s", AAA),
    ("2021Q2", lease(7), 18000, "SP", "h", AAA),
    ("2021Q2", GAOXINTOU, 19000, "GP", "s", AAA),
    ("2021Q2", micro(7), 17500, "SP", "s", AA_PLUS),
    ("2021Q2", ZHONGXIAODAN, 21500, "GU", "s", AAA),
    ("2021Q3", micro(1), 25500, "GU", "s", AAA),
    ("2021Q3", f"{lease(3)}+{lease(2)}", 22000, "GP", "s", AAA),
    ("2021Q3", GAOXINTOU, 20500, "GP", "s", AAA),
    ("2021Q3", ZHONGXIAODAN, 22000, "GU", "s", AAA),
    ("2021Q3", lease(6), 18000, "GS", "s", AA_PLUS),
    ("2021Q3", micro(8), 24000, "GU", "s", AAA),
    ("2021Q3", ZHONGXIAODAN, 21000, "GP", "s", AAA),
    ("2021Q3", GAOXINTOU, 20000, "GU", "s", AAA),
    ("2021Q3", factor(3), 22000, "SP", "i", AAA),
    ("2021Q4", micro(2), 24500, "GP", "s", AAA),
    ("2021Q4", ZHONGXIAODAN, 22000, "GU", "s", AAA),
    ("2021Q4", lease(12), 16000, "SP", "h", AAA),
    ("2021Q4", GAOXINTOU, 20500, "GP", "s", AAA),
    ("2021Q4", micro(3), 23500, "G2", "s", AAA),
    ("2021Q4", lease(2), 20500, "SP", "s", AAA),
    ("2021Q4", lease(10), 20500, "SP", "s", AA_PLUS),
    ("2021Q4", factor(2), 24000, "SP", "s", AAA),
    ("2021Q4", ZHONGXIAODAN, 21500, "GU", "s", AAA),
    ("2021Q4", GAOXINTOU, 19500, "GP", "s", AAA),
]
_2022: list[_Row] = [
    ("2022Q1", ZHONGXIAODAN, 28000, "GU", "s", AAA),
    ("2022Q1", GAOXINTOU, 20500, "GP", "s", AAA),
    ("2022Q1", micro(4), 13000, "SP", "s", AA_PLUS),
    ("2022Q1", XINBAO, 18000, "GU", "s", AAA),
    ("2022Q1", lease(3), 13200, "GP", "s", AAA),
    ("2022Q1", GAOXINTOU, 19500, "GU", "s", AAA),
    ("2022Q1", XINGTAI, 9500, "GP", "s", AAA),
    ("2022Q2", ZHONGXIAODAN, 30500, "GP", "s", AAA),
    ("2022Q2", lease(1), 12000, "SP", "s", AAA),
    ("2022Q2", GAOXINTOU, 20000, "GP", "s", AAA),
    ("2022Q2", lease(4), 14500, "SP", "s", AA_PLUS),
    ("2022Q2", ZHONGXIAODAN, 27500, "GU", "s", AAA),
    ("2022Q2", XINGTAI, 9300, "GP", "s", AAA),
    ("2022Q2", micro(1), 15000, "GU", "s", AAA),
    ("2022Q2", GAOXINTOU, 21000, "G2", "s", AAA),
    ("2022Q3", ZHONGXIAODAN, 29500, "GU", "s", AAA),
    ("2022Q3", lease(14), 9000, "SP", "s", AA_PLUS),
    ("2022Q3", YAODA, 36700, "GP", "s", AAA),
    ("2022Q3", GAOXINTOU, 19800, "GP", "s", AAA),
    ("2022Q3", micro(6), 10500, "GP", "s", AA),
    ("2022Q3", XINBAO, 17800, "GU", "s", AAA),
    ("2022Q3", ZHONGXIAODAN, 28500, "GP", "s", AAA),
    ("2022Q3", lease(6), 11200, "GS", "h", AA_PLUS),
    ("2022Q3", GAOXINTOU, 20600, "GU", "s", AAA),
    ("2022Q4", micro(4), 12500, "SP", "s", AAA),
    ("2022Q4", ZHONGXIAODAN, 31000, "G2", "s", AAA),
    ("2022Q4", lease(9), 10870, "SP", "h", AAA),
    ("2022Q4", GAOXINTOU, 20310, "GP", "s", AAA),
    ("2022Q4", lease(3), 12800, "GP", "s", AAA),
    ("2022Q4", XINGTAI, 9200, "GP", "s", AAA),
    ("2022Q4", GAOXINTOU, 19500, "GU", "s", AAA),
    ("2022Q4", lease(1), 11600, "SP", "s", AAA),
    ("2022Q4", ZHONGXIAODAN, 27990, "GU", "s", AAA),
    ("2022Q4", lease(10), 9500, "SP", "s", AA_PLUS),
    ("2022Q4", GAOXINTOU, 19500, "GP", "s", AAA),
]
_OUT: list[_Row] = [
    ("2022Q2", factor(1), 45000, "SP", "h", AAA),
    ("2022Q4", factor(2), 38000, "SP", "s", AAA),
    ("2023Q2", factor(3), 52000, "SP", "i", AAA),
]

_PRINTED_2022 = {
    ZHONGXIAODAN: "7单、20.30亿元",
    GAOXINTOU: "9单、18.07亿元",
    YAODA: "1单、3.67亿元",
    XINBAO: "2单、3.58亿元",
    XINGTAI: "3单、2.80亿元",
}
_VENUES = {"s": "szse", "h": "sse", "i": "interbank"}
_MODES = {
    "micro_lender": ("loan", "micro_loan"),
    "leasing_company": ("patent_relicense", "licence_fee"),
    "factoring_company": ("factoring", "factoring_claim"),
}
# Coupon level of a one-year AAAsf senior tranche, and what a lower rating adds.
_LEVEL = {2018: 5.60, 2019: 4.40, 2020: 3.85, 2021: 3.70, 2022: 3.20, 2023: 3.20}
_SPREAD = {AAA: 0.0, AA_PLUS: 0.45, AA: 0.95}


def _slices(index: int, year: int, mode: str, size: int, rating: str) -> tuple[Slice, ...]:
    """Cut a deal: one senior for a loan or factoring deal, two or three for a re-licence."""
    level = _LEVEL[year] + _SPREAD[rating] + (index * 7 % 11 - 5) * 0.04
    if mode != "patent_relicense":
        return (Slice(size * 95 // 1000 * 10, round(level, 2), 364 - index % 4, rating),)
    years = 2 + index % 2
    part = size * 94 // 1000 // years * 10
    return tuple(Slice(part, round(level + 0.15 * n, 2), 365 * (n + 1), rating) for n in range(years))


def _plan(index: int, row: _Row, source: str, **extra: object) -> Plan:
    quarter, names, size, enhanced, venue, rating = row
    originators = tuple(names.split("+"))
    mode, underlying = _MODES[ORIGINATORS[originators[0]][0]]
    slices = _slices(index, int(quarter[:4]), mode, size, rating)
    rest = size - sum(s.size for s in slices)
    mezzanine = None
    if index % 9 == 4:  # a mezzanine tranche now and then, half of what the seniors leave
        mezzanine = Slice(rest // 20 * 10, round(slices[-1].coupon + 0.9, 2), slices[-1].days, AA_PLUS)
        rest -= mezzanine.size
    product = "abn" if venue == "i" else "exchange_abs"
    return Plan(
        quarter,
        originators,
        mode,
        underlying,
        slices,
        rest,
        enhanced,
        source,
        mezzanine,
        venue=_VENUES[venue],
        product=product,
        **extra,
    )  # type: ignore[arg-type]


def plans() -> list[Plan]:
    """Return the deals of 2018 to 2022 and those outside the universe."""
    result = []
    for index, row in enumerate([*_2018_2020, *_2021]):
        leader = row[1] in (ZHONGXIAODAN, GAOXINTOU)
        source = _INTERBANK if row[4] == "i" else _LEADERS if leader else _PUBLIC
        result.append(_plan(index, row, source))
    for index, row in enumerate(_2022):
        printed = _PRINTED_2022.get(row[1])
        source = _TABLE3.format(printed) if printed else _REST
        if row[5] == AA:
            source = f"名称及优先级AAsf评级见发布稿；发起机构、规模、日期等为{_REST}"
            result.append(_plan(index, row, source, name=WENZHOU, short_name="温州技术产权"))
        else:
            result.append(_plan(index, row, source))
    for index, row in enumerate(_OUT, 1):
        result.append(_plan(index, row, _OUTSIDE, wind_ip=False, serial=f"X{index:02d}"))
    return result
