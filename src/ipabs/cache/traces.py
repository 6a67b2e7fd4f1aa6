"""Results of notebooks, each with what it rested on; found again as long as all of that is unchanged.

A trace is what one run of one notebook with certain parameters read, by digests, and the digest of its
result (Mokhov, Mitchell and Peyton Jones, “Build systems à la carte”, 2018: constructive traces). A few
are kept for each notebook and parameters, so that going back to an earlier state finds the earlier result.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ipabs.cache.digests import FileDigests, combined, listing

KEPT = 4
"""Traces kept for one notebook and one set of parameters."""

_AGE = 90 * 86_400
"""Seconds after which what no build has used is removed."""

_HOUR, _DAY = 3_600, 86_400


@dataclass(frozen=True)
class Trace:
    """What one run rested on, and what came out.

    Parameters
    ----------
    notebook
        Digest of the notebook's cells.
    environment
        Digest of Python, packages and fonts.
    files, folders
        Path (below the project: relative) → digest of a file's content, of a folder's names.
    tables
        Table → ``rows`` and ``columns`` (name → digest) that were read.
    ledger
        Name of the stored ledger, to say later which rows have changed.
    result
        Digest of the executed notebook.
    seconds
        How long the run took.
    """

    notebook: str
    environment: str
    files: Mapping[str, str]
    folders: Mapping[str, str]
    tables: Mapping[str, Mapping[str, Any]]
    ledger: str
    result: str
    seconds: float = 0.0


@dataclass(frozen=True)
class Present:
    """The state of things that a trace is compared with."""

    root: Path
    environment: str
    digests: FileDigests
    tables: Mapping[str, Mapping[str, Any]]

    def difference(self, trace: Trace, notebook: str) -> tuple[str, Any] | None:
        """Return what has changed since `trace`, the most telling first; ``None`` if nothing has.

        Returns
        -------
        tuple or None
            ``("notebook", None)``, ``("tables", {table: [columns]})``, ``("files", [paths])`` or
            ``("environment", None)``.
        """
        if trace.notebook != notebook:
            return "notebook", None
        changed = [
            path for path, digest in trace.files.items() if self.digests.of(self.root / path) != digest
        ] + [path for path, digest in trace.folders.items() if listing(self.root / path) != digest]
        if changed:
            return "files", changed
        tables = {
            table: moved
            for table, read in trace.tables.items()
            if (moved := _moved(read, self.tables.get(table))) is not None
        }
        if tables:
            return "tables", tables
        if trace.environment != self.environment:
            return "environment", None
        return None


def _moved(read: Mapping[str, Any], now: Mapping[str, Any] | None) -> list[str] | None:
    """Return the columns whose digest differs, all that were read if the number of rows does."""
    if now is None:
        return list(read["columns"])
    changed = [name for name, digest in read["columns"].items() if now["columns"].get(name) != digest]
    if now["rows"] != read["rows"]:
        return changed or list(read["columns"])
    return changed or None


class TraceStore:
    """Traces and results below one folder.

    Parameters
    ----------
    folder
        ``traces/`` and ``results/`` lie in it.
    """

    def __init__(self, folder: Path) -> None:
        self._traces = folder / "traces"
        self._results = folder / "results"

    def _file(self, name: str, parameters: Mapping[str, Any]) -> Path:
        key = combined([name, json.dumps(parameters, sort_keys=True)])[:16]
        return self._traces / f"{name}-{key}.json"

    def of(self, name: str, parameters: Mapping[str, Any]) -> list[Trace]:
        """Return the traces of a notebook with these parameters, the latest first."""
        try:
            entries = json.loads(self._file(name, parameters).read_text(encoding="utf-8"))
            return [Trace(**entry) for entry in entries]
        except (OSError, ValueError, TypeError):
            return []

    def result(self, trace: Trace) -> bytes | None:
        """Return the executed notebook of `trace`, or None if it is gone or not what was stored."""
        try:
            content = self._path(trace.result).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(content).hexdigest() != trace.result:
            self._path(trace.result).unlink(missing_ok=True)
            return None
        return content

    def add(self, name: str, parameters: Mapping[str, Any], trace: Trace, result: bytes) -> None:
        """Keep a run: its result first, so that a trace never points at nothing."""
        self._results.mkdir(parents=True, exist_ok=True)
        self._write(self._path(trace.result), result)
        self.promote(name, parameters, trace)

    def promote(self, name: str, parameters: Mapping[str, Any], trace: Trace) -> None:
        """Put `trace` first among its kind: the one that a reason for running again is told against."""
        others = [old for old in self.of(name, parameters) if _inputs(old) != _inputs(trace)]
        entries = [asdict(each) for each in (trace, *others)][:KEPT]
        self._traces.mkdir(parents=True, exist_ok=True)
        content = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
        self._write(self._file(name, parameters), content.encode())

    def used(self, name: str, parameters: Mapping[str, Any], trace: Trace) -> None:
        """Note that a build used `trace`: it comes first, and its kind is not removed for its age."""
        path = self._file(name, parameters)
        if self.of(name, parameters)[:1] != [trace]:
            self.promote(name, parameters, trace)
        elif time.time() - path.stat().st_mtime > _DAY:
            os.utime(path)

    def prune(self) -> int:
        """Remove traces that no build used for ninety days, and results that no trace names; return how many."""
        removed = 0
        now = time.time()
        named: set[str] = set()
        if not self._traces.is_dir():
            return 0
        for path in self._traces.iterdir():
            try:
                if now - path.stat().st_mtime > _AGE or path.name.startswith("."):
                    path.unlink()
                    removed += 1
                    continue
                named |= {entry["result"] for entry in json.loads(path.read_text(encoding="utf-8"))}
            except (OSError, ValueError, TypeError, KeyError):
                path.unlink(missing_ok=True)
                removed += 1
        for path in self._results.iterdir() if self._results.is_dir() else ():
            # A build that runs beside this one writes a result before the trace that names it.
            if path.stem not in named and now - path.stat().st_mtime > _HOUR:
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def ledgers(self) -> set[str]:
        """Return the names of stored ledgers that a trace may still be compared with."""
        names: set[str] = set()
        for path in self._traces.glob("*.json") if self._traces.is_dir() else ():
            with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
                names |= {entry["ledger"] for entry in json.loads(path.read_text(encoding="utf-8"))}
        return names

    def _path(self, digest: str) -> Path:
        return self._results / f"{digest}.ipynb"

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        aside.write_bytes(content)
        aside.replace(path)


def _inputs(trace: Trace) -> dict[str, Any]:
    return {key: value for key, value in asdict(trace).items() if key not in ("result", "seconds", "ledger")}
