"""What messages tell the analyst to do: done as told, the import goes through."""

from __future__ import annotations

from pathlib import Path

import pytest

from .base import ROOT, Command, rows
from .test_bad_input import HEADER, SENIOR, SUB, as_csv, refused
from .test_conflicts import contradicting


def export(folder: Path, **changes: str) -> Path:
    """A sound export with cells changed in both rows, by header."""
    lines = [list(SENIOR), list(SUB)]
    for line in lines:
        for header, value in changes.items():
            line[HEADER.index(header)] = value
    path = folder / "export.csv"
    path.write_bytes(as_csv([list(HEADER), *lines]))
    return path


def own(data: Path, name: str, *lines: str) -> None:
    """Write a table of the analyst's own."""
    (data / "import").mkdir(exist_ok=True)
    (data / "import" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_an_unknown_region_is_entered_by_its_chinese_name(ipabs: Command, data: Path, tmp_path: Path) -> None:
    path = export(tmp_path, 地区="火星")
    refused(ipabs, data, [path], "“region,火星,PROVINCE” to data/import/words.csv", "such as 广东")
    own(data, "words.csv", "domain,wording,code", "region,火星,mars")
    refused(ipabs, data, [path], "data/import/words.csv, row 2, value 'mars'", "write the Chinese name")
    own(data, "words.csv", "domain,wording,code", "region,火星,甘肃")
    status, out, err = ipabs("import", path, "--data", data)
    assert status == 0, out + err
    assert rows(data, "deals.csv")[-1]["region"] == "甘肃"


def test_a_region_of_codes_csv_is_stored_by_its_chinese_name(
    ipabs: Command, data: Path, tmp_path: Path
) -> None:
    (data / "codes.csv").write_text("domain,code,zh,en,since\nregion,mars,火星,Mars,\n", encoding="utf-8")
    status, out, err = ipabs("import", export(tmp_path, 地区="火星"), "--data", data)
    assert status == 0, out + err
    assert rows(data, "deals.csv")[-1]["region"] == "火星"


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ("domain,code,zh,en,since", "underlying,NEW_CODE,租赁债权,ENGLISH NAME,"),
        ("domain,code,zh,en,since,nature", "underlying,NEW_CODE,租赁债权,ENGLISH NAME,,NATURE"),
        ("", "underlying,NEW_CODE,租赁债权,ENGLISH NAME,,NATURE"),
    ],
)
def test_the_row_for_a_new_code_has_the_cells_of_the_ledgers_table(
    ipabs: Command, data: Path, tmp_path: Path, columns: str, row: str
) -> None:
    if columns:
        (data / "codes.csv").write_text(f"{columns}\n", encoding="utf-8")
    else:
        columns = (ROOT / "data/codes.csv").read_text(encoding="utf-8").splitlines()[0]
    assert row.count(",") == columns.count(",")
    path = export(tmp_path, 基础资产类型="租赁债权")
    refused(ipabs, data, [path], f"add the row “{row}” to data/codes.csv")
    _, _, err = ipabs("import", path, "--data", data)
    assert ("NATURE: claim for 债权, right for 收益权" in err) == ("nature" in columns)


def test_a_new_underlying_is_entered_with_its_mode(ipabs: Command, data: Path, tmp_path: Path) -> None:
    """Each message is done as told, until the deal is in the ledger."""
    path = export(tmp_path, 基础资产类型="租赁债权")
    (data / "codes.csv").write_text(
        "domain,code,zh,en,since,nature\nmode,lease,融资租赁,Finance lease,,\n"
        "underlying,lease_claim,租赁债权,Lease claim,,claim\n",
        encoding="utf-8",
    )
    refused(
        ipabs, data, [path], "a new deal has its 业务模式 (mode)",
        "add the row “mode_of_underlying,lease_claim,MODE” to data/import/words.csv", "one of lease, loan, factoring",
    )  # fmt: skip
    own(data, "words.csv", "domain,wording,code", "mode_of_underlying,lease_claim,lease")
    status, out, err = ipabs("import", path, "--data", data)
    assert status == 0, out + err
    deal = rows(data, "deals.csv")[-1]
    assert (deal["mode"], deal["underlying"]) == ("lease", "lease_claim")


BAD = {
    "项目名称": "=1", "基础资产类型": "火星债权", "交易场所": "火星", "地区": "火星", "证券级别": "=1", "发行规模(万元)": "约9000",
    "起息日": "明天", "预期到期日": "明天", "证券代码": "代码 一", "原始权益人": "甲",
}  # fmt: skip


@pytest.mark.parametrize("header", BAD)
def test_a_bad_cell_is_said_once(ipabs: Command, data: Path, tmp_path: Path, header: str) -> None:
    senior = list(SENIOR)
    senior[HEADER.index(header)] = BAD[header]
    path = tmp_path / "bad.csv"
    path.write_bytes(as_csv([list(HEADER), senior]))
    status, _, err = ipabs("import", path, "--data", data)
    assert status == 1
    [line] = err.splitlines()
    assert line.startswith(f"error: bad.csv, row 2, column {header}, value"), err


def test_conflicts_of_a_refused_import_are_not_said_to_wait(
    ipabs: Command, data: Path, tmp_path: Path
) -> None:
    old = contradicting(tmp_path)
    bad = export(tmp_path, 地区="火星")
    status, out, _ = ipabs("import", old, bad, "--data", data)
    assert (
        status == 1
        and "4 conflicts would wait for keep or take; data/import/conflicts.csv is written by" in out
    )
    assert "conflicts wait" not in out
    assert not (data / "import/conflicts.csv").exists()
    _, out, _ = ipabs("import", old, "--data", data, "--dry-run")
    assert "4 conflicts would wait" in out and not (data / "import/conflicts.csv").exists()
    _, out, _ = ipabs("import", old, "--data", data)
    assert "4 conflicts wait for keep or take in the column decision of data/import/conflicts.csv" in out
    assert len(rows(data, "import/conflicts.csv")) == 4


def test_an_amount_is_said_without_trailing_zeros(ipabs: Command, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(as_csv([list(HEADER), [*SENIOR[:6], "21234.56789123", *SENIOR[7:]], list(SUB)]))
    refused(ipabs, data, [path], "an amount is whole 元: 212345678.9123 元 here")


def test_an_originator_of_unknown_kind_is_noted_with_its_row(
    ipabs: Command, data: Path, tmp_path: Path
) -> None:
    path = export(tmp_path, 原始权益人="样本某某公司")
    status, out, err = ipabs("import", path, "--data", data)
    assert status == 0, out + err
    row = "样本某某公司,,KIND,,"
    assert (
        f"add the row “{row}” to data/import/entities.csv (header: name,alias,kind,provider_kind,region)"
        in out
    )
    own(data, "entities.csv", "name,alias,kind,provider_kind,region", row.replace("KIND", "asset_manager"))
    _, out, _ = ipabs("import", path, "--data", data, "--dry-run")
    assert "is unknown" not in out
