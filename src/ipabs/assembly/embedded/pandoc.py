"""Runs pandoc once for a format: reads the page, applies the filters, writes it into the template."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from ipabs.errors import IpabsError
from ipabs.interruption import name_of

from .labels import labels
from .labels import words as words_of
from .notebooks import Embed
from .paragraphs import is_spread
from .pipetables import div, packed
from .plaintext import line
from .preflight import Page
from .project import Format, Project
from .settings import ONLY, listed
from .shortcodes import MARK
from .source import Refused, Trouble, shown
from .templates import EDGE, restored, slim

_NOT_METADATA = {
    "from", "reference-doc", "toc", "toc-depth", "section-divs", "pdf-standard", "citeproc", "bibliography", "csl", "crossref", *ONLY,
}  # fmt: skip
# A full collection goes through all of pandoc's own data, whatever the page's size: after the first, which nothing
# prevents, none before 64 MB have aged. New data
# has four megabytes, which a processor keeps near, rather than the 64 MB that pandoc would have it fill first.
_MEMORY = ("+RTS", "-O64m", "-H1m", "-RTS")
_FAILED = re.compile(r"IPABS\t(\w+)\t(.*?)\tEND", re.DOTALL)
_LINE = re.compile(r"\bline (\d+)\b")
_MESSAGES = {
    "unresolved": "@{} refers to nothing in this page.",
    "suffix": "text after @{} inside the brackets is dropped: write it after them.",
    "citation": "@{} is a citation, but there is no bibliography; for the sign write \\@.",
    "mixed": "@{} stands in one pair of brackets with references of another kind: part them.",
    "twice": "the label {} is given twice.",
    "nested": "{} holds numbered floats of its own: give each a place of its own, or install Quarto.",
    "layout": "layout={}: Quarto reads it as a list of widths such as [1,2]; name the attribute otherwise.",
    "math": "a formula ({}) is not known here: write it as text, or install Quarto; for the sign write \\$.",
}


@cache
def executable() -> str:
    """Return the pandoc that came with its Python package.

    Raises
    ------
    IpabsError
        If there is none.
    """
    found = importlib.util.find_spec("pypandoc")
    if found and found.origin:
        for name in ("pandoc", "pandoc.exe"):
            inside = Path(found.origin).parent / "files" / name
            if inside.is_file():
                return str(inside)
    raise IpabsError("pandoc is missing: install the package pypandoc-binary.")


def convert(page: Page, launched: Callable[[], None] = lambda: None) -> bytes:
    """Return the page in the form of its writer: an HTML page, a Typst or a Word document.

    Parameters
    ----------
    launched
        Called when pandoc runs, and this process has nothing to do for the page but wait.

    Raises
    ------
    IpabsError
        If pandoc or a filter fails, or pandoc warns of anything.
    """
    page.read_plain()
    with tempfile.TemporaryDirectory(prefix="ipabs-") as folder, as_file(files(__package__)) as own:
        settings = _metadata(page.project, page.form)
        html = bytearray()
        notes = _notes(page, html)
        plain = {
            key: made for key, value in settings.items() if (made := _plain(value, notes["from"])) is not None
        }
        others = {key: value for key, value in settings.items() if key not in plain}
        template, texts = slim(page.form.template, Path(folder)) if page.form.template else (None, [])
        contents = {
            "page.json": notes,
            "words.json": _words(page.form, len(texts)),
            "given.json": {
                "settings": plain,
                "tables": [packed(table) for table in page.tables],
                "paragraphs": page.paragraphs,
                "apart": page.form.apart,
            },
            "metadata.json": others,
            "filters.json": [str(each) for each in _filters(page.form, own)],
        }
        for name, content in contents.items():
            (Path(folder) / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        (Path(folder) / "pieces.html").write_bytes(html)
        metadata = Path(folder) / "metadata.json" if others else None
        # Told to, pandoc prints binary files too.
        command = [executable(), *_arguments(page, metadata, template, own), "--output=-", *_MEMORY]
        environment = {**os.environ, "IPABS_ASSEMBLY": folder, **dated(page.form.options)}
        status, made, said = _run(command, page, environment, launched)
        if status < 0:
            # A signal, of the system's for want of memory, say.
            status, made, said = _run(command, page, environment)
        kept = Path(folder) / "kept.html"
        texts += kept.read_bytes().decode("utf-8").split("\0") if kept.is_file() else []
        complaints = said.decode("utf-8", "replace").strip()
        if status < 0:
            where = shown(page.project.page, page.project.root)
            raise IpabsError(
                f"{where}, format {page.form.writer}: pandoc was ended twice by {name_of(-status)}."
            )
        if status or "[WARNING]" in complaints:
            raise _error(page, complaints or f"it ended with status {status}")
    return restored(made.decode("utf-8"), texts).encode("utf-8") if texts else made


def _run(
    command: Sequence[str],
    page: Page,
    environment: Mapping[str, str],
    launched: Callable[[], None] = lambda: None,
) -> tuple[int, bytes, bytes]:
    """Return status, output and complaints of pandoc."""
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=page.project.page.parent,
        env=environment,
    ) as process:
        launched()
        made, said = process.communicate(page.text.text.encode("utf-8"))
    return process.returncode, made, said


def dated(options: Mapping[str, Any]) -> dict[str, str]:
    """Return the variable by which pandoc dates a Word document: the edition's cut-off date, so that bytes repeat."""
    edition = options.get("edition")
    text = options.get("date") or (edition.get("cut-off-iso") if isinstance(edition, dict) else None)
    try:
        day = datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
    except ValueError:
        day = datetime(1980, 1, 1, tzinfo=UTC)
    return {"SOURCE_DATE_EPOCH": str(int(day.timestamp()))}


def _words(form: Format, texts: int) -> dict[str, Any]:
    """Return what the last filter needs to know; `texts` is how many of the template stand apart."""
    apart = {"edge": EDGE, "texts": texts} if form.writer == "html" else {}
    return {**labels(form.options), **apart}


def _notes(page: Page, html: bytearray) -> dict[str, Any]:
    """Return what the assembler's own filters need to know, and append what notebooks wrote as HTML to `html`."""
    reader = str(page.form.options.get("from", "markdown"))
    return {
        "from": reader,
        "values": [_read(each, reader) for each in page.values.texts],
        "embeds": [_embed(each, reader, html) for each in page.embeds],
        "bibliography": bool(page.form.options.get("bibliography")),
        # What need not be looked for.
        "conditional": any("content-" in text for text in (page.text.text, *page.values.texts)),
        "spread": is_spread(page.text),
        "marked": bool(MARK.search(json.dumps(page.form.options, ensure_ascii=False, default=str))),
        **labels(page.form.options),
    }


def _read(text: str, reader: str) -> Any:
    """Return the parts of a text (see plaintext.py), or the text as Markdown that pandoc must read."""
    made = line(text, reader)
    return {"markdown": text} if made is None else made


def _embed(embed: Embed, reader: str, html: bytearray) -> dict[str, Any]:
    """Return an embed for the filters, its plain tables already read, of its HTML start and length in `html`."""
    made = {key: value for key, value in vars(embed).items() if key != "files"}
    pieces: list[tuple[str, Any]] = []
    for mime, text in embed.pieces:
        table = div(text, reader) if mime == "text/markdown" else None
        if mime == "text/html":
            content = text.encode("utf-8")
            pieces.append((mime, [len(html), len(content)]))
            html += content
        else:
            pieces.append(("table", {**table, "table": packed(table["table"])}) if table else (mime, text))
    return {**made, "caption": _read(embed.caption, reader), "pieces": pieces}


def _metadata(project: Project, form: Format) -> dict[str, Any]:
    metadata = {key: value for key, value in form.options.items() if key not in _NOT_METADATA}
    if metadata.get("lang") == "zh":
        metadata["lang"] = "zh-Hans"
    metadata.setdefault("toc-title", words_of(form.options)["toc"])
    if not metadata.get("title"):
        metadata["pagetitle"] = project.page.stem
    return metadata


def _filters(form: Format, own: Path) -> list[Path]:
    """Return the filters of a format in the order in which they run."""
    return [own / "given.lua", *form.early_filters, own / "document.lua", *form.filters, own / "finish.lua"]


def _plain(value: Any, reader: str) -> Any:
    """Return a setting of lines only, its numbers as words; None for one that pandoc itself must read.

    A line of more than words is a mapping whose only key is empty.
    """
    if isinstance(value, str):
        parts = line(value, reader)
        return {"": parts} if isinstance(parts, list) else parts
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        made: Any = {key: _plain(each, reader) for key, each in value.items()}
        return None if not made or None in made.values() else made
    if isinstance(value, list):
        made = [_plain(each, reader) for each in value]
        return None if not made or None in made else made
    return None


def _arguments(page: Page, metadata: Path | None, template: Path | None, own: Path) -> list[str]:
    form, options = page.form, page.form.options
    arguments = [
        f"--from={options.get('from', 'markdown')}",
        f"--to={form.writer}",
        "--standalone",
        "--wrap=none",
        "--syntax-highlighting=none",
        f"--data-dir={own}",
    ]
    arguments += [f"--metadata-file={metadata}"] if metadata else []
    arguments += [f"--template={template}"] if template else []
    arguments += [f"--reference-doc={form.reference}"] if form.reference else []
    if options.get("toc") is True:
        arguments += ["--toc", f"--toc-depth={options.get('toc-depth', 3)}"]
    if options.get("section-divs") is True:
        arguments.append("--section-divs")
    if page.shift and form.writer == "typst":
        arguments.append("--shift-heading-level-by=-1")
    arguments += [
        f"--css={Path(os.path.relpath(css, page.project.page.parent)).as_posix()}" for css in form.css
    ]
    arguments.append(f"--lua-filter={own / 'filters.lua'}")
    if options.get("bibliography"):
        arguments.append("--citeproc")
        arguments += [f"--bibliography={each}" for each in listed(options["bibliography"])]
        arguments += [f"--csl={options['csl']}"] if options.get("csl") else []
    # After the citations, which are made from metadata: what is left of it becomes properties of the document.
    arguments += [f"--lua-filter={own / 'properties.lua'}"] if form.writer == "docx" else []
    return arguments


def _error(page: Page, complaints: str) -> IpabsError:
    places = page.text.locator()
    failed = _FAILED.search(complaints)
    if failed:
        what, detail = failed.groups()
        number = next((i for i, line in enumerate(page.text.lines, 1) if detail and detail in line), 1)
        return Refused([Trouble(places.line(number), _MESSAGES[what].format(detail))])
    message = complaints.replace(f"{page.project.root}{os.sep}", "")
    named = _LINE.search(complaints)
    if named and "filter" not in complaints:
        return Refused([Trouble(places.line(int(named[1])), message)])
    where = shown(page.project.page, page.project.root)
    return IpabsError(f"{where}, format {page.form.writer}: pandoc says:\n{message}")
