"""Made-up exports in the shapes of the terminals; every name in them is generic (样本…)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import xlwt

DEALS = ("样本知识产权1期资产支持专项计划", "样本知识产权2期资产支持专项计划")


def xlsx(path: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = (), **formats: str) -> Path:
    """Write rows to the first sheet; `formats` gives number formats by cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cell, form in formats.items():
        sheet[cell].number_format = form
    for area in merged:
        sheet.merge_cells(area)
    book.save(path)
    return path


def wind_deals(folder: Path) -> Path:
    """A clean list of deals: one header, dates as dates, amounts in 亿元 by the header."""
    return xlsx(
        folder / "wind-deals.xlsx",
        [
            ["项目名称", "项目简称", "原始权益人", "计划管理人", "托管人", "发行总额(亿元)", "发行日期", "起息日",
             "预计到期日", "ABS基础资产分类", "交易场所", "地区", "差额支付承诺人", "担保人"],
            [DEALS[0], "样本1期", "样本小额贷款公司01", "样本管理人01", "样本托管银行01", 2.11, dt.date(2024, 4, 3),
             dt.date(2024, 4, 4), dt.date(2026, 4, 4), "知识产权-小额贷款", "深圳证券交易所", "广东省",
             "样本国有企业01", "样本融资担保公司01"],
            [DEALS[1], "样本2期", "样本商业保理(深圳)有限公司；样本融资租赁公司02", "样本管理人02", None, 1.5,
             dt.date(2024, 4, 20), dt.date(2024, 4, 22), dt.date(2025, 4, 22), "保理债权", "上交所", None, None, None],
            [None],
            ["数据来源：Wind"],
        ],
    )  # fmt: skip


def wind_tranches(folder: Path) -> Path:
    """A clean list of tranches with codes."""
    return xlsx(
        folder / "wind-tranches.xlsx",
        [
            ["证券代码", "证券简称", "项目名称", "证券级别", "发行规模(亿元)", "票面利率(%)", "债项评级", "评级机构",
             "起息日", "预计到期日"],
            ["130001.SZ", "样本1优A1", DEALS[0], "优先级", 1.2, 3.2, "AAA", "样本评级机构01", dt.date(2024, 4, 4),
             dt.date(2025, 4, 4)],
            ["130002.SZ", "样本1优A2", DEALS[0], "优先级", 0.8, 3.45, "AAA", "样本评级机构01", dt.date(2024, 4, 4),
             dt.date(2026, 4, 4)],
            ["130003.SZ", "样本1次", DEALS[0], "次级", 0.11, None, None, None, dt.date(2024, 4, 4),
             dt.date(2026, 4, 4)],
            ["180001.SH", "样本2优", DEALS[1], "优先级", 1.4, 3.6, "AA+", "样本评级机构02", dt.date(2024, 4, 22),
             dt.date(2025, 4, 22)],
            ["180002.SH", "样本2次", DEALS[1], "次级", 0.1, None, "--", "--", dt.date(2024, 4, 22),
             dt.date(2025, 4, 22)],
            ["数据来源：Wind"],
        ],
    )  # fmt: skip


def cnabs(folder: Path) -> Path:
    """A messy workbook: titles, a header of two rows, a row of units, merged cells, full-width digits, totals."""
    return xlsx(
        folder / "cnabs.xlsx",
        [
            ["知识产权资产支持证券发行明细", *[None] * 9],
            ["导出：样本用户", *[None] * 9],
            ["项目全称", "发起机构/原始权益人", "产品总规模", "资产类别", "流通场所", "省份", "证券", None, None, None],
            [None, None, None, None, None, None, "证券分层", "证券规模", "发行利率", "原始评级"],
            [None, None, "万元", None, None, None, None, "万元", "%", None],
            ["样本知识产权３期资产支持专项计划", "样本融资租赁公司03", "３０，０００", "专利许可使用费", "深交所", "北京",
             "优先A1档", "１８，０００．００", "3.05%", "AAAsf"],
            [None, None, None, None, None, None, "优先A2档", "10,000", "３．２５", "AA＋"],
            [None, None, None, None, None, None, "次级", "2,000", "——", "NR"],
            ["合计", None, "30,000", None, None, None, None, "30,000", None, None],
            ["数据来源：CNABS（中国资产证券化分析网）", *[None] * 9],
            ["注：以上为样本数据", *[None] * 9],
        ],
        merged=["A1:J1", "A2:J2", *[f"{c}3:{c}4" for c in "ABCDEF"], "G3:J3", *[f"{c}6:{c}8" for c in "ABCDEF"],
                "A10:J10", "A11:J11"],
    )  # fmt: skip


def cnabs_dates(folder: Path) -> Path:
    """The dates of the same deal: a second list by deal."""
    return xlsx(
        folder / "cnabs-dates.xlsx",
        [
            ["项目全称", "簿记建档日", "起息日", "法定到期日", "来源"],
            ["样本知识产权3期资产支持专项计划", "2024年5月6日", "2024/5/8", "20260508", ""],
            ["数据来源：CNABS", None, None, None, None],
        ],
    )


def ifind(folder: Path, encoding: str = "gb18030") -> Path:
    """A CSV file of tranches: amounts in 元 by their size, serial dates, several names in a cell."""
    text = (
        "同花顺iFinD,,,,,,,,,,,,,\n"
        "项目名称,证券简称,发起机构,计划管理人,本期发行规模,票面利率,信用评级,信用评级机构,起息日期,到期日期,交易市场,"
        "基础资产细分类型,增信方式,担保人\n"
        '样本知识产权4期资产支持专项计划,样本4优先,样本小额贷款公司04、样本小额贷款公司05,样本管理人04,"190,000,000",'
        "2.98%,AAA,样本评级机构03,45444,45809,深圳证券交易所,小额贷款,优先/次级分层；保证担保,样本融资担保公司04\n"
        ",样本4次级,,,10000000元,--,,,2024-06-01,2025-06-01,,,,\n"
        "数据来源：iFinD,,,,,,,,,,,,,\n"
    )
    path = folder / f"ifind-{encoding}.csv"
    path.write_bytes(text.encode(encoding))
    return path


def wind_xls(folder: Path) -> Path:
    """An .xls: merged deal cells, date cells, rates as fractions, amounts in 万元 by their size."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("证券列表")
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    percent = xlwt.easyxf(num_format_str="0.00%")
    headers = (
        "项目名称", "分层", "实际发行总额", "票面利率", "债项评级", "起息日", "到期日", "基础资产类型", "上市地点",
        "原始权益人", "地区", "代码",
    )  # fmt: skip
    for column, header in enumerate(headers):
        sheet.write(0, column, header)
    tranches = [
        ("优先级", 9200.0, 0.0331, "AA", "140001"),
        ("中间级", 500.0, 0.041, "AA-", "140002"),
        ("次级", 300.0, None, "", "140003"),
    ]
    for row, (name, size, rate, rating, code) in enumerate(tranches, 1):
        sheet.write(row, 1, name)
        sheet.write(row, 2, size)
        if rate:
            sheet.write(row, 3, rate, percent)
        sheet.write(row, 4, rating)
        sheet.write(row, 5, dt.date(2024, 6, 18), date)
        sheet.write(row, 6, dt.date(2025, 6, 18), date)
        sheet.write(row, 11, f"{code}.SZ")
    for column, text in (
        (0, "样本专利许可5期资产支持专项计划"),
        (7, "专利许可费"),
        (8, "深圳"),
        (9, "深圳样本科技有限公司"),
        (10, "深圳市"),
    ):
        sheet.write_merge(1, 3, column, column, text)
    sheet.write(5, 0, "数据来源：Wind资讯")
    path = folder / "wind.xls"
    book.save(str(path))
    return path
