"""The staged copy of an executed notebook: exhibits' options resolved, times and paths left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ipabs.assembly import remembered, tree
from ipabs.assembly.json_text import indented
from ipabs.execution.results import EXHIBIT

_KEPT = ("kernelspec", "language_info")


def write(notebook: Mapping[str, Any], build: Path, address: str, data_files: Mapping[str, str]) -> None:
    """Write an executed notebook into the staged project with each exhibit's options in its cell.

    Parameters
    ----------
    notebook
        As read; it stays as it is.
    build, address
        The staged project and the notebook's place in it.
    data_files
        Label → address of the exhibit's CSV beside the page.
    """
    metadata = {key: value for key, value in notebook["metadata"].items() if key in _KEPT}
    cells = [_staged(cell, data_files) for cell in notebook["cells"]]
    staged = {**notebook, "metadata": metadata, "cells": cells}
    content = (indented(staged) + "\n").encode("utf-8")
    tree.write(build / address, content)
    remembered.keep(build, address, content, staged)


def _staged(cell: dict[str, Any], data_files: Mapping[str, str]) -> dict[str, Any]:
    # papermill and nbclient note when a cell ran: the same results must give the same bytes.
    staged = {**cell, "metadata": {k: v for k, v in cell["metadata"].items() if k in ("tags", "editable")}}
    for output in cell.get("outputs", []):
        record = output.get("data", {}).get(EXHIBIT)
        if record:
            staged["source"] = _with_options(staged["source"], options(record, data_files))
    return staged


def options(record: Mapping[str, Any], data_files: Mapping[str, str]) -> dict[str, str]:
    """Return the cell options (Quarto's ``#| key: value``) of one exhibit, empty ones left out."""
    label = record["label"]
    prefix = label.partition("-")[0]
    chosen = {"label": label}
    if prefix in ("fig", "tbl"):
        chosen[f"{prefix}-cap"] = record["caption"]
    else:
        chosen["list-title"] = record["caption"]
    if prefix == "fig":
        chosen["fig-alt"] = record["alt"]
    chosen |= {
        "unit": record["unit"],
        "note": record["note"],
        "source-line": record["source"],
        "basis": record["basis"],
        "data-file": data_files.get(label, ""),
        "echo": "false",
    }
    return {key: value for key, value in chosen.items() if value}


def _with_options(source: str | list[str], chosen: Mapping[str, str]) -> str:
    lines = "".join(source).split("\n")
    body = [line for line in lines if not line.startswith("#|")]
    # A JSON string is a YAML string; “false” is written bare because Quarto wants a boolean there.
    head = [
        f"#| {key}: {value if value == 'false' else json.dumps(value, ensure_ascii=False)}"
        for key, value in chosen.items()
    ]
    return "\n".join(head + body)
