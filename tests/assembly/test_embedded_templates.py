"""Text of templates that pandoc need not read, and settings that need no Markdown reader."""

from __future__ import annotations

from typing import Any

import pytest

from ipabs.assembly.embedded.templates import slim

TEXT = "\n".join(f"/* {number}: “a” -- #[x] & 'b' \\ ~ */" for number in range(12))
PAGE = f"""<html>
$if(edition.reconstructed)$
no
$else$
{TEXT}
$endif$

  indented
$for(words)$
<b>$words$</b>
{TEXT}
$endfor$

$part.html()$
$body$
</html>
"""


def test_text_of_a_template_reaches_the_page_as_it_is(sandbox: Any) -> None:
    settings = sandbox.root / "_extensions/look/_extension.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("page.html\n", "page.html\n      template-partials: [part.html]\n"), encoding="utf-8"
    )
    sandbox.write("_extensions/look/page.html", PAGE)
    sandbox.write("_extensions/look/part.html", f"<i>$title$</i>\n\n{TEXT}\n\n")
    sandbox.page("文", "title: 报告\nwords: [甲, 乙]")
    loop = f"<b>甲</b>\n{TEXT}\n<b>乙</b>\n{TEXT}\n"
    expected = f"<html>\n{TEXT}\n\n  indented\n{loop}\n<i>报告</i>\n\n{TEXT}\n<p>文</p>\n</html>\n"
    assert sandbox.html() == expected


@pytest.mark.parametrize("line", ["  $part.html()$", "<p>$part.html()$</p>", "$^$$part.html()$"])
def test_a_template_that_lays_text_out_is_left_to_pandoc(sandbox: Any, line: str) -> None:
    sandbox.write("t/page.html", f"{TEXT}\n{line}\n")
    sandbox.write("t/part.html", f"{TEXT}\n")
    template = sandbox.root / "t/page.html"
    assert slim(template, sandbox.root) == (template, [])


@pytest.mark.parametrize(
    ("value", "html"),
    [
        ("甲 乙", "甲 乙"),
        ("'**甲** 乙'", "<strong>甲</strong> 乙"),
        ("'%'", "%"),
        ("2024", "2024"),
        ("2.50", "2.5"),
        ("''", ""),
        ("'甲  乙 '", "甲 乙"),
        ("'--'", "--"),
        ("[甲, '*乙*']", "甲<em>乙</em>"),
        ("'a--b'", "a--b"),
        ("'1. x'", "1. x"),
        ("'x_y_z \\~'", "x_y_z ~"),
    ],
)
def test_a_setting_is_read_as_markdown(sandbox: Any, value: str, html: str) -> None:
    sandbox.write("_extensions/look/page.html", "$edition.name$<i>$own$</i>\n$body$\n")
    sandbox.page("文", f"title: x\nown: {value}")
    page = sandbox.html()
    shown = page.partition("<i>")[2].partition("</i>")[0]
    assert "".join(shown.split("\n")) == html


@pytest.mark.parametrize(
    "text", ["甲" * 700, "<!-- x -->\n" + "  甲 &amp; b\n" * 99 + "<b>乙</b>", "甲 \n" * 700]
)
def test_long_html_reaches_the_page_as_it_is(sandbox: Any, text: str) -> None:
    page = sandbox.html(f"前\n\n```{{=html}}\n<div>{text}</div>\n```\n\n后")
    assert f"<p>前</p>\n<div>{text}</div>\n<p>后</p>" in page
