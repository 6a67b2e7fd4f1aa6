"""A copy of the project whose report shows as many exhibits as wanted: its own, again and again."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from typing import Any

from bench.workspace import Workspace

_LABEL = re.compile(r"^#\| label: ((?:fig|tbl)-[\w-]+)$", re.MULTILINE)
_SHOWN = re.compile(r"^show\((.+)\)$", re.MULTILINE)
_RELABELLED = (
    "made = {made}\nmade = replace(made, label={new!r}, html=made.html.replace({old!r}, {new!r}))\nshow(made)"
)
_HEAD = """---
title: 知识产权 ABS 市场运行情况及发展趋势
bibliography: references.bib
csl: gbt7714.csl
citeproc: true
link-citations: true
---

# 图表 {#sec-exhibits}

本页依次列出各图与各表，供测量之用。

"""
_TAIL = """
{{< include _data.qmd >}}

{{< include _provenance.qmd >}}

{{< include _disclaimer.qmd >}}
"""


def repeat_exhibits(workspace: Workspace, count: int) -> None:
    """Rewrite the notebooks and the page of `workspace` so that they show `count` numbered exhibits.

    Every notebook stays, with those of its exhibits that count; further ones come from copies of the
    notebooks, without their facts, whose exhibits carry new labels.
    """
    sources = {path.stem: json.loads(path.read_text("utf-8")) for path in workspace.notebooks}
    own = [(stem, label) for stem, notebook in sources.items() for label in labels(notebook)]
    chosen: dict[tuple[str, int], list[str]] = {(stem, 0): [] for stem in sources}
    for number in range(count):
        stem, label = own[number % len(own)]
        chosen.setdefault((stem, number // len(own)), []).append(label)
    page = [_HEAD]
    for (stem, round_), shown in chosen.items():
        name = f"{stem}-x{round_}" if round_ else stem
        notebook = reduced(sources[stem], shown, round_)
        (workspace.root / "notebooks" / f"{name}.ipynb").write_text(
            json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8"
        )
        page += [section(f"../notebooks/{name}.ipynb", numbered(label, round_)) for label in shown]
    (workspace.root / "report" / "index.qmd").write_text("".join([*page, _TAIL]), "utf-8")


def labels(notebook: dict[str, Any]) -> list[str]:
    """Return the labels of a notebook's numbered exhibits."""
    return [found[1] for cell in notebook["cells"] if (found := _LABEL.search("".join(cell["source"])))]


def numbered(label: str, round_: int) -> str:
    """Return the label of an exhibit's copy."""
    return f"{label}-x{round_}" if round_ else label


def reduced(notebook: dict[str, Any], shown: Sequence[str], round_: int) -> dict[str, Any]:
    """Return a notebook with the exhibits `shown` only; a copy (`round_` above 0) has no facts."""
    result = copy.deepcopy(notebook)
    cells = []
    for cell in result["cells"]:
        code = "".join(cell["source"])
        found = _LABEL.search(code)
        if found and found[1] not in shown:
            continue
        if round_ and found:
            new = numbered(found[1], round_)
            cells.append({**cell, "id": new, "source": relabelled(code, found[1], new)})
        elif round_ and "from ipabs.notebook import" in code:
            cells.append({**cell, "source": f"from dataclasses import replace\n\n{code}"})
        elif not (round_ and ("show_facts(" in code or "#| label:" in code)):
            cells.append({**cell, "source": code})
    return {**result, "cells": cells}


def relabelled(code: str, old: str, new: str) -> str:
    """Return the code of a cell that shows the same exhibit under another label."""
    named = code.replace(f"#| label: {old}", f"#| label: {new}")
    return _SHOWN.sub(lambda shown: _RELABELLED.format(made=shown[1], old=old, new=new), named)


def section(notebook: str, label: str) -> str:
    """Return a section that shows one exhibit."""
    return (
        f"## 图表 {{#sec-{label}}}\n\n"
        f"本节展示[@{label}]，其数字与正文所用者同出一源，读法也相同。\n\n"
        f"{{{{< embed {notebook}#{label} >}}}}\n\n"
    )
