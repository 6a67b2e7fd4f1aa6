"""What the editions of a site share: style, scripts, the archive page; written only when something changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ipabs.build.state import State
from ipabs.cache.digests import combined


def write_shared(state: State, site: Path, force: bool = False) -> bool:
    """Bring the site's shared files up to date; return whether any was written."""
    record = state.folder / "site.json"
    try:
        before: dict[str, Any] = json.loads(record.read_text("utf-8"))
    except (OSError, ValueError):
        before = {}
    key = _key(state, site)
    entry = before.get(str(site), {})
    if not force and entry.get("key") == key and entry.get("files") == _files(state, site):
        return False

    from ipabs.assembly import publish
    from ipabs.assembly import site as site_pages

    project = state.project
    theme = project.theme
    site_pages.write_assets(site, project.extension, theme)
    editions = publish.published_editions(site)
    site_pages.write_archive(site, editions, theme, project.extension)
    site_pages.write_feed(site, editions, theme)
    before[str(site)] = {"key": key, "files": _files(state, site)}
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(before, indent=1) + "\n", "utf-8")
    return True


def _key(state: State, site: Path) -> str:
    look = {name: digest for name, digest in state.text.items() if name.startswith("_extensions")}
    code = {name: digest for name, digest in state.library.items() if name.startswith("assembly/")}
    editions = [state.digests.of(path) for path in sorted((site / "editions").glob("[0-9]*/edition.json"))]
    return combined([combined(look), combined(code), state.environment, *editions])


def _files(state: State, site: Path) -> dict[str, str]:
    found = {f"assets/{name}": digest for name, digest in state.digests.below(site / "assets").items()}
    pages = ("index.html", "feed.xml", "sitemap.xml", "editions/.archive.json")
    return {**found, **{name: state.digests.of(site / name) for name in pages}}
