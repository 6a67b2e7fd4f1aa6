"""Formats side by side: all of them are written, or none; and values are read as Markdown reads them."""

from __future__ import annotations

import importlib.metadata
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ipabs.assembly import embedded
from ipabs.assembly.embedded import plaintext
from ipabs.assembly.embedded.pandoc import executable
from ipabs.assembly.installed import versions
from ipabs.assembly.manifest import TOOLS
from ipabs.errors import IpabsError


def test_both_formats_at_once_are_what_each_is_alone(sandbox: Any) -> None:
    sandbox.page("发行{{< var issuance.year.deals >}}。\n\n{{< embed ../notebooks/n.ipynb#fig-deals >}}")
    both = {
        kind: path.read_bytes() for kind, path in embedded.assemble(sandbox.root, ["html", "pdf"]).items()
    }
    alone = {kind: embedded.assemble(sandbox.root, [kind])[kind].read_bytes() for kind in ("html", "pdf")}
    assert both == alone


@pytest.mark.parametrize(
    ("template", "broken"),
    [("page.html", "$if(title)$"), ("page.typ", "#panic(1)\n$body$"), ("page.typ", "$if(x)$")],
)
def test_a_failure_in_one_format_leaves_both_as_they_were(sandbox: Any, template: str, broken: str) -> None:
    sandbox.page("一")
    before = {path: path.read_bytes() for path in embedded.assemble(sandbox.root, ["html", "pdf"]).values()}
    sandbox.page("二")
    sandbox.write(f"_extensions/look/{template}", broken)
    with pytest.raises(IpabsError):
        embedded.assemble(sandbox.root, ["html", "pdf"])
    assert {path: path.read_bytes() for path in before} == before
    assert [path.name for path in Path(sandbox.root / "_output").rglob(".*")] == []


def test_one_format_leaves_the_other_where_it_is(sandbox: Any) -> None:
    pdf = embedded.assemble(sandbox.root, ["html", "pdf"])["pdf"]
    stamp = pdf.stat().st_mtime_ns
    sandbox.html("别的")
    assert pdf.stat().st_mtime_ns == stamp


def test_pictures_that_the_page_no_longer_shows_are_gone(sandbox: Any) -> None:
    sandbox.write(
        "notebooks/n.ipynb",
        json.dumps(
            {
                "cells": [
                    {
                        "cell_type": "code", "metadata": {}, "source": f"#| label: fig-{name}\n#| fig-cap: x",
                        "outputs": [{"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}}],
                    }
                    for name in ("a", "b")
                ]
            }
        ),
    )  # fmt: skip
    shows = "{{{{< embed ../notebooks/n.ipynb#fig-{} >}}}}"
    sandbox.html(shows.format("a") + "\n\n" + shows.format("b"))
    sandbox.html(shows.format("b"))
    left = [path.name for path in (sandbox.root / "_output/report/index_files").rglob("*.svg")]
    assert left == ["..-notebooks-n-fig-b-output-1.svg"]
    sandbox.html("正文")
    assert not (sandbox.root / "_output/report/index_files").exists()


ORACLE = """
local inlines = dofile(arg[1])
for _, each in ipairs(pandoc.json.decode(io.read("a"), false)) do
  local short = pandoc.write(pandoc.Pandoc({ pandoc.Para(inlines(each.parts)) }), "native")
  -- In a div, as at its start a page may have a title.
  local full = pandoc.read("::: {.x}\\n" .. each.text .. "\\n:::\\n", arg[2]).blocks[1].content
  full = pandoc.write(pandoc.Pandoc(full), "native")
  if short ~= full then print(each.text .. ": " .. short .. " is not " .. full) end
end
"""
READER = "markdown-smart-subscript"
PIECES = [
    "47", "单", "1", ".", "%", ",", "，", "。", "—", "“", "年", "a", "Q", " ", "\u3000", "\u00a0", "\u200b", "-", "_",
    "*", "^", "~", "<", "&", "\\", "`", "$", "@", "#", "+", ":", "|", "=", "(", "/", "[", "]", "é", "\U0001f4c8",
    '[47单]{.fact data-fact="a.b"}', '[a b]{.fact data-fact="a"}', '[甲_乙_]{.fact data-fact="a"}', '[甲]{.x}',
    '[1.]{.fact data-fact="a"}', '[%]{.fact data-fact="a-b_c.d"}', "[甲]{.phrase}", "`a.b`", "\\~", "1. ", "- ", "a) ",
]  # fmt: skip


def test_what_is_read_without_the_markdown_reader_reads_the_same(tmp_path: Path) -> None:
    chosen = random.Random(1)
    texts = [*PIECES, *("".join(chosen.choices(PIECES, k=chosen.randint(2, 5))) for _ in range(1500))]
    texts += [
        "".join(chosen.choices(PIECES[:12] + PIECES[39:40], k=chosen.randint(2, 6))) for _ in range(500)
    ]
    script = tmp_path / "oracle.lua"
    script.write_text(ORACLE, encoding="utf-8")
    taken = [
        {"text": text, "parts": parts}
        for text in texts
        if (parts := plaintext.line(text, READER)) is not None
    ]
    done = subprocess.run(
        [executable(), "lua", str(script), str(Path(plaintext.__file__).with_name("plain.lua")), READER],
        input=json.dumps(taken).encode(), capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout.decode("utf-8").splitlines() == []
    assert len(taken) > 200


def test_versions_are_those_that_the_packages_state() -> None:
    assert versions(TOOLS) == {tool: importlib.metadata.version(tool) for tool in TOOLS}
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        versions(["no-such-package-anywhere"])
