"""Foreign keys held as places in the key they point at, and the basis that rows take from their deal."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from ipabs.ledger.columns import Column, Columns
from ipabs.ledger.schema import Table
from ipabs.ledger.texts import Text

# Rows of these take the basis of the deal they belong to when they state none.
_OF_DEALS = ("parties", "enhancements", "credit_events", "rating_events")
_PUBLISHED = ("policies", "ip_stock")


def link(table: Table, tables: dict[str, Columns], broken: Collection[str]) -> None:
    """Let the foreign keys of `table` share the words of what they point at, where every one is found."""
    for name, other, other_column in table.references:
        if other in broken or name not in tables[table.name]:
            continue
        column, words = tables[table.name][name], tables[other][other_column].text.words
        codes = column.text.codes_in(words)
        if ((codes >= 0) == (column.text.codes >= 0)).all():
            column.text = Text(words, codes)
            column.readable = np.ones(len(words), np.bool_)


def with_basis(tables: dict[str, Columns]) -> None:
    """Fill in the basis of rows that state none; every foreign key must be linked."""
    for name in _OF_DEALS:
        columns = tables[name]
        if not len(columns["basis"].text.missing()):
            continue
        deal = columns.get("deal_id")
        if deal is None:
            tranches = tables["tranches"]
            deal = _looked_up(columns["tranche_id"], tranches["tranche_id"], tranches["deal_id"])
        inherited = _looked_up(deal, tables["deals"]["deal_id"], tables["deals"]["basis"])
        _fill(columns, inherited.text)
    for name in _PUBLISHED:
        columns = tables[name]
        _fill(columns, Text.repeated("published", len(columns["basis"].text.codes)))


def _looked_up(pointing: Column, key: Column, wanted: Column) -> Column:
    """Return the `wanted` cell of the row whose `key` each of `pointing` names."""
    row_of = np.full(len(key.text.words) + 1, -1, np.intp)
    row_of[key.text.codes] = np.arange(len(key.text.codes))
    row_of[-1] = -1
    places = row_of[pointing.text.codes_in(key.text.words)]
    codes = np.append(wanted.text.codes, np.int32(-1))[places]
    return Column(wanted.field, Text(wanted.text.words, codes), None, wanted.readable)


def _fill(columns: Columns, inherited: Text) -> None:
    column = columns["basis"]
    text = column.text.filled(inherited)
    columns["basis"] = Column(column.field, text, None, np.ones(len(text.words), np.bool_))
