"""The staged copy of an executed notebook: exhibits' options resolved, times and paths left out."""

from __future__ import annotations

import json
import re
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
    content = indented(staged)
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
    """Return the cell options (Quarto's ``#| key: value``) of one exhibit, empty ones left out.

    All but a figure's caption reach the page as attributes, whose escapes and entities are undone on the way.
    """
    label = record["label"]
    prefix = label.partition("-")[0]
    chosen = {"label": label}
    if prefix == "fig":
        chosen |= {"fig-cap": record["caption"], "fig-alt": _attribute(record["alt"])}
    elif prefix == "tbl":
        chosen["tbl-cap"] = _attribute(record["caption"])
    else:
        chosen["list-title"] = _attribute(record["caption"])
    chosen |= {
        "unit": _attribute(record["unit"]),
        "note": _attribute(record["note"]),
        "source-line": _attribute(record["source"]),
        "basis": record["basis"],
        "data-file": data_files.get(label, ""),
        "echo": "false",
    }
    return {key: value for key, value in chosen.items() if value}


def _attribute(text: str) -> str:
    return re.sub(r"[\\&]", r"\\\g<0>", text)


def _with_options(source: str | list[str], chosen: Mapping[str, str]) -> str:
    lines = "".join(source).split("\n")
    body = [line for line in lines if not line.startswith("#|")]
    # A JSON string is a YAML string; “false” is written bare because Quarto wants a boolean there.
    head = [
        f"#| {key}: {value if value == 'false' else json.dumps(value, ensure_ascii=False)}"
        for key, value in chosen.items()
    ]
    return "\n".join(head + body)
