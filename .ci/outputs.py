"""Check that the built edition is there and opens: every page of the PDF draws, the page parses."""

from __future__ import annotations

import json
import sys
from html.parser import HTMLParser
from pathlib import Path

import pypdfium2

edition = Path(sys.argv[1])
name = edition.name

pdf = pypdfium2.PdfDocument(edition / f"ipabs-{name}.pdf")
assert len(pdf) >= 10, f"only {len(pdf)} pages"
for page in pdf:
    page.render(scale=0.2)

html = (edition / "index.html").read_text(encoding="utf-8")
parser = HTMLParser()
parser.feed(html)
parser.close()
assert "知识产权" in html and html.rstrip().endswith("</html>")

facts = json.loads((edition / "facts.json").read_text(encoding="utf-8"))
assert facts["edition"] == name and facts["facts"]
for exhibit in [*(f"table-{n}" for n in range(1, 6)), *(f"figure-{n}" for n in range(1, 7))]:
    assert (edition / "data" / f"{exhibit}.csv").stat().st_size, exhibit
assert (edition.parents[1] / "index.html").is_file()
print(f"{name}: {len(pdf)} pages, {len(facts['facts'])} facts, {len(html)} characters of HTML")
