"""What an edition's quarter brought for the first time, as its record keeps it for the editor."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def noted(facts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the facts of ``new.…`` as short records.

    Returns
    -------
    list of dict
        ``what`` (``mode``, ``rating``, …; ``name of mode`` for a code that is renamed), ``code``, ``zh``,
        ``count`` (``None`` for a name) and ``unit`` (单 or 只).
    """
    found = []
    for fact in facts:
        first, *rest = str(fact["id"]).split(".")
        if first != "new":
            continue
        counted = isinstance(fact["value"], int)
        found.append(
            {
                "what": rest[0] if counted else f"name of {rest[1]}",
                "code": fact["name"].partition(" ")[2],
                "zh": fact["display"].removesuffix(f"{fact['value']}{fact['unit']}")
                if counted
                else fact["value"],
                "count": fact["value"] if counted else None,
                "unit": fact["unit"],
            }
        )
    return found


def news(edition: Path) -> list[dict[str, Any]]:
    """Return what the published edition in a folder of the site has noted; nothing if it has no record."""
    try:
        record = json.loads((edition / "edition.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return list(record.get("new", []))
