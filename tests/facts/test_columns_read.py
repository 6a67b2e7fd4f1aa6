"""Each topic reads of the ledger's tables the columns that it needs, and by single columns only."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ipabs.edition import Edition
from ipabs.facts import TOPICS, topic_facts
from ipabs.page import page_data

from .ledgers import shipped_edition

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

WHERE = {
    "codes": "code domain since zh",
    "market_totals": "quarter",
}
"""What every topic reads: names of codes, and since when the ledger reaches back."""

DEALS = "basis deal_id issued_on size_yuan"

READ: dict[str, dict[str, str]] = {
    "policies": {
        "policies": "basis clause clause_in content document_no issued issuer level region source title",
    },
    "modes": WHERE
    | {
        "codes": "code domain nature since zh",
        "deals": f"{DEALS} mode name remark underlying",
        "parties": "deal_id kind name role",
    },
    "issuance": {
        "codes": "code domain since zh",
        "deals": f"{DEALS} product region venue",
        "market_totals": "basis deals quarter size_yuan",
        "policies": "basis clause clause_in issued region title",
    },
    "originators": WHERE | {"deals": f"{DEALS} region", "parties": "deal_id kind name role"},
    "senior": {
        "deals": "deal_id issued_on",
        "market_totals": "quarter",
        "tranches": "basis coupon_pct deal_id expected_maturity rating seniority size_yuan tranche_id value_date",
    },
    "enhancement": WHERE | {"deals": f"{DEALS} name", "enhancements": "deal_id form level provider_kind"},
    "surveillance": {
        "credit_events": "basis date deal_id kind note source",
        "deals": "basis deal_id name",
        "rating_events": "agency basis date from_rating to_rating tranche_id",
        "tranches": "deal_id seniority tranche_id",
    },
    "trends": WHERE
    | {
        "deals": DEALS,
        "ip_stock": "basis kind stock year",
        "parties": "deal_id kind name role",
    },
    "data_basis": {
        "codes": "code domain since zh",
        # A count of rows rests on these rows: their keys. Of the shipped credit events there is none.
        "deals": "basis deal_id",
        "tranches": "basis tranche_id",
        "parties": "basis deal_id name role",
        "enhancements": "basis deal_id form level provider",
        "rating_events": "basis date tranche_id",
        "credit_events": "basis",
        "market_totals": "basis quarter",
        "policies": "basis title",
        "ip_stock": "basis kind year",
    },
    "page": WHERE
    | {
        "deals": f"{DEALS} mode",
        "tranches": "basis deal_id expected_maturity rating seniority size_yuan tranche_id value_date",
    },
}
"""Topic (and the page's own data) → table → columns; what is not here may change without touching it."""


class Stored:
    """A table that gives single columns, choices of columns and its length, and notes what was read."""

    def __init__(self, frame: pd.DataFrame, read: set[str]) -> None:
        self._frame = frame
        self._read = read

    def __getitem__(self, columns: str | list[str]) -> Any:
        assert isinstance(columns, str | list), f"a stored table has no {type(columns).__name__} access"
        self._read.update([columns] if isinstance(columns, str) else columns)
        return self._frame[columns]

    def __len__(self) -> int:
        return len(self._frame)

    @property
    def empty(self) -> bool:
        return self._frame.empty

    @property
    def columns(self) -> list[str]:
        return list(self._frame.columns)


def stored(period: str) -> tuple[Edition, dict[str, set[str]]]:
    """Return an edition over stored tables, and what is read of each table."""
    edition = shipped_edition(period)
    tables = [field.name for field in dataclasses.fields(edition.ledger)]
    tables = [name for name in tables if isinstance(getattr(edition.ledger, name), pd.DataFrame)]
    read: dict[str, set[str]] = {name: set() for name in tables}
    ledger = dataclasses.replace(
        edition.ledger, **{name: Stored(getattr(edition.ledger, name), read[name]) for name in tables}
    )
    return dataclasses.replace(edition, ledger=ledger), read


@pytest.mark.parametrize("topic", READ)
def test_a_topic_reads_these_columns(topic: str) -> None:
    edition, read = stored("2024Q1")
    plain = shipped_edition("2024Q1")
    if topic == "page":
        assert page_data(edition) == page_data(plain)
    else:
        assert topic_facts(topic, edition) == topic_facts(topic, plain)
    expected = {table: set(columns.split()) for table, columns in READ[topic].items()}
    assert {table: columns for table, columns in read.items() if columns} == expected


def test_every_topic_is_listed() -> None:
    assert set(READ) == {*TOPICS, "page"}


@pytest.mark.parametrize(
    "name", ["01-policies", "04-modes", "05-originators", "06-senior", "07-enhancement", "08-surveillance"]
)
def test_the_table_that_a_notebook_shows_needs_no_more(name: str) -> None:
    """The first cell after the imports shows a measure; run it on stored tables."""
    cells = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    edition, read = stored("2024Q1")
    imports = [line for line in code[1].splitlines() if line.startswith("from ipabs.measures")]
    space: dict[str, Any] = {"edition": edition, "show_frame": lambda frame: frame}
    exec("\n".join(imports), space)
    assert len(eval(code[2], space))
    topic = READ[name[3:]]
    for table, columns in read.items():
        assert columns <= set(topic.get(table, "").split()), table
