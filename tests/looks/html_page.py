"""Renders a few lines of the report's markup through the HTML look."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from lxml import html

EXTENSION = Path(__file__).parents[2] / "_extensions" / "ipabs"

EDITION: dict[str, Any] = {
    "name": "2024Q1",
    "title": "2024年第一季度",
    "cut-off": "2024年3月31日",
    "cut-off-iso": "2024-03-31",
    "summary": "2023年发行47单，优先级证券以AAAsf 级为主。",
    "reconstructed": True,
    "headline": [
        {"id": "issuance.deals.2023", "label": "2023年发行单数", "number": "47", "unit": "单",
         "comparison": "增加12单", "bars": "14,34,35,47", "partial": "0,0,0,1", "share": ""},
        {"id": "senior.aaa.share.2023", "label": "AAAsf 级占比", "number": "92.77", "unit": "%",
         "comparison": "按规模", "bars": "", "partial": "", "share": "92.77"},
    ],
    "downloads": [{"label": "PDF", "href": "ipabs-2024Q1.pdf", "detail": "24页"}],
}  # fmt: skip


def render(text: str, **edition: Any) -> html.HtmlElement:
    """Return the page that the look makes of `text`."""
    spec = importlib.util.find_spec("pypandoc")
    assert spec is not None and spec.origin is not None
    look = {"title": "市场运行情况", "series": "知识产权 ABS 市场季报", "institution": "结构融资研究"}
    with tempfile.TemporaryDirectory() as folder:
        metadata = Path(folder) / "metadata.json"
        metadata.write_text(json.dumps({"title": "题", "look": look, "edition": EDITION | edition}), "utf-8")
        done = subprocess.run(
            [Path(spec.origin).parent / "files" / "pandoc", "--from=markdown-smart-subscript", "--to=html5",
             "--standalone", "--wrap=none", "--toc", "--toc-depth=2", "--section-divs",
             f"--template={EXTENSION / 'html' / 'template.html'}", f"--lua-filter={EXTENSION / 'html' / 'look.lua'}",
             f"--metadata-file={metadata}"],
            input=text.encode("utf-8"), capture_output=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0 and not done.stderr, done.stderr.decode("utf-8")
    return html.document_fromstring(done.stdout.decode("utf-8"))


def words(element: html.HtmlElement) -> str:
    """Return an element's text as a reader copies it."""
    return "".join(element.itertext()).strip()
