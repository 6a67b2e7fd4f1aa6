"""Bad exports: each gives a located, readable message and exit status 1, and nothing is written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwt

from . import samples
from .base import Command, content

HEADER = [
    "项目名称", "原始权益人", "基础资产类型", "交易场所", "地区", "证券级别", "发行规模(万元)", "票面利率(%)", "债项评级",
    "起息日", "预期到期日", "证券代码", "差额支付承诺人", "增信方式",
]  # fmt: skip
DEAL = "样本知识产权9期资产支持专项计划"
SENIOR: list[object] = [
    DEAL, "样本小额贷款公司01", "小额贷款", "深交所", "广东", "优先级", "9000", "3.2", "AAA", "2024-05-06", "2025-05-06",
    "150001.SZ", "样本国有企业01", "差额支付承诺",
]  # fmt: skip
SUB = [*SENIOR[:5], "次级", "1000", "", "", "2024-05-06", "2025-05-06", "150002.SZ", *SENIOR[12:]]
FOOTER = ["数据来源：Wind", *[""] * (len(HEADER) - 1)]
Rows = list[list[object]]


def table(**changes: object) -> Rows:
    """Return a sound export with cells of its first row changed, by header."""
    first = list(SENIOR)
    for header, value in changes.items():
        first[next(i for i, name in enumerate(HEADER) if name.startswith(header))] = value
    return [list(HEADER), first, list(SUB), list(FOOTER)]


def as_csv(rows: Rows, encoding: str = "utf-8") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue().encode(encoding)


def as_xlsx(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return an .xlsx with its parts changed; None leaves one out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = change(entry.filename, old.read(entry))
            if part is not None:
                new.writestr(entry.filename, part)
    return out.getvalue()


def refused(ipabs: Command, data: Path, files: list[Path], *says: str, options: tuple[str, ...] = ()) -> None:
    """Assert that an import is refused with a message that says these words, and changes nothing."""
    before = content(data)
    status, out, err = ipabs("import", *files, "--data", data, *options)
    assert status == 1, out + err
    assert content(data) == before
    assert "Traceback" not in out + err
    assert len(err) < 20_000 and "\x1b" not in err
    for words in says:
        assert words in err, err


# Header, value, and what is said of it.
CELLS: list[tuple[str, object, str]] = [
    ("项目名称", "=cmd|' /C calc'!A0", "does not begin with '='"),
    ("项目名称", "@SUM(1+1)*cmd|' /C calc'!A0", "does not begin with '@'"),
    ("项目名称", "+1+cmd|' /C calc'!A0", "does not begin with '+'"),
    ("原始权益人", "-2+3+cmd|' /C calc'!A0", "does not begin with '-'"),
    ("原始权益人", "样本公司；=HYPERLINK(\"http://x\")", "does not begin with '='"),
    ("项目名称", "<script>alert(1)</script>", "holds no markup"),
    ("项目名称", "样本&lt;b&gt;知识产权", "holds no markup"),
    ("原始权益人", "样本<img src=x onerror=y>", "holds no markup"),
    ("项目名称", "../../../etc/passwd", "has no path separators"),
    ("项目名称", "..\\..\\windows\\system32", "has no path separators"),
    ("项目名称", "样本/知识产权", "has no path separators"),
    ("原始权益人", "样本甲/样本乙", "part several names by ；"),
    ("原始权益人", "样本甲有限公司 乙", "part several names by ；"),
    ("原始权益人", "样本甲保理 样本乙小贷", "part several names by ；"),
    ("项目名称", "样" * 5000, "has at most 200 characters: 5000 here"),
    ("项目名称", "样本\x07知识产权", "has no control or private characters"),
    ("项目名称", "样本\u202e知识产权", "has no control or private characters"),
    ("项目名称", "样本\ufffd知识产权", "its encoding was lost"),
    ("项目名称", "#REF!", "is no error value"),
    ("原始权益人", "甲", "is a name: '甲' is none"),
    ("基础资产类型", "应收账款收益权", "add the row “underlying,NEW_CODE,应收账款收益权,ENGLISH NAME,,NATURE” to data/codes.csv"),
    ("基础资产类型", "小额贷款；保理债权", "names one type of underlying"),
    ("交易场所", "纽约证券交易所", "add the row “venue,NEW_CODE,纽约证券交易所,ENGLISH NAME,,” to data/codes.csv"),
    ("地区", "火星", "add the row “region,火星,PROVINCE” to data/import/words.csv: the short Chinese name"),
    ("证券级别", "丙类", "a new tranche says its seniority"),
    ("证券级别", "", "a new tranche says its seniority"),
    ("发行规模", "-9000", "an amount is above zero"),
    ("发行规模", "0", "an amount is above zero"),
    ("发行规模", "9e3", "is a number"),
    ("发行规模", "9,0000", "thousands separators stand before three digits"),
    ("发行规模", "约9000", "is a number"),
    ("发行规模", "9000美元", "is a number"),
    ("发行规模", "#N/A", "is a number"),
    ("发行规模", "0.00001234", "an amount is whole 元"),
    ("发行规模", "999999999999999", "a deal comes to between 0.01 and 1,000 亿元"),
    ("发行规模", "8000", "is the sum of its tranches"),
    ("发行规模", "", "a new tranche has its 发行规模"),
    ("票面利率", "32", "a rate lies between 0 and 24 percent"),
    ("票面利率", "-3.2", "a rate lies between 0 and 24 percent"),
    ("票面利率", "固定3.2", "is a number"),
    ("票面利率", "0.032", "whether rates are percents (3.25) or fractions (0.0325)"),
    ("票面利率", "#DIV/0!", "is a number"),
    ("债项评级", "AAA+", "add the row “rating,NEW_CODE,AAA+,ENGLISH NAME,,” to data/codes.csv"),
    ("债项评级", "A-1", "is a known wording of the domain rating"),
    ("起息日", "2024-02-30", "is a day of the calendar"),
    ("起息日", "04/05/2024", "the year first"),
    ("起息日", "24-05-06", "the year first"),
    ("起息日", "1905-05-06", "is a date between 2000 and 2100"),
    ("起息日", "2024-13-01", "is a day of the calendar"),
    ("起息日", "明天", "is a date between 2000 and 2100"),
    ("起息日", "12", "is a date between 2000 and 2100"),
    ("起息日", "", "a new tranche has its 起息日"),
    ("预期到期日", "2023-05-06", "lies after the value date"),
    ("预期到期日", "9999-12-31", "is a date between 2000 and 2100"),
    ("证券代码", "代码 一", "is a code of letters, digits and dots"),
    ("差额支付承诺人", "样本某某中心", "add the row “样本某某中心,,,PROVIDER_KIND,” to data/import/entities.csv (header: name,alias,kind,provider_kind,region)"),
    ("增信方式", "信用保险", "add the row “form,NEW_CODE,信用保险,ENGLISH NAME,,” to data/codes.csv"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "value", "says"), CELLS, ids=[f"{h}-{str(v)[:20]!r}" for h, v, _ in CELLS]
)
def test_a_bad_cell(
    ipabs: Command, data: Path, tmp_path: Path, header: str, value: object, says: str
) -> None:
    rows = table(**{header: value})
    if says == "is the sum of its tranches":
        rows = [[*rows[0], "项目规模(万元)"], *([*row, "10000"] for row in rows[1:3]), [*rows[3], ""]]
    path = tmp_path / "bad.csv"
    path.write_bytes(as_csv(rows))
    refused(ipabs, data, [path], "bad.csv, row 2", says)


XLSX_CELLS: list[tuple[str, object, str]] = [
    ("项目名称", "=cmd|' /C calc'!A0", "a formula has been calculated before it is exported"),
    ("发行规模", "#N/A", "a cell is no error value"),
    ("发行规模", True, "is a number"),
    ("发行规模", dt.date(2024, 5, 6), "is a number"),
    ("起息日", True, "is a date"),
    ("起息日", 1e9, "is a date between 2000 and 2100"),
    ("起息日", dt.date(1999, 1, 1), "is a date between 2000 and 2100"),
    ("项目名称", dt.date(2024, 5, 6), "is text"),
    ("债项评级", "=1/0", "a formula has been calculated before it is exported"),
    ("票面利率", 32, "a rate lies between 0 and 24 percent"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "value", "says"), XLSX_CELLS)
def test_a_bad_cell_of_a_workbook(
    ipabs: Command, data: Path, tmp_path: Path, header: str, value: object, says: str
) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(as_xlsx(table(**{header: value})))
    refused(ipabs, data, [path], "bad.xlsx [Sheet], row 2", says)


def drop(header: str) -> Rows:
    rows = table()
    at = HEADER.index(header)
    return [[cell for place, cell in enumerate(row) if place != at] for row in rows]


def renamed(old: str, new: str) -> Rows:
    rows = table()
    rows[0] = [new if cell == old else cell for cell in rows[0]]
    return rows


ROWS: dict[str, tuple[Rows, str]] = {
    "the same row twice": ([*table()[:2], SENIOR, SUB], "row 3|this one repeats bad.csv row 2"),
    "a row that contradicts": (
        [*table()[:2], [*SENIOR[:7], "3.9", *SENIOR[8:]], SUB], "row 3|this one contradicts bad.csv row 2"
    ),
    "rows that disagree on their deal": (
        [*table()[:2], [*SUB[:3], "上交所", *SUB[4:]]], "row 3, column 交易场所|it says sse here and szse in bad.csv row 2"
    ),
    "rows that disagree on the originator": (
        [*table()[:2], [SUB[0], "样本小额贷款公司09", *SUB[2:]]], "row 3, column 原始权益人|rows of one deal agree"
    ),
    "a note in the middle": ([*table()[:2], ["暂缺", *[""] * 13], SUB], "row 3|a new deal has its"),
    "more cells than the header": ([*table()[:2], [*SUB, "x"]], "row 3|no more cells than the header"),
    "no underlying": (drop("基础资产类型"), "row 2|a new deal has its 业务模式 (mode)"),
    "no region": (
        [[*r[:1], "样本某某公司" if i in (1, 2) else r[1], *r[2:4], *r[5:]] for i, r in enumerate(table())],
        "row 2|or add the originator with its region to data/import/entities.csv (header: name,alias,kind,provider_kind,region)",
    ),
    "no originator": (drop("原始权益人"), "row 2|a deal has at least one originator|export 原始权益人"),
    "no name and no code": (
        [[c for c in row if row.index(c) not in (0, 11)] for row in [HEADER]] + [[*SENIOR[1:11], *SENIOR[12:]]],
        "row 1|a column names the deal (项目名称) or the security (证券代码)",
    ),
    "codes that nobody knows": (
        [["证券代码", "债项评级", "票面利率(%)"], ["199999.SZ", "AAA", "3.1"]],
        "row 2, column 证券代码, value '199999.SZ'|import the list of deals first",
    ),
    "a header in 千元": (
        renamed("发行规模(万元)", "发行规模(%)"), "the header of an amount states 元, 万元 or 亿元"
    ),
    "amounts in the wrong unit": (
        renamed("发行规模(万元)", "发行规模(元)"), "row 2, column 发行规模(元)|a deal comes to between 0.01 and 1,000 亿元"
    ),
    "amounts far too large for the unit": (
        renamed("发行规模(万元)", "发行规模(亿元)"), "row 2, column 发行规模(亿元)|a deal comes to between"
    ),
    "no unit, and amounts that could be anything": (
        [[c if c != "发行规模(万元)" else "发行规模" for c in HEADER], [*SENIOR[:6], "400", *SENIOR[7:]],
         [*SUB[:6], "100", *SUB[7:]]],
        "row 2, column 发行规模|or give --unit",
    ),
    "the same header twice": (
        [[*HEADER, "债项评级"], *([*row, "AA"] for row in table()[1:3])], "row 1|债项评级 stands twice"
    ),
    "two sizes that don't add up": (
        [[*HEADER, "发行总额(万元)"], *([*row, "7"] for row in table()[1:3])],
        "whose size each of the columns|--column 发行总额(万元)=deal_size",
    ),
    "no header": ([["甲", "乙", "丙"], ["1", "2", "3"]], "is a header with three known columns"),
    "a header alone": ([list(HEADER)], "there are rows of data below the header"),
    "percents mixed with fractions": (
        [*table()[:2], [*SUB[:7], "0.041", *SUB[8:]]], "row 3, column 票面利率(%), value '0.041'|give --rate"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "says"), ROWS.values(), ids=ROWS)
def test_bad_rows(ipabs: Command, data: Path, tmp_path: Path, rows: Rows, says: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(as_csv(rows))
    refused(ipabs, data, [path], "bad.csv", *says.split("|"))


def bomb(declared: int | None) -> bytes:
    """Return an .xlsx one of whose parts unpacks to 300 MB; `declared` is the size that it claims."""
    sound = as_xlsx(table())
    data = repacked(sound, lambda name, part: part + b" " * (300 << 20) if name == "xl/styles.xml" else part)
    if declared is None:
        return data
    # The size stands in the entry's own header and in the directory.
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        real = struct.pack("<I", archive.getinfo("xl/styles.xml").file_size)
    return data.replace(real, struct.pack("<I", declared))


def wide() -> bytes:
    """Return an .xlsx with a cell in the sheet's last corner."""
    return repacked(
        as_xlsx(table()),
        lambda name, part: part.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
    )


def laughing() -> bytes:
    entities = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return repacked(
        as_xlsx(table()),
        lambda name, part: entities + part.partition(b"?>")[2] if name.endswith("sheet1.xml") else part,
    )


def protected_xls() -> bytes:
    """Return an .xls whose stream says that it is encrypted."""
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "项目名称")
    file = io.BytesIO()
    book.save(file)
    data = bytearray(file.getvalue())
    # The record after the stream's first one becomes FILEPASS.
    start = data.index(b"\x09\x08\x10\x00")
    struct.pack_into("<H", data, start + 20, 0x2F)
    return bytes(data)


def encrypted_xlsx() -> bytes:
    """Return an OLE container with the stream in which Excel keeps an encrypted workbook."""
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    file = io.BytesIO()
    book.save(file)
    old, new = "Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    data = bytearray(file.getvalue())
    at = data.index(old)
    data[at : at + len(new)] = new
    struct.pack_into("<H", data, at + 64, len(new) + 2)
    return bytes(data)


def stray_xls() -> bytes:
    """Return an .xls one of whose cells claims the last row and column that there can be."""
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "项目名称")
    file = io.BytesIO()
    book.save(file)
    data = bytearray(file.getvalue())
    struct.pack_into("<HH", data, data.index(b"\xfd\x00\x0a\x00") + 4, 0xFFFE, 0xFFFE)
    return bytes(data)


def error_xls() -> bytes:
    """Return an .xls with an error value where an amount should be."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("a")
    for row, cells in enumerate(table()):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    sheet = book.get_sheet(0)
    sheet._cell_overwrite_ok = True
    sheet.row(1).set_cell_error(6, 42)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def missing_part() -> bytes:
    return repacked(as_xlsx(table()), lambda name, part: None if name.endswith("workbook.xml.rels") else part)


SOUND_CSV = as_csv(table())
FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "nothing in it": ("bad.xlsx", lambda: b"", "the file is not empty"),
    "blanks only": ("bad.csv", lambda: b" \n\n", "the file has rows"),
    "a PNG named .xlsx": ("bad.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 99, "this is a PNG image"),
    "a JPEG named .xls": ("bad.xls", lambda: b"\xff\xd8\xff\xe0" + b"x" * 99, "this is a JPEG image"),
    "a PDF": ("bad.xlsx", lambda: b"%PDF-1.7\n", "this is a PDF"),
    "a web page named .xls": ("bad.xls", lambda: b"<html><table><tr><td>1", "web page or XML under another name"),
    "text named .xlsx": ("bad.xlsx", lambda: "甲,乙\n1,2\n".encode(), "a file named .xlsx is a workbook; this is text"),
    "broken text named .xls": ("bad.xls", lambda: b"a,b\xff\n", "a file named .xls is a workbook; this is text"),
    "random bytes named .xlsx": ("bad.xlsx", lambda: bytes(range(256)) * 9, "a file named .xlsx is a workbook"),
    "an .xlsx cut off": ("bad.xlsx", lambda: as_xlsx(table())[:3000], "the file is a whole .xlsx"),
    "an .xlsx damaged inside": (
        "bad.xlsx",
        lambda: (lambda d: d[:900] + b"\xff" * 40 + d[940:])(as_xlsx(table())),
        "can be unpacked|has the size it declares|sound",
    ),
    "a zip of something else": ("bad.xlsx", lambda: zipped({"a.txt": b"x"}), "another kind of zip file"),
    "a Word document": ("bad.xlsx", lambda: zipped({"word/document.xml": b"<x/>"}), "this is a Word document"),
    "an .xlsx without its links": ("bad.xlsx", missing_part, "sound XML"),
    "a zip bomb": ("bad.xlsx", lambda: bomb(None), "unpacks to at most 256 MB: 30"),
    "a zip bomb that lies": ("bad.xlsx", lambda: bomb(4096), "unpacks to at most 256 MB: more in fact"),
    "a part larger than it says": ("bad.xlsx", lambda: liar(), "has the size it declares"),
    "a cell in the last corner": ("bad.xlsx", wide, "a sheet has at most 50000 rows and 500 columns"),
    "entities that grow": ("bad.xlsx", laughing, "declares a document type"),
    "an .xls cut off": ("bad.xls", lambda: protected_xls()[:700], "a whole .xls"),
    "an .xls with a password": ("bad.xls", protected_xls, "not protected by a password"),
    "an .xlsx with a password": ("bad.xlsx", encrypted_xlsx, "not protected by a password"),
    "a cell in the last corner of an .xls": ("bad.xls", stray_xls, "a sheet has at most 50000 rows"),
    "an error value in an .xls": ("bad.xls", error_xls, "row 2, column 发行规模(万元), value '#N/A'"),
    "UTF-16": ("bad.csv", lambda: as_csv(table(), "utf-16"), "this is UTF-16"),
    "NUL bytes": ("bad.csv", lambda: SOUND_CSV.replace(b"9000", b"90\x000"), "row 2 breaks the rule “a CSV file holds no NUL"),
    "Big5": ("bad.csv", lambda: "項目名稱,發行規模,起息日\n樣本,1,2\n".encode("big5"), "is a header with three known columns|UTF-8 or GB18030"),
    "UTF-8 with one broken byte": (
        "bad.csv", lambda: SOUND_CSV.replace("小额贷款".encode(), b"\xe5\xb0\xff", 1), "row 2 breaks the rule “the file is UTF-8 as it begins"
    ),
    "UTF-8 cut off in a character": ("bad.csv", lambda: SOUND_CSV[: SOUND_CSV.rindex("来源".encode()) + 1], "row 4"),
    "GB18030 with a broken byte": (
        "bad.csv", lambda: as_csv(table(), "gb18030") + b"\xff\xff\n", "row 5 breaks the rule “a CSV file is UTF-8 or GB18030"
    ),
    "a quotation mark that never closes": (
        "bad.csv", lambda: SOUND_CSV.replace(b"9000", b'"9000', 1), "row 2 breaks the rule “the row is well-formed CSV"
    ),
    "a cell of 10 MB": ("bad.csv", lambda: SOUND_CSV.replace(b"9000", b"9" * 10_000_000, 1), "row 2 breaks the rule “a cell has at most"),
    "a cell of 10 MB in a workbook": (
        "bad.xlsx",
        lambda: repacked(
            as_xlsx(table()),
            lambda name, part: part.replace(b"150001.SZ", b"x" * 10_000_000),
        ),
        "row 2, column 证券代码",
    ),
    "UTF-8 read as Latin-1": (
        "bad.csv", lambda: SOUND_CSV.decode("latin-1").encode("utf-8"), "is a header with three known columns"
    ),
}  # fmt: skip


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def liar() -> bytes:
    data = as_xlsx(table())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        real = struct.pack("<I", archive.getinfo("xl/worksheets/sheet1.xml").file_size)
    return data.replace(real, struct.pack("<I", 10))


@pytest.mark.parametrize(("name", "make", "says"), FILES.values(), ids=FILES)
def test_a_bad_file(
    ipabs: Command, data: Path, tmp_path: Path, name: str, make: Callable[[], bytes], says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    before = content(data)
    status, out, err = ipabs("import", path, "--data", data)
    assert status == 1, out + err
    assert content(data) == before
    assert "Traceback" not in err and len(err) < 20_000
    assert name in err and any(words in err for words in says.split("|")), err


def test_what_is_no_file(ipabs: Command, data: Path, tmp_path: Path) -> None:
    refused(ipabs, data, [tmp_path], "an export is a file, not a folder")
    refused(ipabs, data, [tmp_path / "nowhere.xlsx"], "nowhere.xlsx", "the file is there")


def test_one_bad_file_keeps_all_out(ipabs: Command, data: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(as_csv(table(起息日="2024-02-30")))
    refused(
        ipabs, data, [samples.wind_deals(tmp_path), samples.wind_tranches(tmp_path), bad], "bad.csv, row 2"
    )


def test_a_ledger_that_is_broken_already_is_not_the_exports_fault(
    ipabs: Command, data: Path, tmp_path: Path
) -> None:
    path = data / "deals.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",loan,", ",lone,"), encoding="utf-8")
    refused(ipabs, data, [samples.wind_deals(tmp_path)], "table deals, row 2, column mode, value 'lone'")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("aliases.csv", "field,alias\nsizes,规模\n", "import/aliases.csv, row 2, value 'sizes'"),
        ("words.csv", "domain,wording,code\nvenue,深交,szxe\n", "import/words.csv, row 2, value 'szxe'"),
        ("words.csv", "domain,wording\nvenue,深交\n", "the table has the column code"),
        ("entities.csv", "name,alias,kind,provider_kind,region\n样本甲,,,国企,\n", "provider_kind is a code of codes.csv"),
        ("entities.csv", "name,alias,kind,provider_kind,region\n样本甲,甲,,,\n样本乙,甲,,,\n", "row 3, value '甲'"),
        ("identifiers.csv", "table,identifier\n", "the table has the column key"),
        ("cells.csv", 'table,key,"x\n', "well-formed CSV"),
        ("conflicts.csv", "\xff", "row 1"),
    ],
)  # fmt: skip
def test_a_bad_table_of_the_importers_own(
    ipabs: Command, data: Path, tmp_path: Path, name: str, text: str, says: str
) -> None:
    (data / "import").mkdir()
    (data / "import" / name).write_text(text, encoding="utf-8")
    path = tmp_path / "good.csv"
    path.write_bytes(SOUND_CSV)
    refused(ipabs, data, [path], f"import/{name}", says)


def test_the_export_that_all_of_these_are_made_from_is_sound(
    ipabs: Command, data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "good.csv"
    path.write_bytes(SOUND_CSV)
    status, out, err = ipabs("import", path, "--data", data)
    assert status == 0 and "2 rows = 2 accepted" in out, out + err


def test_the_options_decide_what_is_in_doubt(ipabs: Command, data: Path, tmp_path: Path) -> None:
    rows, _ = ROWS["no unit, and amounts that could be anything"]
    path = tmp_path / "doubt.csv"
    path.write_bytes(as_csv(rows))
    status, out, _ = ipabs("import", path, "--data", data, "--unit", "万元")
    assert status == 0 and "size_yuan: (empty) → 4000000  ←" in out


@pytest.mark.parametrize("options", [("--unit", "千元"), ("--rate", "bp"), ("--column", "规模=大小")])
def test_wrong_options_are_wrong_usage(
    ipabs: Command, data: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    before = content(data)
    status, _, err = ipabs("import", samples.wind_deals(tmp_path), "--data", data, *options)
    assert status == 2 and options[0] in err and content(data) == before


def test_the_bomb_is_one() -> None:
    """300 MB behind a small file."""
    data = bomb(None)
    assert len(data) < 2 << 20
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.getinfo("xl/styles.xml").file_size > 300 << 20
