"""Line breaks over dense prose: none that parts a number; and the checker sees them when the rule is off."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest

from ipabs.pages import check_pages, read_pages

HEAD = "# 市场 {#sec-market}\n\n"


@pytest.fixture(scope="module")
def dense(sample: Any) -> str:
    return HEAD + sample.corpus()


def test_no_forbidden_break(render: Any, dense: str) -> None:
    done = render(dense, metadata=without_notice)
    assert done.warnings == []
    assert [str(finding) for finding in check_pages(read_pages(done.pdf))] == []


def test_checker_sees_breaks_when_the_rule_is_off(render: Any, dense: str) -> None:
    joiner = 'let wj = text(baseline: 0pt, "\\u{2060}")'
    done = render(dense, metadata=without_notice, typst=lambda text: text.replace(joiner, "let wj = []"))
    rules = {finding.rule for finding in check_pages(read_pages(done.pdf))}
    assert "a number is parted from its unit" in rules


def test_amounts_are_found(render: Any, dense: str) -> None:
    import re

    wanted = re.findall(r"[0-9.]+亿元", dense)
    document = pypdfium2.PdfDocument(render(dense, metadata=without_notice).pdf)
    text = "".join(page.get_textpage().get_text_range().replace("\r\n", "") for page in document)
    missing = [amount for amount in wanted if amount not in text]
    assert len(missing) <= 0.01 * len(wanted), missing[:10]


def without_notice(text: str) -> str:
    return text.replace("reconstructed: true", "reconstructed: false")
