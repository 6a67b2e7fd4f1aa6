"""The ledgers that growth is measured on."""

from __future__ import annotations

from pathlib import Path

from bench.ledgers import write_ledger
from ipabs.ledger import check_ledger, read_ledger


def test_a_generated_ledger_is_sound_and_always_the_same(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_ledger(tmp_path / folder, 400)
    assert check_ledger(tmp_path / "one") == ()
    ledger = read_ledger(tmp_path / "one")
    assert [len(t) for t in (ledger.deals, ledger.tranches, ledger.parties, ledger.enhancements)] == [
        400,
        1200,
        1600,
        800,
    ]
    assert set(ledger.deals["basis"]) == {"reconstructed"} and set(ledger.deals["source"]) == {"generated"}
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
