"""What the settings of a project may say, how they add up, and what their paths mean."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from .source import Place, Refused, Trouble
from .yamltext import Mapping

INSTALL = "install Quarto, or leave it out"
_STAGES = (
    "pre-ast", "post-ast", "pre-quarto", "post-quarto", "pre-render", "post-render", "pre-finalize", "post-finalize",
)  # fmt: skip
_PATHS = ("template", "reference-doc", "css", "font-paths", "bibliography", "csl")
_PROJECT = ("type", "title", "output-dir", "render")

_PARTIAL = re.compile(r"\$\{?(?:[\w.-]+:)?([\w-]+\.[\w-]+)\(\)")

ONLY: dict[str, tuple[Any, ...]] = {
    "theme": ("none",),
    "minimal": (True,),
    "html-table-processing": ("none",),
    "syntax-highlighting": ("none",),
    "number-sections": (False,),
    "embed-resources": (False,),
    "document-css": (False,),
    "wrap": ("none",),
    "engine": ("markdown",),
    "execute": ({"enabled": False},),
    "keep-typ": (True,),
}
"""Settings that hold one value here."""

REQUIRED = {
    "html": ("theme", "minimal", "html-table-processing", "syntax-highlighting"),
    "typst": ("syntax-highlighting",),
    "docx": ("syntax-highlighting",),
}
HANDLED = frozenset(
    [
        *(
            "from",
            "toc",
            "toc-depth",
            "toc-title",
            "section-divs",
            "pdf-standard",
            "lang",
            "crossref",
            "nocite",
        ),
        *("bibliography", "csl", "citeproc", "link-citations", "title", "subtitle", "author", "date"),
    ]
)
CROSSREF = ("title-delim", "fig-title", "tbl-title", "fig-prefix", "tbl-prefix", "sec-prefix")


def page_and_output(root: Path, main: Mapping) -> tuple[Path, Path]:
    """Return the page that the project renders and the folder it goes to.

    Raises
    ------
    Refused
        If the project is of a kind that is not known here, or renders more than one page.
    """
    project = main.data.get("project") or {}
    for key in project:
        if key not in _PROJECT:
            raise Refused(
                [Trouble(main.place("project", key), f"project: {key} is not known here: {INSTALL}.")]
            )
    if project.get("type", "default") != "default":
        where = main.place("project", "type")
        raise Refused(
            [Trouble(where, f"project type {project['type']} needs Quarto: install it, or use default.")]
        )
    render = listed(project.get("render", []))
    if len(render) != 1 or re.search(r"[*?!]", str(render[0])):
        where = main.place("project", "render")
        raise Refused(
            [Trouble(where, "project: render must name one page without wildcards, or install Quarto.")]
        )
    page = root / str(render[0])
    if not page.is_file():
        raise Refused([Trouble(main.place("project", "render"), f"there is no file {render[0]}.")])
    return page.resolve(), root / str(project.get("output-dir", "."))


def listed(value: Any) -> list[Any]:
    """Return a value that may stand alone as a list."""
    return [] if value is None else list(value) if isinstance(value, list) else [value]


def merge(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Add up two settings: the second wins, mappings are merged, lists are joined without repeats."""
    result = dict(first)
    for key, value in second.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = merge(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            result[key] = old + [each for each in value if each not in old]
        else:
            result[key] = value
    return result


def resolved(origin: Mapping, base: Path, page_folder: Path) -> Mapping:
    """Return the settings of a file with its paths made absolute.

    A path is relative to the file that names it; where nothing lies there, to the page.

    Raises
    ------
    Refused
        If there is nothing at either place.
    """
    data = dict(origin.data)
    for key in _PATHS:
        if key in data:
            found = [
                _path(str(each), base, page_folder, origin.place(key), key) for each in listed(data[key])
            ]
            data[key] = found if isinstance(data[key], list) else found[0]
    if "template-partials" in data:
        data["template-partials"] = [
            str((base / each).resolve()) for each in listed(data["template-partials"])
        ]
    if "filters" in data:
        data["filters"] = [
            _filter(each, base, page_folder, origin.place("filters")) for each in listed(data["filters"])
        ]
    return Mapping(data, origin.lines, origin.file)


def _path(text: str, base: Path, page_folder: Path, place: Place, key: str) -> str:
    for folder in (base, page_folder):
        candidate = (folder / text.lstrip("/")) if text.startswith("/") else folder / text
        if candidate.exists():
            return str(candidate.resolve())
    raise Refused([Trouble(place, f"{key}: there is no {text}.")])


def _filter(entry: Any, base: Path, page_folder: Path, place: Place) -> dict[str, str]:
    if isinstance(entry, str):
        entry = {"path": entry, "at": "pre-quarto"}
    stage = str(entry.get("at", "pre-quarto"))
    name = str(entry.get("path", ""))
    if stage not in _STAGES:
        raise Refused([Trouble(place, f"filter {name}: at: {stage} is not one of {', '.join(_STAGES)}.")])
    if not name.endswith(".lua"):
        raise Refused([Trouble(place, f"filter {name}: only Lua filters run here: {INSTALL}.")])
    return {"path": _path(name, base, page_folder, place, "filters"), "at": stage}


def ordered_filters(
    entries: list[dict[str, str]], origin: Mapping
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the filters for the page as it was read, and those for the page with its floats and references.

    Raises
    ------
    Refused
        If one is to run where Quarto has made floats but not yet numbered them.
    """
    for entry in entries:
        if entry["at"] in ("post-ast", "pre-quarto"):
            name = Path(entry["path"]).name
            advice = "give it at: pre-ast or at: pre-render, or install Quarto"
            raise Refused([Trouble(origin.place("filters"), f"filter {name} at {entry['at']}: {advice}.")])
    ordered = sorted(entries, key=lambda each: _STAGES.index(each["at"]))
    early = tuple(Path(entry["path"]) for entry in ordered if entry["at"] == "pre-ast")
    return early, tuple(Path(entry["path"]) for entry in ordered if entry["at"] != "pre-ast")


def check_partials(partials: Any, template: Path, origin: Mapping) -> None:
    """Refuse partials that pandoc or Quarto would not find.

    Pandoc looks beside the template. Quarto copies the template, and of its partials only those named in
    ``template-partials``, without wildcards.
    """
    where = origin.place("template-partials")
    named = [Path(each) for each in listed(partials)]
    for each in named:
        if each.parent != template.parent or not each.is_file():
            raise Refused([Trouble(where, f"template-partials: no {each.name} lies beside {template.name}.")])
    for used in _PARTIAL.findall(template.read_text(encoding="utf-8")):
        if used not in (each.name for each in named):
            message = f"{template.name} uses the partial {used}, which template-partials does not name."
            raise Refused([Trouble(where, message)])
