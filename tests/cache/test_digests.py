"""Digests of files are what the files hold, whatever the index remembers."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path

from ipabs.cache.digests import MISSING, FileDigests, combined, listing


def _aged(path: Path, seconds: int = 60) -> Path:
    """Let a file look as if it had been written a while ago."""
    state = path.stat()
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns - seconds * 10**9))
    return path


def test_a_digest_is_the_sha256_of_the_content(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_bytes("deal_id\n甲\n".encode())
    assert FileDigests(tmp_path / "index").of(path) == hashlib.sha256("deal_id\n甲\n".encode()).hexdigest()


def test_a_missing_file_has_no_digest(tmp_path: Path) -> None:
    assert FileDigests(tmp_path / "index").of(tmp_path / "none.csv") == MISSING


def test_an_edit_is_seen_by_the_next_build(tmp_path: Path) -> None:
    path, index = tmp_path / "a.csv", tmp_path / "index.json"
    path.write_text("1")
    _aged(path)
    first = FileDigests(index)
    before = first.of(path)
    first.save()
    path.write_text("2")
    assert FileDigests(index).of(path) != before


def test_two_edits_within_one_tick_of_the_clock_are_both_seen(tmp_path: Path) -> None:
    # Same size, same time: only a digest that was not trusted too early can tell.
    path, index = tmp_path / "a.csv", tmp_path / "index.json"
    path.write_text("1")
    state = path.stat()
    first = FileDigests(index)
    before = first.of(path)
    first.save()
    path.write_text("2")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert FileDigests(index).of(path) != before


def test_the_index_spares_reading_what_has_not_changed(tmp_path: Path) -> None:
    path, index = tmp_path / "a.csv", tmp_path / "index.json"
    path.write_text("1")
    _aged(path)
    time.sleep(2.1)  # what was touched a moment ago may be touched again in the same tick: it is not kept
    digests = FileDigests(index)
    digests.of(path)
    digests.save()
    entries = json.loads(index.read_text())
    entries[str(path)][-1] = "remembered"
    index.write_text(json.dumps(entries))
    assert FileDigests(index).of(path) == "remembered"


def test_a_damaged_index_counts_as_empty(tmp_path: Path) -> None:
    path, index = tmp_path / "a.csv", tmp_path / "index.json"
    path.write_text("1")
    for damage in ("", "{", "[]", '{"x": 1}', "null"):
        index.write_text(damage)
        assert FileDigests(index).of(path) == hashlib.sha256(b"1").hexdigest()


def test_a_folder_counts_without_caches_and_hidden_files(tmp_path: Path) -> None:
    for name in ("a.csv", "sub/b.csv", ".hidden", "__pycache__/c.pyc", "sub/.d/e.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    digests = FileDigests(tmp_path / ".index")
    assert list(digests.below(tmp_path)) == ["a.csv", "sub/b.csv"]
    assert list(digests.below(tmp_path, (".qmd",))) == []


def test_combined_digests_depend_on_names_and_on_order() -> None:
    assert combined({"a": "1", "b": "2"}) == combined({"b": "2", "a": "1"})
    assert combined({"a": "1", "b": "2"}) != combined({"a": "2", "b": "1"})
    assert combined(["1", "2"]) != combined(["2", "1"])
    assert combined(["12", ""]) != combined(["1", "2"])


def test_a_listing_changes_with_the_names_only(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("1")
    before = listing(tmp_path)
    (tmp_path / "a.yml").write_text("2")
    assert listing(tmp_path) == before
    (tmp_path / "b.yml").write_text("")
    assert listing(tmp_path) != before
    assert listing(tmp_path / "none") == MISSING


def test_one_file_under_two_names_is_read_once(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_bytes(b"font")
    os.link(_aged(first), second)
    digests = FileDigests(tmp_path / "index.json")
    expected = hashlib.sha256(b"font").hexdigest()
    assert digests.of(first) == expected
    # Other content of the same size and time: whoever reads it again finds it out.
    stamp = first.stat().st_mtime_ns
    first.write_bytes(b"tnof")
    os.utime(first, ns=(stamp, stamp))
    assert digests.of(second) == expected
    second.unlink()
    second.write_bytes(b"other")
    assert digests.of(second) == hashlib.sha256(b"other").hexdigest()


def test_an_edit_that_sets_back_the_time_is_seen(tmp_path: Path) -> None:
    path, index = tmp_path / "tranches.csv", tmp_path / "index"
    path.write_bytes(b"2.85")
    first = FileDigests(index)
    stamp = _aged(path).stat()
    time.sleep(2.1)
    first.of(path)
    first.save()
    with path.open("r+b") as handle:
        handle.write(b"3.85")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (stamp.st_mtime_ns, stamp.st_ino)
    assert FileDigests(index).of(path) == hashlib.sha256(b"3.85").hexdigest()


def test_a_fresh_reading_asks_no_index(tmp_path: Path) -> None:
    path, index = tmp_path / "deals.csv", tmp_path / "index"
    path.write_bytes(b"1")
    state = path.stat()
    stamp = [state.st_size, state.st_mtime_ns, state.st_ino, state.st_ctime_ns]
    index.write_text(json.dumps({str(path): [*stamp, "remembered"]}))
    assert FileDigests(index).of(path) == "remembered"
    assert FileDigests(index, fresh=True).of(path) == hashlib.sha256(b"1").hexdigest()
