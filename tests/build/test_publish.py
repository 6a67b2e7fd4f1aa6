"""An edition appears whole or not at all, and its manifest tells when a file was touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ipabs.assembly import manifest, publish, site
from ipabs.build import finishing
from ipabs.build.publication import Assembly, last_record
from ipabs.execution.results import Results
from ipabs.project import Project


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text("<p>47单</p>", encoding="utf-8")
    return path


def test_a_failure_while_publishing_leaves_the_earlier_edition(tmp_path: Path, page: Path) -> None:
    site = tmp_path / "site"
    publish.publish("2024Q1", {"index.html": page}, {}, site, lambda folder: None)
    page.write_text("<p>48单</p>", encoding="utf-8")

    def breaks(folder: Path) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        publish.publish("2024Q1", {"index.html": page}, {}, site, breaks)
    assert (site / "editions/2024Q1/index.html").read_text(encoding="utf-8") == "<p>47单</p>"


def test_a_new_edition_replaces_all_of_the_old_one(tmp_path: Path, page: Path) -> None:
    site = tmp_path / "site"
    publish.publish("2024Q1", {"index.html": page, "extra.csv": page}, {}, site, lambda folder: None)
    publish.publish("2024Q1", {"index.html": page}, {}, site, lambda folder: None)
    assert [path.name for path in (site / "editions").iterdir()] == ["2024Q1"]
    assert [path.name for path in (site / "editions/2024Q1").iterdir()] == ["index.html"]


def test_the_manifest_names_each_file_that_was_touched(tmp_path: Path, page: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "deals.csv").write_text("deal_id\n", encoding="utf-8")
    (tmp_path / "_quarto.yml").write_text("project: {}\n", encoding="utf-8")
    edition = publish.publish(
        "2024Q1", {"index.html": page, "facts.json": page, "data/table-3.csv": page}, {}, tmp_path / "site",
        lambda folder: manifest.write(folder, "2024Q1", tmp_path / "data", tmp_path, "embedded"),
    )  # fmt: skip
    assert manifest.verify(edition) == []
    (edition / "index.html").write_text("<p>48单</p>", encoding="utf-8")
    (edition / "facts.json").unlink()
    (edition / "new.txt").write_text("", encoding="utf-8")
    assert manifest.verify(edition) == [
        "facts.json is missing.",
        "new.txt is not in the manifest.",
        "index.html was changed after it was published.",
    ]


@pytest.mark.parametrize(("now", "kept"), [("47", {"pdf"}), ("48", set())])
def test_a_format_not_asked_for_stays_only_while_it_shows_the_same_numbers(
    tmp_path: Path, now: str, kept: set[str]
) -> None:
    edition = tmp_path / "editions" / "2024Q1"
    edition.mkdir(parents=True)
    (edition / "facts.json").write_text(json.dumps({"facts": [{"id": "a", "text": "47"}]}), encoding="utf-8")
    (edition / "ipabs-2024Q1.pdf").write_bytes(b"%PDF-1.7")
    (edition / "index.html").write_text("<p>47</p>", encoding="utf-8")
    place = str(tmp_path)
    assembly = Assembly(place, place, place, "2024Q1", ("html",), "embedded", False, {})
    # The page itself is being built anew, so only the PDF is in question.
    assert set(finishing._kept(assembly, Results(facts=[{"id": "a", "text": now}]))) == kept


@pytest.mark.parametrize(
    ("formats", "offered"), [(("pdf",), True), (("pdf", "docx"), False), (("wechat",), True)]
)
def test_a_page_offers_every_format_that_is_published(
    tmp_path: Path, formats: tuple[str, ...], offered: bool
) -> None:
    page = tmp_path / "index.html"
    names = ("ipabs-2024Q1.pdf", "ipabs-2024Q1-data.zip")
    page.write_text("".join(f'<a class="button" href="{name}" download>' for name in names), encoding="utf-8")
    assert finishing._offers(page, "2024Q1", ("html", *formats)) is offered


EDITION = {
    "name": "2024Q1", "title": "2024年第一季度", "cut_off": "2024-03-31", "reconstructed": False, "summary": "摘要",
    "headline": [], "quarters": [{"quarter": "2024Q1", "deals": 6, "size_yuan": 10**9}], "links": [],
}  # fmt: skip


def test_the_archive_page_is_made_again_only_when_it_would_differ(tmp_path: Path) -> None:
    project = Project.find(Path(__file__))

    def write(**changes: str) -> Path:
        return site.write_archive(tmp_path, [{**EDITION, **changes}], project.theme, project.extension)

    page = write()
    first, stamp = page.read_text(encoding="utf-8"), page.stat().st_mtime_ns
    assert write().stat().st_mtime_ns == stamp
    assert "别的标题" in write(title="别的标题").read_text(encoding="utf-8")
    assert write().read_text(encoding="utf-8") == first
    page.write_text("damaged", encoding="utf-8")
    assert write().read_text(encoding="utf-8") == first
    page.unlink()
    assert write().read_text(encoding="utf-8") == first
    # The record of what the page was made from is no edition.
    assert publish.published_editions(tmp_path) == []


def test_shared_files_are_written_only_where_they_differ(tmp_path: Path) -> None:
    project = Project.find(Path(__file__))
    site.write_assets(tmp_path, project.extension, project.theme)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "assets").iterdir()}
    script = tmp_path / "assets/echarts.js"
    whole = script.read_bytes()
    script.write_bytes(whole[:-1] + b" ")
    site.write_assets(tmp_path, project.extension, project.theme)
    assert script.read_bytes() == whole
    assert {path.name for path in before if path.stat().st_mtime_ns != before[path]} == {"echarts.js"}


@pytest.mark.parametrize(
    "noted", ["", "[]", '{"formats": []}', '{"formats": 5}', '{"formats": {"pdf": 5}}', "3"]
)
def test_a_record_of_the_last_build_that_says_nothing_counts_as_none(tmp_path: Path, noted: str) -> None:
    (tmp_path / "state.json").write_text(noted, encoding="utf-8")
    assert not last_record(tmp_path).get("formats")


def test_what_lies_beside_a_page_is_told_from_what_every_edition_has(tmp_path: Path, page: Path) -> None:
    output = tmp_path / "_output/report"
    named = ("pic.png", "pictures/a.png", "index_files/figure-html/b.png", "index.png")
    made = ("index.html", "index.pdf", "index.wechat.html", "index.docx")
    for name in (*named, *made):
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        (output / name).write_text(name, encoding="utf-8")
    beside = publish.resources(output / "index.html")
    assert set(beside) == set(named)
    others = dict.fromkeys(("index.html", "card.png", "data/table-3.csv", "ipabs-2024Q1.pdf"), page)
    edition = publish.publish("2024Q1", beside | others, {}, tmp_path / "site", lambda folder: None)
    assert set(publish.published_resources(edition)) == set(named)
    assert (edition / "pictures/a.png").read_text(encoding="utf-8") == "pictures/a.png"


def test_an_edition_that_was_being_replaced_by_a_killed_process_is_put_back(tmp_path: Path) -> None:
    old = tmp_path / "editions" / ".2024Q1.old"
    old.mkdir(parents=True)
    (old / "index.html").write_text("earlier", encoding="utf-8")
    publish.restore("2024Q1", tmp_path)
    assert (tmp_path / "editions" / "2024Q1" / "index.html").read_text(encoding="utf-8") == "earlier"
    old.mkdir()
    publish.restore("2024Q1", tmp_path)
    assert (tmp_path / "editions" / "2024Q1" / "index.html").exists() and old.exists(), "the newer one stays"
