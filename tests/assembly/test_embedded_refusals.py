"""What is not known is refused by file, line and feature."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("markup", "feature"),
    [
        ("{{< video a.mp4 >}}", "shortcode video"),
        ("{{< pagebreak >}}", "shortcode pagebreak"),
        ("{{{< var x >}}}", "an escaped shortcode"),
        ("{{< var a b >}}", "var takes one argument"),
        ("文 {{< include a.qmd >}}", "must stand on a line of its own"),
        ("文 {{< embed n.ipynb#x >}}", "must stand on a line of its own"),
        ("```{python}\n1\n```", "a code cell ```{python}"),
        ("```{r, echo=FALSE}\n1\n```", "a code cell ```{r"),
        ("::: {.panel-tabset}\nx\n:::", ".panel-tabset"),
        ("::: panel-tabset\nx\n:::", ".panel-tabset"),
        ("::: {.column-margin}\nx\n:::", ".column-margin"),
        ("[x]{.aside}", ".aside"),
        ("::: {.callout-danger}\nx\n:::", ".callout-danger"),
        ("::: {#nte-x .callout-note}\nx\n:::", "#nte-x"),
        ("::: {#thm-x}\nx\n:::", "#thm-x"),
        ("$$ x $$ {#eq-x}", "#eq-x"),
        ("```{.python #lst-x}\n1\n```", "lst-"),
        ("::: {layout-nrow=2}\nx\n:::", "layout-nrow="),
        ('::: {layout="[-1,2]"}\nx\n:::', "layout=[-1,2]"),
        ('::: {.content-visible when-profile="x"}\nx\n:::', "when-profile="),
        ("面积 $x^2$ 米", "a formula (x^2)"),
    ],
)
def test_in_the_text(fails: Any, markup: str, feature: str) -> None:
    message = fails(f"一\n\n{markup}\n")
    assert message.startswith("report/index.qmd:7: ")
    assert feature in message.splitlines()[0]


def test_all_that_is_wrong_is_said_at_once(fails: Any) -> None:
    assert len(fails("{{< video a >}}\n\n[x]{.aside}\n\n```{python}\n```").splitlines()) == 3


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("_quarto.yml", "type: default", "type: website", "_quarto.yml:2: project type website needs Quarto"),
        ("_quarto.yml", "lang: zh", "lang: zh\nwebsite: {title: x}", "_quarto.yml:6: website: no option known here"),
        ("_quarto.yml", "lang: zh", "lang: ja", "_quarto.yml:5: lang: ja: only zh and en"),
        ("_quarto.yml", "title-delim", "chapters", "_quarto.yml:7: crossref: chapters is not known here"),
        ("_quarto.yml", "[report/index.qmd]", "['*.qmd']", "_quarto.yml:4: project: render must name one page"),
        ("_quarto.yml", "[report/index.qmd]", "[a.qmd]", "_quarto.yml:4: there is no file a.qmd."),
        ("_quarto.yml", "output-dir", "pre-render: x\n  output-dir", "_quarto.yml:3: project: pre-render is not known"),
        ("_quarto.yml", "look-html", "html", "_quarto.yml:9: format html needs Quarto"),
        ("_quarto.yml", "look-html", "gone-html", "_quarto.yml:9: format gone-html: there is no _extensions/gone"),
        ("_quarto.yml", "look-html: default", "look-html: {toc: [}", "_quarto.yml:9: this is not valid YAML"),
        ("_extensions/look/_extension.yml", "theme: none", "theme: cosmo", "theme: cosmo is not known here"),
        ("_extensions/look/_extension.yml", "minimal: true", "wrap: none", "it needs minimal: true"),
        ("_extensions/look/_extension.yml", "section-divs", "code-fold", "code-fold: no option known here"),
        ("_extensions/look/_extension.yml", "page.html", "gone.html", "template: there is no gone.html"),
        ("_extensions/look/_extension.yml", "contributes:", "contributes:\n  shortcodes: [x]", ":5: contributes: shortcodes"),
        ("_extensions/look/_extension.yml", "section-divs: true", "filters: [a.py]", "only Lua filters run here"),
        ("_extensions/look/_extension.yml", "section-divs: true", "filters: [page.lua]", "filter page.lua at pre-quarto"),
        ("_extensions/look/page.html", "$body$", "$part.html()$", "uses the partial part.html"),
        ("report/_metadata.yml", "edition:", "format-links: true\nedition:", "report/_metadata.yml:1: format-links"),
        ("report/index.qmd", "title: 报告", "title: x\nlisting: default", "report/index.qmd:3: listing: no option"),
    ],
)  # fmt: skip
def test_in_the_settings(sandbox: Any, fails: Any, file: str, old: str, new: str, said: str) -> None:
    sandbox.write("_extensions/look/page.lua", "")
    path = sandbox.root / file
    before = path.read_text("utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), "utf-8")
    assert said in fails()


def test_metadata_that_the_template_reads_is_no_unknown_option(sandbox: Any) -> None:
    sandbox.page("{{< meta own >}}", "title: x\nown: 甲")
    assert "<p>甲</p>" in sandbox.html()


def test_an_unclosed_div_names_its_line(fails: Any) -> None:
    assert fails("一\n\n::: {.box}\n二\n").startswith("report/index.qmd:7: ")


def test_an_unknown_font_is_an_error(sandbox: Any, fails: Any) -> None:
    path = sandbox.root / "_extensions/look/page.typ"
    path.write_text(path.read_text("utf-8").replace("Libertinus Serif", "No Such Font"), "utf-8")
    message = fails(kind="pdf")
    assert message.startswith("report/index.typ: Typst says:") and "no such font" in message.lower()


def test_an_error_of_typst_is_shown(sandbox: Any, fails: Any) -> None:
    message = fails("```{=typst}\n#gone()\n```", "pdf")
    assert "unknown variable: gone" in message


def test_an_error_of_a_filter_names_it(sandbox: Any, fails: Any) -> None:
    sandbox.write("_extensions/look/bad.lua", "function Para() error('wrong here') end")
    path = sandbox.root / "_extensions/look/_extension.yml"
    added = "filters:\n        - path: bad.lua\n          at: pre-render\n      section-divs"
    path.write_text(path.read_text("utf-8").replace("section-divs", added), "utf-8")
    message = fails()
    assert "_extensions/look/bad.lua" in message and "wrong here" in message


def test_a_layout_that_quarto_could_not_read_is_refused_wherever_it_comes_from(
    sandbox: Any, fails: Any
) -> None:
    file = sandbox.root / "notebooks/n.ipynb"
    file.write_text(
        file.read_text("utf-8").replace("- \\u884c", '::: {layout=\\"grid\\"}\\n- x\\n:::', 1), "utf-8"
    )
    assert "layout=grid: Quarto reads it as a list of widths" in fails(
        "{{< embed ../notebooks/n.ipynb#list-rows >}}"
    )
