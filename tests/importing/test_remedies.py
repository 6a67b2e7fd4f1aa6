"""What messages tell the analyst to do: done as told, the import goes through."""

from __future__ import annotations

from pathlib import Path

import pytest

from .base import ROOT, Command, rows
from .test_bad_input import HEADER, SENIOR, SUB, as_csv, refused


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
