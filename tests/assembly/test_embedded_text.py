"""Includes, variables, metadata, conditions and escapes."""

from __future__ import annotations

import re
from typing import Any

import pytest


def body_of(page: str) -> str:
    return page.split("<body>")[1].split("</body>")[0].strip()


def test_includes_nest_and_are_relative_to_the_page(sandbox: Any) -> None:
    sandbox.write("report/parts/_a.qmd", "甲\n\n{{< include parts/_b.qmd >}}\n")
    sandbox.write("report/parts/_b.qmd", "乙\n\n{{< include /shared/_c.qmd >}}")
    sandbox.write("shared/_c.qmd", "丙")
    page = body_of(sandbox.html("始\n\n{{< include parts/_a.qmd >}}\n终"))
    assert re.findall(r"<p>(.)</p>", page) == ["始", "甲", "乙", "丙", "终"]


def test_an_include_in_a_circle_names_the_line(sandbox: Any, fails: Any) -> None:
    sandbox.write("report/_a.qmd", "x\n\n{{< include _b.qmd >}}")
    sandbox.write("report/_b.qmd", "{{< include _a.qmd >}}")
    assert fails("{{< include _a.qmd >}}").startswith("report/_b.qmd:1: include runs in a circle")


def test_a_missing_include_names_the_line_that_wants_it(sandbox: Any, fails: Any) -> None:
    sandbox.write("report/_a.qmd", "x\n\n{{< include _gone.qmd >}}")
    assert fails("{{< include _a.qmd >}}") == "report/_a.qmd:3: include: there is no file report/_gone.qmd."


def test_errors_inside_nested_includes_keep_their_lines(sandbox: Any, fails: Any) -> None:
    sandbox.write("report/_a.qmd", "一\n\n{{< include _b.qmd >}}\n\n{{< var a.two >}}")
    sandbox.write("report/_b.qmd", "\n\n{{< var a.one >}}\n")
    message = fails("{{< include _a.qmd >}}\n\n{{< var a.three >}}")
    assert [line.partition(": ")[0] for line in message.splitlines()] == [
        "report/_b.qmd:3",
        "report/_a.qmd:5",
        "report/index.qmd:7",
    ]


def test_a_variable_is_markdown_and_keeps_its_span(sandbox: Any) -> None:
    page = sandbox.html("共{{< var issuance.year.deals >}}，**{{< var issuance.year.plain >}}**。")
    fact = '<span class="fact" data-fact="issuance.deals.2023">47单</span>'
    assert f"<p>共{fact}，<strong>47</strong>。</p>" in page


def test_a_value_changes_nothing_around_it(sandbox: Any) -> None:
    page = sandbox.html("[甲]{{< var issuance.year.deals >}}(乙)\n\n{{< var issuance.year.plain >}}. 丙")
    assert '<p>[甲]<span class="fact" data-fact="issuance.deals.2023">47单</span>(乙)</p>' in page
    assert "<p>47. 丙</p>" in page


def test_a_value_in_attributes_code_and_headings(sandbox: Any) -> None:
    page = sandbox.html(
        '# 至{{< meta edition.name >}} {#sec-a}\n\n[x]{title="{{< meta edition.name >}}：{{< var issuance.year.deals >}}"}'
        "\n\n`{{< meta edition.name >}}`\n\n```\n{{< var issuance.year.plain >}}\n```"
    )
    assert "<h1>至2024Q1</h1>" in page
    assert 'title="2024Q1：47单"' in page
    assert "<code>2024Q1</code>" in page
    assert "<pre><code>47</code></pre>" in page


def test_metadata_reach_the_template_and_may_hold_variables(sandbox: Any) -> None:
    sandbox.page("x", "title: 共{{< var issuance.year.plain >}}单")
    assert "<title>共47单|2024Q1</title>" in sandbox.html()


@pytest.mark.parametrize("name", ["var a.b", "meta edition.gone", "var issuance.year", "meta edition"])
def test_what_is_not_defined_is_an_error(fails: Any, name: str) -> None:
    message = fails(f"一\n\n二{{{{< {name} >}}}}")
    assert message.startswith("report/index.qmd:7: {{< " + name)


def test_hidden_text_may_lack_its_variables(sandbox: Any) -> None:
    body = '::: {.content-visible when-meta="edition.reconstructed"}\n{{< var a.b >}} [@fig-gone]\n:::\n\n显'
    assert "<p>显</p>" in sandbox.html(body)


def test_conditions(sandbox: Any) -> None:
    body = "\n\n".join(
        f"::: {{.content-{shown} {condition}}}\n{text}\n:::"
        for shown, condition, text in [
            ("visible", 'when-format="html"', "甲"),
            ("visible", 'when-format="typst"', "乙"),
            ("hidden", 'unless-format="html"', "丙"),
            ("visible", 'when-meta="edition.has-ytd"', "丁"),
            ("visible", 'when-meta="edition.name"', "戊"),
            ("hidden", 'when-meta="edition.has-ytd"', "己"),
            ("visible", 'unless-meta="edition.gone"', "庚"),
            ("visible", 'when-format="html" when-meta="edition.reconstructed"', "辛"),
        ]
    )
    body += '\n\n子[丑]{.content-visible when-format="typst"}寅[卯]{.content-hidden when-format="typst"}'
    assert re.findall(r"[\u4e00-\u9fff]", body_of(sandbox.html(body))) == list("甲丙丁庚子寅卯")
    assert re.findall(r"[\u4e00-\u9fff]", sandbox.typ(body).split("Serif")[1]) == list("乙丁庚子丑寅")


TEXT = r"[2.70%,3.00%] ~ 2.70%~3.00%~4% -- 5 < 6 & $5 到 $6 \@x a@b.cn “引” 1...2 *强*"


def test_signs_are_printed_as_they_are_written(sandbox: Any) -> None:
    page = sandbox.html(TEXT + "\n\n| 甲 |\n|--|\n| -- |")
    assert (
        "<p>[2.70%,3.00%] ~ 2.70%~3.00%~4% -- 5 &lt; 6 &amp; $5 到 $6 @x a@b.cn “引” 1...2 <em>强</em></p>"
        in page
    )
    assert "<td>--</td>" in page


def test_signs_reach_typst_escaped(sandbox: Any) -> None:
    document = sandbox.typ(TEXT + "\n\n| 甲 |\n|--|\n| -- |")
    assert r"\[2.70%,3.00%\] \~ 2.70%\~3.00%\~4% -\- 5 \< 6 & \$5 到 \$6 \@x a\@b.cn “引”" in document
    assert r"[-\-]," in document


def test_comments_hide_everything_in_them(sandbox: Any) -> None:
    page = sandbox.html("<!-- {{< var a.b >}} [@fig-x] {{< video y >}}\n```{python}\n-->\n\n显 `@fig-x`")
    assert "<p>显 <code>@fig-x</code></p>" in page


def test_raw_blocks_reach_their_format_only(sandbox: Any) -> None:
    body = "```{=html}\n<b>屏</b>\n```\n\n```{=typst}\n#text[纸]\n```\n"
    assert "<b>屏</b>" in sandbox.html(body) and "纸" not in sandbox.html(body)
    assert "#text[纸]" in sandbox.typ(body) and "屏" not in sandbox.typ(body)


def test_footnotes_divs_and_an_unnumbered_heading(sandbox: Any) -> None:
    page = sandbox.html("# 甲 {.unnumbered}\n\n::: {.box data-x=1}\n乙[^1]\n:::\n\n[^1]: 注。")
    assert '<div class="box" data-x="1">' in page and 'class="footnote-ref"' in page and 'id="fn1"' in page


def test_layout_makes_rows_of_cells(sandbox: Any) -> None:
    body = '::: {layout-ncol=2}\n甲\n\n乙\n\n丙\n:::\n\n::: {layout="[1,3]"}\n丁\n\n戊\n:::'
    page = sandbox.html(body)
    assert page.count("quarto-layout-row") == 3
    assert re.findall(r"flex-basis: ([\d.]+%)", page) == ["50.0%", "50.0%", "50.0%", "25.0%", "75.0%"]
    assert sandbox.typ(body).count("#grid(columns: (1fr, 3fr,)") == 1


def test_citations(sandbox: Any) -> None:
    sandbox.write(
        "report/r.bib", "@misc{one, title = {书名}, author = {{作者}}, year = {2020}, language = {zh}}\n"
    )
    sandbox.page("见[@one]，@fig-deals。\n\n{{< embed ../notebooks/n.ipynb#fig-deals >}}\n\n::: {#refs}\n:::",
                 "title: x\nbibliography: r.bib\nciteproc: true")  # fmt: skip
    page = sandbox.html()
    assert "书名" in page and 'class="quarto-xref">图\u00a01</a>' in page
