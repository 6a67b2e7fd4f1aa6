"""The staged copy of an executed notebook: exhibits' options resolved, times and paths left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ipabs.execution.results import EXHIBIT


def write(executed: Path, target: Path, data_files: Mapping[str, str]) -> None:
    """Copy `executed` to `target` with each exhibit's options written into its cell.

    Parameters
    ----------
    data_files
        Label → address of the exhibit's CSV beside the page.
    """
    notebook = json.loads(executed.read_text(encoding="utf-8"))
    notebook["metadata"] = {
        key: value for key, value in notebook["metadata"].items() if key in ("kernelspec", "language_info")
    }
    for cell in notebook["cells"]:
        # papermill and nbclient note when a cell ran: the same results must give the same bytes.
        cell["metadata"] = {k: v for k, v in cell["metadata"].items() if k in ("tags", "editable")}
        for output in cell.get("outputs", []):
            record = output.get("data", {}).get(EXHIBIT)
            if record:
                cell["source"] = _with_options(cell["source"], options(record, data_files))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def options(record: Mapping[str, Any], data_files: Mapping[str, str]) -> dict[str, str]:
    """Return the cell options (Quarto's ``#| key: value``) of one exhibit, empty ones left out."""
    label = record["label"]
    prefix = label.partition("-")[0]
    chosen = {"label": label}
    if prefix in ("fig", "tbl"):
        chosen[f"{prefix}-cap"] = record["caption"]
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
