"""What is wrong with the text is found before a notebook runs, each with its own file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ipabs.assembly.preflight import preflight_text
from ipabs.errors import IpabsError

PROJECT = Path(__file__).parents[2]


def _said(root: Path) -> list[str]:
    with pytest.raises(IpabsError) as caught:
        preflight_text(root)
    return str(caught.value).split("\n")


@pytest.fixture
def text(sandbox: Any) -> Any:
    """A page with an included file, whose line 3 is what a test says."""
    sandbox.write("report/refs.bib", "@misc{state-council-2017,\n  title = {通知}\n}\n@book{b, title={乙}}\n")
    sandbox.page("{{< include _part.qmd >}}", "title: x\nbibliography: refs.bib\nciteproc: true")

    def write(line: str) -> Path:
        sandbox.write("report/_part.qmd", f"# 节 {{#sec-part}}\n\n{line}\n")
        return Path(sandbox.root)

    return write


def test_the_report_of_the_project_passes() -> None:
    preflight_text(PROJECT)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("见[@fig-gone]。", "report/_part.qmd:3: @fig-gone refers to nothing in this page."),
        ("见[@sec-gone]。", "report/_part.qmd:3: @sec-gone refers to nothing in this page."),
        (
            "据[@state-council-2016]。",
            "report/_part.qmd:3: @state-council-2016 is not in report/refs.bib. Is it @state-council-2017?",
        ),
        (
            "据[-@zzz, 第3页]。",
            "report/_part.qmd:3: @zzz is not in report/refs.bib. Add the entry, or mend the key.",
        ),
        ("{{< include _gone.qmd >}}", "report/_part.qmd:3: include: there is no file report/_gone.qmd."),
        (
            "{{< embed ../notebooks/n.ipynb#fig-gone >}}",
            "report/_part.qmd:3: embed: notebooks/n.ipynb has no cell labelled fig-gone.",
        ),
        (
            "{{< embed ../notebooks/m.ipynb#fig-a >}}",
            "report/_part.qmd:3: embed: there is no notebook notebooks/m.ipynb.",
        ),
        (
            "{{< video x.mp4 >}}",
            "report/_part.qmd:3: shortcode video: only include, var, meta, embed are known",
        ),
        (
            "## 又 {#sec-part}",
            "report/_part.qmd:3: the label sec-part is given twice; first in report/_part.qmd:1.",
        ),
    ],
)
def test_a_fault_is_named_with_file_and_line(text: Any, line: str, said: str) -> None:
    (only,) = _said(text(line))
    assert only.startswith(said)


@pytest.mark.parametrize(
    "line",
    [
        "据[@state-council-2017; @b]，见[@sec-part]和[@sec-provenance]。",
        "{{< embed ../notebooks/n.ipynb#fig-deals >}}\n\n见[@fig-deals]，发行{{< var not.known.yet >}}。",
        "写给 a@example.org，见[网页](https://example.org/@someone)和 `@code`，\\@不是。",
        '::: {.content-visible when-meta="edition.has-ytd"}\n## 甲 {#sec-a}\n:::\n\n'
        '::: {.content-hidden when-meta="edition.has-ytd"}\n## 乙 {#sec-a}\n:::\n\n见[@sec-a]。',
        "{{< include _provenance.qmd >}}",
    ],
)
def test_what_may_yet_be_right_passes(text: Any, line: str) -> None:
    preflight_text(text(line))


def test_all_faults_are_listed_in_the_order_of_the_files(text: Any, sandbox: Any) -> None:
    root = text("见[@fig-one]和[@tbl-two]。\n\n据[@nobody]。")
    assert [line.partition(" ")[2].partition(" ")[0] for line in _said(root)] == [
        "@fig-one",
        "@tbl-two",
        "@nobody",
    ]


def test_a_missing_file_is_not_echoed_by_references_into_it(text: Any) -> None:
    assert len(_said(text("{{< include _gone.qmd >}}\n\n见[@sec-gone]。"))) == 1


def test_an_undefined_citation_is_named_with_its_file_when_rendering_too(text: Any, fails: Any) -> None:
    text("据[@nobody]。")
    assert fails().startswith("report/_part.qmd:3: @nobody is not in report/refs.bib.")
