"""Words that the assembler itself prints, in the page's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_CHINESE = {
    "fig": "图",
    "tbl": "表",
    "sec": "小节",
    "toc": "目录",
    "callouts": {"note": "注记", "warning": "警告", "tip": "提示", "important": "重要", "caution": "注意"},
}
_ENGLISH = {
    "fig": "Figure",
    "tbl": "Table",
    "sec": "Section",
    "toc": "Table of contents",
    "callouts": {name: name.capitalize() for name in ("note", "warning", "tip", "important", "caution")},
}


def words(options: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the words of the page's language."""
    return _CHINESE if str(options.get("lang", "en")).startswith("zh") else _ENGLISH


def labels(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return titles of floats, prefixes of references and the delimiter, settings put in."""
    own, crossref = words(options), options.get("crossref", {})
    titles = {kind: str(crossref.get(f"{kind}-title", own[kind])) for kind in ("fig", "tbl")}
    prefixes = {kind: str(crossref.get(f"{kind}-prefix", own[kind])) for kind in ("fig", "tbl", "sec")}
    return {
        "titles": titles,
        "prefixes": prefixes,
        "delimiter": str(crossref.get("title-delim", ":")),
        "callouts": own["callouts"],
    }
