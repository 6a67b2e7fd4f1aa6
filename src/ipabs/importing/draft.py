"""The ledger while an import changes it: cells written, contradictions queued, everything noted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from ipabs.importing.conflicts import Conflict, Queue
from ipabs.importing.entities import Entities
from ipabs.importing.grid import Place
from ipabs.importing.names import key_of
from ipabs.importing.origins import Identifiers, Imports, Origin, Origins
from ipabs.importing.records import Given, Record
from ipabs.importing.tables import Row, TableText
from ipabs.ledger.schema import tables_of

__all__ = ["Change", "Draft"]

TABLES = ("deals", "tranches", "parties", "enhancements")


@dataclass(frozen=True)
class Change:
    """A cell that an import writes.

    Parameters
    ----------
    table, key, column : str
        The cell.
    old, new : str
        Its text before (empty if there was none) and after.
    place : Place
        Where the new value stands in the export.
    """

    table: str
    key: str
    column: str
    old: str
    new: str
    place: Place


class Draft:
    """A ledger's tables, and what imports keep beside them.

    Parameters
    ----------
    root : Path
        The ledger's folder; it has passed the ledger's own checks. Nothing is written to it.
    entities : Entities
        Learns the institutions that the ledger knows.
    """

    def __init__(self, root: Path, entities: Entities) -> None:
        schema, _ = tables_of(root)
        self.root = root
        self.entities = entities
        self.tables = {name: TableText(schema[name], root) for name in TABLES}
        self.origins, self.identifiers, self.imports = Origins(root), Identifiers(root), Imports(root)
        self.queue = Queue(root)
        self._beside = {each.path: each.written() for each in self._beside_tables()}
        self.changes: list[Change] = []
        self.conflicts: list[Conflict] = []
        self.deals = {row["deal_id"]: row for row in self.tables["deals"].rows}
        self.tranches = {row["tranche_id"]: row for row in self.tables["tranches"].rows}
        self.of_deal: dict[str, dict[str, list[Row]]] = {
            name: defaultdict(list) for name in ("tranches", "parties", "enhancements")
        }
        for name, rows in self.of_deal.items():
            for row in self.tables[name].rows:
                rows[row["deal_id"]].append(row)
        self._named: dict[str, set[str]] = defaultdict(set)
        for row in self.tables["deals"].rows:
            for column in ("name", "short_name"):
                if row[column]:
                    self._named[key_of(row[column])].add(row["deal_id"])
        self._learn()

    def _beside_tables(self) -> tuple[Origins | Identifiers | Imports | Queue, ...]:
        return self.origins, self.identifiers, self.imports, self.queue

    def _learn(self) -> None:
        for row in self.tables["parties"].rows:
            region = self.deals[row["deal_id"]]["region"] if row["role"] == "originator" else ""
            self.entities.learn(row["name"], "", [("kind", row["kind"]), ("region", region)])
        for row in self.tables["enhancements"].rows:
            if row["provider"]:
                self.entities.learn(row["provider"], "", [("provider_kind", row["provider_kind"])])

    def named(self, name: str) -> set[str]:
        """Return the deals that go by a name."""
        known = self.identifiers.find("deals", name)
        return {known} if known else self._named.get(key_of(name), set())

    def propose(self, table: str, row: Row, column: str, given: Given, record: Record) -> bool:
        """Put a value into a cell if that is the import's to do; return whether it was.

        An empty cell is filled. A cell that came from the same terminal follows a newer file of it. Any
        other contradiction is queued, and done if the analyst has decided so.
        """
        source = self.tables[table]
        old, key = row[column], source.key(row)
        if source.same(column, old, given.text):
            if old:
                self.queue.settle(table, key, column, record.export)
            return False
        if old and given.derived:
            return False
        if old:
            origin = self.origins.of(table, key, column)
            # What no header of an export stated was only assumed.
            ours = origin is not None and (origin.export == record.export != "" or not origin.place.header)
            if origin is not None and ours and origin.value == old:
                if self._is_older(given, origin):
                    return False
            else:
                conflict = Conflict(table, key, column, old, given.text, record.export, given.place)
                decision = self.queue.decide(conflict)
                if decision != "take":
                    if not decision:
                        self.conflicts.append(conflict)
                    return False
        row.put(column, given.text, given.place)
        self._note(table, key, column, old, given, record)
        return True

    def follows(self, table: str, rows: list[Row], record: Record) -> bool:
        """Tell whether an import from the terminal that speaks now wrote all of `rows`."""
        source = self.tables[table]
        origins = [self.origins.of(table, source.key(row), "deal_id") for row in rows]
        return all(origin is not None and origin.export == record.export != "" for origin in origins)

    def superseded(self, table: str, rows: list[Row], given: Given) -> bool:
        """Tell whether `given` stands in a file that was imported before the one that `rows` came from."""
        source = self.tables[table]
        origins = [self.origins.of(table, source.key(row), "deal_id") for row in rows]
        return any(origin is not None and self._is_older(given, origin) for origin in origins)

    def _is_older(self, given: Given, origin: Origin) -> bool:
        # An older file again: what came later stays.
        return origin.place.digest != given.place.digest and self.imports.holds(given.place.digest)

    def decide(self, table: str, key: str, column: str, old: str, given: Given, record: Record) -> bool:
        """Queue a contradiction about whole rows; return whether the analyst has decided to take it."""
        conflict = Conflict(table, key, column, old, given.text, record.export, given.place)
        decision = self.queue.decide(conflict)
        if not decision:
            self.conflicts.append(conflict)
        return decision == "take"

    def add(self, table: str, cells: dict[str, Given], record: Record, at: int | None = None) -> Row:
        """Add a row, at the end or at a place of the table."""
        source = self.tables[table]
        told = {name: given for name, given in cells.items() if given.text and name in source.columns}
        row = source.add({n: g.text for n, g in told.items()}, {n: g.place for n, g in told.items()}, at)
        if table == "deals":
            self.deals[row["deal_id"]] = row
            for column in ("name", "short_name"):
                if row[column]:
                    self._named[key_of(row[column])].add(row["deal_id"])
        else:
            self.of_deal[table][row["deal_id"]].append(row)
        if table == "tranches":
            self.tranches[row["tranche_id"]] = row
        for column, given in told.items():
            self._note(table, source.key(row), column, "", given, record)
        return row

    def replace(
        self, table: str, deal_id: str, old: list[Row], new: list[dict[str, Given]], record: Record
    ) -> None:
        """Put rows in the place of others; where there are none, behind the deal's other rows."""
        source = self.tables[table]
        siblings = self.of_deal[table][deal_id]
        last = old[0] if old else siblings[-1] if siblings else None
        at = len(source.rows) if last is None else source.rows.index(last) + (not old)
        for row in old:
            self.origins.forget(table, source.key(row))
            source.rows.remove(row)
            siblings.remove(row)
        for place, cells in enumerate(new):
            self.add(table, cells, record, at + place)

    def changed_files(self) -> dict[str, bytes]:
        """Return the files that differ from those of the folder, by address below it."""
        files = {
            table.path: data for table in self.tables.values() if (data := table.written()) != table.before
        }
        files |= {
            e.path: data for e in self._beside_tables() if (data := e.written()) != self._beside[e.path]
        }
        return files

    def _note(self, table: str, key: str, column: str, old: str, given: Given, record: Record) -> None:
        self.origins.note(table, key, column, Origin(given.text, record.export, given.place))
        self.changes.append(Change(table, key, column, old, given.text, given.place))
