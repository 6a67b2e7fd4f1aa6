"""Parameters are typed and checked before a kernel starts."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from ipabs.errors import IpabsError
from ipabs.execution import parameters


def notebook(folder: Path, source: str, tags: tuple[str, ...] = ("parameters",)) -> Path:
    """Write a one-cell notebook and return its path."""
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})
    path = folder / "n.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


def test_names_and_types_are_read_from_the_tagged_cell(tmp_path: Path) -> None:
    path = notebook(tmp_path, 'period: str = "2024Q1"\ntop: int = 5\n')
    assert parameters.declared(path) == {"period": "str", "top": "int"}


@pytest.mark.parametrize(
    ("source", "given", "says"),
    [
        ('period: str = "2024Q1"', {"quarter": "2024Q1"}, "has no parameter quarter; it declares period"),
        ('period: str = "2024Q1"', {"period": 2024}, "parameter period: 2024 is not of type str"),
        ("top: int = 5", {"top": True}, "parameter top: True is not of type int"),
        ("top: Fraction = 5", {}, "unknown type Fraction"),
        ("top = 5", {}, "line 1: write each parameter with its type"),
    ],
)
def test_a_wrong_parameter_is_one_sentence(
    tmp_path: Path, source: str, given: dict[str, object], says: str
) -> None:
    with pytest.raises(IpabsError, match="n.ipynb") as error:
        parameters.check(notebook(tmp_path, source), given)
    assert says in str(error.value)


def test_a_notebook_without_parameters_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IpabsError, match="no cell tagged “parameters”"):
        parameters.declared(notebook(tmp_path, "x: int = 1", tags=()))


def test_a_whole_number_is_a_float(tmp_path: Path) -> None:
    parameters.check(notebook(tmp_path, "share: float = 0.5"), {"share": 1})
