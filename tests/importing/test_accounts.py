"""Every row is accounted for: what is rejected is listed with its reason, the rest only goes in if asked."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from ipabs.ledger import check_ledger

from . import samples
from .base import Command, added, content, rows
from .test_bad_input import DEAL, HEADER, SENIOR, SUB, as_csv


def mixed(folder: Path) -> Path:
    """Three deals, one of which has an impossible date in one of its rows."""
    lines: list[list[object]] = [HEADER]
    for number in "123":
        for tranche in (SENIOR, SUB):
            row = list(tranche)
            row[0] = f"样本知识产权第{number}期资产支持专项计划"
            row[11] = f"15000{number}{'' if tranche is SENIOR else '9'}.SZ"
            lines.append(row)
    lines[4][10] = "2025-02-30"
    path = folder / "mixed.csv"
    path.write_bytes(as_csv(lines))
    return path


def test_a_refused_import_lists_its_reasons_outside_the_ledger(
    ipabs: Command, data: Path, tmp_path: Path, project: Path
) -> None:
    before = content(data)
    status, out, err = ipabs("import", mixed(tmp_path), "--data", data)
    assert status == 1 and content(data) == before
    assert (
        "mixed.csv, row 5, column 预期到期日, value '2025-02-30' breaks the rule “is a day of the calendar”"
        in err
    )
    assert "Nothing was imported" in out
    assert err.count("error:") == 1  # the other row of the deal is not at fault, and not shown as if it were
    assert "mixed.csv: 6 rows = 4 accepted + 0 unchanged + 2 rejected" in out
    other, reason = rows(project, "_build/import/rejected.csv")
    assert (other["row"], other["reason"]) == ("4", "its deal is sound; mixed.csv row 5 is not")
    assert (reason["file"], reason["row"], reason["column"], reason["value"]) == (
        "mixed.csv", "5", "预期到期日", "2025-02-30"
    )  # fmt: skip
    assert reason["reason"] == "is a day of the calendar" and reason["remedy"]


def test_the_rest_goes_in_if_asked_and_whole_deals_only(ipabs: Command, data: Path, tmp_path: Path) -> None:
    file = mixed(tmp_path)
    status, out, _ = ipabs("import", file, "--data", data, "--accept-rest")
    assert status == 1  # something was rejected
    assert "mixed.csv: 6 rows = 4 accepted + 0 unchanged + 2 rejected" in out
    assert [line.split(",")[1] for line in added(data, "deals")] == [
        "样本知识产权第1期资产支持专项计划", "样本知识产权第3期资产支持专项计划",
    ]  # fmt: skip
    assert {(row["row"], row["reason"]) for row in rows(data, "import/rejected.csv")} == {
        ("5", "is a day of the calendar"),
        ("4", "its deal is sound; mixed.csv row 5 is not"),
    }
    before = content(data)
    status, out, _ = ipabs("import", file, "--data", data, "--accept-rest")
    assert status == 1 and content(data) == before and "0 accepted + 4 unchanged + 2 rejected" in out


def test_a_rule_that_only_the_merged_ledger_breaks_rejects_the_deal(
    ipabs: Command, data: Path, tmp_path: Path
) -> None:
    lines = [list(HEADER), list(SENIOR), list(SUB), list(SENIOR), list(SUB)]
    for row in lines[3:]:
        row[0], row[11] = "样本知识产权另期资产支持专项计划", ""
    lines[3][10] = "2024-05-05"  # before its value date
    path = tmp_path / "late.csv"
    path.write_bytes(as_csv(lines))
    status, out, err = ipabs("import", path, "--data", data, "--accept-rest")
    assert status == 1 and "late.csv, row 4, column 预期到期日" in err and "lies after the value date" in err
    assert "4 rows = 2 accepted + 0 unchanged + 2 rejected" in out
    assert [line.split(",")[1] for line in added(data, "deals")] == [DEAL]


def test_rows_and_rules_are_both_judged_before_the_rest_goes_in(
    ipabs: Command, data: Path, tmp_path: Path
) -> None:
    """One deal with a date that is none, one that matures before it begins, one that is sound."""
    lines = list(csv.reader(mixed(tmp_path).read_text(encoding="utf-8").splitlines()))
    lines[1][10] = "2024-05-05"
    path = tmp_path / "three.csv"
    path.write_bytes(as_csv([list(line) for line in lines]))
    status, out, err = ipabs("import", path, "--data", data, "--accept-rest")
    assert status == 1 and "three.csv, row 5" in err and "three.csv, row 2, column 预期到期日" in err
    assert "6 rows = 2 accepted + 0 unchanged + 4 rejected" in out
    assert [line.split(",")[1] for line in added(data, "deals")] == ["样本知识产权第3期资产支持专项计划"]
    assert not [problem for problem in check_ledger(data) if problem.severity == "error"]


def test_json_says_the_same(ipabs: Command, data: Path, tmp_path: Path) -> None:
    files = samples.wind_deals(tmp_path), samples.wind_tranches(tmp_path)
    status, out, _ = ipabs("import", *files, "--data", data, "--dry-run", "--json")
    said = json.loads(out)
    assert status == 0 and said["rows"] == {"in": 7, "accepted": 7, "unchanged": 0, "rejected": 0}
    assert said["written"] is False and said["dry_run"] is True and said["problems"] == []
    change = next(c for c in said["changes"] if (c["key"], c["column"]) == ("D2024-002-A1", "coupon_pct"))
    assert (change["old"], change["new"], change["place"]["header"]) == ("", "3.20", "票面利率(%)")


def test_chinese_where_the_locale_is(
    ipabs: Command, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    _, out, _ = ipabs("import", samples.wind_deals(tmp_path), samples.wind_tranches(tmp_path), "--data", data)
    assert "合计：7 行 = 接收 7 + 未变 0 + 拒收 0" in out and "已写入" in out


def test_a_folders_own_aliases_wordings_and_institutions_go_first(
    ipabs: Command, data: Path, tmp_path: Path
) -> None:
    own = data / "import"
    own.mkdir()
    (own / "aliases.csv").write_text("field,alias,export\ncoupon,固定成本,\n", encoding="utf-8")
    (own / "words.csv").write_text("domain,wording,code\nunderlying,科创贷,micro_loan\n", encoding="utf-8")
    (own / "entities.csv").write_text(
        "name,alias,kind,provider_kind,region\n样本小额贷款公司01,样本小贷,,,\n样本某某中心,,,soe,\n",
        encoding="utf-8",
    )
    header = ["固定成本(%)" if cell == "票面利率(%)" else cell for cell in HEADER]
    lines = [
        header,
        *([row[0], "样本小贷", "科创贷", *row[3:12], "样本某某中心", ""] for row in (SENIOR, SUB)),
    ]
    path = tmp_path / "own.csv"
    path.write_bytes(as_csv(lines))
    status, out, err = ipabs("import", path, "--data", data)
    assert status == 0, out + err
    assert added(data, "parties") == ["D2024-002,originator,样本小额贷款公司01,micro_lender,published"]
    assert added(data, "enhancements") == ["D2024-002,plan,shortfall_undertaking,样本某某中心,soe,published"]
    assert ",3.20,AAAsf," in added(data, "tranches")[0]


def test_a_new_code_of_codes_csv_is_understood_at_once(ipabs: Command, data: Path, tmp_path: Path) -> None:
    (data / "codes.csv").write_text(
        "domain,code,zh,en,since\nunderlying,beneficiary_right,信托受益权,Beneficiary right,2024Q2\n"
        "mode,beneficiary,信托受益权,Beneficiary right,2024Q2\n",
        encoding="utf-8",
    )
    lines = [
        [*HEADER, "业务模式"],
        *([*row[:2], "信托受益权", *row[3:], "信托受益权"] for row in (SENIOR, SUB)),
    ]
    path = tmp_path / "new.csv"
    path.write_bytes(as_csv(lines))
    status, out, err = ipabs("import", path, "--data", data)
    assert status == 0, out + err
    assert ",beneficiary,beneficiary_right,广东," in added(data, "deals")[0]


def test_sheets_that_are_hidden_or_hold_no_table_are_named(
    ipabs: Command, data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "sheets.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, SENIOR, SUB):
        sheet.append(row)
    book.create_sheet("说明").append(["导出说明"])
    hidden = book.create_sheet("隐藏")
    for row in (HEADER, [*SENIOR[:7], "9.9", *SENIOR[8:]]):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    book.save(path)
    status, out, _ = ipabs("import", path, "--data", data)
    assert status == 0
    assert "the hidden sheet 隐藏 was not read" in out
    assert "sheets.xlsx [说明]: no header was recognised; its 1 rows were not read" in out
    assert ",3.20,AAAsf," in added(data, "tranches")[0]
    status, _, err = ipabs("import", path, "--data", data, "--sheet", "无此表")
    assert status == 1 and "it has Sheet、说明、隐藏" in err


def test_a_deal_known_by_another_name_is_found_by_its_identifier(
    ipabs: Command, data: Path, tmp_path: Path
) -> None:
    (data / "import").mkdir()
    (data / "import/identifiers.csv").write_text(
        "table,identifier,key,export\ndeals,样本科创旧二号,D2024-001,\n", encoding="utf-8"
    )
    path = tmp_path / "renamed.csv"
    lines: list[list[object]] = [
        ["项目名称", "基础资产类型", "托管人"],
        ["样本科创·旧二号", "保理债权", "样本托管银行09"],
    ]
    path.write_bytes(as_csv(lines))
    status, out, err = ipabs("import", path, "--data", data, "--source", "Wind")
    assert status == 0, out + err
    assert "deals D2024-001" in out and not added(data, "parties")[1:]
    assert added(data, "parties") == ["D2024-001,custodian,样本托管银行09,commercial_bank,published"]


def test_the_spelling_of_a_name_does_not_matter(ipabs: Command, data: Path, tmp_path: Path) -> None:
    """Brackets, blanks, full-width signs, 第一期 for 1期."""
    first = tmp_path / "first.csv"
    first.write_bytes(
        as_csv(
            [
                HEADER,
                ["样本（知识产权）第１期资产支持专项计划", *SENIOR[1:]],
                ["样本（知识产权）第１期资产支持专项计划", *SUB[1:]],
            ]
        )
    )
    assert ipabs("import", first, "--data", data)[0] == 0
    again = tmp_path / "again.csv"
    again.write_bytes(
        as_csv([HEADER, ["样本(知识产权) 第一期 资产支持专项计划", *SENIOR[1:11], "", *SENIOR[12:]]])
    )
    before = content(data)
    status, out, _ = ipabs("import", again, "--data", data)
    assert status == 0 and "1 unchanged" in out
    assert content(data) == before
