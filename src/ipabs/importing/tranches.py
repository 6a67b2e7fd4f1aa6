"""A deal's tranches: those that the ledger has, and new ones."""

from __future__ import annotations

from collections import defaultdict

from ipabs.importing.deals import Group
from ipabs.importing.draft import Draft
from ipabs.importing.labels import Label, label_of
from ipabs.importing.names import key_of
from ipabs.importing.records import Given, Record
from ipabs.importing.tables import Row
from ipabs.importing.wording import Words

__all__ = ["merge_tranches"]

_COLUMNS = {
    "tranche_size": "size_yuan",
    "coupon": "coupon_pct",
    "rating": "rating",
    "agency": "agency",
    "value_date": "value_date",
    "expected_maturity": "expected_maturity",
}
_SAID = {"size_yuan": "tranche_size"}
_DATES = ("value_date", "expected_maturity")


def merge_tranches(group: Group, draft: Draft, words: Words) -> None:
    """Write the tranches that the rows of a deal give."""
    rows = _once([record for record in group.records if record.level == "tranche"])
    labels = _labels(rows, group, draft, words)
    seen: dict[str, Record] = {}
    for record in rows:
        label = labels.get(record)
        if label is None:
            continue
        earlier = seen.setdefault(label.suffix, record)
        if earlier is not record:
            _repeated(record, earlier)
            continue
        if record.problems or not group.deal_id:
            continue
        _merge(record, label, group, draft, words)


def _once(rows: list[Record]) -> list[Record]:
    """Return rows of different codes; a code that comes again is the same tranche, whatever else its row says."""
    coded: dict[str, Record] = {}
    found = []
    for record in rows:
        code = record.values.get("tranche_code")
        earlier = coded.setdefault(code.text, record) if code else record
        if earlier is record:
            found.append(record)
        else:
            _repeated(record, earlier)
    return found


def _repeated(record: Record, earlier: Record) -> None:
    first = {name: given.text for name, given in earlier.values.items()}
    differing = next((given for name, given in record.values.items() if first.get(name) != given.text), None)
    what = "repeats" if differing is None else "contradicts"
    rule = f"a tranche stands in one row of an export; this one {what} {earlier.place}"
    record.reject(rule, "delete one of the rows", differing)


def _labels(rows: list[Record], group: Group, draft: Draft, words: Words) -> dict[Record, Label]:
    """Return each row's label; several of one seniority without a number get numbers in their order."""
    labels: dict[Record, Label] = {}
    for record in rows:
        known = _known(record, draft)
        texts = [record.values[n] for n in ("tranche", "tranche_short") if n in record.values]
        label = label_of([given.text for given in texts], words)
        if known is not None:
            labels[record] = label_of([known["name"]], words) or Label(known["seniority"])
        elif label is None and record.failed & {"tranche", "tranche_short"}:
            continue  # the bad cell is said already
        elif label is None:
            record.reject(
                "a new tranche says its seniority (分层: 优先级, 中间级, 次级)",
                f"export 分层 or 证券级别, or add the row “seniority,WORDING,CODE” to {words.file}",
                texts[0] if texts else None,
            )
        elif not label.seniority:
            record.reject(
                "its 分层 and its 证券简称 name the same seniority", "correct one of them", texts[0]
            )
        else:
            labels[record] = label
    alike: dict[Label, list[Record]] = defaultdict(list)
    for record, label in labels.items():
        alike[label].append(record)
    for label, same in alike.items():
        codes = {record.values["tranche_code"].text for record in same if "tranche_code" in record.values}
        if len(same) > 1 and len(codes) == len(same) and not label.index:
            for number, record in enumerate(same, 1):
                labels[record] = Label(label.seniority, str(number))
    return labels


def _known(record: Record, draft: Draft) -> Row | None:
    code = record.values.get("tranche_code")
    tranche_id = draft.identifiers.find("tranches", code.text) if code else None
    return draft.tranches.get(tranche_id or "")


def _merge(record: Record, label: Label, group: Group, draft: Draft, words: Words) -> None:
    cells = {column: record.values[name] for name, column in _COLUMNS.items() if name in record.values}
    for column in _DATES:
        # What a list of deals says of the whole deal; another tranche's date is no hint.
        whole = next(
            (r.values[column] for r in group.records if r.level == "deal" and column in r.values), None
        )
        if column not in cells and whole is not None:
            cells[column] = Given(whole.text, whole.place, derived=True)
    row = _known(record, draft) or _alike(group.deal_id, label, draft, words)
    if row is None:
        row = _add(record, label, cells, group, draft)
        if row is None:
            return
    else:
        for column, given in cells.items():
            if column == "agency" and key_of(row["agency"]) == key_of(given.text):
                continue
            draft.propose("tranches", row, column, given, record)
        draft.propose("tranches", row, "seniority", Given(label.seniority, record.place), record)
        if row["basis"] != "published":
            draft.propose("tranches", row, "basis", Given("published", record.place), record)
    for name in ("tranche_code", "tranche_short"):
        if name in record.values:
            draft.identifiers.note("tranches", record.values[name].text, row["tranche_id"], record.export)


def _alike(deal_id: str, label: Label, draft: Draft, words: Words) -> Row | None:
    rows = draft.of_deal["tranches"][deal_id]
    named = [row for row in rows if label_of([row["name"]], words) == label]
    if not named:
        named = [row for row in rows if row["tranche_id"] == f"{deal_id}-{label.suffix}"]
    if not named and label.index in ("", "1"):
        # 优先A1 of one terminal is the only 优先级 of another.
        of_kind = [row for row in rows if row["seniority"] == label.seniority]
        named = of_kind if len(of_kind) == 1 and _only(of_kind[0], label, words) else []
    return named[0] if len(named) == 1 else None


def _only(row: Row, label: Label, words: Words) -> bool:
    known = label_of([row["name"]], words)
    return known is None or "" in (known.index, label.index)


def _add(record: Record, label: Label, cells: dict[str, Given], group: Group, draft: Draft) -> Row | None:
    missing = [
        name
        for name in ("size_yuan", *_DATES)
        if name not in cells and _SAID.get(name, name) not in record.failed
    ]
    for column in missing:
        field = draft.tables["tranches"].schema.field(column)
        assert field is not None  # of the shipped schema
        record.reject(
            f"a new tranche has its {field.title} ({column})", "export that column too, or fill in the cell"
        )
    if any(name not in cells for name in ("size_yuan", *_DATES)):
        return None
    siblings = draft.of_deal["tranches"][group.deal_id]
    tranche_id = f"{group.deal_id}-{label.suffix}"
    by_hand = [
        row for row in siblings if draft.origins.of("tranches", row["tranche_id"], "tranche_id") is None
    ]
    if by_hand:
        # The ledger's own tranches make up the deal already.
        given = Given(f"{label.name} {cells['size_yuan'].text}", record.place)
        if not draft.decide("tranches", tranche_id, "tranche_id", "", given, record):
            return None
    if tranche_id in draft.tranches:
        record.reject(f"a new tranche has an id of its own; {tranche_id} is taken", "correct its 分层")
        return None
    first = {
        "tranche_id": tranche_id, "deal_id": group.deal_id, "name": label.name, "seniority": label.seniority,
        "basis": "published",
    }  # fmt: skip
    at = draft.tables["tranches"].rows.index(siblings[-1]) + 1 if siblings else None
    return draft.add(
        "tranches", {**{n: Given(t, record.place) for n, t in first.items()}, **cells}, record, at
    )
