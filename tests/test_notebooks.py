"""The notebooks: thin, without outputs, and they run."""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FACTS = "application/vnd.ipabs.facts+json"
EXHIBIT = "application/vnd.ipabs.exhibit+json"


@pytest.fixture(params=NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def path(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def code(notebook: dict[str, Any]) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_thin_and_without_outputs(path: Path) -> None:
    notebook = read(path)
    cells = notebook["cells"]
    assert len(cells) <= 10
    assert cells[0]["cell_type"] == "markdown"
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    identities = [cell["id"] for cell in cells]
    assert len(identities) == len(set(identities))
    for cell in cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None
    tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    assert ["".join(cell["source"]) for cell in tagged] == ['period: str = "2024Q1"\ndata: str = "../data"']


def test_no_functions_no_numbers_only_the_library(path: Path) -> None:
    for source in code(read(path)):
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For))
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, (int, float)))
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] == "ipabs"
            assert not isinstance(node, ast.Import)


def test_labels_are_told_apart() -> None:
    labels = [
        line.partition(":")[2].strip()
        for path in NOTEBOOKS
        for source in code(read(path))
        for line in source.splitlines()
        if line.startswith("#| label:")
    ]
    assert len(labels) == len(set(labels)) >= 19


@pytest.mark.slow
def test_runs_through_papermill(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import papermill

    paths = [str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
    target = tmp_path / path.name
    papermill.execute_notebook(
        str(path),
        str(target),
        parameters={"period": "2024Q1", "data": str(ROOT / "data")},
        cwd=str(path.parent),
        progress_bar=False,
        kernel_name="python3",
    )
    for cell in read(target)["cells"]:
        outputs = cell.get("outputs", [])
        assert not [output for output in outputs if output["output_type"] in ("stream", "error")]
        source = "".join(cell["source"])
        bundles = [output.get("data", {}) for output in outputs]
        if source.startswith("#| label:"):
            label = source.splitlines()[0].partition(":")[2].strip()
            (bundle,) = bundles
            assert bundle[EXHIBIT]["label"] == label
            assert "text/html" in bundle
            assert ("image/svg+xml" if label.startswith("fig-") else "text/markdown") in bundle
        elif "show_facts(" in source and "import" not in source:
            (bundle,) = bundles
            assert bundle[FACTS]["facts"] and "text/html" in bundle
