"""What is measured is what is said: edits touch what they name, and are undone."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from bench import edits, endurance
from bench.floor import outputs
from bench.scratch import labels, reduced
from bench.workspace import PARTS, Workspace

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(ROOT, tmp_path_factory.mktemp("bench") / "project")


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for part in PARTS
        for path in ([root / part] if (root / part).is_file() else sorted((root / part).rglob("*")))
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_an_edited_deal_leaves_a_consistent_ledger(workspace: Workspace) -> None:
    before = files(workspace.root)
    edits.deal(workspace)
    after = files(workspace.root)
    workspace.reset()
    assert {name for name in after if after[name] != before[name]} == {"data/deals.csv", "data/tranches.csv"}
    deals, tranches = (
        list(csv.DictReader(io.StringIO(after[f"data/{name}.csv"].decode())))
        for name in ("deals", "tranches")
    )
    earlier = {row["deal_id"]: row for row in csv.DictReader(io.StringIO(before["data/deals.csv"].decode()))}
    [changed] = [row for row in deals if row != earlier[row["deal_id"]]]
    parts = [int(row["size_yuan"]) for row in tranches if row["deal_id"] == changed["deal_id"]]
    assert (
        sum(parts) == int(changed["size_yuan"]) == int(earlier[changed["deal_id"]]["size_yuan"]) + 1_000_000
    )


def test_every_edit_is_undone(workspace: Workspace) -> None:
    before = files(workspace.root)
    for edit in (edits.prose, edits.deal, edits.measure):
        edit(workspace)
        assert files(workspace.root) != before
        workspace.reset()
        assert files(workspace.root) == before


def test_what_many_builds_edit_is_put_back(workspace: Workspace) -> None:
    def contents() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()}

    before = contents()
    endurance.make_ready(workspace)
    for number in range(1, 9):
        endurance.edit(workspace.root, number)
    assert contents() != before
    workspace.reset()
    assert contents() == before


def test_a_repeated_exhibit_has_a_label_of_its_own_and_no_facts() -> None:
    notebook = json.loads((ROOT / "notebooks" / "06-senior.ipynb").read_text("utf-8"))
    code = ["".join(cell["source"]) for cell in reduced(notebook, ["tbl-coupon"], 2)["cells"]]
    shown = [cell for cell in code if "#| label:" in cell]
    assert len(shown) == 1 and "#| label: tbl-coupon-x2" in shown[0] and "label='tbl-coupon-x2'" in shown[0]
    assert not [cell for cell in code if re.search(r"^show_facts\(", cell, re.MULTILINE)]
    for cell in code[1:]:
        compile(cell, "<cell>", "exec")


def test_the_first_round_keeps_facts_and_labels() -> None:
    notebook = json.loads((ROOT / "notebooks" / "06-senior.ipynb").read_text("utf-8"))
    kept = reduced(notebook, ["tbl-tenor"], 0)
    assert labels(kept) == ["tbl-tenor"]
    assert any("show_facts(" in "".join(cell["source"]) for cell in kept["cells"])


def test_a_script_shows_the_last_expression_of_a_cell_as_a_notebook_does() -> None:
    names: dict[str, object] = {}
    assert outputs("a = 2\nb = a + 1", names) == []
    assert outputs("a * b", names)[0]["data"] == {"text/plain": "6"}
    assert outputs("None", names) == []

    class Shown:
        def _repr_mimebundle_(self) -> dict[str, str]:
            return {"text/html": "<b>47单</b>"}

        def __repr__(self) -> str:
            return "47单"

    assert outputs("shown", {"shown": Shown()})[0]["data"] == {
        "text/plain": "47单",
        "text/html": "<b>47单</b>",
    }
