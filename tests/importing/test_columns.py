"""Columns that say the same, or say nothing of what the ledger needs: nothing is settled in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from .base import Command, rows
from .test_bad_input import HEADER, SENIOR, SUB, as_csv, refused

ASSUMED = "wind_ip is taken as false for 1 new deals: the export says nothing of Wind's class"


def export(folder: Path, header: str = "", *cells: str) -> Path:
    """A sound export, with one more column if `header` is given."""
    path = folder / "export.csv"
    lines = [list(HEADER), list(SENIOR), list(SUB)]
    for line, cell in zip(lines, (header, *cells), strict=False):
        line += [cell] if header else []
    path.write_bytes(as_csv(lines))
    return path


def two_sizes(folder: Path, *cells: str) -> Path:
    """A list of one deal with two columns of its size."""
    path = folder / "deals.csv"
    header = [*HEADER[:5], "发行日期", "发行总额", "发行规模"]
    path.write_bytes(as_csv([header, [*SENIOR[:5], "2024-05-06", *cells]]))
    return path


@pytest.mark.parametrize(
    "header", ["Wind ABS分类", "ABS分类（Wind）", "Wind归类", "Wind分类", "wind_abs分类"]
)
def test_winds_class_goes_by_several_headers(ipabs: Command, data: Path, tmp_path: Path, header: str) -> None:
    given = ("--column", f"{header}=wind_ip") if header == "wind_abs分类" else ()
    path = export(tmp_path, header, "知识产权ABS", "知识产权ABS")
    status, out, err = ipabs("import", path, "--data", data, *given)
    assert status == 0, out + err
    assert rows(data, "deals.csv")[-1]["wind_ip"] == "true"
    assert "wind_ip is taken" not in out and "not read" not in out


def test_a_class_of_winds_that_nobody_has_entered(ipabs: Command, data: Path, tmp_path: Path) -> None:
    path = export(tmp_path, "Wind ABS分类", "供应链ABS", "供应链ABS")
    refused(ipabs, data, [path], "“wind_ip,供应链ABS,true|false” to data/import/words.csv")
    (data / "import").mkdir()
    (data / "import/words.csv").write_text("domain,wording,code\nwind_ip,供应链ABS,false\n", encoding="utf-8")
    status, out, err = ipabs("import", path, "--data", data)
    assert status == 0, out + err
    assert rows(data, "deals.csv")[-1]["wind_ip"] == "false" and "wind_ip is taken" not in out


def test_a_class_that_is_only_assumed_is_said(ipabs: Command, data: Path, tmp_path: Path) -> None:
    status, out, _ = ipabs("import", export(tmp_path), "--data", data, "--dry-run")
    assert status == 0 and ASSUMED in out and "--column HEADER=wind_ip" in out
    for option in ("--wind-ip", "--no-wind-ip"):
        _, out, _ = ipabs("import", export(tmp_path), "--data", data, "--dry-run", option)
        assert "wind_ip is taken" not in out
    # Deals that the ledger has are not asked about again.
    ipabs("import", export(tmp_path), "--data", data)
    _, out, _ = ipabs("import", export(tmp_path), "--data", data)
    assert "wind_ip is taken" not in out


def test_two_sizes_that_differ_reject_the_row(ipabs: Command, data: Path, tmp_path: Path) -> None:
    path = two_sizes(tmp_path, "2.5亿元", "3亿元")
    refused(
        ipabs, data, [path], "deals.csv, row 2, column 发行规模, value '3亿元'",
        "发行规模 says 300000000 元, 发行总额 250000000 元", "“(ignored),发行规模” in data/import/aliases.csv",
    )  # fmt: skip
    (data / "import").mkdir()
    (data / "import/aliases.csv").write_text("field,alias\n(ignored),发行规模\n", encoding="utf-8")
    status, out, err = ipabs("import", path, "--data", data)
    assert status == 0, out + err
    assert rows(data, "deals.csv")[-1]["size_yuan"] == "250000000"


def test_two_sizes_that_agree_are_one(ipabs: Command, data: Path, tmp_path: Path) -> None:
    status, out, err = ipabs("import", two_sizes(tmp_path, "2.5亿元", "25,000万元"), "--data", data)
    assert status == 0, out + err
    assert rows(data, "deals.csv")[-1]["size_yuan"] == "250000000"
    assert "发行总额 goes before 发行规模, which is read only where it is empty" in out


def test_a_second_size_fills_the_gap_of_the_first(ipabs: Command, data: Path, tmp_path: Path) -> None:
    status, out, err = ipabs("import", two_sizes(tmp_path, "--", "3亿元"), "--data", data)
    assert status == 0, out + err
    assert rows(data, "deals.csv")[-1]["size_yuan"] == "300000000"


def test_a_bad_second_size_is_said_where_it_stands(ipabs: Command, data: Path, tmp_path: Path) -> None:
    path = two_sizes(tmp_path, "2.5亿元", "约3亿元")
    refused(
        ipabs, data, [path], "deals.csv, row 2, column 发行规模, value '约3亿元' breaks the rule “is a number"
    )


def test_a_second_size_in_a_list_of_tranches(ipabs: Command, data: Path, tmp_path: Path) -> None:
    """证券规模 and 发行规模 of the same tranche: the row where they differ is named, and only that."""
    path = export(tmp_path, "证券规模(亿元)", "0.9", "0.2")
    given = ("--column", "发行规模(万元)=tranche_size")
    refused(ipabs, data, [path], "row 3, column 证券规模(亿元), value '0.2'", "10000000 元", options=given)
    path = export(tmp_path, "证券规模(亿元)", "0.9", "0.1")
    status, out, err = ipabs("import", path, "--data", data, *given)
    assert status == 0, out + err
    assert "发行规模(万元) goes before 证券规模(亿元)" in out
