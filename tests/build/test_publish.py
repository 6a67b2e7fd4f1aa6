"""An edition appears whole or not at all, and its manifest tells when a file was touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipabs.assembly import manifest, publish


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
