"""Theme and fonts: found where they should be, missed with a clear sentence."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from matplotlib.ft2font import FT2Font, LoadFlags

from ipabs import fonts
from ipabs.errors import IpabsError
from ipabs.project import Project
from ipabs.theme import THEME_VARIABLE, read_theme

ROOT = Path(__file__).parents[2]


def test_packaged_theme_is_the_project_s() -> None:
    own = (ROOT / "src" / "ipabs" / "theme.yml").read_text(encoding="utf-8")
    assert own == (ROOT / "_extensions" / "ipabs" / "theme.yml").read_text(encoding="utf-8")


def test_theme_is_found_upwards_and_without_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(THEME_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    assert read_theme().colour("s1") == "#14375E"
    project = tmp_path / "_extensions" / "ipabs"
    project.mkdir(parents=True)
    text = (ROOT / "_extensions" / "ipabs" / "theme.yml").read_text(encoding="utf-8")
    (project / "theme.yml").write_text(text.replace("14375E", "000001"), encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert read_theme().colour("s1") == "#000001"
    monkeypatch.setenv(THEME_VARIABLE, str(ROOT))
    assert read_theme().colour("s1") == "#14375E"


def test_a_missing_or_broken_theme_is_named(tmp_path: Path) -> None:
    with pytest.raises(IpabsError, match="no theme"):
        read_theme(tmp_path)
    broken = tmp_path / "theme.yml"
    broken.write_text("fonts: 3\n", encoding="utf-8")
    with pytest.raises(IpabsError, match="not a theme"):
        read_theme(broken)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ink: 1B2430", "ink: 新", "light: ink is '新'"),
        ("subtitle: D3E0EC", 'subtitle: "#D3E0EC"', "cover: subtitle is '#D3E0EC'"),
        ("s4: F6DC9C", "s4: F6DC9", "dark: s4 is 'F6DC9'"),
        ("past: 6F9CC6", "past: [6F9CC6]", "cover: past is"),
    ],
)
def test_what_is_no_colour_is_named_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = (ROOT / "_extensions" / "ipabs" / "theme.yml").read_text(encoding="utf-8")
    file = tmp_path / "_extensions" / "ipabs" / "theme.yml"
    file.parent.mkdir(parents=True)
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert old in text
    for read in (lambda: read_theme(tmp_path), lambda: Project(tmp_path).theme):
        with pytest.raises(IpabsError, match="six hexadecimal digits") as caught:
            read()
        assert told in str(caught.value) and str(file) in str(caught.value)


def test_a_colour_of_digits_keeps_its_zeros(tmp_path: Path) -> None:
    text = (ROOT / "_extensions" / "ipabs" / "theme.yml").read_text(encoding="utf-8")
    file = tmp_path / "_extensions" / "ipabs" / "theme.yml"
    file.parent.mkdir(parents=True)
    file.write_text(text.replace("ground: 14375E", "ground: 001122"), encoding="utf-8")
    assert Project(tmp_path).theme["cover"]["ground"] == "001122"


def test_source_lines() -> None:
    theme = read_theme(ROOT)
    assert theme.source() == "本报告整理"
    assert theme.source("Wind", "CNABS") == "Wind、CNABS，本报告整理"


def test_font_files_exist_and_a_missing_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"hei", "hei-bold", "song"} <= set(fonts.font_files())
    monkeypatch.setitem(fonts._FILES, "hei", ("no_such_package", "x.otf"))
    with pytest.raises(IpabsError, match="no-such-package"):
        fonts.font_files()


def test_weights_are_measured_apart() -> None:
    assert fonts.text_width("Wind", 10, 700) > fonts.text_width("Wind", 10, 400) > 15
    assert fonts.text_width("发行", 10) == pytest.approx(20, abs=0.5)


@pytest.mark.parametrize("weight", [300, 400, 500, 700])
def test_known_widths_are_those_of_the_face(weight: int) -> None:
    role = {300: "hei-light", 400: "hei", 500: "hei-medium", 700: "hei-bold"}[weight]
    face = FT2Font(str(fonts.font_files()[role]))
    face.set_size(100, 72)
    letters = "0179.%-—、，。：；（）《》\u3000一资\u9fd0"
    for text in ["".join(pair) for pair in product(letters, repeat=2)] + [
        "知识产权",
        "78.85亿元",
        "1—3月",
        "V",
    ]:
        for flags, hinted in ((LoadFlags.FORCE_AUTOHINT, True), (LoadFlags.NO_HINTING, False)):
            face.set_text(text, 0.0, flags=flags)
            measured = face.get_width_height()[0] / 64
            assert fonts.text_width(text, 100, weight, hinted=hinted) == measured, text


def test_ground_of_a_label_covers_the_face() -> None:
    face = FT2Font(str(fonts.font_files()["hei-bold"]))
    table: Any = face.get_sfnt_table("OS/2")
    units = face.units_per_EM
    assert table["sTypoAscender"] / units == fonts.ASCENT
    assert -table["sTypoDescender"] / units == fonts.DESCENT


def test_texts_that_the_numbers_do_not_know_are_shaped() -> None:
    kerned = fonts.text_width("AV", 10)
    assert kerned < fonts.text_width("A", 10) + fonts.text_width("V", 10)
    assert fonts.text_width("——", 10) < 2 * fonts.text_width("—", 10)
