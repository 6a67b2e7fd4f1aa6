"""A failure is told in the command's words, the last good page stays, and what is mended shows by itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .previewed import PERIOD, SENTENCE, Preview, environment

pytestmark = pytest.mark.slow


def told_by_build(preview: Preview) -> str:
    """Return what ``ipabs build`` says of the project as it is."""
    done = subprocess.run(
        [sys.executable, "-m", "ipabs", "build", PERIOD],
        cwd=preview.root, env=environment(preview.root), capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 1
    return done.stderr


def test_a_broken_ledger(preview: Preview) -> None:
    page = preview.text()
    with preview.broken("data/deals.csv", ",loan,", ",lone,") as failure:
        assert "table deals" in failure and "lone" in failure
        assert preview.text() == page
        preview.until(
            lambda: f"ipabs: {failure}".splitlines()[-1] in preview.said(), "the same in the terminal"
        )
        assert f"ipabs: {failure}" in told_by_build(preview)
        assert "Traceback" not in preview.said()
    assert preview.text() == page


def test_a_failing_notebook(preview: Preview) -> None:
    page = preview.text()
    with preview.broken(
        "notebooks/04-modes.ipynb", "show(modes.distribution(edition))", "show(modes.distribution(editions))"
    ) as failure:
        assert "04-modes.ipynb" in failure and "name 'editions' is not defined" in failure
        assert preview.text() == page
    assert preview.text() == page


def test_a_mistake_in_the_text(preview: Preview) -> None:
    page = preview.text()
    with preview.broken("report/index.qmd", "{{< var period.year >}}", "{{< var period.yaer >}}") as failure:
        assert "index.qmd" in failure and "period.yaer" in failure
        assert preview.text() == page


def test_an_error_that_typst_reports(preview: Preview) -> None:
    page = preview.text()
    name = "_extensions/ipabs/typst/boxes.typ"
    first = (preview.root / name).read_text(encoding="utf-8").splitlines()[0]
    with preview.broken(name, first, f"#let broken = (\n{first}") as failure:
        assert "Typst says" in failure
        assert preview.text() == page


@pytest.mark.parametrize(
    "name",
    [
        "src/ipabs/build/record.py",
        "src/ipabs/errors.py",
        "src/ipabs/exhibits/modes.py",
        "src/ipabs/__init__.py",
    ],
)
def test_a_slip_in_the_library_itself(preview: Preview, name: str) -> None:
    page = preview.text()
    old = next(
        line
        for line in (preview.root / name).read_text(encoding="utf-8").splitlines()
        if line.startswith('"""')
    )
    with preview.broken(name, old, f"slip = = 1\n{old}") as failure:
        assert "SyntaxError" in failure and Path(name).name in failure, preview.said()
        assert preview.text() == page
    assert preview.text() == page


def test_a_failure_stays_while_the_next_build_runs(preview: Preview) -> None:
    with preview.broken("report/index.qmd", "{{< var period.year >}}", "{{< var period.yaer >}}") as failure:
        since = preview.edit("report/index.qmd", SENTENCE, "别处也改了。")
        assert preview.until_state("building", since, "the next build")["failure"] == failure
        preview.until_state("failed", since, "its failure")
    assert "别处也改了。" in preview.text()
    preview.until_state(
        "ok", preview.edit("report/index.qmd", "别处也改了。", SENTENCE), "the page as before"
    )
