"""Word and WeChat are made when they are asked for, offered where made, kept, and the same bytes each time."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import lxml.html
import pytest

from ipabs.build import chosen_formats
from ipabs.errors import UsageError

from .conftest import Edition, copied_project, run_build

pytestmark = pytest.mark.slow


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_any_combination_may_be_asked_for() -> None:
    assert chosen_formats("wechat, HTML,docx") == ("wechat", "html", "docx")
    with pytest.raises(UsageError, match="--to word: unknown format; choose from html, pdf, docx, wechat"):
        chosen_formats("word")


def test_the_page_offers_word_and_the_manifest_names_all(edition: Edition) -> None:
    page = lxml.html.parse(str(edition.folder / "index.html"))
    offered = page.xpath("//ul[@class='downloads']//a/@href")
    assert offered == [f"ipabs-{edition.name}.docx", f"ipabs-{edition.name}-data.zip"]
    outputs = json.loads((edition.folder / "manifest.json").read_text("utf-8"))["outputs"]
    for name in (f"ipabs-{edition.name}.docx", f"ipabs-{edition.name}-wechat.html"):
        assert outputs[name] == digest(edition.folder / name)


def test_equal_sources_give_equal_bytes_and_what_is_not_asked_for_stays(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = copied_project(tmp_path_factory.mktemp("elsewhere").resolve())
    (built,) = run_build(elsewhere, "2024Q1", "--to", "docx,wechat")
    folder = elsewhere / "_site/editions/2024Q1"
    assert Path(built["docx"]) == folder / "ipabs-2024Q1.docx"
    assert Path(built["wechat"]) == folder / "ipabs-2024Q1-wechat.html"
    assert built["html"] is None and built["pdf"] is None
    names = ("ipabs-2024Q1.docx", "ipabs-2024Q1-wechat.html")
    first = {name: digest(folder / name) for name in names}
    assert first == {name: digest(project / "_site/editions/2024Q1" / name) for name in names}
    assert not (folder / "index.html").exists()

    (built,) = run_build(elsewhere, "2024Q1", "--to", "html")
    assert built["assembled"] == ["html"] and built["docx"] is None
    assert {name: digest(folder / name) for name in names} == first
    offered = lxml.html.parse(str(folder / "index.html")).xpath("//ul[@class='downloads']//a/@href")
    assert "ipabs-2024Q1.docx" in offered

    (built,) = run_build(elsewhere, "2024Q1", "--to", "html,docx")
    assert built["executed"] == {}

    # A change of the look of one format leaves the others alone.
    style = elsewhere / "_extensions/wechat/style.lua"
    style.write_text(style.read_text("utf-8").replace("font-size:24px", "font-size:25px"), "utf-8")
    (built,) = run_build(elsewhere, "2024Q1", "--to", "html,docx,wechat")
    assert built["assembled"] == ["wechat"]
