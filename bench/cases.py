"""The cases of one edition: what is done to the copy, what is timed, and what must come of it."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from bench import edits, endurance, plain
from bench.measuring import PERIOD, Case, Run, build, told
from bench.processes import Command, WrongResult, run
from bench.workspace import Workspace

BACKFILL = ("2019Q1..2024Q1", 21)
LOOK = 0.005
"""Seconds between two looks for child processes."""

_SETTLED = 2.1
"""Seconds after which a file's time tells whether it changed."""


class Editions:
    """Measures the ways to make one edition, on one copy of the project.

    Parameters
    ----------
    workspace
        The copy.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._since_built = 0.0

    def cases(self, quarto: bool) -> list[Case]:
        """Return the cases; the one with Quarto only if it is installed."""
        plain_quarto = Case("plain-quarto", "plain: papermill commands, then Quarto", self._plain_quarto)
        return [
            Case("plain", "plain: papermill commands, embedded assembler", self._plain),
            *([plain_quarto] if quarto else []),
            Case("floor", "floor: forked scripts, embedded assembler", self._floor),
            Case("cold", "ipabs build, from nothing", self._cold),
            Case("unchanged", "ipabs build, nothing changed", self._unchanged),
            Case("prose", "ipabs build, one sentence edited", self._prose),
            Case("deal", "ipabs build, one deal edited", lambda first: self._edited(edits.deal, first)),
            Case(
                "measure", "ipabs build, one measure edited", lambda first: self._edited(edits.measure, first)
            ),
            Case(
                "backfill",
                f"ipabs build {BACKFILL[0]}, from nothing",
                self._backfill,
                per="edition",
                size=BACKFILL[1],
            ),
            Case(
                "endurance",
                f"{endurance.COUNT} builds in a row",
                self._endurance,
                1,
                "build",
                endurance.COUNT,
            ),
        ]

    @cached_property
    def reference(self) -> dict[str, str]:
        """The published edition that every way must produce, from a build that is not timed."""
        self._build_afresh()
        return self._published()

    @cached_property
    def uses(self) -> Path:
        """Folder with an account of what each notebook uses, recorded from plain scripts."""
        workspace = self._workspace
        workspace.reset()
        folder = workspace.root.parent / f"{workspace.root.name}-uses"
        folder.mkdir(exist_ok=True)  # an attempt before may have gone wrong
        run([self._floor_command("--record", str(folder))])
        ledger = json.loads((folder / "ledger.modules.json").read_text("utf-8"))
        drawn: dict[str, None] = {}
        for path in sorted(folder.glob("[0-9]*.modules.json")):
            drawn |= dict.fromkeys(json.loads(path.read_text("utf-8")))
        (folder / "preload.json").write_text(
            json.dumps({"ledger": ledger, "notebooks": list(drawn)}), "utf-8"
        )
        return folder

    def _floor_command(self, *options: str) -> Command:
        root = self._workspace.root
        arguments = (sys.executable, "-m", "bench.floor", str(root), PERIOD, *options)
        return Command(arguments, root, self._workspace.environment)

    def _published(self) -> dict[str, str]:
        """Return file → digest of the published edition."""
        folder = self._workspace.edition(PERIOD)
        found = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        missing = {"facts.json", "index.html", f"ipabs-{PERIOD}.pdf"} - found.keys()
        if missing:
            raise WrongResult(f"{', '.join(sorted(missing))} missing in {folder}")
        return found

    def _refuse_other(self, wanted: Mapping[str, str]) -> None:
        """Compare what is published with what must be, file by file."""
        found = self._published()
        other = [name for name in wanted if found.get(name) != wanted[name]] + sorted(found.keys() - wanted)
        if other:
            raise WrongResult(f"not what ipabs build publishes from nothing: {', '.join(other)}")

    def _build_afresh(self) -> None:
        self._workspace.reset()
        run([build(self._workspace, PERIOD)])
        self._workspace.built = True
        self._since_built = time.monotonic()

    def _start_from_built(self) -> None:
        """Make sure that everything is built and nothing edited, a little while ago."""
        if not self._workspace.built:
            self._build_afresh()
        time.sleep(max(0.0, self._since_built + _SETTLED - time.monotonic()))

    def _plain(self, first: bool, assembler: str = "embedded") -> Run:
        wanted = self.reference
        self._workspace.reset()
        outcome = run(plain.commands(self._workspace, PERIOD, assembler))
        if assembler == "quarto":  # its page is its own; the numbers must be the same
            if self._published()["facts.json"] != wanted["facts.json"]:
                raise WrongResult("facts.json is not that of ipabs build")
        else:
            self._refuse_other(wanted)
        # The last one assembles.
        return Run.of(outcome, papermill=outcome.each[:-1])

    def _plain_quarto(self, first: bool) -> Run:
        return self._plain(first, "quarto")

    def _floor(self, first: bool) -> Run:
        wanted, uses = self.reference, self.uses
        self._workspace.reset()
        outcome = run([self._floor_command("--preload", str(uses / "preload.json"))])
        self._refuse_other(wanted)
        return Run.of(outcome)

    def _cold(self, first: bool) -> Run:
        wanted = self.reference
        self._workspace.reset()
        outcome = run([build(self._workspace, PERIOD)])
        self._workspace.built = True
        self._since_built = time.monotonic()
        [record] = told(outcome)
        self._refuse_other_notebooks(record, {path.stem for path in self._workspace.notebooks})
        self._refuse_other(wanted)
        return Run.of(outcome, executed=len(record["executed"]), steps=record["seconds"])

    def _unchanged(self, first: bool) -> Run:
        self._start_from_built()
        outcome = run([build(self._workspace, PERIOD)])
        [record] = told(outcome)
        self._refuse_other_notebooks(record, set())
        if record["assembled"] or not record["unchanged"]:
            raise WrongResult(f"nothing had changed, and {record['assembled']} were assembled")
        details: dict[str, Any] = {"executed": 0}
        if first:
            details["children"] = self._children()
            if details["children"]:
                raise WrongResult(f"nothing had changed, and these ran: {details['children']}")
        return Run.of(outcome, **details)

    def _prose(self, first: bool) -> Run:
        self._start_from_built()
        edits.prose(self._workspace)
        outcome = run([build(self._workspace, PERIOD)])
        [record] = told(outcome)
        self._refuse_other_notebooks(record, set())
        page = (self._workspace.edition(PERIOD) / "index.html").read_bytes()
        if set(record["assembled"]) != {"html", "pdf"} or edits.SENTENCE.encode() not in page:
            raise WrongResult("the edited sentence is not in the page")
        details: dict[str, Any] = {"executed": 0}
        if first:
            self._build_afresh()
            self._start_from_built()
            edits.prose(self._workspace)
            details["children"] = self._children()
            started = [each for each in details["children"] if is_python(each)]
            if started:
                raise WrongResult(f"only prose had changed, and these ran: {started}")
            self._refuse_other_than_forced()
        return Run.of(outcome, **details)

    def _edited(self, edit: Callable[[Workspace], edits.Concerned], first: bool) -> Run:
        uses = self.uses
        self._start_from_built()
        concerned = edit(self._workspace)
        outcome = run([build(self._workspace, PERIOD)])
        [record] = told(outcome)
        expected = {path.stem for path in self._workspace.notebooks if concerns(concerned, uses, path.stem)}
        self._refuse_other_notebooks(record, expected)
        if first:
            self._refuse_other_than_forced()
        return Run.of(outcome, executed=sorted(record["executed"]), reasons=record["reasons"])

    def _refuse_other_than_forced(self) -> None:
        found = self._published()
        run([build(self._workspace, PERIOD, "--force")])
        self._refuse_other(found)

    def _backfill(self, first: bool) -> Run:
        self._workspace.reset()
        outcome = run([build(self._workspace, BACKFILL[0])])
        records = told(outcome)
        everything = {path.stem for path in self._workspace.notebooks}
        if len(records) != BACKFILL[1]:
            raise WrongResult(f"{len(records)} editions instead of {BACKFILL[1]}")
        for record in records:
            self._refuse_other_notebooks(record, everything)
        return Run.of(outcome, editions=len(records))

    def _endurance(self, first: bool) -> Run:
        outcome, told = endurance.outcome(self._workspace)
        return Run.of(outcome, **told)

    def _children(self) -> list[str]:
        """Return what one more such build starts; it is watched, not timed."""
        outcome = run([build(self._workspace, PERIOD)], every=LOOK)
        return sorted(set(outcome.watched.children.values()))

    def _refuse_other_notebooks(self, record: Mapping[str, Any], expected: set[str]) -> None:
        ran = set(record["executed"])
        if ran != expected:
            raise WrongResult(
                f"{record['period']}: notebooks that ran though they need not: {sorted(ran - expected)}; "
                f"that should have run: {sorted(expected - ran)}"
            )


def concerns(concerned: edits.Concerned, uses: Path, notebook: str) -> bool:
    """Tell from what a plain script of the notebook used whether an edit concerns it."""
    read = json.loads((uses / f"{notebook}.reads.json").read_text("utf-8"))
    columns = {
        (table.removeprefix("whole."), column) for table, names in read["tables"].items() for column in names
    }
    modules = [path.replace(os.sep, "/") for path in read["modules"]]
    module = concerned.module and any(path.endswith(f"ipabs/{concerned.module}") for path in modules)
    return bool(module or columns & concerned.columns)


def is_python(command: str) -> bool:
    """Tell whether a child process is one of Python: a kernel, or the process that kernels are forked from."""
    return "python" in Path(command.split(" ", 1)[0]).name.lower()
