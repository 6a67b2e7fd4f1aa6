"""What is edited is built again, once, and the pages are told."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from .previewed import PERIOD, SENTENCE, Preview

pytestmark = pytest.mark.slow

TEXT = "report/index.qmd"
NOTEBOOK = "notebooks/04-modes.ipynb"
EXHIBIT = "src/ipabs/exhibits/modes.py"
HELD = "src/ipabs/build/record.py"
"""A module of the library that the building process holds."""


def edited(preview: Preview, name: str, old: str, new: str) -> str:
    """Make an edit that succeeds and return the page as it is then."""
    told = len(preview.lines)
    preview.edit(name, old, new)

    def built() -> bool:
        # An earlier edit's build may still end meanwhile: it is this file's that counts.
        said = preview.lines[told:]
        begun = next(
            (i for i, line in enumerate(said) if name in line and line.endswith(" changed")), len(said)
        )
        return any(line.startswith("Edition") for line in said[begun:])

    preview.until(built, "the new page")
    preview.until(lambda: preview.states[-1]["state"] == "ok", "the end of the build")
    return preview.text()


def builders(preview: Preview) -> set[str]:
    return {line.split()[0] for line in preview.processes() if "ipabs.serve.process" in line}


def test_a_page_is_served_as_it_is_published_but_for_one_script(preview: Preview) -> None:
    published = (preview.site / "editions" / PERIOD / "index.html").read_text(encoding="utf-8")
    served = preview.text()
    extra = [line for line in served.splitlines() if line not in published.splitlines()]
    assert len(extra) == 1 and extra[0].startswith('<script src="/_preview/preview.js" data-version="')
    assert served.replace(extra[0] + "\n", "") == published
    for name in ("facts.json", f"ipabs-{PERIOD}.pdf", "index.html"):
        assert b"_preview" not in (preview.site / "editions" / PERIOD / name).read_bytes()
    for address in (f"editions/{PERIOD}/ipabs-{PERIOD}.pdf", "assets/theme.css", "assets/echarts.js"):
        assert preview.get(address) == (preview.site / address).read_bytes()


def test_an_edit_of_the_text_shows_and_runs_no_notebook(preview: Preview) -> None:
    since, summaries = len(preview.lines), preview.said().count("Edition")
    assert "这一句刚写下。" in edited(preview, TEXT, SENTENCE, "这一句刚写下。")
    assert SENTENCE in edited(preview, TEXT, "这一句刚写下。", SENTENCE)
    preview.until(lambda: preview.said().count("Edition") == summaries + 2, "both lines in the terminal")
    assert f"{TEXT} changed" in preview.lines[since]
    assert all("0 notebooks run" in each for each in preview.lines[since:] if each.startswith("Edition"))


def test_an_edit_of_a_notebook_runs_it(preview: Preview) -> None:
    since = len(preview.lines)
    shown = "modes.distribution(edition)"
    other = f"__import__('dataclasses').replace({shown}, caption='模式之分布')"
    assert "模式之分布" in edited(preview, NOTEBOOK, f"show({shown})", f"show({other})")
    assert "模式之分布" not in edited(preview, NOTEBOOK, f"show({other})", f"show({shown})")
    assert any("04-modes" in line and "its cells changed" in line for line in preview.lines[since:])


def test_one_edited_deal_moves_the_figures_and_is_named(preview: Preview) -> None:
    address, told = f"editions/{PERIOD}/data/figure-1.csv", len(preview.lines)
    before = preview.get(address)
    old, new = "2023-01-10,260000000,loan,micro_loan,", "2023-01-10,260000000,factoring,factoring_claim,"
    edited(preview, "data/deals.csv", old, new)
    assert preview.get(address) != before
    edited(preview, "data/deals.csv", new, old)
    assert preview.get(address) == before
    assert any("1 row of deals changed (样本2023-001)" in line for line in preview.lines[told:])


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_what_only_notebooks_import_leaves_the_building_process(preview: Preview) -> None:
    before, since = builders(preview), len(preview.lines)
    old, new = "知识产权 ABS 业务模式分布", "知识产权 ABS 模式之分布"
    assert new in edited(preview, EXHIBIT, old, new)
    assert new not in edited(preview, EXHIBIT, new, old)
    assert any("exhibits/modes.py changed" in line for line in preview.lines[since:])
    assert builders(preview) == before and len(before) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_a_held_module_is_built_with_as_edited_in_a_new_process(preview: Preview) -> None:
    before = builders(preview)
    assert "新的图表数据" in edited(preview, HELD, '"图表数据"', '"新的图表数据"')
    assert "新的图表数据" not in edited(preview, HELD, '"新的图表数据"', '"图表数据"')
    preview.until(lambda: len(builders(preview)) == 1, "the end of the earlier process")
    assert builders(preview).isdisjoint(before)


def test_a_change_of_style_reaches_the_pages(preview: Preview) -> None:
    name, old = "_extensions/ipabs/theme.yml", "accent: B8442B"
    edited(preview, name, old, "accent: 0B6623")
    assert b"--accent: #0B6623" in preview.get("assets/theme.css")
    edited(preview, name, "accent: 0B6623", old)
    assert b"--accent: #B8442B" in preview.get("assets/theme.css")


def test_changes_during_a_build_make_one_more(preview: Preview) -> None:
    builds, since = preview.builds(), len(preview.states)
    preview.edit(TEXT, SENTENCE, "先是甲。")
    preview.until_state("building", since, "the first build")
    for old, new in (("先是甲。", "再是乙。"), ("再是乙。", "又是丙。"), ("又是丙。", "末了是丁。")):
        preview.edit(TEXT, old, new)
    preview.until(
        lambda: "末了是丁。" in preview.text() and preview.states[-1]["state"] == "ok", "the last edit"
    )
    assert preview.builds() - builds <= 2
    assert SENTENCE in edited(preview, TEXT, "末了是丁。", SENTENCE)


def test_code_that_changes_during_a_build_does_not_count_as_built(preview: Preview) -> None:
    since = preview.edit(TEXT, SENTENCE, "正文先改。")
    preview.until_state("building", since, "the build")
    preview.edit(HELD, '"图表数据"', '"后改的图表数据"')
    preview.until(
        lambda: "后改的图表数据" in preview.text() and preview.states[-1]["state"] == "ok",
        "the edited code's page",
    )
    assert "正文先改。" in preview.text()
    preview.edit(HELD, '"后改的图表数据"', '"图表数据"')
    preview.until(lambda: "后改的图表数据" not in preview.text(), "the page as before")
    preview.until(lambda: preview.states[-1]["state"] == "ok", "the end of the build")
    assert SENTENCE in edited(preview, TEXT, "正文先改。", SENTENCE)


def test_what_is_no_change_builds_nothing(preview: Preview) -> None:
    edited(preview, TEXT, SENTENCE, "从此数起。")  # so that no earlier edit's build is still to come
    edited(preview, TEXT, "从此数起。", SENTENCE)
    builds = preview.builds()
    root = preview.root
    os.utime(root / TEXT)
    path = root / "data" / "deals.csv"
    path.write_bytes(path.read_bytes())
    left: list[Path] = [
        root / "report" / name for name in (".index.qmd.swp", "index.qmd~", "#index.qmd#", "4913")
    ]
    left += [root / "_build" / "note.txt", preview.site / "note.txt", root / "note.txt"]
    for each in left:
        each.write_text("left by a program", encoding="utf-8")
    edited(preview, TEXT, SENTENCE, "真有改动。")
    edited(preview, TEXT, "真有改动。", SENTENCE)
    for each in left:
        each.unlink()
    edited(preview, TEXT, SENTENCE, "又有改动。")
    edited(preview, TEXT, "又有改动。", SENTENCE)
    assert preview.builds() - builds == 4
    assert "deals.csv" not in preview.lines[-1]


def test_a_file_that_is_emptied_and_then_written_is_built_once(preview: Preview) -> None:
    path = preview.root / TEXT
    text = path.read_text(encoding="utf-8")
    builds = preview.builds()
    with path.open("w", encoding="utf-8") as file:  # empty from here on
        time.sleep(0.2)  # longer than the preview waits for a save to be done
        file.write(text.replace(SENTENCE, "写得很慢。"))
    preview.until(lambda: "写得很慢。" in preview.text(), "the page from the written file")
    edited(preview, TEXT, "写得很慢。", SENTENCE)
    assert preview.builds() - builds == 2


def test_a_file_that_is_replaced_and_a_folder_that_is_are_still_watched(preview: Preview) -> None:
    path = preview.root / TEXT
    text = path.read_text(encoding="utf-8")
    aside = path.with_name("index.qmd.tmp")
    aside.write_text(text.replace(SENTENCE, "换了文件。"), encoding="utf-8")
    aside.replace(path)
    preview.until(lambda: "换了文件。" in preview.text(), "the page from the replaced file")

    report = preview.root / "report"
    report.rename(preview.root / "report.old")
    (preview.root / "report.new").mkdir()
    (preview.root / "report.new" / "index.qmd").write_text(
        text.replace(SENTENCE, "换了文件夹。"), encoding="utf-8"
    )
    (preview.root / "report.new").rename(report)
    preview.until(lambda: "换了文件夹。" in preview.text(), "the page from the replaced folder")
    preview.until(lambda: preview.states[-1]["state"] == "ok", "the end of the build")
    assert SENTENCE in edited(preview, TEXT, "换了文件夹。", SENTENCE)
