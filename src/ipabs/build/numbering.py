"""What a reader calls a notebook's exhibits: table 3, figures 7–11."""

from __future__ import annotations

from ipabs.assembly import reading
from ipabs.build.plan import exhibits_of
from ipabs.errors import IpabsError
from ipabs.execution.notebooks import find
from ipabs.project import Project


def exhibit_names(project: Project) -> dict[str, str]:
    """Return notebook → its numbered exhibits in words; notebooks without one are absent."""
    try:
        text = reading.expanded(project.root / "report" / "index.qmd")
    except IpabsError:  # told when the text is assembled
        return {}
    numbers = reading.numbered(reading.shown_labels(text))
    names: dict[str, str] = {}
    for path in find(project.notebooks):
        shown = [numbers[label] for label in exhibits_of(path) if label in numbers]
        parts = [
            _said(kind, [number for each, number in shown if each == kind]) for kind in ("table", "figure")
        ]
        if any(parts):
            names[path.stem] = ", ".join(part for part in parts if part)
    return names


def _said(kind: str, numbers: list[int]) -> str:
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"{kind} {numbers[0]}"
    unbroken = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    if unbroken and len(numbers) > 2:
        return f"{kind}s {numbers[0]}–{numbers[-1]}"
    return f"{kind}s {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
