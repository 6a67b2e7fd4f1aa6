"""A Quarto project as the embedded assembler sees it: one page, its settings and its formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ipabs.assembly import remembered

from . import settings
from .extension import Extension, read_extension
from .source import Place, Refused, Source, Trouble, read_page, shown
from .yamltext import Mapping, read_file, read_mapping

WRITERS = {"html": "html", "pdf": "typst", "docx": "docx", "wechat": "html"}
"""What is asked for → the base format that makes it."""

_OWN_NAMES = {"wechat": "wechat-html"}
"""Formats that come from an extension of their own."""

_SUFFIXES = {"wechat": ".wechat.html"}


@dataclass(frozen=True)
class Format:
    """One output of the page.

    Parameters
    ----------
    kind
        ``html``, ``pdf``, ``docx`` or ``wechat``.
    name
        As the project names it: ``ipabs-html``.
    writer
        ``html``, ``typst`` or ``docx``.
    options
        Settings of the project, the extension, the folder and the page, merged.
    extension
        Where template and filters come from.
    template, reference
        The page's template, and the document whose styles it takes: what the format has of the two.
    early_filters, filters
        Those that see the page as it was read, and those that see its floats and references; in the order
        in which they run.
    css, font_paths
        Files and folders, absolute.
    """

    kind: str
    name: str
    writer: str
    options: dict[str, Any]
    extension: Extension
    template: Path | None
    reference: Path | None
    early_filters: tuple[Path, ...]
    filters: tuple[Path, ...]
    css: tuple[Path, ...]
    font_paths: tuple[Path, ...]

    @property
    def apart(self) -> bool:
        """Whether no other filters run than the extension's own."""
        filters = (*self.early_filters, *self.filters)
        return all(each.is_relative_to(self.extension.folder) for each in filters)

    @property
    def medium(self) -> str:
        """What the page is read in, which decides on the outputs of embedded cells: the writer, or ``wechat``."""
        return self.kind if self.kind in _OWN_NAMES else self.writer


@dataclass(frozen=True)
class Project:
    """A staged project.

    Parameters
    ----------
    root
        Its folder.
    page
        The page that is rendered.
    output
        Where what is rendered goes.
    body
        The page's text, includes put in.
    formats
        The outputs asked for.
    variables
        Content of ``_variables.yml``.
    layers
        The settings files, for messages.
    """

    root: Path
    page: Path
    output: Path
    body: Source
    formats: tuple[Format, ...]
    variables: dict[str, Any]
    layers: tuple[Mapping, ...] = field(default=())

    def place_of(self, *keys: str) -> Place:
        """Return where the setting `keys` stands: in the last file that has it."""
        for layer in reversed(self.layers):
            if keys in layer.lines:
                return layer.place(*keys)
        return self.layers[0].place(*keys)

    @property
    def listed(self) -> tuple[str, ...]:
        """The formats that the settings list: those of the last file that lists any, as Quarto has it."""
        for layer in reversed(self.layers):
            formats = layer.data.get("format")
            if formats:
                return (formats,) if isinstance(formats, str) else tuple(map(str, formats))
        return ()

    def target(self, kind: str) -> Path:
        """Return where the page in format `kind` is written."""
        relative = self.page.relative_to(self.root)
        return self.output / relative.with_suffix(_SUFFIXES.get(kind, f".{kind}"))


def read_project(root: Path, kinds: Sequence[str]) -> Project:
    """Read the settings and the text of the project in `root`.

    Raises
    ------
    Refused
        If a setting or a file is missing, or a setting is not known here.
    """
    root = root.resolve()
    if not (root / "_quarto.yml").is_file():
        raise Refused([Trouble(Place("_quarto.yml", 1), f"there is no such file in {root}.")])
    main = read_file(root / "_quarto.yml", "_quarto.yml")
    page, output = settings.page_and_output(root, main)
    front, body = read_page(page, root)
    layers = [main]
    folder = root
    for part in page.parent.relative_to(root).parts:
        folder = folder / part
        layers.append(read_file(folder / "_metadata.yml", shown(folder / "_metadata.yml", root)))
    layers.append(read_mapping(front.text, shown(page, root), front.places[0].line if front.lines else 1))
    variables = remembered.recall(root, "_variables.yml")
    if variables is None:
        variables = read_file(root / "_variables.yml", "_variables.yml").data
    formats = tuple(_format(root, page, kind, layers) for kind in dict.fromkeys(kinds))
    return Project(root, page, output, body, formats, variables, tuple(layers))


def _format(root: Path, page: Path, kind: str, layers: list[Mapping]) -> Format:
    writer = WRITERS.get(kind)
    if writer is None:
        raise Refused([Trouble(Place("_quarto.yml", 1), f"format {kind}: choose from {', '.join(WRITERS)}.")])
    name, layer = _format_name(root, writer, layers)
    name = _OWN_NAMES.get(kind, name)
    extension = read_extension(root, name, writer, layer.place("format", name))
    merged: dict[str, Any] = {}
    for origin, base in [(extension.settings, extension.folder), *_levels(root, layers, name)]:
        merged = settings.merge(merged, settings.resolved(origin, base, page.parent).data)
    template, reference = merged.pop("template", None), merged.pop("reference-doc", None)
    if template is None and reference is None:
        where = extension.settings.place()
        raise Refused(
            [
                Trouble(
                    where,
                    f"format {name} has no template; without Quarto it needs one ({_needs(writer)}: …).",
                )
            ]
        )
    partials = merged.pop("template-partials", [])
    if template is not None:
        settings.check_partials(partials, Path(template), extension.settings)
    early, late = settings.ordered_filters(merged.pop("filters", []), extension.settings)
    return Format(
        kind=kind,
        name=name,
        writer=writer,
        options=merged,
        extension=extension,
        template=Path(template) if template else None,
        reference=Path(reference) if reference else None,
        early_filters=early,
        filters=late,
        css=tuple(Path(each) for each in settings.listed(merged.pop("css", []))),
        font_paths=tuple(Path(each) for each in settings.listed(merged.pop("font-paths", []))),
    )


def _needs(writer: str) -> str:
    return "reference-doc" if writer == "docx" else "template"


def _format_name(root: Path, writer: str, layers: list[Mapping]) -> tuple[str, Mapping]:
    """Return the format's name and the settings that name it, or an extension of which they name another format."""
    others = []
    for layer in reversed(layers):
        formats = layer.data.get("format")
        names = [formats] if isinstance(formats, str) else list(formats or {})
        for name in names:
            if name == writer or name.endswith(f"-{writer}"):
                return str(name), layer
            others.append((str(name).rpartition("-")[0], layer))
    for short, layer in others:
        listed = read_file(root / "_extensions" / short / "_extension.yml", "").data if short else {}
        if writer in ((listed.get("contributes") or {}).get("formats") or {}):
            return f"{short}-{writer}", layer
    raise Refused([Trouble(layers[0].place("format"), f"no format ends in -{writer}: add one under format.")])


def _levels(root: Path, layers: list[Mapping], name: str) -> list[tuple[Mapping, Path]]:
    """Return the settings of each file, those of the format after those of all formats."""
    levels = []
    for layer in layers:
        base = root if layer is layers[0] else (root / layer.file).parent
        common = {key: value for key, value in layer.data.items() if key not in ("project", "format")}
        own = layer.data.get("format")
        own = own.get(name) if isinstance(own, dict) else None
        levels.append((Mapping(common, layer.lines, layer.file), base))
        if isinstance(own, dict):
            lines = {keys[2:]: line for keys, line in layer.lines.items() if keys[:2] == ("format", name)}
            levels.append((Mapping(own, lines, layer.file), base))
    return levels
