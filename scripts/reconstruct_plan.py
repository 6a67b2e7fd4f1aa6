"""What a reconstructed deal is made of, before it becomes rows.

Amounts in a plan are whole 万元: the printed tables are exact to 10 万元, and a
plan in 万元 can be read against them line by line.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

AAA, AA_PLUS, AA, UNRATED = "AAAsf", "AA+sf", "AAsf", ""

# Named in the publication: everything else is plainly generic.
ZHONGXIAODAN = "深圳市中小担小额贷款有限公司"
GAOXINTOU = "深圳市高新投小额贷款有限公司"
XINXIN = "南京鑫欣商业保理有限公司"
CTEX = "中国技术交易所有限公司"
YAODA = "广东耀达融资租赁有限公司"
XINBAO = "江苏信保科技小额贷款股份有限公司"
XINGTAI = "安徽兴泰融资租赁有限责任公司"
RONGXIN = "融信通达（天津）商业保理有限公司"

_NAMED = {
    ZHONGXIAODAN: ("micro_lender", "广东"),
    GAOXINTOU: ("micro_lender", "广东"),
    XINXIN: ("factoring_company", "江苏"),
    CTEX: ("exchange", "北京"),
    YAODA: ("leasing_company", "广东"),
    XINBAO: ("micro_lender", "江苏"),
    XINGTAI: ("leasing_company", "安徽"),
    RONGXIN: ("factoring_company", "天津"),
}
_GENERIC = {
    "micro_lender": ("样本小额贷款公司", "广东 广东 广东 北京 江苏 浙江 山东 广东"),
    "leasing_company": (
        "样本融资租赁公司",
        "北京 广东 广东 江苏 北京 浙江 上海 安徽 山东 四川 广东 江苏 浙江 北京",
    ),
    "factoring_company": ("样本商业保理公司", "北京 广东 上海"),
}
ORIGINATORS: dict[str, tuple[str, str]] = dict(_NAMED)
for _kind, (_stem, _regions) in _GENERIC.items():
    for _number, _region in enumerate(_regions.split(), 1):
        ORIGINATORS[f"{_stem}{_number:02d}"] = (_kind, _region)


def micro(number: int) -> str:
    """Return the generic micro lender of that number."""
    return f"样本小额贷款公司{number:02d}"


def lease(number: int) -> str:
    """Return the generic leasing company of that number."""
    return f"样本融资租赁公司{number:02d}"


def factor(number: int) -> str:
    """Return the generic factoring company of that number."""
    return f"样本商业保理公司{number:02d}"


@dataclass(frozen=True)
class Slice:
    """One tranche above the subordinated one: 万元, percent, days, rating."""

    size: int
    coupon: float
    days: int
    rating: str = AAA


@dataclass(frozen=True)
class Plan:
    """One deal. `enhanced` is a code of `ENHANCEMENTS`; `rest` is the subordinated size."""

    quarter: str
    originators: tuple[str, ...]
    mode: str
    underlying: str
    seniors: tuple[Slice, ...]
    rest: int
    enhanced: str
    source: str
    mezzanine: Slice | None = None
    venue: str = "szse"
    product: str = "exchange_abs"
    name: str = ""
    short_name: str = ""
    wind_ip: bool = True
    remark: str = ""
    serial: str = ""
    issued_on: dt.date = field(default=dt.date.min)

    @property
    def size(self) -> int:
        """Deal size, 万元."""
        upper = sum(s.size for s in self.seniors) + (self.mezzanine.size if self.mezzanine else 0)
        return upper + self.rest


# code -> (level, form, provider kind) of each enhancement; G2 and GS are 双增信.
ENHANCEMENTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "GU": (("underlying", "guarantee", "guarantee_company"),),
    "GP": (("plan", "shortfall_undertaking", "guarantee_company"),),
    "G2": (
        ("underlying", "guarantee", "guarantee_company"),
        ("plan", "shortfall_undertaking", "guarantee_company"),
    ),
    "BL": (("underlying", "bank_guarantee_letter", "bank"),),
    "SP": (("plan", "shortfall_undertaking", "soe"),),
    "GS": (
        ("underlying", "guarantee", "guarantee_company"),
        ("plan", "shortfall_undertaking", "soe"),
    ),
    "??": (("", "", "undisclosed"),),
}
PROVIDERS = {
    "guarantee_company": ("样本融资担保公司", 8),
    "bank": ("样本商业银行", 4),
    "soe": ("样本国有企业", 6),
}

# Spring Festival, Labour Day and National Day weeks: nothing is issued then.
_CLOSED = [
    (dt.date(2019, 2, 4), dt.date(2019, 2, 10)),
    (dt.date(2020, 1, 24), dt.date(2020, 2, 2)),
    (dt.date(2021, 2, 11), dt.date(2021, 2, 17)),
    (dt.date(2022, 1, 31), dt.date(2022, 2, 6)),
    (dt.date(2023, 1, 21), dt.date(2023, 1, 27)),
    (dt.date(2024, 2, 9), dt.date(2024, 2, 17)),
]


def is_working_day(day: dt.date) -> bool:
    """Return whether something could be issued on that day."""
    if day.weekday() > 4 or any(a <= day <= b for a, b in _CLOSED):
        return False
    return not (
        (day.month, day.day) <= (1, 3)
        or (day.month == 10 and day.day <= 7)
        or (day.month == 5 and day.day <= 5)
    )


def next_working_day(day: dt.date) -> dt.date:
    """Return the day itself if it is a working day, else the next one."""
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def issue_dates(quarter: str, count: int) -> list[dt.date]:
    """Return `count` working days spread over the quarter, none in its last week."""
    year, number = int(quarter[:4]), int(quarter[5])
    first = dt.date(year, 3 * number - 2, 1)
    days = [first + dt.timedelta(days=n) for n in range(5, 84)]
    open_days = [day for day in days if is_working_day(day)]
    return [open_days[(2 * n + 1) * len(open_days) // (2 * count)] for n in range(count)]


def spread(total: int, weights: list[int], step: int = 10) -> list[int]:
    """Split `total` by `weights` into multiples of `step`; the last part takes what is left."""
    whole = sum(weights)
    parts = [total * w // whole // step * step for w in weights[:-1]]
    return [*parts, total - sum(parts)]
