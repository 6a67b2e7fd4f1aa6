"""``ipabs build``"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ipabs.cli.options import Data, Json, ledger_folder
from ipabs.cli.words import say
from ipabs.execution.job import DEADLINE
from ipabs.project import Project

if TYPE_CHECKING:
    from ipabs.build import Built


def command(
    periods: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PERIOD]…",
            help="Quarters such as 2024Q1, ranges such as 2019Q1..2024Q1 [the ledger's last complete one].",
        ),
    ] = None,
    to: Annotated[
        str, typer.Option("--to", metavar="FORMATS", help="html, pdf, docx, wechat; any of them.")
    ] = "html,pdf",
    data: Data = None,
    site: Annotated[
        Path | None, typer.Option("--site", metavar="DIR", help="Where the site lies [_site/].")
    ] = None,
    assembler: Annotated[
        str, typer.Option("--assembler", metavar="NAME", help="auto, quarto or embedded.")
    ] = "auto",
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", min=1, help="Notebooks at a time [processors].")
    ] = None,
    deadline: Annotated[
        float,
        typer.Option("--deadline", metavar="SECONDS", min=1, help="After which a notebook is ended."),
    ] = DEADLINE,
    force: Annotated[bool, typer.Option("--force", help="Use nothing that earlier builds left.")] = False,
    check_pages: Annotated[
        bool,
        typer.Option(
            "--check-pages/--no-check-pages", help="Publish nothing whose printed pages look wrong."
        ),
    ] = True,
    as_json: Json = False,
) -> None:
    """Build editions: run the notebooks, assemble what is asked for, publish into the site."""
    from ipabs.build import Request, build, chosen_assembler, chosen_formats, chosen_periods
    from ipabs.cli.progress import BuildProgress

    formats = chosen_formats(to)
    project = Project.find()
    folder = ledger_folder(project, data)
    target = (site or project.site).resolve()
    # A place that cannot be written is known before the notebooks run, not after.
    (target / "editions").mkdir(parents=True, exist_ok=True)
    request = Request(
        project, chosen_periods(periods or []), folder, formats, target, chosen_assembler(assembler),
        jobs or os.cpu_count() or 1, force, check_pages, deadline=deadline,
    )  # fmt: skip
    started = time.perf_counter()
    with BuildProgress() as progress:
        built = build(request, progress)
    seconds = time.perf_counter() - started
    if as_json:
        typer.echo(json.dumps([_record(result) for result in built], ensure_ascii=False, indent=1))
        return
    for result in built:
        typer.echo(summary(result))
        for line in (*first_seen(result), *left(result)):
            typer.echo(line)
        if len(built) > 1:
            typer.echo(below_site(result, target))
            continue
        for label, path in _files(result).items():
            typer.echo(f"  {label:<6} {path}")
    typer.echo(f"  {say('site'):<6} {target / 'index.html'}")
    typer.echo(
        say("{} editions in {} s", len(built), f"{seconds:.1f}")
        if len(built) > 1
        else say("{} s", f"{seconds:.1f}")
    )


def summary(result: Built) -> str:
    """Return the line that says what was done for an edition."""
    head = say("Edition {}", result.period)
    if result.unchanged:
        return f"{head}  {say('nothing has changed')}"
    count = len(result.executed)
    ran = (
        say("1 notebook run, {} unchanged", result.reused)
        if count == 1
        else say("{} notebooks run, {} unchanged", count, result.reused)
    )
    formats = say("assembled: {}", ", ".join(result.assembled) or say("nothing"))
    why = f"; {result.because}" if result.because else ""
    return f"{head}  {ran}; {formats} ({result.assembler}{why})"


def _files(result: Built) -> dict[str, Path]:
    """Return what was made of an edition, by what it is."""
    files = {"HTML": result.html, "PDF": result.pdf, "Word": result.docx, "WeChat": result.wechat}
    return {label: path for label, path in files.items() if path}


def below_site(result: Built, site: Path) -> str:
    """Return the line that says where an edition of several lies, below the site that is named once."""
    files = list(_files(result).values())
    folder = files[0].parent.relative_to(site).as_posix()
    return f"  {say('files'):<6} {folder}/  {'  '.join(path.name for path in files)}"


def first_seen(result: Built) -> list[str]:
    """Return a line for whatever the edition's quarter brought for the first time."""
    from ipabs.build.news import news

    lines = []
    for new in news(result.folder):
        count = say(
            f"{{}} {'tranche' if new['unit'] == '只' else 'deal'}{'s' * (new['count'] != 1)}", new["count"]
        )
        words = [new["what"], new["code"], *([new["zh"]] if new["zh"] not in ("", new["code"]) else [])]
        text = " ".join(words) + (f" ({count})" if new["count"] is not None else "")
        lines.append(f"  {say('new in {}: {}', result.period, text)}")
    return lines


def left(result: Built) -> list[str]:
    """Return a line for formats that were not asked for and now have an older text, and one for those that are gone."""
    told = {
        "{}: published earlier, same numbers, older text or look (--to {} renews it)": result.older,
        "{}: taken away, its numbers were others (--to {} makes it again)": result.dropped,
    }
    return [f"  {say(text, ', '.join(kinds), ','.join(kinds))}" for text, kinds in told.items() if kinds]


def _record(result: Built) -> dict[str, object]:
    from ipabs.build.news import news

    found = {key: str(value) if isinstance(value, Path) else value for key, value in asdict(result).items()}
    return found | {"new": news(result.folder)}
