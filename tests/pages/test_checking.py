"""What was found clean is not read again; what moved is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ipabs.errors import IpabsError
from ipabs.pages import checking, refuse_bad_pages

GOOD = "#lines(30)\n#pagebreak()\n另一页。\n\n#lines(20)\n#pagebreak()\n#lines(20)"
BAD = "#lines(30)\n#pagebreak()\n另一页。\n\n#lines(3)\n#pagebreak()\n#lines(20)"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """The pages that each check read."""
    asked: list[set[int]] = []
    real = checking.read_pages

    def noted(content: bytes, wanted: set[int] | None) -> Any:
        asked.append(set(wanted or ()))
        return real(content, wanted)

    monkeypatch.setattr(checking, "read_pages", noted)
    return asked


@pytest.fixture
def check(pdf: Any, tmp_path: Path) -> Any:
    def checked(body: str, rests_on: str = "x") -> None:
        file = tmp_path / "report.pdf"
        file.write_bytes(pdf(body))
        refuse_bad_pages(file, tmp_path / "pages.json", rests_on)

    return checked


def test_only_pages_that_moved_are_read_again(check: Any, read: Any) -> None:
    check(GOOD)
    check(GOOD)
    check(GOOD.replace("另一页", "另外一页"))
    assert read == [{1, 2, 3, 4}, {3}]


def test_all_are_read_again_when_what_they_rest_on_changes(check: Any, read: Any) -> None:
    check(GOOD)
    check(GOOD, "y")
    assert read == [{1, 2, 3, 4}, {1, 2, 3, 4}]


def test_a_bad_page_stays_bad_until_it_is_mended(check: Any, read: Any) -> None:
    check(GOOD)
    for _ in range(2):
        with pytest.raises(IpabsError, match="1 page looks wrong"):
            check(BAD)
    check(GOOD)
    assert read == [{1, 2, 3, 4}, {3}, {3}, {3}]


def test_the_error_names_page_rule_and_remedy(check: Any) -> None:
    with pytest.raises(IpabsError) as caught:
        check(BAD)
    said = str(caught.value)
    assert re.search(r"report\.pdf: 1 page looks wrong, so nothing was published", said)
    assert "\n  page 3: too much of the page is empty: " in said and "% empty; add or shorten" in said


def test_a_page_that_was_last_is_judged_anew(check: Any) -> None:
    check("#lines(20)\n#pagebreak()\n#lines(14)")
    with pytest.raises(IpabsError, match="page 3: too much"):
        check("#lines(30)\n#pagebreak()\n#lines(14)\n#pagebreak()\n#lines(20)")


def test_a_page_that_was_next_to_last_is_judged_anew(check: Any) -> None:
    check("#lines(20)\n#pagebreak()\n#lines(20)")
    with pytest.raises(IpabsError, match="page 2: too much"):
        check("#lines(20)\n#pagebreak()\n#lines(20)\n#pagebreak()\n#lines(20)")


@pytest.mark.parametrize("memory", ["", "{", "[]", '{"clean": 3}'])
def test_a_damaged_memory_counts_as_none(check: Any, tmp_path: Path, memory: str) -> None:
    (tmp_path / "pages.json").write_text(memory, encoding="utf-8")
    with pytest.raises(IpabsError, match="page 3"):
        check(BAD)
