"""The search index is made when words change, and only then; and only of what was published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ipabs.assembly.search import searched
from ipabs.build.searching import Searching
from ipabs.build.state import State
from ipabs.project import Project


def edition(text: str) -> str:
    return (
        '<html><body><nav>目录</nav><article class="body" id="body"><section id="sec-modes"><h1>业务模式</h1>'
        f"<p>{text}<span>AAA<sub>sf</sub></span></p>"
        '<figure id="fig-modes" class="exhibit"><div class="exhibit-tools">CSV</div><svg><text>坐标</text></svg>'
        '<figcaption><span>图 5</span><span class="exhibit-title">模式分布</span></figcaption></figure></section>'
        '<section id="sec-provenance"><h1>数字溯源</h1><p>不再收录</p></section></article></body></html>'
    )


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def publish(project: Project, name: str, title: str, text: str) -> None:
    folder = project.site / "editions" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "edition.json").write_text(json.dumps({"name": name, "title": title}), "utf-8")
    (folder / "index.html").write_text(edition(text), "utf-8")


def searching(project: Project) -> Searching:
    return Searching(State(project, project.data), project.site)


def files(project: Project) -> dict[str, int]:
    return {
        path.name: path.stat().st_mtime_ns
        for path in (project.site / "pagefind").rglob("*")
        if path.is_file()
    }


def test_words_stand_under_permanent_anchors() -> None:
    page = searched(edition("质押贷款"), "2024Q1", "2024年第一季度")
    squeezed = page.replace(" ", "")
    assert (
        '<h2id="sec-modes">业务模式</h2>' in squeezed and '<h4id="fig-modes">图5：模式分布</h4>' in squeezed
    )
    assert "质 押 贷 款 AAAsf ·\n" in page
    for left_out in ("目 录", "CSV", "坐", "溯", "收"):
        assert left_out not in page
    assert 'data-pagefind-sort="period:2024Q1"' in page


def test_an_index_is_made_once_and_again_when_words_change(project: Project) -> None:
    publish(project, "2024Q1", "2024年第一季度", "质押贷款")
    assert searching(project).settle()
    made = files(project)
    assert {"pagefind.js", "pagefind-worker.js", "pagefind-entry.json"} <= made.keys()
    assert not any(name.startswith("pagefind-ui") for name in made)
    assert not searching(project).settle()
    assert files(project) == made
    publish(project, "2024Q1", "2024年第一季度", "保理融资")
    assert searching(project).settle()
    assert files(project).keys() != made.keys()


def test_a_lost_file_is_made_again(project: Project) -> None:
    publish(project, "2024Q1", "2024年第一季度", "质押贷款")
    searching(project).settle()
    made = files(project)
    (project.site / "pagefind" / "pagefind-entry.json").unlink()
    assert searching(project).settle()
    assert files(project).keys() == made.keys()


def test_a_page_that_was_never_published_is_not_in_the_index(project: Project) -> None:
    publish(project, "2023Q4", "2023年第四季度", "质押贷款")
    searching(project).settle()
    before = files(project)
    begun = searching(project)
    begun.assembled("2024Q1", "2024年第一季度", edition("保理融资"))
    assert not begun.settle()
    assert files(project) == before
    assert not list((project.root / "_build" / ".cache" / "search").glob("*/index.*"))


def test_what_began_early_is_what_a_late_start_makes(project: Project, tmp_path: Path) -> None:
    publish(project, "2023Q4", "2023年第四季度", "质押贷款")
    early = searching(project)
    early.assembled("2024Q1", "2024年第一季度", edition("保理融资"))
    publish(project, "2024Q1", "2024年第一季度", "保理融资")
    assert early.settle()
    other = Project(tmp_path / "other")
    publish(other, "2023Q4", "2023年第四季度", "质押贷款")
    publish(other, "2024Q1", "2024年第一季度", "保理融资")
    assert searching(other).settle()
    assert files(project).keys() == files(other).keys()
    for path in (other.site / "pagefind").rglob("*.*"):
        if path.is_file():
            twin = project.site / "pagefind" / path.relative_to(other.site / "pagefind")
            assert path.read_bytes() == twin.read_bytes(), path.name


def test_a_site_without_pages_has_no_index(project: Project) -> None:
    assert not searching(project).settle()
    publish(project, "2024Q1", "2024年第一季度", "质押贷款")
    searching(project).settle()
    (project.site / "editions" / "2024Q1" / "index.html").unlink()
    assert not searching(project).settle()
    assert not (project.site / "pagefind").exists()


def test_two_builds_of_a_site_index_one_after_the_other(project: Project) -> None:
    publish(project, "2023Q4", "2023年第四季度", "质押贷款")
    first, second = searching(project), searching(project)
    first.assembled("2024Q1", "2024年第一季度", edition("保理融资"))
    second.assembled("2023Q4", "2023年第四季度", edition("专利许可"))
    assert list((project.root / "_build/.cache/search").glob("*/index.*")), "the first has begun"
    publish(project, "2024Q1", "2024年第一季度", "保理融资")
    assert first.settle(), "what the second does meanwhile takes nothing away"
    publish(project, "2023Q4", "2023年第四季度", "专利许可")
    assert second.settle()
    assert not searching(project).settle(), "both are in the index"
    assert not list((project.root / "_build/.cache/search").glob("*/index.*"))
