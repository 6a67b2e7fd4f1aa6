"""From the results of its notebooks to a published edition; formats whose inputs did not change are kept."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ipabs.assembly import manifest, pictures, publish, stage, word
from ipabs.assembly import site as site_pages
from ipabs.build.beside import write_beside
from ipabs.build.formats import Formats
from ipabs.build.publication import (
    Assembly,
    Published,
    key_of,
    last_record,
    published,
    published_names,
)
from ipabs.build.record import downloads, generated
from ipabs.build.request import FORMATS
from ipabs.build.searching import note
from ipabs.build.state import State
from ipabs.cache.digests import combined
from ipabs.execution import results
from ipabs.ledger.moved import moved
from ipabs.period import Calendar, Quarter
from ipabs.project import Project


def finish_json(assembly: dict[str, Any]) -> dict[str, Any]:
    """Do what :func:`finish` does, on plain values, and note what can be found of the page: for another process."""
    # As many such processes run as there are processors, so a thread for each of them, as Typst has, gains nothing.
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    given = Assembly(**{**assembly, "formats": tuple(assembly["formats"])})
    state = _state(given)
    made = _finish(given, state)
    if "html" in made.assembled and given.search:
        note(state, Path(given.site), given.period, Quarter.parse(given.period).zh)
    return asdict(made)


def finish(assembly: Assembly, on_page: Callable[[str, str, str], None] | None = None) -> Published:
    """Stage, assemble and publish one edition from the executed notebooks in its build folder.

    Parameters
    ----------
    on_page
        Called with name, title and HTML of the edition as soon as its page is assembled, while other formats
        may still be under way; by the embedded assembler only.

    Raises
    ------
    IpabsError
        If the text or an assembler fails; the edition published before stays.
    """
    return _finish(assembly, _state(assembly), on_page, alone=True)


def _state(assembly: Assembly) -> State:
    return State(Project(Path(assembly.root)), Path(assembly.data), fresh=assembly.force)


def _finish(
    assembly: Assembly,
    state: State,
    on_page: Callable[[str, str, str], None] | None = None,
    alone: bool = False,
) -> Published:
    project = state.project
    folder = project.build(assembly.period)
    calendar = Calendar(Quarter.parse(assembly.period))
    executed = [folder / "executed" / name for name in assembly.results]

    if assembly.assembler == "embedded":
        from ipabs.assembly import embedded

        embedded.make_ready(folder, assembly.formats, alone)
    # Before the sources are read: an edit meanwhile must count as one that this build did not see.
    key = key_of(state, assembly)
    if assembly.ledger and state.ledger != assembly.ledger:
        raise moved(assembly.data)
    publish.restore(assembly.period, Path(assembly.site))
    found = results.collect(executed)
    kept = _kept(assembly, found)
    if "html" in kept and not _offers(kept["html"], assembly.period, (*assembly.formats, *kept)):
        # The page names what can be downloaded: with a format more than it knows of it is made again.
        assembly, kept = replace(assembly, formats=("html", *assembly.formats)), _without(kept, "html")
    made = generated(project, calendar, found, (*assembly.formats, *kept))
    made_of = [json.dumps(dict(sorted(assembly.results.items()))), combined(state.library)]
    stage.stage(project.root, folder, found, executed, made, "" if assembly.force else combined(made_of))
    site_pages.write_assets(folder, project.extension, project.theme, linked=True)
    drawn_by = combined([combined(state.library), state.environment])
    pictures.write_pictures(folder, found, assembly.formats, project.theme, drawn_by)
    if "docx" in assembly.formats:
        word.write_reference(folder, project.extension, project.theme, made.metadata["edition"])

    before = last_record(folder)
    formats = Formats(state, assembly, (*assembly.formats, *kept), before.get("formats", {}))
    outputs = {} if assembly.force else formats.standing()
    # Quarto renders all formats in one go and removes what an earlier call made.
    missing = tuple(kind for kind in assembly.formats if kind not in outputs)
    if missing and assembly.assembler == "quarto":
        missing, outputs = assembly.formats, {}
    checked = assembly.check_pages and "pdf" in assembly.formats
    beside: dict[str, Path] = {}

    def meanwhile() -> None:
        _lint(state)
        if checked:
            from ipabs import pages

            pages.make_ready()
        beside.update(write_beside(state, calendar, found, (*assembly.formats, *kept), folder))

    if missing:
        heard = (lambda page: on_page(calendar.name, calendar.quarter.zh, page)) if on_page else None
        outputs |= _assemble(assembly.assembler, folder, missing, heard, meanwhile)
    else:
        meanwhile()
    if checked:
        from ipabs.pages import refuse_bad_pages

        # Figures and fonts show on a page without being drawn by its own stream.
        rests_on = combined([*made_of, state.environment])
        refuse_bad_pages(outputs["pdf"], folder / "pages.json", rests_on)
    dropped = _dropped(assembly, kept)
    _publish(state, assembly, outputs | kept, beside, folder)
    edition = Path(assembly.site) / "editions" / assembly.period
    record = {
        "key": key,
        "site": assembly.site,
        "manifest": state.digests.of(edition / "manifest.json"),
        "pages_checked": checked,
        "formats": formats.record(outputs),
        "older": formats.older(),
        "ledger": state.inputs,
    }
    (folder / "state.json").write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    state.digests.save()
    because = formats.because(missing) if missing else _unseen(state, before)
    return replace(published(assembly), assembled=missing, because=because, dropped=dropped)


def _dropped(assembly: Assembly, kept: Mapping[str, Path]) -> tuple[str, ...]:
    """Return the published formats that are neither asked for nor kept."""
    others = tuple(kind for kind in FORMATS if kind not in assembly.formats and kind not in kept)
    return tuple(published(replace(assembly, formats=others)).files)


def _unseen(state: State, before: Mapping[str, Any]) -> str:
    """Say what changed in the ledger since the last build, though nothing that was assembled shows it."""
    known = before.get("ledger")
    if not isinstance(known, dict):
        return ""
    changed = [name for name, digest in state.inputs.items() if known.get(name) != digest]
    return f"{', '.join(changed)} changed, in nothing that is shown" if changed else ""


def _kept(assembly: Assembly, found: results.Results) -> dict[str, Path]:
    """Return the published files of formats not asked for, if they show the very numbers of this build."""
    edition = Path(assembly.site) / "editions" / assembly.period
    files = {kind: edition / name for kind, name in published_names(assembly.period).items()}
    files = {kind: path for kind, path in files.items() if kind not in assembly.formats and path.exists()}
    if not files:
        return {}
    try:
        shown = json.loads((edition / "facts.json").read_text(encoding="utf-8"))["facts"]
    except (OSError, ValueError, KeyError):
        return {}
    return files if shown == json.loads(json.dumps(found.facts)) else {}


def _offers(page: Path, period: str, formats: Sequence[str]) -> bool:
    """Return whether an edition's page offers every one of these formats that is offered at all."""
    text = page.read_text(encoding="utf-8")
    return all(f'href="{offer["href"]}"' in text for offer in downloads(period, formats, 0))


def _without(files: Mapping[str, Path], kind: str) -> dict[str, Path]:
    return {name: path for name, path in files.items() if name != kind}


_linted: set[str] = set()
"""Digests of the texts that this process has found without fault."""


def _lint(state: State) -> None:
    """Refuse a text with typed numbers, once for all editions that a process finishes."""
    text = combined(state.text)
    if text not in _linted:
        from ipabs.prose import refuse_typed_numbers

        refuse_typed_numbers(state.project.root)
        _linted.add(text)


def _assemble(
    assembler: str,
    folder: Path,
    formats: Sequence[str],
    on_page: Callable[[str], None] | None,
    meanwhile: Callable[[], None],
) -> dict[str, Path]:
    """Return format → file; `meanwhile` is done while other processes work, and its failure is theirs."""
    made: dict[str, Path] = {}
    others = tuple(formats)
    if assembler == "quarto":
        from ipabs.assembly import quarto

        meanwhile()
        if (folder / "_output").exists():
            shutil.rmtree(folder / "_output")
        of_quarto = tuple(kind for kind in formats if kind != "wechat")
        made = quarto.assemble(folder, of_quarto, publish.is_own) if of_quarto else {}
        # Quarto would embed the screen's charts into the page for WeChat, which takes no scripts.
        others = tuple(kind for kind in formats if kind not in made)
    if others:
        from ipabs.assembly import embedded

        idle = None if assembler == "quarto" else meanwhile
        made |= embedded.assemble(folder, others, on_page, idle, publish.is_own)
    return made


def _publish(
    state: State, assembly: Assembly, outputs: Mapping[str, Path], beside: Mapping[str, Path], folder: Path
) -> None:
    name, project = assembly.period, state.project
    edition = Path(assembly.site) / "editions" / name
    resources: dict[str, Path] = {}
    if "html" in outputs:
        # A page that stays as it was published keeps what it shows.
        stays = outputs["html"].parent == edition
        resources = (publish.published_resources if stays else publish.resources)(
            edition if stays else outputs["html"]
        )
    files = {
        **resources, **beside, **{published_names(name)[kind]: path for kind, path in outputs.items()}
    }  # fmt: skip
    publish.publish(
        name, files, {"data": folder / "data"}, Path(assembly.site),
        lambda edition: manifest.write(
            edition, name, state.data, project.root, assembly.assembler, state.seen
        ),
    )  # fmt: skip
