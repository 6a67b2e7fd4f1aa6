"""Small documents on the report's grid, set by Typst."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import util
from pathlib import Path

import pytest
import typst

GRID = """
#set page(width: 595.28pt, height: 841.89pt, margin: (left: 142pt, right: 54pt, top: 78pt, bottom: 72pt),
  footer: pad(left: -88pt, text(font: "Noto Sans CJK SC", size: 7.5pt)[页脚]))
#set text(font: "Noto Serif SC", size: 10.5pt, lang: "zh", region: "cn", cjk-latin-spacing: none,
  top-edge: 0.88em, bottom-edge: -0.12em)
#set par(leading: 7.5pt, spacing: 7.5pt, justify: true, first-line-indent: (amount: 2em, all: true))
#let hei(size, body) = text(font: "Noto Sans CJK SC", size: size, weight: "bold", body)
#let caption(kind, number, body) = hei(9pt, [#kind#h(2pt)#number#h(0.8em)#body])
#let lines(count) = range(count).map(_ => [正文一行。]).join(parbreak())
封面
#pagebreak()
"""
FULL = "一二三四五六七八九十" * 4


def _folder(name: str) -> Path:
    spec = util.find_spec(name)
    assert spec is not None and spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations)))


@pytest.fixture(scope="session")
def fonts() -> typst.Fonts:
    folders = [str(_folder("mpl_font") / "fonts" / "noto"), str(_folder("pylopdf_fonts_zh_cn"))]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


@pytest.fixture(scope="session")
def pdf(fonts: typst.Fonts, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    """Return the PDF of some Typst on the report's grid, behind a cover."""
    folder = tmp_path_factory.mktemp("typst")

    def made(body: str) -> bytes:
        source = folder / "page.typ"
        source.write_text(GRID + body, encoding="utf-8")
        compiler = typst.Compiler(root=str(folder), font_paths=fonts)
        done = compiler.compile(
            str(source), format="pdf", timestamp=int(dt.datetime(2024, 4, 30, tzinfo=dt.UTC).timestamp())
        )
        assert isinstance(done, bytes)
        return done

    return made
