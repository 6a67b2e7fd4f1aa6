"""Notebooks run through papermill, each in its own kernel; a failure keeps what the others did."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from ipabs.execution.results import EXHIBIT, FACTS, collect
from ipabs.execution.run import Done, Job, NotebookError, execute

PARAMETERS = 'period: str = "2024Q1"'


def write(folder: Path, name: str, *cells: str) -> Path:
    """Write a notebook whose first cell declares the parameters."""
    first = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    book = nbformat.v4.new_notebook(cells=[first, *map(nbformat.v4.new_code_cell, cells)])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / name
    nbformat.write(book, path)
    return path


@pytest.mark.slow
def test_each_notebook_has_a_process_of_its_own_and_gets_its_parameters(tmp_path: Path) -> None:
    show = (
        "import os\nfrom IPython.display import display\n"
        f"display({{'{FACTS}': {{'facts': [{{'id': period, 'pid': os.getpid()}}]}}}}, raw=True)"
    )
    jobs = [
        Job(write(tmp_path, f"{n}.ipynb", show), tmp_path / "out" / f"{n}.ipynb", {"period": f"202{n}Q1"})
        for n in (3, 4)
    ]
    ended: list[Done] = []
    execute(jobs, 2, ended.append)
    facts = collect([job.target for job in jobs]).facts
    assert [fact["id"] for fact in facts] == ["2023Q1", "2024Q1"]
    assert facts[0]["pid"] != facts[1]["pid"]
    assert {done.name for done in ended} == {"3", "4"}


@pytest.mark.slow
def test_a_failing_cell_is_named_and_the_partial_notebook_and_the_others_are_kept(tmp_path: Path) -> None:
    good = Job(write(tmp_path, "good.ipynb", "21 * 2"), tmp_path / "out" / "good.ipynb", {"period": "2024Q1"})
    bad = Job(
        write(tmp_path, "bad.ipynb", "'before'", "raise ValueError('no deals')", "'after'"),
        tmp_path / "out" / "bad.ipynb",
        {"period": "2024Q1"},
    )
    with pytest.raises(NotebookError, match="bad.ipynb, cell") as error:
        execute([bad, good], 2, lambda done: None)
    assert "ValueError: no deals" in str(error.value)
    assert str(bad.target) in str(error.value)
    partial = json.loads(bad.target.read_text(encoding="utf-8"))
    texts = json.dumps([cell.get("outputs") for cell in partial["cells"]], ensure_ascii=False)
    assert "before" in texts and "'after'" not in texts
    assert "42" in good.target.read_text(encoding="utf-8")


def test_exhibits_are_found_by_label_with_their_notebook(tmp_path: Path) -> None:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("show()")])
    data = {EXHIBIT: {"label": "tbl-originators", "csv": "a\n1\n"}, "text/html": "<table></table>"}
    book.cells[0].outputs = [nbformat.v4.new_output("display_data", data=data)]
    nbformat.write(book, tmp_path / "05.ipynb")
    found = collect([tmp_path / "05.ipynb"]).exhibits
    assert found["tbl-originators"]["notebook"] == "05.ipynb"
