"""An executed notebook as the record of a run: equal runs give equal bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson

_TIMED = ("papermill", "execution")
_INJECTED = "injected-parameters"


def canonical(notebook: Mapping[str, Any]) -> bytes:
    """Return an executed notebook without what tells only when and where it ran.

    papermill and nbclient note times and paths in the metadata, and papermill gives the cell with the
    parameters a random id. Text of several lines is a list of lines, as nbformat writes it; each cell is
    one line of the file, since an encoder that indents takes ten times as long. Keys are sorted, as in nbformat.

    Parameters
    ----------
    notebook
        Content of a notebook of format 4.
    """
    kept = {key: value for key, value in notebook.items() if key not in ("cells", "metadata")}
    metadata = {key: value for key, value in notebook["metadata"].items() if key not in _TIMED}
    cells = b",\n".join(_text(_cell(cell)) for cell in notebook["cells"])
    return b'{"cells": [\n%b\n], "metadata": %b, %b\n' % (cells, _text(metadata), _text(kept)[1:])


def _text(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # an integer of more than 64 bits
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    metadata = {key: value for key, value in cell["metadata"].items() if key not in _TIMED}
    known = {"id": _INJECTED} if _INJECTED in metadata.get("tags", ()) else {}
    made = {**cell, "metadata": metadata, "source": _lines(cell["source"]), **known}
    if "outputs" in cell:
        made["outputs"] = [_output(output) for output in cell["outputs"]]
    return made


def _output(output: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(output)
    if "text" in made:
        made["text"] = _lines(made["text"])
    if "data" in made:
        made["data"] = {
            kind: value if kind.endswith("json") else _lines(value) for kind, value in made["data"].items()
        }
    return made


def _lines(text: Any) -> Any:
    return text.splitlines(True) if isinstance(text, str) else text
