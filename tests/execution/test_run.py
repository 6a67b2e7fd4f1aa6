"""Notebooks run through papermill, each in its own kernel; a failure keeps what the others did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from ipabs.errors import IpabsError
from ipabs.execution.results import EXHIBIT, FACTS, collect
from ipabs.execution.run import Done, Job, Workers, execute


@pytest.mark.slow
def test_each_notebook_has_a_process_of_its_own_and_gets_its_parameters(
    write: Any, workers: Workers, tmp_path: Path
) -> None:
    show = (
        "import os\nfrom IPython.display import display\n"
        f"display({{'{FACTS}': {{'facts': [{{'id': period, 'pid': os.getpid()}}]}}}}, raw=True)"
    )
    jobs = [
        Job(write(f"{n}.ipynb", show), tmp_path / "out" / f"{n}.ipynb", {"period": f"202{n}Q1"})
        for n in (3, 4)
    ]
    ended: list[Done] = []
    execute(jobs, workers, ended.append)
    facts = collect([job.target for job in jobs]).facts
    assert [fact["id"] for fact in facts] == ["2023Q1", "2024Q1"]
    assert facts[0]["pid"] != facts[1]["pid"]
    assert {done.name for done in ended} == {"3", "4"}


@pytest.mark.slow
def test_a_wrong_parameter_is_refused_before_anything_runs(
    write: Any, workers: Workers, tmp_path: Path
) -> None:
    good = Job(write("good.ipynb", "21 * 2"), tmp_path / "out" / "good.ipynb", {"period": "2024Q1"})
    bad = Job(write("bad.ipynb"), tmp_path / "out" / "bad.ipynb", {"quarter": "2024Q1"})
    with pytest.raises(IpabsError, match=r"bad\.ipynb has no parameter quarter; it declares period"):
        execute([good, bad], workers, lambda done: None)
    assert not good.target.exists()


def test_exhibits_are_found_by_label_with_their_notebook(tmp_path: Path) -> None:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("show()")])
    data = {EXHIBIT: {"label": "tbl-originators", "csv": "a\n1\n"}, "text/html": "<table></table>"}
    book.cells[0].outputs = [nbformat.v4.new_output("display_data", data=data)]
    nbformat.write(book, tmp_path / "05.ipynb")
    found = collect([tmp_path / "05.ipynb"]).exhibits
    assert found["tbl-originators"]["notebook"] == "05.ipynb"
