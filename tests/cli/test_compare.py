"""Two editions are compared role by role: the year to date with the year to date."""

from __future__ import annotations

import json
from pathlib import Path

from .test_damage import run


def edition(folder: Path, **facts: tuple[str, str]) -> Path:
    folder.mkdir()
    records = [
        {"id": identifier, "var": var.replace("_", "."), "display": display}
        for var, (identifier, display) in facts.items()
    ]
    (folder / "facts.json").write_text(json.dumps({"facts": records}), encoding="utf-8")
    return folder


def test_what_both_print_comes_first_and_what_is_equal_is_left_out(tmp_path: Path) -> None:
    old = edition(
        tmp_path / "old", gone=("modes.gone.2024Q1", "1单"), ytd_deals=("deals.2024Q1", "9单"),
        year_deals=("deals.2023", "47单"), year_size=("size.2023", "78.85亿元"),
    )  # fmt: skip
    new = edition(
        tmp_path / "new", ytd_deals=("deals.2024Q1-Q2", "20单"), year_deals=("deals.2023", "47单"),
        year_size=("size.2023", "78.86亿元"), fresh=("modes.fresh.2024Q1-Q2", "3单"),
    )  # fmt: skip
    done = run("diff", str(old), str(new))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "deals.2024Q1 | deals.2024Q1-Q2  9单 → 20单",
        "size.2023  78.85亿元 → 78.86亿元",
        "modes.gone.2024Q1  1单 → （无）",
        "modes.fresh.2024Q1-Q2  （无） → 3单",
    ]
    (first, *_) = json.loads(run("diff", str(old), str(new), "--json").stdout)
    assert first == {
        "role": "ytd.deals", "old_id": "deals.2024Q1", "old": "9单", "new_id": "deals.2024Q1-Q2", "new": "20单",
    }  # fmt: skip
