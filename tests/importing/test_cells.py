"""What cells are read as, and where doubt ends in a question instead of a guess."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from ipabs.importing.aliases import read_aliases
from ipabs.importing.labels import Label, label_of
from ipabs.importing.names import BadCell, key_of, parted, pretty, split
from ipabs.importing.values import amount, day, number, percent
from ipabs.importing.wording import Words, read_words
from ipabs.ledger import read_tables

from . import samples
from .base import Command, added
from .test_bad_input import HEADER, SENIOR, SUB, as_csv, refused


@pytest.mark.parametrize(
    ("cell", "unit", "yuan"),
    [
        ("2.11", "亿元", 211_000_000),
        (2.11, "亿元", 211_000_000),
        (1.577, "亿元", 157_700_000),  # 157700000.00000003 in binary
        ("２１，１００", "万元", 211_000_000),
        ("211,000,000.00", "元", 211_000_000),
        ("2.11亿元", "元", 211_000_000),
        ("21100 万", "元", 211_000_000),
        ("人民币2.11亿元", "万元", 211_000_000),
        (21100, "万元", 211_000_000),
    ],
)
def test_amounts(cell: float | str, unit: str, yuan: int) -> None:
    assert amount(cell, unit) == yuan


@pytest.mark.parametrize(
    ("cell", "fraction", "text"),
    [("3.25%", True, "3.25"), ("３．２５％", False, "3.25"), (0.0325, True, "3.25"), (3.25, False, "3.25"), ("0", False, "0")],
)  # fmt: skip
def test_rates(cell: float | str, fraction: bool, text: str) -> None:
    assert f"{percent(cell, fraction=fraction):f}" == text


@pytest.mark.parametrize(
    "cell",
    [
        dt.date(2024, 4, 3), dt.datetime(2024, 4, 3), "2024-04-03", "2024/4/3", "2024.04.03", "2024年4月3日", "20240403",
        45385, 45385.0, "45385", "2024-04-03 00:00:00", "２０２４－０４－０３",
    ],
)  # fmt: skip
def test_dates(cell: dt.date | float | str) -> None:
    assert day(cell) == dt.date(2024, 4, 3)


def test_serial_days_of_1904() -> None:
    assert day(45385 - 1462, epoch_1904=True) == dt.date(2024, 4, 3)


@pytest.mark.parametrize(
    "cell", ["1,23", "12,34,567", "1e5", "--5", "½", "三", "1 000", float("nan"), float("inf"), True]
)
def test_what_is_no_number(cell: float | str) -> None:
    with pytest.raises(BadCell):
        number(cell)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("样本（深圳）有限公司", "样本(深圳) 有限公司"),
        ("样本第一期", "样本第1期"),
        ("样本十二号", "样本12号"),
        ("样本－知识产权", "样本—知识产权"),
        ("ＡＢＣ样本", "abc样本"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


def test_names_that_differ() -> None:
    assert len({key_of(name) for name in ("样本1期", "样本2期", "样本11期", "样本一十期", "样本")}) == 5
    assert pretty("样本 (深圳)  公司") == "样本（深圳）公司"
    assert split("样本甲；样本乙;样本丙、样本丁,样本戊，样本己\n样本甲") == [
        f"样本{c}" for c in "甲乙丙丁戊己"
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("样本小额贷款有限公司 样本商业保理有限公司", ["样本小额贷款有限公司", "样本商业保理有限公司"]),
        ("样本小额贷款公司01  样本小额贷款公司02", ["样本小额贷款公司01", "样本小额贷款公司02"]),
        ("样本银行 样本担保集团", ["样本银行", "样本担保集团"]),
        # One name with blanks in it.
        ("样本 (深圳) 有限公司", ["样本 (深圳) 有限公司"]),
        ("样本银行 股份有限公司", ["样本银行 股份有限公司"]),
        ("样本银行 深圳分行", ["样本银行 深圳分行"]),
        ("深圳市 样本租赁有限公司", ["深圳市 样本租赁有限公司"]),
        ("Sample Bank Ltd", ["Sample Bank Ltd"]),
    ],
)
def test_institutions_that_only_blanks_part(text: str, names: list[str]) -> None:
    assert parted(text) == names


@pytest.mark.parametrize("text", ["样本有限公司 乙", "样本集团 样本租赁有限公司", "样本保理 样本小贷"])
def test_a_blank_that_may_part_two_institutions_is_asked_about(text: str) -> None:
    with pytest.raises(BadCell, match="parts two names"):
        parted(text)


def test_two_originators_that_a_blank_parts(ipabs: Command, data: Path, tmp_path: Path) -> None:
    """They never become one institution that nobody knows."""
    names = "样本小额贷款有限公司 样本商业保理有限公司"
    path = tmp_path / "blank.csv"
    path.write_bytes(as_csv([list(HEADER), *([row[0], names, *row[2:]] for row in (SENIOR, SUB))]))
    status, out, err = ipabs("import", path, "--data", data)
    assert status == 0, out + err
    assert added(data, "parties") == [
        "D2024-002,originator,样本小额贷款有限公司,micro_lender,published",
        "D2024-002,originator,样本商业保理有限公司,factoring_company,published",
    ]


@pytest.fixture
def words(data: Path) -> Words:
    return read_words(data, read_tables(data).tables["codes"])


@pytest.mark.parametrize(
    ("texts", "suffix", "name"),
    [
        (["优先级"], "A", "优先级"),
        (["优先A1"], "A1", "优先A1"),
        (["优先级", "样本1优A2"], "A2", "优先A2"),
        (["优先A-1级"], "A1", "优先A1"),
        (["优先03"], "A3", "优先A3"),
        (["A1"], "A1", "优先A1"),
        (["中间级"], "M", "中间级"),
        (["次优级"], "M", "中间级"),
        (["夹层B"], "M", "中间级"),
        (["次级"], "S", "次级"),
        (["样本24次"], "S", "次级"),
        (["次级资产支持证券"], "S", "次级"),
        (["劣后级"], "S", "次级"),
    ],
)
def test_labels(words: Words, texts: list[str], suffix: str, name: str) -> None:
    label = label_of(texts, words)
    assert label is not None and (label.suffix, label.name) == (suffix, name)


def test_labels_that_contradict_or_say_nothing(words: Words) -> None:
    assert label_of(["优先级", "样本1次"], words) == Label("")
    assert label_of(["丙"], words) is None and label_of([], words) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("AAA", "AAAsf"),
        ("AAAsf", "AAAsf"),
        ("AAA(sf)", "AAAsf"),
        ("AA+ sf", "AA+sf"),
        ("BBB-", "BBB-sf"),
        ("NR", ""),
    ],
)
def test_ratings(words: Words, text: str, code: str) -> None:
    assert words.rating(text) == code


@pytest.mark.parametrize(
    ("header", "field", "unit"),
    [
        ("发行总额(亿元)", "size", "亿元"),
        ("发行总额（单位：万元）", "size", "万元"),
        ("发行规模[单位]亿元", "size", "亿元"),
        ("发行规模\n（亿元）", "size", "亿元"),
        ("发行规模：亿元", "size", "亿元"),
        ("票面利率(%)", "coupon", "%"),
        ("票面利率(发行时)", "coupon", ""),
        ("项目名称*", "deal_name", ""),
        (" 项目 名称 ", "deal_name", ""),
        ("发起机构/原始权益人", "originator", ""),
        ("最新评级", "", ""),
    ],
)
def test_headers(tmp_path: Path, header: str, field: str, unit: str) -> None:
    read = read_aliases(tmp_path, {}).read(header)
    assert (read.field, read.unit) == (field, unit)


def test_a_header_given_by_hand_goes_first(tmp_path: Path) -> None:
    assert read_aliases(tmp_path, {"最新评级": "rating"}).read("最新评级").field == "rating"


def test_percent_formats_of_a_workbook(ipabs: Command, data: Path, tmp_path: Path) -> None:
    """0.0325 shown as 3.25% is 3.25, whatever the header says; 3.1 below it stays."""
    lines = [list(HEADER), [*SENIOR[:7], 0.0325, *SENIOR[8:]], [*SUB[:7], 3.1, *SUB[8:]]]
    path = samples.xlsx(tmp_path / "percent.xlsx", lines, H2="0.00%")
    status, out, err = ipabs("import", path, "--data", data)
    assert status == 0, out + err
    assert [line.split(",")[5] for line in added(data, "tranches")] == ["3.25", "3.10"]


def test_a_workbook_that_counts_from_1904(ipabs: Command, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "1904.xlsx"
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, [*SENIOR[:9], 45418 - 1462, *SENIOR[10:]], SUB):
        sheet.append(row)
    book.save(path)
    status, out, err = ipabs("import", path, "--data", data)
    assert status == 0, out + err
    assert [line.split(",")[8] for line in added(data, "tranches")] == ["2024-05-06", "2024-05-06"]


def test_rates_and_headers_given_by_hand(ipabs: Command, data: Path, tmp_path: Path) -> None:
    header = ["年化成本" if cell == "票面利率(%)" else cell for cell in HEADER]
    path = tmp_path / "fractions.csv"
    path.write_bytes(as_csv([header, [*SENIOR[:7], "0.36", *SENIOR[8:]], SUB]))
    status, _, err = ipabs("import", path, "--data", data, "--column", "年化成本=coupon", "--rate", "%")
    assert status == 0, err
    assert added(data, "tranches")[0].split(",")[5] == "0.36"


def test_the_deals_size_beside_the_tranches(ipabs: Command, data: Path, tmp_path: Path) -> None:
    """Two columns of sizes: the one that is the sum of the other is the deal's."""
    header = ["发行总额(亿元)" if cell.startswith("发行规模") else cell for cell in HEADER]
    lines = [
        [*header, "发行面值(万元)"],
        [*SENIOR[:6], "1", *SENIOR[7:], "9000"],
        [*SUB[:6], "1", *SUB[7:], "1000"],
    ]
    path = tmp_path / "both.csv"
    path.write_bytes(as_csv(lines))
    status, out, err = ipabs("import", path, "--data", data)
    assert status == 0, out + err
    assert added(data, "deals")[0].split(",")[6] == "100000000"
    assert [line.split(",")[4] for line in added(data, "tranches")] == ["90000000", "10000000"]


def test_a_size_that_each_row_repeats_is_in_doubt(ipabs: Command, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "repeated.csv"
    path.write_bytes(as_csv([list(HEADER), SENIOR, [*SUB[:6], "9000", *SUB[7:]]]))
    refused(ipabs, data, [path], "whose size each of the columns 发行规模(万元) gives", "=tranche_size")
    status, _, err = ipabs("import", path, "--data", data, "--column", "发行规模(万元)=tranche_size")
    assert status == 0, err


def test_a_size_merged_over_its_tranches_is_the_deals(ipabs: Command, data: Path, tmp_path: Path) -> None:
    lines = [list(HEADER), SENIOR, [*SUB[:6], None, *SUB[7:]]]
    path = samples.xlsx(tmp_path / "merged.xlsx", lines, merged=["G2:G3"])
    refused(ipabs, data, [path], "row 2", "a new tranche has its 发行规模")


def test_columns_of_tranches_in_a_list_of_deals_are_named(ipabs: Command, data: Path, tmp_path: Path) -> None:
    lines = [[row[i] for i in (0, 1, 2, 3, 4, 6, 7, 8, 9)] for row in (HEADER, SENIOR)]
    path = tmp_path / "deals.csv"
    path.write_bytes(as_csv(lines))
    status, out, _ = ipabs("import", path, "--data", data)
    assert status == 0
    assert "not read, since no column tells the tranches apart: 票面利率(%)、债项评级" in out
    assert "a deal has tranches" in out and added(data, "tranches") == []
