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

from ipabs.assembly import reading, remembered, staged_notebook, tree
from ipabs.assembly.json_text import compact, indented
from ipabs.errors import IpabsError
from ipabs.execution.results import Results

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

ASSEMBLED = ("index.typ", "index_files")
"""What assemblers leave beside the page."""


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


def data_names(labels: list[str], shown: list[str] | None = None) -> dict[str, str]:
    """Return label → name of the CSV: ``table-3.csv``, ``figure-6.csv``; unnumbered lists by label.

    Parameters
    ----------
    labels
        Those of embedded cells.
    shown
        Those and the text's own, which the page numbers too, in its order.
    """
    numbers = reading.numbered(labels if shown is None else shown)
    names = {label: f"{kind}-{number}.csv" for label, (kind, number) in numbers.items()}
    return {label: names.get(label, f"{label}.csv") for label in labels}


def stage(
    root: Path, build: Path, results: Results, executed: list[Path], generated: Generated, key: str = ""
) -> None:
    """Make the project of one edition lie below `build`.

    A file that is as it should be stays untouched, its time included; one that no longer belongs goes.

    Parameters
    ----------
    key
        Names the results and the code that stages them. Where what was staged last has the same, and stands untouched,
        notebooks, data and facts are not made again: after an edit of the text they are most of the work.

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
    names = data_names(labels, reading.shown_labels(text))

    tree.copy(root / "_quarto.yml", build / "_quarto.yml")
    tree.mirror(root / "_extensions", build / "_extensions", linked=True)
    own = {"_metadata.yml", *generated.texts, *ASSEMBLED}
    tree.mirror(root / "report", build / "report", own, linked=True)
    # Every JSON text is YAML, and a writer of YAML takes fifty times as long over some thousand numbers.
    variables = indented(generated.variables)
    tree.write(build / "_variables.yml", variables)
    remembered.keep(build, "_variables.yml", variables, dict(generated.variables))
    _write_yaml(build, "report/_metadata.yml", generated.metadata)
    for name, content in generated.texts.items():
        tree.write(build / "report" / name, content)

    told = json.dumps([key, names])
    if not (key and _stand(build, told)):
        _write_results(build, results, executed, generated, names)
        _note(build, told)
    _link_fonts(generated.fonts, build / "fonts")


def _write_results(
    build: Path, results: Results, executed: list[Path], generated: Generated, names: Mapping[str, str]
) -> None:
    addresses = {label: f"data/{name}" for label, name in names.items()}
    tree.keep_only(build / "notebooks", {path.name for path in executed})
    for path in executed:
        notebook = results.notebooks.get(path.name) or json.loads(path.read_text(encoding="utf-8"))
        staged_notebook.write(notebook, build, f"notebooks/{path.name}", addresses)
    tree.keep_only(build / "data", set(names.values()))
    for label, name in names.items():
        tree.write(build / "data" / name, results.exhibits[label]["csv"])
    write_facts(build, generated.facts)


_RESULTS = ".results.json"


def _note(build: Path, told: str) -> None:
    """Note as which files the results that `told` names stand in the staged project."""
    tree.write(build / _RESULTS, json.dumps({"of": told, "files": _stamps(build)}))


def _stand(build: Path, told: str) -> bool:
    """Return whether these very results stand in the staged project, no file of theirs touched since."""
    try:
        noted = json.loads((build / _RESULTS).read_text("utf-8"))
        return bool(noted["of"] == told and noted["files"] == _stamps(build))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _stamps(build: Path) -> dict[str, list[int]]:
    """Return address → size, time and inode of the files that hold results."""
    names = ["facts.json", "facts.js"]
    names += [f"{folder}/{name}" for folder in ("notebooks", "data") for name in tree.below(build / folder)]
    states = {name: (build / name).stat() for name in sorted(names)}
    return {name: [state.st_size, state.st_mtime_ns, state.st_ino] for name, state in states.items()}


def write_facts(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write ``facts.json``, and ``facts.js`` for pages opened from a disk, where nothing can be fetched."""
    tree.write(folder / "facts.json", indented(facts))
    tree.write(folder / "facts.js", b"window.ipabsFacts=" + compact(facts) + b";\n")


def _write_yaml(build: Path, address: str, content: Mapping[str, Any]) -> None:
    text = yaml.dump(dict(content), Dumper=_Dumper, allow_unicode=True, sort_keys=True, width=10_000)
    tree.write(build / address, text)
    remembered.keep(build, address, text.encode("utf-8"), dict(content))


def _link_fonts(files: tuple[Path, ...], folder: Path) -> None:
    """Put the fonts in `folder`: hard links where the file system allows, since they weigh 70 MB."""
    tree.keep_only(folder, {path.name for path in files})
    for path in files:
        target = folder / path.name
        if target.exists() and _same(path.stat(), target.stat()):
            continue
        target.unlink(missing_ok=True)
        try:
            os.link(path, target)
        except OSError:
            shutil.copy2(path, target)


def _same(one: os.stat_result, other: os.stat_result) -> bool:
    """Return whether two files are one, or one a copy of the other that kept its time."""
    return os.path.samestat(one, other) or (one.st_size, one.st_mtime_ns) == (
        other.st_size,
        other.st_mtime_ns,
    )
