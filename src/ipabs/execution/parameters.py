"""Parameters of a notebook: typed, and checked before a kernel starts (papermill only warns)."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ipabs.errors import IpabsError

_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "list": (list,),
    "dict": (dict,),
}


def declared(notebook: Path) -> dict[str, str]:
    """Return name → type name of each parameter that the cell tagged ``parameters`` declares.

    Raises
    ------
    IpabsError
        If the file is no notebook, has no such cell, or declares a parameter without a known type.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IpabsError(f"{notebook.name} cannot be read as a notebook: {error}") from None
    tagged = [cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if not tagged:
        raise IpabsError(
            f"{notebook.name} has no cell tagged “parameters”: add one that declares period and data."
        )
    names: dict[str, str] = {}
    for node in ast.parse("".join(tagged[0]["source"])).body:
        if not (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)):
            raise IpabsError(
                f"{notebook.name}, parameters cell, line {node.lineno}: write each parameter with its type, "
                'as in period: str = "2024Q1".'
            )
        kind = ast.unparse(node.annotation)
        if kind not in _TYPES:
            raise IpabsError(
                f"{notebook.name}, parameter {node.target.id}: unknown type {kind}; use one of {', '.join(_TYPES)}."
            )
        names[node.target.id] = kind
    return names


def check(notebook: Path, given: Mapping[str, Any]) -> None:
    """Refuse a parameter that the notebook does not declare or that has another type.

    Raises
    ------
    IpabsError
        Naming the notebook, the parameter, its declared type and the value given.
    """
    names = declared(notebook)
    for name, value in given.items():
        if name not in names:
            raise IpabsError(
                f"{notebook.name} has no parameter {name}; it declares {', '.join(names) or 'none'}."
            )
        kinds = _TYPES[names[name]]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise IpabsError(f"{notebook.name}, parameter {name}: {value!r} is not of type {names[name]}.")
