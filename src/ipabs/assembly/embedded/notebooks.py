"""Embeds outputs of executed notebooks: nothing is run here."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ipabs.assembly import remembered

from . import attributes
from .references import OTHER_KINDS
from .source import Place, Refused, Trouble, shown
from .yamltext import read_mapping

_OPTION = re.compile(r"^#\|\s?(.*)$")
_HTML_FIRST = ("text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg")
_PRINT = ("text/markdown", "image/svg+xml", "image/png", "image/jpeg")
_IMAGES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
_SILENT = (
    "label",
    "fig-cap",
    "tbl-cap",
    "fig-alt",
    "echo",
    "warning",
    "error",
    "include",
    "output",
    "eval",
    "classes",
)
_REFUSED = re.compile(
    r"^(fig|tbl|lst)-(subcap|cap-location|column|env|pos|scap|align)$|^layout|^column$|^code-|^lst-cap$"
)


@dataclass(frozen=True)
class Embed:
    """What one embed shows.

    Parameters
    ----------
    label
        The cell's label.
    kind
        ``fig``, ``tbl`` or empty.
    caption, alt
        Markdown, and plain text.
    attributes
        The cell's other options.
    classes
        Classes that the cell asks for.
    pieces
        For each output its type and its text, or the image's address beside the page.
    files
        Address beside the page → content of each image.
    """

    label: str
    kind: str
    caption: str
    alt: str
    attributes: dict[str, str]
    classes: tuple[str, ...]
    pieces: tuple[tuple[str, str], ...]
    files: dict[str, bytes]


@dataclass
class Notebooks:
    """Reads each notebook once.

    Parameters
    ----------
    root
        The project.
    page
        The page that embeds.
    """

    root: Path
    page: Path
    _cells: dict[Path, list[dict[str, Any]]] = field(default_factory=dict)
    _paths: dict[str, Path] = field(default_factory=dict)
    _named: dict[Path, str] = field(default_factory=dict)
    _read: dict[tuple[Path, str], dict[str, Any]] = field(default_factory=dict)

    def embed(self, address: str, medium: str, place: Place) -> Embed:
        """Return what `address` (``../notebooks/x.ipynb#fig-y``) shows in `medium`: ``html``, ``typst``, ``docx`` or ``wechat``.

        Images belong into ``PAGE_files/figure-MEDIUM/`` beside the page; nothing is written here.

        Raises
        ------
        Refused
            If the notebook, the cell or an output for the format is missing, or the cell asks for what is
            not known here.
        """
        name, label = self._split(address, place)
        path = self._path(name)
        cell = self._find(path, label, place)
        options = self._options(cell, path, label, place)
        kind = label.partition("-")[0] if label.startswith(("fig-", "tbl-")) else ""
        where = f"{self._shown(path)}, cell {label}"
        for output in cell.get("outputs", []):
            if output.get("output_type") == "error":
                raise _refused(place, f"{where} failed when it was executed: {output.get('ename')}.")
            if output.get("name") == "stdout":
                raise _refused(place, f"{where} prints text beside its output; let it show one output.")
        pieces = [piece for each in cell.get("outputs", []) if (piece := _chosen(each, medium))]
        if not pieces:
            suited = " and ".join(_HTML_FIRST if medium == "html" else _PRINT)
            raise _refused(place, f"{where}: no output that {medium} can show ({suited}); was it executed?")
        if kind and len(pieces) > 1:
            raise _refused(place, f"{where}: {len(pieces)} outputs; a numbered cell shows one.")
        stem = _file_stem(name, str(options.get("label", label)))
        folder = f"{self.page.stem}_files/figure-{medium}"
        files: dict[str, bytes] = {}
        for index, (mime, content) in enumerate(pieces):
            if mime in _IMAGES:
                target = f"{folder}/{stem}-output-{index + 1}.{_IMAGES[mime]}"
                files[target] = _image(mime, content)
                pieces[index] = ("image", target)
        classes = options.get("classes", [])
        given = {
            key: self._arrived(key, _plain(value), where, place)
            for key, value in options.items()
            if key not in _SILENT or key in ("tbl-cap", "fig-alt")
        }
        caption = options.get("fig-cap", "") if kind == "fig" else given.pop("tbl-cap", "")
        return Embed(
            label=label,
            kind=kind,
            caption=" ".join(str(caption).split()) if kind else "",
            alt=given.pop("fig-alt", ""),
            attributes=given,
            classes=tuple(classes.split() if isinstance(classes, str) else map(str, classes)),
            pieces=tuple(pieces),
            files=files,
        )

    def _arrived(self, key: str, value: str, where: str, place: Place) -> str:
        arrived = attributes.of_cell(value)
        if arrived is None:
            raise _refused(
                place, f"{where}: {key} holds a backslash before an apostrophe or at its end: double it."
            )
        return arrived

    def _find(self, path: Path, label: str, place: Place) -> dict[str, Any]:
        if path not in self._cells:
            try:
                notebook = remembered.recall(self.root, self._shown(path))
                cells = (notebook or json.loads(path.read_text(encoding="utf-8")))["cells"]
                self._cells[path] = [cell for cell in cells if cell.get("cell_type") == "code"]
            except OSError:
                raise _refused(place, f"embed: there is no notebook {self._shown(path)}.") from None
            except (ValueError, KeyError, TypeError):
                raise _refused(place, f"embed: {self._shown(path)} is not a notebook.") from None
        for cell in self._cells[path]:
            tags = cell.get("metadata", {}).get("tags", [])
            if cell.get("id") == label or label in tags or label_of(cell) == label:
                return cell
        raise _refused(place, f"embed: {self._shown(path)} has no cell labelled {label}.")

    def require(self, address: str, place: Place) -> str:
        """Return the label that `address` names, having made sure that there is such a cell.

        Raises
        ------
        Refused
            If the address is none, or the notebook or the cell is missing.
        """
        name, label = self._split(address, place)
        self._find(self._path(name), label, place)
        return label

    def _split(self, address: str, place: Place) -> tuple[str, str]:
        name, _, label = address.partition("#")
        if not name.endswith(".ipynb") or not label or "," in label:
            raise _refused(
                place, f"embed {address}: write NOTEBOOK.ipynb#LABEL, one cell an embed, or install Quarto."
            )
        if label.partition("-")[0] in OTHER_KINDS and "-" in label:
            raise _refused(
                place, f"embed {address}: Quarto numbers {label.partition('-')[0]}- on its own; rename it."
            )
        return name, label

    def _path(self, name: str) -> Path:
        if name not in self._paths:
            base = self.root if name.startswith("/") else self.page.parent
            self._paths[name] = (base / name.lstrip("/")).resolve()
        return self._paths[name]

    def _shown(self, path: Path) -> str:
        if path not in self._named:
            self._named[path] = shown(path, self.root)
        return self._named[path]

    def _options(self, cell: dict[str, Any], path: Path, label: str, place: Place) -> dict[str, Any]:
        if (path, label) not in self._read:
            self._read[path, label] = self._checked(cell, path, place)
        return self._read[path, label]

    def _checked(self, cell: dict[str, Any], path: Path, place: Place) -> dict[str, Any]:
        text = "\n".join(_option_lines(cell))
        try:
            options = read_mapping(text, f"{self._shown(path)}, options of a cell").data
        except Refused as error:
            raise _refused(place, f"embed: {error}") from None
        for key, value in options.items():
            if _REFUSED.match(key) or (key in ("include", "output") and value is not True):
                raise _refused(place, f"{self._shown(path)}: cell option {key}: {value} needs Quarto.")
        return options


def _image(mime: str, content: str) -> bytes:
    return content.encode("utf-8") if mime == "image/svg+xml" else base64.b64decode(content)


def _refused(place: Place, message: str) -> Refused:
    return Refused([Trouble(place, message)])


def _option_lines(cell: dict[str, Any]) -> list[str]:
    lines = []
    for line in "".join(cell["source"]).split("\n"):
        found = _OPTION.match(line)
        if not found:
            if line.strip():
                break
            continue
        lines.append(found[1])
    return lines


def label_of(cell: dict[str, Any]) -> str:
    """Return the label that a cell's options give it, empty if none."""
    for line in _option_lines(cell):
        if line.startswith("label:"):
            return line.removeprefix("label:").strip().strip("\"'")
    return ""


def _chosen(output: dict[str, Any], medium: str) -> tuple[str, str] | None:
    """Return type and content of what an output shows in `medium`."""
    if output.get("output_type") not in ("display_data", "execute_result"):
        return None
    data = output.get("data", {})
    for mime in _HTML_FIRST if medium == "html" else _PRINT:
        if mime in data:
            content = data[mime]
            return mime, "".join(content) if isinstance(content, list) else str(content)
    return None


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def _file_stem(notebook: str, label: str) -> str:
    return re.sub(r"[^\w.-]", "-", f"{notebook.removesuffix('.ipynb')}-{label}")
