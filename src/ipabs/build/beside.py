"""What is published beside an edition's page: its facts, its data, its picture, the ledger rows behind its numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from ipabs.build.record import downloads, write_record, zip_data
from ipabs.build.state import State
from ipabs.cache.digests import combined
from ipabs.execution import results
from ipabs.period import Calendar


def write_beside(
    state: State, calendar: Calendar, found: results.Results, formats: Sequence[str], folder: Path
) -> dict[str, Path]:
    """Write what is published beside an edition in these formats, and return name → file."""
    archive = folder / f"ipabs-{calendar.name}-data.zip"
    zip_data(folder / "data", archive)
    record = folder / "edition.json"
    write_record(record, calendar, found, downloads(calendar.name, formats, len(found.exhibits)))
    return {
        "facts.json": folder / "facts.json",
        "facts.js": folder / "facts.js",
        "edition.json": record,
        archive.name: archive,
        "card.png": _card(state, folder, calendar, found),
        **_rows(state, folder, calendar, found),
    }


def _card(state: State, folder: Path, calendar: Calendar, found: results.Results) -> Path:
    """Return the edition's picture for links, drawn again only where what it shows has changed."""
    target, record = folder / "card.png", folder / "card.json"
    theme = state.project.theme
    shown = {key: found.page.get(key) for key in ("headline", "cover-marks", "reconstructed")}
    made_from = combined(
        [json.dumps([shown, theme], sort_keys=True), state.environment, state.library["assembly/card.py"]]
    )
    try:
        stands = json.loads(record.read_text("utf-8")) == {"from": made_from, "is": state.digests.of(target)}
    except (OSError, ValueError):
        stands = False
    if state.fresh or not stands:
        from ipabs.assembly.card import card
        from ipabs.fonts import font_files

        target.write_bytes(card(calendar.quarter.zh, shown, theme, font_files()))
        record.write_text(json.dumps({"from": made_from, "is": state.digests.of(target)}), "utf-8")
    return target


def _rows(state: State, folder: Path, calendar: Calendar, found: results.Results) -> dict[str, Path]:
    """Return page and script of the ledger rows behind the facts, written again only where they may differ."""
    files = {"rows.html": folder / "rows.html", "rows.js": folder / "rows.js"}
    record = folder / "rows.json"
    theme, template = state.project.theme, state.project.extension / "html" / "rows.html"
    code = [state.library[name] for name in ("assembly/rows.py", "build/ledger_rows.py")]
    words = json.dumps(theme, sort_keys=True)
    made_from = combined(
        [state.digests.of(folder / "facts.json"), state.ledger, words, state.digests.of(template), *code]
    )
    try:
        known = json.loads(record.read_text("utf-8"))
    except (OSError, ValueError):
        known = {}
    if state.fresh or known != {"from": made_from, "is": [state.digests.of(path) for path in files.values()]}:
        from ipabs.assembly import rows
        from ipabs.build.ledger_rows import ledger_rows

        tables = ledger_rows(state.snapshot, found.facts)
        page = rows.page(tables, calendar.quarter.zh, theme, state.project.extension)
        files["rows.html"].write_text(page, "utf-8")
        files["rows.js"].write_text(rows.script(tables), "utf-8")
        known = {"from": made_from, "is": [state.digests.of(path) for path in files.values()]}
        record.write_text(json.dumps(known), "utf-8")
    return files
