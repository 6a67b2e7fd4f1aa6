"""What the editions share: style sheets and scripts, the archive page, the list of editions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ipabs.assembly import tree
from ipabs.assembly.echarts import write_echarts
from ipabs.imprint import logo_file

_CJK_FALLBACK: Final = (
    '"Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei"'
)
_MONO_FALLBACK: Final = '"Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace'


def write_assets(folder: Path, extension: Path, theme: Mapping[str, Any], *, linked: bool = False) -> None:
    """Write ``folder/assets``: what every page of the site loads.

    Parameters
    ----------
    folder
        A staged project or a site.
    extension
        The format extension, whose ``assets/`` are copied.
    theme
        Content of ``theme.yml``: ``light``, ``dark`` (role → six hexadecimal digits), ``fonts``, ``logo``.
    linked
        Whether files may be hard links to those of another edition, as staged ones may; see
        :func:`ipabs.assembly.tree.copy`.
    """
    target = folder / "assets"
    target.mkdir(parents=True, exist_ok=True)
    for source in sorted((extension / "assets").iterdir()):
        if source.is_file() and not source.name.startswith("."):
            tree.copy(source, target / source.name, linked=linked)
    logo = logo_file(theme, extension)
    if logo is not None:
        tree.copy(logo, target / theme["logo"]["file"], linked=linked)
    tree.write(target / "theme.css", theme_css(theme))
    write_echarts(target / "echarts.js", linked=linked)
    if not (target / "editions.js").exists():
        _write_editions(target / "editions.js", [])


def theme_css(theme: Mapping[str, Any]) -> str:
    """Return the theme's colours and fonts as CSS variables, light, dark and for print."""
    light = _colours(theme["light"])
    dark = _colours(theme["dark"])
    fonts = theme.get("fonts", {})
    families = (
        f'--hei: "{fonts.get("hei", "Noto Sans SC")}", {_CJK_FALLBACK}, sans-serif; --mono: {_MONO_FALLBACK};'
    )
    return "\n".join(
        [
            "/* Written from theme.yml. */",
            f":root {{ color-scheme: light; {families} {light} }}",
            f':root[data-theme="dark"] {{ color-scheme: dark; {dark} }}',
            "@media (prefers-color-scheme: dark) {",
            f'  :root:not([data-theme="light"]) {{ color-scheme: dark; {dark} }}',
            "}",
            "@media print {",
            f'  :root, :root[data-theme="dark"], :root:not([data-theme="light"]) {{ color-scheme: light; {light} }}',
            "}",
            "",
        ]
    )


def _colours(palette: Mapping[str, Any]) -> str:
    return " ".join(f"--{role}: #{colour};" for role, colour in palette.items())


def write_archive(
    site: Path, editions: Sequence[Mapping[str, Any]], theme: Mapping[str, Any], extension: Path
) -> Path:
    """Write ``site/index.html`` and ``site/assets/editions.js``.

    Parameters
    ----------
    editions
        Newest first, each the content of its ``edition.json``:

        - ``name``: ``2024Q1``; ``title``: ``2024年第一季度``; ``cut_off``: ``2024-03-31``
        - ``reconstructed``: whether it rests on reconstructed rows
        - ``summary``: a sentence
        - ``headline``: list of ``id``, ``label``, ``number``, ``unit``, ``comparison``, ``bars``
          (``14,34,35,47``), ``partial`` (``0,0,0,1``), ``share`` (a percentage, drawn as part of a whole)
        - ``quarters``: eight of ``quarter`` (``2023Q4``), ``deals``, ``size_yuan``, oldest first
        - ``aaa_share``: the share of AAAsf in the year's senior tranches, in percent, or nothing; may be missing
        - ``links``: list of ``label``, ``href`` relative to the edition, ``detail``
        - ``cover_marks``: as ``cover-marks`` in docs/architecture.md; may be missing
    theme
        Content of ``theme.yml``.
    extension
        The format extension, whose ``html/archive.html`` is the template.

    Returns
    -------
    Path
        The archive page.
    """
    _write_editions(site / "assets" / "editions.js", editions)
    target = site / "index.html"
    record = site / "editions" / ".archive.json"
    inputs = _inputs(editions, theme, extension)
    if not _stands(target, record, inputs):
        # The template engine takes longer to load than all else here.
        from ipabs.assembly.archive import page

        text = page(editions, theme, extension)
        tree.write(target, text)
        tree.write(record, json.dumps({"inputs": inputs, "page": _digest(text.encode("utf-8"))}) + "\n")
    return target


def write_feed(site: Path, editions: Sequence[Mapping[str, Any]], theme: Mapping[str, Any]) -> None:
    """Write ``site/feed.xml`` and, if the theme has an address, ``site/sitemap.xml``; else there is none."""
    from ipabs.assembly import feed

    tree.write(site / "feed.xml", feed.atom(editions, theme))
    if feed.address_of(theme):
        tree.write(site / "sitemap.xml", feed.sitemap(editions, theme))
    else:
        (site / "sitemap.xml").unlink(missing_ok=True)


def _inputs(editions: Sequence[Mapping[str, Any]], theme: Mapping[str, Any], extension: Path) -> str:
    """Return a digest of all that the archive page is made from."""
    code = [Path(__file__).with_name(name) for name in ("archive.py", "feed.py", "sparkline.py")]
    files = [extension / "html" / "archive.html", *code, Path(__file__).parents[1] / "rounding.py"]
    content = json.dumps([list(editions), theme], ensure_ascii=False, default=str).encode("utf-8")
    return _digest(b"\0".join([content, *(file.read_bytes() for file in files)]))


def _stands(target: Path, record: Path, inputs: str) -> bool:
    """Return whether the archive page was made from these inputs and is as it was written."""
    try:
        known = json.loads(record.read_text(encoding="utf-8"))
        return bool(known == {"inputs": inputs, "page": _digest(target.read_bytes())})
    except (OSError, ValueError):
        return False


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write_editions(target: Path, editions: Sequence[Mapping[str, Any]]) -> None:
    """Write the list by which older pages learn of newer ones, newest first."""
    listed = [{"name": record["name"], "title": record["title"]} for record in editions]
    tree.write(target, f"window.ipabsEditions={json.dumps(listed, ensure_ascii=False)};\n")
