"""Reads what executed notebooks carry in their outputs."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

FACTS = "application/vnd.ipabs.facts+json"
EXHIBIT = "application/vnd.ipabs.exhibit+json"
PAGE = "application/vnd.ipabs.page+json"


@dataclass
class Results:
    """What a set of executed notebooks computed.

    Parameters
    ----------
    facts
        Records of facts in the notebooks' order.
    exhibits
        Label → record, with ``notebook`` (file name) added.
    page
        What the page around the text shows: headline figures, cover, summary.
    notebooks
        File name → the notebook as read, for whoever needs more of it; not to be changed.
    """

    facts: list[dict[str, Any]] = field(default_factory=list)
    exhibits: dict[str, dict[str, Any]] = field(default_factory=dict)
    page: dict[str, Any] = field(default_factory=dict)
    notebooks: dict[str, dict[str, Any]] = field(default_factory=dict)


def collect(notebooks: list[Path]) -> Results:
    """Read facts, exhibits and page data from executed notebooks, in the order given."""
    results = Results()
    for path in notebooks:
        notebook = results.notebooks[path.name] = _read(path)
        for cell in notebook["cells"]:
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                if FACTS in data:
                    results.facts += data[FACTS]["facts"]
                if EXHIBIT in data:
                    record = {**data[EXHIBIT], "notebook": path.name}
                    results.exhibits[record["label"]] = record
                if PAGE in data:
                    results.page |= data[PAGE]
    return results


def _read(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    # It is several times as fast; what it refuses (NaN) is for the other to read.
    with suppress(orjson.JSONDecodeError):
        notebook: dict[str, Any] = orjson.loads(content)
        return notebook
    notebook = json.loads(content)
    return notebook
