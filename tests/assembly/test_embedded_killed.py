"""A pandoc that is killed from outside, by the system for want of memory, say, is run once more."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from ipabs.assembly.embedded import pandoc

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with signals")


def killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Put something in pandoc's place that is killed so many times before it is pandoc."""
    script, count = tmp_path / "pandoc", tmp_path / "count"
    script.write_text(
        f"""#!/bin/sh
echo x >> {count}
[ "$(wc -l < {count})" -gt {times} ] || kill -9 $$
exec {pandoc.executable()} "$@"
"""
    )
    script.chmod(0o755)
    monkeypatch.setattr(pandoc, "executable", lambda: str(script))


def test_a_killed_pandoc_is_run_again(sandbox: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calm = sandbox.html("# 一\n\n正文。")
    killed(tmp_path, monkeypatch, 1)
    assert sandbox.html("# 一\n\n正文。") == calm


def test_one_that_is_killed_again_is_told(
    fails: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(tmp_path, monkeypatch, 9)
    assert "report/index.qmd, format html: pandoc was ended twice by SIGKILL." in fails("正文。")
