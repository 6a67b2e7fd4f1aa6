"""Exhibits are numbered in the order in which the text shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipabs.assembly import reading, stage
from ipabs.errors import IpabsError


def test_numbers_follow_the_text_through_includes(tmp_path: Path) -> None:
    (tmp_path / "index.qmd").write_text(
        "{{< include _b.qmd >}}\n\n{{< embed ../notebooks/a.ipynb#fig-second >}}\n"
        "{{< embed ../notebooks/a.ipynb#tbl-one >}}\n{{< embed ../notebooks/a.ipynb#list-events >}}\n",
        encoding="utf-8",
    )
    (tmp_path / "_b.qmd").write_text("{{< embed ../notebooks/b.ipynb#fig-first >}}", encoding="utf-8")
    labels = reading.embedded_labels(reading.expanded(tmp_path / "index.qmd"))
    assert stage.data_names(labels) == {
        "fig-first": "figure-1.csv",
        "fig-second": "figure-2.csv",
        "tbl-one": "table-1.csv",
        "list-events": "list-events.csv",
    }


def test_a_page_that_includes_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.qmd").write_text("{{< include _a.qmd >}}", encoding="utf-8")
    (tmp_path / "_a.qmd").write_text("{{< include index.qmd >}}", encoding="utf-8")
    with pytest.raises(IpabsError, match="includes itself: index.qmd → _a.qmd → index.qmd"):
        reading.expanded(tmp_path / "index.qmd")


def test_a_missing_include_names_both_files(tmp_path: Path) -> None:
    (tmp_path / "index.qmd").write_text("{{< include _gone.qmd >}}", encoding="utf-8")
    with pytest.raises(IpabsError, match="lacks _gone.qmd, included by index.qmd"):
        reading.expanded(tmp_path / "index.qmd")


def test_the_text_s_own_figures_count_where_exhibits_are_numbered() -> None:
    text = (
        "{{< embed ../notebooks/n.ipynb#fig-a >}}\n\n![图](pic.png){#fig-own width=30%}\n\n"
        "```\n![图](pic.png){#fig-code}\n```\n\n{{< embed ../notebooks/n.ipynb#fig-b >}}\n\n: 题 {.x #tbl-own}\n"
    )
    shown = reading.shown_labels(text)
    assert shown == ["fig-a", "fig-own", "fig-b", "tbl-own"]
    names = stage.data_names(reading.embedded_labels(text), shown)
    assert names == {"fig-a": "figure-1.csv", "fig-b": "figure-3.csv"}
