"""The deals of 2023 and 2024Q1, laid out so that tables 3 to 5 and figures 5 and 6 come out.

Every senior AAAsf tranche has one cell of tables 4 and 5: its days give the tenor
bin, its coupon the coupon band. Together the cells are

    tenor \\ coupon  [2.7,3.0]  (3.0,3.3]  (3.3,3.6]  (3.6,3.9]  (4.2,4.5]
    (0,7]            1   3700
    (7,14]           9 142800  28 553210   2  11700   1   5900   1   4600
    (14,21]                     1   7200   1   6500
    (21,28]                     1  10000   1   9200
    (28,35]                     1   9500   1   9000   1   8000
    (35,42]                     1  19300   2  22000   2  17000

(tranches, 万元). 2023 has 719870 万元 of AAAsf in 776000 of senior tranches, 2024Q1
119740 in 129520.
"""

from __future__ import annotations

from reconstruct_plan import (
    AA_PLUS,
    CTEX,
    GAOXINTOU,
    RONGXIN,
    UNRATED,
    XINXIN,
    YAODA,
    ZHONGXIAODAN,
    Plan,
    Slice,
    factor,
    lease,
    micro,
)

TIANYIN = "融信通达（天津）商业保理有限公司2023年度天银-东丽知识产权第一期定向资产支持票据"
HYDRO14 = "水电十四局第1期知识产权资产支持专项计划"

_SPLIT = "重构拆分：与发布稿{0}的合计数相符，非披露的单笔数据"
_OTHER = "重构：前五大以外16家各1单，与发布稿业务模式、增信方、表4、表5的2023年合计数相符"
_Q1 = "重构：与发布稿2024年1—3月9单、13.18亿元及业务模式、增信方、表4、表5的合计数相符"

# quarter, deal size, senior size, coupon, days, enhancement (万元, percent, days)
_ZHONGXIAODAN = [
    ("2023Q1", 26000, 25600, 3.28, 364, "GU"),
    ("2023Q1", 25000, 24600, 3.30, 361, "G2"),
    ("2023Q1", 25000, 24600, 3.25, 365, "GP"),
    ("2023Q2", 28000, 27550, 3.20, 363, "GU"),
    ("2023Q2", 29000, 28530, 3.18, 364, "G2"),
    ("2023Q2", 27500, 27050, 3.15, 360, "GP"),
    ("2023Q3", 18000, 17700, 2.98, 365, "GU"),
    ("2023Q3", 27500, 27050, 3.08, 362, "GU"),
    ("2023Q3", 28000, 27550, 3.10, 364, "GP"),
    ("2023Q4", 17900, 17600, 3.00, 358, "GU"),
    ("2023Q4", 28000, 27500, 3.16, 363, "G2"),
    ("2023Q4", 18000, 17700, 2.95, 364, "GP"),
]
_GAOXINTOU = [
    ("2023Q1", 20000, 19680, 3.29, 364, "GP"),
    ("2023Q1", 19530, 19200, 3.26, 362, "GU"),
    ("2023Q1", 19300, 18980, 3.24, 365, "GP"),
    ("2023Q2", 20500, 20170, 3.22, 364, "G2"),
    ("2023Q2", 21000, 20660, 3.17, 361, "GP"),
    ("2023Q3", 15250, 15000, 2.96, 364, "GU"),
    ("2023Q3", 19700, 19370, 3.06, 363, "GP"),
    ("2023Q3", 20300, 19970, 3.05, 365, "GU"),
    ("2023Q4", 20100, 19770, 3.14, 364, "GP"),
    ("2023Q4", 15050, 14800, 2.99, 360, "GU"),
    ("2023Q4", 20135, 19800, 3.12, 364, "GP"),
]
_XINXIN = [
    ("2023Q1", 11900, 11750, 3.30, 364, "GP"),
    ("2023Q2", 5600, 5500, 3.45, 360, "GP"),
    ("2023Q3", 12000, 11850, 3.20, 363, "GP"),
    ("2023Q3", 6300, 6200, 3.40, 365, "GU"),
    ("2023Q4", 11800, 11650, 3.18, 364, "GP"),
    ("2023Q4", 11745, 11600, 3.20, 362, "GP"),
]
# quarter, originator, mode, underlying, deal size, slices, enhancement, venue
_Row = tuple[str, str, str, str, int, tuple[Slice, ...], str, str]
_LICENCE = ("patent_relicense", "licence_fee")
_LOAN = ("loan", "micro_loan")
_TRUST = ("loan", "trust_loan")
_OTHERS: list[_Row] = [
    ("2023Q1", lease(1), *_LICENCE, 9600, (Slice(9500, 3.28, 1002),), "BL", "szse"),
    ("2023Q1", micro(1), *_LOAN, 9790, (Slice(9600, 3.70, 364, AA_PLUS),), "SP", "szse"),
    ("2023Q1", lease(8), *_LICENCE, 8080, (Slice(8000, 3.85, 1095),), "BL", "sse"),
    ("2023Q2", micro(4), *_TRUST, 20100, (Slice(19790, 3.10, 363),), "BL", "szse"),
    ("2023Q2", lease(2), *_LICENCE, 14100, (Slice(5900, 3.65, 365), Slice(8000, 3.80, 1000)), "SP", "szse"),
    ("2023Q2", lease(9), *_LICENCE, 6580, (Slice(6500, 3.50, 545),), "SP", "sse"),
    ("2023Q2", micro(5), *_LOAN, 10100, (Slice(9900, 3.60, 364, AA_PLUS),), "SP", "szse"),
    ("2023Q3", lease(3), *_LICENCE, 9100, (Slice(9000, 3.55, 1003),), "BL", "szse"),
    ("2023Q3", lease(4), *_LICENCE, 11800, (Slice(11620, 3.90, 1093, AA_PLUS),), "SP", "szse"),
    ("2023Q3", micro(6), *_LOAN, 4700, (Slice(4600, 4.30, 364),), "GU", "szse"),
    ("2023Q4", lease(5), *_LICENCE, 10600, (Slice(10500, 3.52, 1094),), "BL", "szse"),
    ("2023Q4", lease(13), *_LICENCE, 9120, (Slice(9000, 3.75, 1096),), "SP", "szse"),
    ("2023Q4", lease(11), *_LICENCE, 11060, (Slice(10800, 3.80, 1095, AA_PLUS),), "GP", "szse"),
    ("2023Q4", lease(7), *_LICENCE, 10260, (Slice(10200, 3.88, 1092, AA_PLUS),), "SP", "sse"),
]
_2024Q1: list[_Row] = [
    ("2024Q1", micro(1), *_LOAN, 16280, (Slice(16000, 2.85, 364),), "GU", "szse"),
    ("2024Q1", micro(2), *_LOAN, 17300, (Slice(17000, 3.02, 363),), "GP", "szse"),
    ("2024Q1", micro(4), *_TRUST, 14250, (Slice(14000, 2.80, 364),), "BL", "szse"),
    ("2024Q1", micro(8), *_LOAN, 15775, (Slice(15500, 3.10, 365),), "GU", "szse"),
    ("2024Q1", lease(2), *_LICENCE, 11100, (Slice(3700, 2.90, 182), Slice(7200, 3.15, 546)), "GP", "szse"),
    ("2024Q1", micro(5), *_LOAN, 9960, (Slice(9780, 3.35, 364, AA_PLUS),), "SP", "szse"),
    ("2024Q1", micro(3), *_LOAN, 15770, (Slice(15500, 2.75, 362),), "G2", "szse"),
    ("2024Q1", micro(6), *_LOAN, 14750, (Slice(14500, 2.70, 364),), "BL", "sse"),
    ("2024Q1", micro(8), *_LOAN, 16630, (Slice(16340, 3.05, 361),), "GP", "szse"),
]


def _leader(
    originator: str, underlying: str, source: str, rows: list[tuple[str, int, int, float, int, str]]
) -> list[Plan]:
    plans = []
    for quarter, size, senior, coupon, days, enhanced in rows:
        # The one deal with a mezzanine tranche: a rating below the senior's, outside tables 4 and 5.
        mezzanine = Slice(270, 4.60, days, AA_PLUS) if size == 29000 else None
        rest = size - senior - (mezzanine.size if mezzanine else 0)
        plans.append(
            Plan(
                quarter,
                (originator,),
                "loan",
                underlying,
                (Slice(senior, coupon, days),),
                rest,
                enhanced,
                source,
                mezzanine,
            )
        )
    return plans


def _rows(rows: list[_Row], source: str) -> list[Plan]:
    return [
        Plan(
            quarter,
            (originator,),
            mode,
            underlying,
            slices,
            size - sum(s.size for s in slices),
            enhanced,
            source,
            venue=venue,
        )
        for quarter, originator, mode, underlying, size, slices, enhanced, venue in rows
    ]


def _printed() -> list[Plan]:
    """Return the deals that the publication names, or of which it prints the whole size."""
    return [
        Plan(
            "2023Q2",
            (RONGXIN,),
            "loan",
            "entrusted_loan",
            (Slice(4010, 4.50, 364, UNRATED),),
            90,
            "??",
            "名称、发起机构、优先级无评级、增信方未列明见发布稿；规模等为重构，与优先级占比0.52%相符；"
            "是否在Wind分类内未见发布稿，按名称纳入",
            venue="interbank",
            product="abn",
            name=TIANYIN,
            short_name="天银-东丽",
            wind_ip=False,
        ),
        Plan(
            "2023Q4",
            (factor(1),),
            "factoring",
            "factoring_claim",
            (Slice(11000, 3.20, 364),),
            200,
            "SP",
            "名称与业务模式见发布稿；规模由总额减其余两种模式推得；发起机构等为重构；"
            "是否在Wind分类内未见发布稿，按名称纳入",
            name=HYDRO14,
            short_name="水电十四局1期",
            wind_ip=False,
            remark="为首单央企知识产权 ABS",
        ),
        Plan(
            "2023Q3",
            (CTEX,),
            *_LICENCE,
            (Slice(9100, 3.20, 365), Slice(10000, 3.25, 730), Slice(19300, 3.30, 1095)),
            600,
            "GP",
            "发起机构、模式与规模3.90亿元见发布稿表3；分层、利率、日期等为重构",
        ),
        Plan(
            "2023Q4",
            (YAODA,),
            *_LICENCE,
            (Slice(9200, 3.42, 731), Slice(11500, 3.58, 1094)),
            400,
            "GP",
            "发起机构与规模2.11亿元见发布稿表3；分层、利率、日期等为重构",
        ),
    ]


def plans() -> list[Plan]:
    """Return the 47 deals of 2023 and the nine of 2024Q1."""
    table3 = "2023年表3（{0}）、表4、表5、增信方"
    return [
        *_leader(ZHONGXIAODAN, "micro_loan", _SPLIT.format(table3.format("12单、29.79亿元")), _ZHONGXIAODAN),
        *_leader(GAOXINTOU, "micro_loan", _SPLIT.format(table3.format("11单、21.09亿元")), _GAOXINTOU),
        *_leader(XINXIN, "entrusted_loan", _SPLIT.format(table3.format("6单、5.93亿元")), _XINXIN),
        *_printed(),
        *_rows(_OTHERS, _OTHER),
        *_rows(_2024Q1, _Q1),
    ]
