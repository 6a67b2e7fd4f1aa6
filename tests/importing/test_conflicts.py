"""What contradicts hand-made or reconstructed cells waits in a queue; the analyst's word holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import samples
from .base import TABLES, Command, content, rows

QUEUE = "import/conflicts.csv"


def contradicting(folder: Path, coupon: float = 3.5, name: str = "old.xlsx") -> Path:
    """An export that knows another coupon, size and enhancer for a deal that was entered by hand."""
    return samples.xlsx(
        folder / name,
        [
            ["项目名称", "证券级别", "发行规模(亿元)", "票面利率(%)", "债项评级", "起息日", "到期日", "原始权益人", "差额支付承诺人", "地区"],
            ["样本知识产权旧1号资产支持专项计划", "优先级", 0.95, coupon, "AAA", "2023-05-11", "2024-05-10",
             "样本小额贷款公司02", "样本国有企业01", "广东"],
            ["数据来源：Wind"],
        ],
    )  # fmt: skip


def decide(data: Path, **decisions: str) -> None:
    """Write decisions into the queue by column of the ledger, as an analyst would."""
    path = data / QUEUE
    lines = path.read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    for at, line in enumerate(lines[1:], 1):
        cells = line.split(",")
        cells[header.index("decision")] = decisions.get(cells[header.index("column")], "")
        lines[at] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def cell(data: Path, table: str, key: str, column: str) -> str:
    found = [row for row in rows(data, f"{table}.csv") if next(iter(row.values())) == key]
    return found[0][column]


def test_contradictions_wait_and_change_nothing(ipabs: Command, data: Path, tmp_path: Path) -> None:
    tables = content(data)
    status, out, _ = ipabs("import", contradicting(tmp_path), "--data", data)
    assert status == 0
    assert (
        "conflict: tranches D2023-001-A coupon_pct: the ledger says 3.40, old.xlsx [Sheet] row 2, 票面利率(%) says 3.50"
        in out
    )
    assert "1 rows = 0 accepted + 1 unchanged + 0 rejected" in out
    assert "4 conflicts wait for keep or take" in out
    assert {name: data_ for name, data_ in content(data).items() if name in tables} == tables
    waiting = [
        (row["table"], row["key"], row["column"], row["ledger"], row["export_value"])
        for row in rows(data, QUEUE)
    ]
    assert waiting == [
        ("deals", "D2023-001", "basis", "reconstructed", "published"),
        ("tranches", "D2023-001-A", "coupon_pct", "3.40", "3.50"),
        ("tranches", "D2023-001-A", "basis", "reconstructed", "published"),
        ("parties", "D2023-001|originator", "name", "样本小额贷款公司01", "样本小额贷款公司02"),
    ]
    # Undecided, it waits unchanged.
    before = content(data)
    assert ipabs("import", contradicting(tmp_path), "--data", data)[0] == 0
    assert content(data) == before


@pytest.mark.parametrize(("keep", "take"), [("keep", "take"), ("保留", "采用"), ("KEEP", "Take")])
def test_the_next_import_does_as_decided(
    ipabs: Command, data: Path, tmp_path: Path, keep: str, take: str
) -> None:
    ipabs("import", contradicting(tmp_path), "--data", data)
    decide(data, coupon_pct=take, name=take, basis=keep)
    status, out, _ = ipabs("import", contradicting(tmp_path), "--data", data)
    assert status == 0 and "conflict:" not in out and "wait" not in out
    assert cell(data, "tranches", "D2023-001-A", "coupon_pct") == "3.50"
    assert cell(data, "tranches", "D2023-001-A", "basis") == "reconstructed"
    parties = (data / "parties.csv").read_text(encoding="utf-8").splitlines()
    # In the place of the row it replaces.
    assert parties[1] == "D2023-001,originator,样本小额贷款公司02,micro_lender,published"
    assert parties[2:] == TABLES["parties"][2:]
    # Taken ones are done, kept ones stay decided.
    assert {(row["column"], row["decision"]) for row in rows(data, QUEUE)} == {("basis", keep)}
    before = content(data)
    status, out, _ = ipabs("import", contradicting(tmp_path), "--data", data)
    assert "Nothing has changed." in out and content(data) == before


def test_a_decision_holds_for_the_values_it_was_made_about(
    ipabs: Command, data: Path, tmp_path: Path
) -> None:
    ipabs("import", contradicting(tmp_path), "--data", data)
    decide(data, coupon_pct="keep", name="keep", basis="keep")
    status, out, _ = ipabs("import", contradicting(tmp_path, 3.7, "newer.xlsx"), "--data", data)
    assert status == 0 and "newer.xlsx [Sheet] row 2, 票面利率(%) says 3.70" in out
    assert "1 conflicts wait" in out
    assert cell(data, "tranches", "D2023-001-A", "coupon_pct") == "3.40"


def test_what_is_to_be_taken_waits_for_its_file(ipabs: Command, data: Path, tmp_path: Path) -> None:
    ipabs("import", contradicting(tmp_path), "--data", data)
    decide(data, coupon_pct="take")
    status, out, _ = ipabs(
        "import", samples.wind_deals(tmp_path), samples.wind_tranches(tmp_path), "--data", data
    )
    assert status == 0 and "1 conflicts are to be taken: import their files again" in out
    assert cell(data, "tranches", "D2023-001-A", "coupon_pct") == "3.40"


def test_a_word_that_is_no_decision_is_refused(ipabs: Command, data: Path, tmp_path: Path) -> None:
    ipabs("import", contradicting(tmp_path), "--data", data)
    decide(data, coupon_pct="perhaps")
    before = content(data)
    status, _, err = ipabs("import", contradicting(tmp_path), "--data", data)
    assert status == 1 and "import/conflicts.csv, row 3, value 'perhaps'" in err
    assert content(data) == before


def test_gaps_of_hand_made_rows_are_filled(ipabs: Command, data: Path, tmp_path: Path) -> None:
    file = samples.xlsx(
        tmp_path / "gap.xlsx",
        [
            ["项目简称", "分层", "债项评级", "评级机构", "基础资产类型", "管理人"],
            ["样本旧2", "优先A1", "AA+", "样本评级机构09", "保理", "样本管理人07"],
            ["样本旧2", "次级", "", "", "保理", "样本管理人07"],
        ],
    )
    status, out, err = ipabs("import", file, "--data", data, "--source", "Wind")
    assert status == 0, err
    assert cell(data, "tranches", "D2024-001-A1", "rating") == "AA+sf"
    assert cell(data, "deals", "D2024-001", "underlying") == "factoring_claim"
    # The manager goes behind the deal's other institutions.
    assert (data / "parties.csv").read_text(encoding="utf-8").splitlines()[-1] == (
        "D2024-001,plan_manager,样本管理人07,securities_company,published"
    )
    assert "1 accepted + 1 unchanged" in out


def test_another_terminal_contradicts_where_the_same_one_corrects(
    ipabs: Command, data: Path, tmp_path: Path
) -> None:
    ipabs("import", samples.wind_deals(tmp_path), samples.wind_tranches(tmp_path), "--data", data)
    other = [["证券代码", "票面利率(%)", "债项评级"], ["130001.SZ", 3.3, "AAA"]]
    file = samples.xlsx(tmp_path / "other.xlsx", other)
    _, out, _ = ipabs("import", file, "--data", data, "--source", "CNABS")
    assert "the ledger says 3.20, other.xlsx [Sheet] row 2, 票面利率(%) says 3.30" in out
    _, out, _ = ipabs("import", file, "--data", data, "--source", "Wind")
    assert "coupon_pct: 3.20 → 3.30" in out
    assert cell(data, "tranches", "D2024-002-A1", "coupon_pct") == "3.30"


def test_a_hand_made_edit_of_an_imported_cell_is_kept(ipabs: Command, data: Path, tmp_path: Path) -> None:
    files = samples.wind_deals(tmp_path), samples.wind_tranches(tmp_path)
    ipabs("import", *files, "--data", data)
    path = data / "tranches.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",3.20,", ",3.21,"), encoding="utf-8")
    status, out, _ = ipabs("import", *files, "--data", data)
    assert status == 0 and "the ledger says 3.21" in out
    assert cell(data, "tranches", "D2024-002-A1", "coupon_pct") == "3.21"


def test_a_tranche_that_the_ledger_lacks_waits(ipabs: Command, data: Path, tmp_path: Path) -> None:
    """Those that it has make up the deal already."""
    file = samples.xlsx(
        tmp_path / "more.xlsx",
        [
            ["项目名称", "证券级别", "发行规模(亿元)", "起息日", "到期日"],
            ["样本知识产权旧2号资产支持专项计划", "优先A2", 0.3, "2024-01-11", "2026-01-10"],
        ],
    )
    before = content(data)
    status, out, err = ipabs("import", file, "--data", data, "--source", "Wind")
    assert status == 0, err
    assert "conflict: tranches D2024-001-A2 tranche_id: the ledger says (empty)" in out
    assert content(data)["tranches.csv"] == before["tranches.csv"]
    decide(data, tranche_id="take")
    status, _, err = ipabs("import", file, "--data", data, "--source", "Wind")
    # The deal would no longer be the sum of its tranches: said at the row that breaks it.
    assert status == 1 and "more.xlsx [Sheet], row 2" in err and "is the sum of its tranches" in err
    assert content(data)["tranches.csv"] == before["tranches.csv"]
