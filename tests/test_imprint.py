"""The theme's logo and editors: taken as they are meant, or refused in a sentence that says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ipabs.assembly.site import write_assets
from ipabs.errors import IpabsError
from ipabs.imprint import imprint
from ipabs.project import Project

ROOT = Path(__file__).parents[1]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><path d="M0 0H60V20Z"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def themed(folder: Path, **entries: Any) -> dict[str, Any]:
    return imprint({"institution": "结构融资研究", **entries}, folder / "theme.yml")


def test_the_theme_that_ships_names_no_institution_s_logo_and_nobody() -> None:
    theme = Project(ROOT).theme
    assert not {"logo", "editors"} & set(theme)
    assert theme == yaml.safe_load((ROOT / "_extensions" / "ipabs" / "theme.yml").read_text("utf-8"))


def test_a_logo_and_editors_are_taken(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(SVG, "utf-8")
    found = themed(tmp_path, logo="logo.svg", editors=["甲某", " 乙某 "])
    assert found["editors"] == ["甲某", "乙某"]
    assert found["logo"]["path"] == "logo.svg" and found["logo"]["alternative"] == "结构融资研究"
    assert themed(tmp_path, logo="logo.svg", **{"logo-alternative": "某院"})["logo"]["alternative"] == "某院"
    before = found["logo"]["file"]
    (tmp_path / "logo.svg").write_text(SVG.replace("60", "61"), "utf-8")
    # A page that was built earlier shows the logo of then; a browser takes no stale one.
    assert themed(tmp_path, logo="logo.svg")["logo"]["file"] != before


@pytest.mark.parametrize("empty", [{}, {"logo": "", "editors": []}, {"logo": None, "editors": None}])
def test_neither_is_needed(tmp_path: Path, empty: dict[str, Any]) -> None:
    assert themed(tmp_path, **empty) == {"institution": "结构融资研究"}


def test_the_logo_lies_among_the_assets(tmp_path: Path) -> None:
    extension = tmp_path / "extension"
    (extension / "assets").mkdir(parents=True)
    (extension / "logo.png").write_bytes(PNG)
    theme = imprint({"light": {}, "dark": {}, "logo": "logo.png"}, extension / "theme.yml")
    write_assets(tmp_path / "site", extension, theme)
    assert (tmp_path / "site" / "assets" / theme["logo"]["file"]).read_bytes() == PNG


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"logo": "no.svg"}, "there is no logo at .*no.svg: the path is relative to the theme's folder"),
        ({"logo": "../outside.svg"}, "lies outside the theme's folder: put it beside the theme"),
        ({"logo": "logo.gif"}, "neither an SVG drawing nor a PNG picture: convert it"),
        ({"logo": ["logo.svg"]}, "logo is not the path of a file: write logo: logo.svg"),
        ({"logo": "fake.png"}, "not a PNG picture, whatever its name says"),
        ({"logo": "broken.svg"}, r"not an SVG drawing \("),
        ({"logo": "page.svg"}, "not an SVG drawing that stands by itself"),
        ({"logo": "entity.svg"}, "not an SVG drawing that stands by itself"),
        ({"logo": "active.svg"}, "has <script> in it"),
        ({"logo": "good.svg", "logo-alternative": 3}, "logo-alternative is not text"),
        ({"editors": "甲某"}, "editors is not a list of names: write editors: "),
        ({"editors": ["甲某", 3]}, "editors is not a list of names"),
        ({"editors": [""]}, "editors is not a list of names"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_remedy(
    tmp_path: Path, entries: dict[str, Any], said: str
) -> None:
    (tmp_path / "outside.svg").write_text(SVG, "utf-8")
    folder = tmp_path / "theme"
    folder.mkdir()
    for name, text in {
        "good.svg": SVG, "fake.png": SVG, "logo.gif": "", "broken.svg": "<svg", "page.svg": "<html/>",
        "entity.svg": f"<!DOCTYPE svg [<!ENTITY a 'b'>]>{SVG}",
        "active.svg": SVG.replace("<path", "<script>1</script><path"),
    }.items():  # fmt: skip
        (folder / name).write_text(text, "utf-8")
    with pytest.raises(IpabsError, match=said) as refused:
        themed(folder, **entries)
    assert str(refused.value).startswith(f"{folder / 'theme.yml'}: ")
