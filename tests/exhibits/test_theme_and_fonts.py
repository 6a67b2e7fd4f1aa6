"""Theme and fonts: found where they should be, missed with a clear sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipabs import fonts
from ipabs.errors import IpabsError
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
