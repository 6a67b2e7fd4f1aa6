"""Renders the staged project with the Quarto command, through the ``quarto`` package.

Run as a module it is the process in which that package starts the command: what both print is then captured.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from ipabs.assembly import tree
from ipabs.errors import IpabsError

__all__ = ["assemble", "available", "version"]

_NEEDED = (1, 9)
_UNRESOLVED = re.compile(r"\?\\?@[\w-]+|\?(?:var|meta|invalid(?: var| meta)? ?(?:type)?):[\w.-]+")
_NOISE = re.compile(r"<script\b.*?</script>|<style\b.*?</style>", re.DOTALL)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_LOG = "logs/quarto.log"


def command() -> str | None:
    """Return the Quarto command: ``QUARTO_PATH``, or what is on the PATH."""
    named = os.environ.get("QUARTO_PATH")
    if named:
        inside = Path(named) / "quarto" if Path(named).is_dir() else Path(named)
        return shutil.which(str(inside))
    return shutil.which("quarto")


@cache
def _version_of(path: str) -> tuple[int, ...] | None:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", done.stdout)
    return tuple(int(part) for part in found.groups(default="0")) if found else None


def version() -> str | None:
    """Return the version of the Quarto command, or None if there is none."""
    path = command()
    numbers = _version_of(path) if path else None
    return ".".join(map(str, numbers)) if numbers else None


def available() -> bool:
    """Return whether there is a Quarto command that is new enough (1.9)."""
    path = command()
    numbers = _version_of(path) if path else None
    return numbers is not None and numbers[:2] >= _NEEDED


def assemble(
    project: Path, formats: Sequence[str], is_own: Callable[[str], bool] | None = None
) -> dict[str, Path]:
    """Render the page of `project` with Quarto.

    Parameters
    ----------
    project
        The staged project. What Quarto prints goes to ``logs/quarto.log`` in it.
    formats
        ``html``, ``pdf``, ``docx``; all are rendered in one go.
    is_own
        Tells whether something else will lie at an address beside the published page, where a link may lead.

    Returns
    -------
    dict
        Format → the file that was written below the project's output folder.

    Raises
    ------
    IpabsError
        If there is no Quarto, the project fails the check that both assemblers make, Quarto fails, or a
        page it wrote holds something unresolved.
    """
    from ipabs.assembly.embedded.pandoc import dated
    from ipabs.assembly.embedded.preflight import check, nothing

    path = command()
    if path is None or not available():
        raise IpabsError(
            "There is no Quarto 1.9 or newer on the PATH: install it, or use the embedded assembler."
        )
    pages = check(project, formats, is_own or nothing)
    root = pages[0].project.root
    targets = {page.form.kind: page.project.target(page.form.kind) for page in pages}
    for target in targets.values():
        target.unlink(missing_ok=True)
    calls = _calls([page.form.name for page in pages], pages[0].project.listed)
    log = _run(root, path, calls, dated(pages[0].form.options))
    for kind, target in targets.items():
        if not target.is_file():
            raise IpabsError(f"Quarto wrote no {kind}; all it said is in {root / _LOG}:\n{_relevant(log)}")
    for page in pages:
        if page.form.kind == "html":
            # Quarto copies what links, images and frames name, and no other tag.
            for file in page.resources:
                tree.copy(file, page.project.output / file.relative_to(root))
    source = pages[0].project.page.with_suffix(".typ")
    written = [
        *(path for kind, path in targets.items() if kind == "html"),
        *([source] if "pdf" in targets else []),
    ]
    _refuse_unresolved([each for each in written if each.is_file()], root)
    return targets


def _calls(formats: list[str], listed: Sequence[str]) -> list[str | None]:
    """Return which format each call of Quarto names, None for all that the project lists.

    Those are rendered in one go, which reads the project once. One that it does not list, such as Word, takes a call of
    its own: with several names after ``--to`` Quarto looks for one format that is called by all of them.
    """
    if len(formats) > 1 and listed and set(listed) <= set(formats):
        return [None, *(name for name in formats if name not in listed)]
    return list(formats)


def _run(root: Path, path: str, calls: Sequence[str | None], variables: dict[str, str]) -> str:
    """Run Quarto in a process of its own for each call, and return what they printed."""
    log = ""
    for name in calls:
        done = subprocess.run(
            [sys.executable, "-m", __name__, str(root), *([name] if name else [])],
            capture_output=True,
            env={**os.environ, "QUARTO_PATH": path, **variables},
            cwd=root,
            check=False,
        )
        log += _COLOUR.sub("", (done.stdout + done.stderr).decode("utf-8", "replace"))
    target = root / _LOG
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(log, encoding="utf-8")
    return log


def _relevant(log: str) -> str:
    """Return the lines of a log that say what went wrong."""
    lines = [line for line in log.splitlines() if line.strip()]
    first = next((i for i, line in enumerate(lines) if re.search(r"\berror\b", line, re.IGNORECASE)), None)
    chosen = lines[-12:] if first is None else lines[first : first + 12]
    return "\n".join(f"  {line}" for line in chosen if not line.lstrip().startswith("at "))


def _refuse_unresolved(files: list[Path], root: Path) -> None:
    for file in files:
        for number, line in enumerate(_NOISE.sub("", file.read_text(encoding="utf-8")).splitlines(), 1):
            found = _UNRESOLVED.search(line)
            if found:
                where = f"{file.relative_to(root).as_posix()}:{number}"
                raise IpabsError(f"{where}: Quarto left {found[0]} unresolved.")


def _start(root: str, *formats: str) -> None:
    import quarto

    quarto.render(root, output_format=formats[0] if formats else None, execute=None)


if __name__ == "__main__":
    _start(*sys.argv[1:])
