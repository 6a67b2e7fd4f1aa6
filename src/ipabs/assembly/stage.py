"""Lays out the Quarto project of one edition, complete: either assembler renders it as it stands."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ipabs.assembly import reading, staged_notebook
from ipabs.errors import IpabsError
from ipabs.execution.results import Results


@dataclass(frozen=True)
class Generated:
    """What an edition adds to the committed project.

    Parameters
    ----------
    variables
        Nested names → Markdown, for ``_variables.yml``.
    metadata
        For ``report/_metadata.yml``.
    texts
        File name in ``report/`` → generated .qmd text.
    facts
        Content of ``facts.json``.
    fonts
        Font files that Typst and the figures use.
    """

    variables: Mapping[str, Any]
    metadata: Mapping[str, Any]
    texts: Mapping[str, str]
    facts: Mapping[str, Any]
    fonts: tuple[Path, ...]


def data_names(labels: list[str]) -> dict[str, str]:
    """Return label → name of the CSV: ``table-3.csv``, ``figure-6.csv``; unnumbered lists by label."""
    numbers = reading.numbered(labels)
    names = {label: f"{kind}-{number}.csv" for label, (kind, number) in numbers.items()}
    return {label: names.get(label, f"{label}.csv") for label in labels}


def stage(root: Path, build: Path, results: Results, executed: list[Path], generated: Generated) -> None:
    """Write the project of one edition below `build`.

    Raises
    ------
    IpabsError
        If the text shows an exhibit that no notebook made.
    """
    text = reading.expanded(root / "report" / "index.qmd")
    labels = reading.embedded_labels(text)
    missing = [label for label in labels if label not in results.exhibits]
    if missing:
        raise IpabsError(
            f"The report's text shows {', '.join(missing)}, which no notebook made: "
            "check the label in the text and in the notebook's cell."
        )
    names = data_names(labels)

    shutil.copyfile(root / "_quarto.yml", build / "_quarto.yml")
    _mirror(root / "_extensions", build / "_extensions")
    _mirror(root / "report", build / "report")
    _write_yaml(build / "_variables.yml", generated.variables)
    _write_yaml(build / "report" / "_metadata.yml", generated.metadata)
    for name, content in generated.texts.items():
        (build / "report" / name).write_text(content, encoding="utf-8")

    addresses = {label: f"data/{name}" for label, name in names.items()}
    _empty(build / "notebooks")
    for path in executed:
        staged_notebook.write(path, build / "notebooks" / path.name, addresses)
    _empty(build / "data")
    for label, name in names.items():
        (build / "data" / name).write_text(results.exhibits[label]["csv"], encoding="utf-8")
    write_facts(build, generated.facts)
    _link_fonts(generated.fonts, build / "fonts")


def write_facts(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write ``facts.json``, and ``facts.js`` for pages opened from a disk, where nothing can be fetched."""
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (folder / "facts.json").write_text(text + "\n", encoding="utf-8")
    compact = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    (folder / "facts.js").write_text(f"window.ipabsFacts={compact};\n", encoding="utf-8")


def _empty(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def _mirror(source: Path, target: Path) -> None:
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*"))


def _write_yaml(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=True, width=10_000), "utf-8")


def _link_fonts(files: tuple[Path, ...], folder: Path) -> None:
    """Put the fonts in `folder`: hard links where the file system allows, since they weigh 70 MB."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {path.name for path in files}
    for old in folder.iterdir():
        if old.name not in wanted:
            old.unlink()
    for path in files:
        target = folder / path.name
        if target.exists() and target.stat().st_size == path.stat().st_size:
            continue
        target.unlink(missing_ok=True)
        try:
            os.link(path, target)
        except OSError:
            shutil.copyfile(path, target)
