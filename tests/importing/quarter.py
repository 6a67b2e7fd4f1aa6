"""A made-up second quarter of 2024: two exports of forty-one deals with generic names (样本…)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

from .samples import xlsx

SHAPES = [
    ("小额贷款", "样本小额贷款公司{:02}", "样本融资担保公司{:02}", "担保人"),
    ("专利许可使用费", "样本融资租赁公司{:02}", "样本国有企业{:02}", "差额支付承诺人"),
    ("保理债权", "样本商业保理公司{:02}", "样本融资担保公司{:02}", "差额支付承诺人"),
    ("委托贷款", "样本小额贷款公司{:02}", "样本商业银行{:02}", "保函银行"),
]
REGIONS = ("广东", "江苏", "北京市", "浙江省", "上海")
NEW = 40
OUTSIDE = (7, 23)
"""Numbers of the deals whose name has neither 知识产权 nor 专利: the universe leaves them out."""


def name(number: int) -> str:
    """Return a deal's name."""
    what = "应收账款" if number in OUTSIDE else "知识产权"
    return f"样本{what}2024年第{number}期资产支持专项计划"


def size(number: int) -> Decimal:
    """Return a deal's size in 亿元: 1.03, 1.06 …"""
    return 1 + Decimal(number) * 3 / 100


def export(folder: Path) -> tuple[Path, Path]:
    """Write the list of deals, in 亿元, and the list of tranches, in 万元; the latter has one old deal too."""
    providers = ("差额支付承诺人", "担保人", "保函银行")
    deals: list[list[object]] = [
        ["2024年二季度资产支持证券发行明细（样本数据）"],
        ["项目名称", "项目简称", "原始权益人", "计划管理人", "托管人", "发行总额(亿元)", "发行日期", "基础资产类型",
         "交易场所", "地区", *providers],
    ]  # fmt: skip
    tranches: list[list[object]] = [
        ["证券代码", "证券简称", "项目名称", "证券级别", "发行规模(万元)", "票面利率(%)", "债项评级", "评级机构", "起息日",
         "预计到期日"],
        # An old deal in the new list: its coupon contradicts the ledger.
        [None, None, "样本产品2024-009", "优先级", None, 9.99, "AAA", None, None, None],
    ]  # fmt: skip
    for number in range(1, NEW + 1):
        underlying, originator, provider, column = SHAPES[number % len(SHAPES)]
        issued = dt.date(2024, 4, 1) + dt.timedelta(days=number * 2)
        whole = size(number)
        deals.append(
            [name(number), f"样本24-{number}", originator.format(number % 9 + 1), f"样本管理人{number % 9 + 1:02}",
             f"样本托管银行{number % 5 + 1:02}", float(whole), issued, underlying,
             "深圳证券交易所" if number % 3 else "上海证券交易所", REGIONS[number % 5],
             *(provider.format(number % 2 + 1) if each == column else "--" for each in providers)]
        )  # fmt: skip
        start = issued + dt.timedelta(days=1)
        senior, sub = int(whole * 9500), int(whole * 500)  # 95 and 5 percent, in 万元
        senior += int(whole * 10000) - senior - sub
        for suffix, level, amount, rate, rating in (
            ("优先", "优先级", senior, 2.5 + number / 100, "AAA" if number % 4 else "AA+"),
            ("次级", "次级", sub, None, "--"),
        ):
            code = f"{260000 + number * 10 + (suffix == '次级')}.{'SZ' if number % 3 else 'SH'}"
            tranches.append(
                [code, f"样本24-{number}{suffix}", name(number), level, f"{amount:,}", rate, rating,
                 "样本评级机构01" if rate else None, start, start.replace(year=2025)]
            )  # fmt: skip
    for rows in (deals, tranches):
        rows.append(["数据来源：Wind"])
    folder.mkdir(exist_ok=True)
    return xlsx(folder / "2024Q2-deals.xlsx", deals), xlsx(folder / "2024Q2-tranches.xlsx", tranches)
