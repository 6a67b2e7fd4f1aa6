"""One edition, from the ledger to the site."""

from __future__ import annotations

import json
import os
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ipabs.assembly import manifest, publish, reading, stage
from ipabs.assembly import site as site_pages
from ipabs.errors import IpabsError, UsageError
from ipabs.execution import results, run
from ipabs.facts.fact import Fact
from ipabs.facts.variables import variables
from ipabs.facts.words import period_words
from ipabs.fonts import font_files
from ipabs.period import Calendar, Quarter
from ipabs.project import Project
from ipabs.provenance import provenance, used_facts

FORMATS = ("html", "pdf")


@dataclass
class Built:
    """What a build made: the edition's folder, its files, and the seconds of each step."""

    period: str
    folder: Path
    html: Path | None
    pdf: Path | None
    assembler: str
    seconds: dict[str, float] = field(default_factory=dict)
    notebooks: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """What the user asked for."""

    project: Project
    calendar: Calendar
    data: Path
    formats: tuple[str, ...]
    site: Path
    assembler: str
    jobs: int


Report = Callable[[str, str], None]
"""Told of each step and notebook: (what, detail)."""


def chosen_formats(text: str) -> tuple[str, ...]:
    """Read ``html,pdf``.

    Raises
    ------
    UsageError
        If one of the names is unknown.
    """
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for name in wanted:
        if name not in FORMATS:
            raise UsageError(f"--to {name}: unknown format; choose from {', '.join(FORMATS)}.")
    if not wanted:
        raise UsageError(f"--to names no format; choose from {', '.join(FORMATS)}.")
    return wanted


def chosen_assembler(name: str) -> str:
    """Resolve ``auto`` and refuse what is not there.

    Raises
    ------
    UsageError
        If the name is unknown, or Quarto is asked for and not installed.
    """
    from ipabs.assembly import quarto

    if name not in ("auto", "quarto", "embedded"):
        raise UsageError(f"--assembler {name}: unknown; choose auto, quarto or embedded.")
    if name == "auto":
        return "quarto" if quarto.available() else "embedded"
    if name == "quarto" and not quarto.available():
        raise UsageError(
            "--assembler quarto: no Quarto 1.9 or newer on the PATH. Install it, or use --assembler embedded."
        )
    return name


def build(request: Request, tell: Report) -> Built:
    """Build and publish one edition; an earlier one stays in place until the new one is complete.

    Raises
    ------
    IpabsError
        If a notebook, the text or an assembler fails.
    """
    period = request.calendar.name
    folder = request.project.build(period)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        return _build(request, folder, tell)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep a second build of the same edition out; the lock ends with the process that holds it."""
    try:
        import fcntl
    except ImportError:  # not on Windows
        yield
        return
    with (folder / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise IpabsError(
                f"Another build of {folder.name} is running in this project: wait until it has ended."
            ) from None
        yield


def _build(request: Request, folder: Path, tell: Report) -> Built:
    period = request.calendar.name
    built = Built(period, request.site / "editions" / period, None, None, request.assembler)
    clock = _Clock(built.seconds)

    sources = run.find(request.project.notebooks)
    tell("notebooks", str(len(sources)))
    executed = [folder / "executed" / path.name for path in sources]

    def ended(done: run.Done) -> None:
        built.notebooks[done.name] = done.seconds
        tell("notebook", f"{done.name}  {done.seconds:.1f} s" + ("  failed" if done.error else ""))

    if (folder / "executed").exists():
        shutil.rmtree(folder / "executed")
    run.execute(
        [
            run.Job(source, target, {"period": period, "data": os.path.relpath(request.data, source.parent)})
            for source, target in zip(sources, executed, strict=True)
        ],
        request.jobs,
        ended,
    )
    clock.lap("notebooks")

    tell("stage", "")
    found = results.collect(executed)
    kept = _kept(request, found)
    stage.stage(request.project.root, folder, found, executed, _generated(request, found, kept))
    site_pages.write_assets(folder, request.project.extension, request.project.theme)
    clock.lap("stage")

    tell("assemble", request.assembler)
    outputs = _assemble(request.assembler, folder, request.formats)
    clock.lap("assemble")

    tell("publish", str(built.folder))
    _publish(request, found, outputs | kept, folder, built)
    clock.lap("publish")
    return built


def _kept(request: Request, found: results.Results) -> dict[str, Path]:
    """Return the published files of formats not asked for, if they show the very numbers of this build."""
    name = request.calendar.name
    edition = request.site / "editions" / name
    try:
        published = json.loads((edition / "facts.json").read_text(encoding="utf-8"))["facts"]
    except (OSError, ValueError, KeyError):
        return {}
    if published != json.loads(json.dumps(found.facts)):
        return {}
    files = {"html": edition / "index.html", "pdf": edition / f"ipabs-{name}.pdf"}
    return {kind: path for kind, path in files.items() if kind not in request.formats and path.exists()}


def _assemble(assembler: str, folder: Path, formats: Sequence[str]) -> dict[str, Path]:
    if (folder / "_output").exists():
        shutil.rmtree(folder / "_output")
    if assembler == "quarto":
        from ipabs.assembly import quarto

        return quarto.assemble(folder, formats)
    from ipabs.assembly import embedded

    return embedded.assemble(folder, formats)


def _generated(request: Request, found: results.Results, kept: Mapping[str, Path]) -> stage.Generated:
    calendar, project = request.calendar, request.project
    facts = [Fact.from_json(record) for record in found.facts]
    _refuse_doubles(facts)
    text = reading.expanded(project.root / "report" / "index.qmd")
    listed = used_facts(facts, reading.used_variables(text))
    words = period_words(calendar)
    page = {key: value for key, value in found.page.items() if key != "quarters"}
    day = calendar.cut_off
    metadata = {
        "edition": page
        | {
            "name": calendar.name,
            "title": calendar.quarter.zh,
            "cut-off": calendar.cut_off_zh,
            "cut-off-iso": day.isoformat(),
            "year": day.year,
            "month": day.month,
            "day": day.day,
            "has-ytd": calendar.ytd is not None,
            "downloads": downloads(calendar.name, (*request.formats, *kept), len(found.exhibits)),
        },
        "look": project.theme,
    }
    return stage.Generated(
        variables=variables(facts, words),
        metadata=metadata,
        texts={"_provenance.qmd": provenance(listed, calendar.cut_off_zh)},
        facts={"edition": calendar.name, "facts": [fact.to_json() for fact in facts]},
        fonts=tuple(font_files().values()),
    )


def _refuse_doubles(facts: Sequence[Fact]) -> None:
    seen: set[str] = set()
    for fact in facts:
        if fact.id in seen:
            raise IpabsError(f"The fact {fact.id} is computed by two notebooks: let one of them show it.")
        seen.add(fact.id)


def downloads(name: str, formats: Sequence[str], exhibits: int) -> list[dict[str, str]]:
    """Return what the page offers to download."""
    offers = []
    if "pdf" in formats:
        offers.append({"label": "PDF", "href": f"ipabs-{name}.pdf", "detail": ""})
    offers.append({"label": "图表数据", "href": f"ipabs-{name}-data.zip", "detail": f"CSV × {exhibits}"})
    return offers


def _publish(
    request: Request, found: results.Results, outputs: dict[str, Path], folder: Path, built: Built
) -> None:
    name = request.calendar.name
    archive = folder / f"ipabs-{name}-data.zip"
    _zip_data(folder / "data", archive)
    record = folder / "edition.json"
    _write_record(record, request, found, tuple(outputs))
    files = {
        "facts.json": folder / "facts.json",
        "facts.js": folder / "facts.js",
        "edition.json": record,
        archive.name: archive,
    }
    folders = {"data": folder / "data"}
    if "html" in outputs:
        files["index.html"] = outputs["html"]
        beside = outputs["html"].with_name(outputs["html"].stem + "_files")
        if beside.is_dir():
            folders[beside.name] = beside
    if "pdf" in outputs:
        files[f"ipabs-{name}.pdf"] = outputs["pdf"]
    final = publish.publish(
        name, files, folders, request.site,
        lambda edition: manifest.write(edition, name, request.data, request.project.root, request.assembler),
    )  # fmt: skip
    theme = request.project.theme
    site_pages.write_assets(request.site, request.project.extension, theme)
    site_pages.write_archive(
        request.site, publish.published_editions(request.site), theme, request.project.extension
    )
    built.html = final / "index.html" if "html" in outputs else None
    built.pdf = final / f"ipabs-{name}.pdf" if "pdf" in outputs else None


def _zip_data(data: Path, target: Path) -> None:
    """Pack the exhibits' CSV files; fixed dates, so that equal data give equal bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(data.iterdir()):
            entry = zipfile.ZipInfo(path.name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())


def _write_record(target: Path, request: Request, found: results.Results, formats: Sequence[str]) -> None:
    calendar = request.calendar
    record: dict[str, Any] = {
        "name": calendar.name,
        "title": calendar.quarter.zh,
        "cut_off": calendar.cut_off.isoformat(),
        "headline": found.page.get("headline", []),
        "summary": found.page.get("summary", ""),
        "reconstructed": found.page.get("reconstructed", False),
        "quarters": found.page.get("quarters", []),
        "cover_marks": found.page.get("cover-marks", ""),
        "links": downloads(calendar.name, formats, len(found.exhibits)),
    }
    target.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


class _Clock:
    """Writes down the seconds between laps."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds = seconds
        self._last = time.perf_counter()

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self._seconds[step] = now - self._last
        self._last = now


def last_quarter(data: Path) -> Quarter:
    """Return the ledger's last complete quarter."""
    from ipabs.edition import covered
    from ipabs.ledger import read_ledger

    return covered(read_ledger(data))[1]
