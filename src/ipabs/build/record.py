"""What an edition adds to the committed project, and what the archive knows of it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ipabs.assembly import reading, stage
from ipabs.build.news import noted
from ipabs.errors import IpabsError
from ipabs.execution.results import Results
from ipabs.facts.fact import Fact, escape
from ipabs.facts.variables import variables
from ipabs.facts.words import period_words
from ipabs.fonts import font_files
from ipabs.period import Calendar
from ipabs.project import Project
from ipabs.provenance import provenance, used_facts


def generated(
    project: Project, calendar: Calendar, found: Results, formats: Sequence[str]
) -> stage.Generated:
    """Return variables, metadata, the provenance appendix and the facts of an edition.

    Raises
    ------
    IpabsError
        If two notebooks show the same fact, or the report's text lacks a file.
    """
    facts = [Fact.from_json(record) for record in found.facts]
    _refuse_doubles(facts)
    text = reading.expanded(project.root / "report" / "index.qmd")
    listed = used_facts(facts, reading.used_variables(text))
    page = as_markdown({key: value for key, value in found.page.items() if key != "quarters"})
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
            "downloads": downloads(calendar.name, formats, len(found.exhibits)),
        },
        "look": project.theme,
    }
    return stage.Generated(
        variables=variables(facts, period_words(calendar)),
        metadata=metadata,
        texts={"_provenance.qmd": provenance(listed, calendar.cut_off_zh)},
        facts={"edition": calendar.name, "facts": [fact.to_json() for fact in facts]},
        fonts=tuple(font_files().values()),
    )


def as_markdown(page: Mapping[str, Any]) -> dict[str, Any]:
    """Return the page's data as metadata, which assemblers read as Markdown: names in sentences are escaped.

    The summary comes with its numbers marked, where the page has it so.
    """
    headline = [
        {key: escape(value) if key in ("label", "comparison") else value for key, value in figure.items()}
        for figure in page.get("headline", [])
    ]
    summary = page.get("summary-markup") or escape(page.get("summary", ""))
    others = {key: value for key, value in page.items() if key != "summary-markup"}
    return {**others, "headline": headline, "summary": summary}


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
    if "docx" in formats:
        offers.append({"label": "Word", "href": f"ipabs-{name}.docx", "detail": ""})
    offers.append({"label": "图表数据", "href": f"ipabs-{name}-data.zip", "detail": f"CSV × {exhibits}"})
    return offers


def zip_data(data: Path, target: Path) -> None:
    """Pack the exhibits' CSV files; fixed dates, so that equal data give equal bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(data.iterdir()):
            entry = zipfile.ZipInfo(path.name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())


def _aaa_share(calendar: Calendar, found: Results) -> str:
    """Return the share of AAAsf in the year's senior tranches, in percent; empty where nothing was issued."""
    wanted = f"senior.aaa.share.{calendar.year.id}"
    fact = next((fact for fact in found.facts if fact["id"] == wanted), None)
    return str(fact["text"]).removesuffix("%") if fact and fact["value"] is not None else ""


def write_record(target: Path, calendar: Calendar, found: Results, links: Sequence[dict[str, str]]) -> None:
    """Write ``edition.json``: what the archive page shows of an edition."""
    record: dict[str, Any] = {
        "name": calendar.name,
        "title": calendar.quarter.zh,
        "cut_off": calendar.cut_off.isoformat(),
        "headline": found.page.get("headline", []),
        "summary": found.page.get("summary", ""),
        "reconstructed": found.page.get("reconstructed", False),
        "quarters": found.page.get("quarters", []),
        "cover_marks": found.page.get("cover-marks", ""),
        "links": list(links),
        "aaa_share": _aaa_share(calendar, found),
        "new": noted(found.facts),
    }
    target.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
