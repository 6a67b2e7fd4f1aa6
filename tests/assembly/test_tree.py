"""What is unchanged stays untouched, what is changed is a new file, what no longer belongs goes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ipabs.assembly import tree


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for name in ("a.txt", "deep/b.txt", "deep/er/c.txt", ".hidden", "__pycache__/x.pyc"):
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "source" / name).write_text(name, encoding="utf-8")
    return tmp_path / "source"


def test_a_mirror_changes_only_what_differs(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    tree.mirror(source, target)
    before = _state(target)
    assert set(before) == {"a.txt", "deep/b.txt", "deep/er/c.txt"}
    (source / "deep/b.txt").write_text("new", encoding="utf-8")
    (source / "deep/er/c.txt").unlink()
    (target / "stale").mkdir()
    (target / "stale/x").write_text("x", encoding="utf-8")
    tree.mirror(source, target)
    after = _state(target)
    assert set(after) == {"a.txt", "deep/b.txt"}
    assert after["a.txt"] == before["a.txt"]
    assert (target / "deep/b.txt").read_text(encoding="utf-8") == "new"
    assert not (target / "stale").exists()


def test_a_mirror_leaves_what_belongs_to_others(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    (target / "made").mkdir(parents=True)
    (target / "made/x").write_text("x", encoding="utf-8")
    tree.mirror(source, target, {"made"})
    assert (target / "made/x").exists()


def test_a_link_to_what_was_replaced_keeps_what_it_had(tmp_path: Path) -> None:
    file, link = tmp_path / "page.html", tmp_path / "published.html"
    tree.write(file, "old")
    os.link(file, link)
    assert tree.write(file, "new")
    assert (file.read_text("utf-8"), link.read_text("utf-8")) == ("new", "old")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.html", "published.html"]


def test_a_file_and_a_folder_may_take_each_others_place(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source/x").write_text("file", encoding="utf-8")
    (tmp_path / "target/x").mkdir(parents=True)
    (tmp_path / "target/x/y").write_text("inside", encoding="utf-8")
    tree.mirror(tmp_path / "source", tmp_path / "target")
    assert (tmp_path / "target/x").read_text(encoding="utf-8") == "file"
    (tmp_path / "source/x").unlink()
    (tmp_path / "source/x").mkdir()
    (tmp_path / "source/x/y").write_text("inside", encoding="utf-8")
    tree.mirror(tmp_path / "source", tmp_path / "target")
    assert (tmp_path / "target/x/y").read_text(encoding="utf-8") == "inside"


def _aged(path: Path) -> Path:
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 10**10))
    return path


def test_what_was_copied_before_is_linked(source: Path, tmp_path: Path) -> None:
    for path in source.rglob("*.txt"):
        _aged(path)
    for name in ("one", "two"):
        tree.mirror(source, tmp_path / name, linked=True)
    assert {name: state[1] for name, state in _state(tmp_path / "one").items()} == {
        name: state[1] for name, state in _state(tmp_path / "two").items()
    }
    assert not (source / "a.txt").samefile(tmp_path / "one/a.txt")


def test_a_source_that_was_edited_since_is_copied(source: Path, tmp_path: Path) -> None:
    tree.copy(_aged(source / "a.txt"), tmp_path / "one", linked=True)
    (source / "a.txt").write_text("b.txt", encoding="utf-8")
    assert tree.copy(source / "a.txt", tmp_path / "two", linked=True)
    assert ((tmp_path / "one").read_text("utf-8"), (tmp_path / "two").read_text("utf-8")) == (
        "a.txt",
        "b.txt",
    )


def test_a_copy_that_was_edited_since_is_not_linked(source: Path, tmp_path: Path) -> None:
    tree.copy(_aged(source / "a.txt"), tmp_path / "one", linked=True)
    (tmp_path / "one").write_text("edited", encoding="utf-8")
    assert tree.copy(source / "a.txt", tmp_path / "two", linked=True)
    assert (tmp_path / "two").read_text("utf-8") == "a.txt"


def test_a_file_that_is_there_is_mended_and_not_linked(source: Path, tmp_path: Path) -> None:
    tree.copy(_aged(source / "a.txt"), tmp_path / "one", linked=True)
    (tmp_path / "two").write_text("other", encoding="utf-8")
    assert tree.copy(source / "a.txt", tmp_path / "two", linked=True)
    assert not tree.copy(source / "a.txt", tmp_path / "two", linked=True)
    assert (tmp_path / "two").read_text("utf-8") == "a.txt"
