"""Rows of an export gathered by deal, and a deal's own row in the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field

from ipabs.importing.draft import Draft
from ipabs.importing.entities import entities_file
from ipabs.importing.names import key_of
from ipabs.importing.records import Given, Record
from ipabs.importing.wording import Words

__all__ = ["Group", "grouped", "merge_deal"]

_COLUMNS = {
    "deal_name": "name",
    "deal_short": "short_name",
    "product": "product",
    "venue": "venue",
    "issued_on": "issued_on",
    "deal_size": "size_yuan",
    "mode": "mode",
    "underlying": "underlying",
    "region": "region",
    "wind_ip": "wind_ip",
}
_NAMING = {"deal_code", "deal_name", "deal_short", "tranche_code"}
_AGREED = ("deal_size", "issued_on", "product", "venue", "mode", "underlying", "region")
_ADD = "export that column too, or add the cell to the export"


@dataclass(eq=False)
class Group:
    """The rows of one deal.

    Parameters
    ----------
    deal_id : str
        Its id; empty until a new one has got one.
    records : list of Record
        Rows, those of deals first.
    names : list of str
        What the rows call it.
    """

    deal_id: str
    records: list[Record] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def first(self, name: str) -> Given | None:
        """Return the first value of a field that a row gives."""
        return next((r.values[name] for r in self.records if name in r.values), None)

    def party(self, name: str) -> list[Given]:
        """Return the institutions that the first row with any gives in a field."""
        return next((r.names[name] for r in self.records if r.names.get(name)), [])


def grouped(records: list[Record], draft: Draft) -> list[Group]:
    """Gather rows by deal: by code, else by name; a row that names none, or two, is rejected.

    Returns
    -------
    list of Group
        Known deals and new ones, in the order of the rows.
    """
    known: dict[str, Group] = {}
    fresh: dict[str, Group] = {}
    coded: dict[str, Group] = {}
    groups: list[Group] = []
    for record in sorted(records, key=lambda each: each.level != "deal"):
        found = _ids(record, draft)
        spelt = [record.values[n] for n in ("deal_code", "deal_name", "deal_short") if n in record.values]
        if len(found) > 1:
            record.reject(
                f"a row is of one deal: code and name point at {', '.join(sorted(found))}",
                f"correct the row, or say in {draft.root.resolve().name}/import/identifiers.csv which deal the name or code stands for",
            )
            continue
        keys = [key_of(given.text) for given in spelt]
        code = record.values.get("tranche_code")
        # A security is of one deal, and a name that only the export knows may belong to one that another row has tied to
        # the ledger.
        group = (
            known.get(next(iter(found), ""))
            or (coded.get(code.text) if code else None)
            or next((fresh[key] for key in keys if key in fresh), None)
        )
        if group is not None and found and group.deal_id not in ("", *found):
            record.reject(
                f"a row is of one deal: it points at {group.deal_id} and {min(found)}", "correct the row"
            )
            continue
        if group is None:
            if not found and not spelt:
                if not record.failed & _NAMING:
                    record.reject(
                        "a row names its deal, or a security that the ledger knows",
                        "import the list of deals first, or export the deal's name too",
                        record.values.get("tranche_code"),
                    )
                continue
            group = Group(next(iter(found), ""))
            groups.append(group)
        if group.deal_id:
            known[group.deal_id] = group
        if code:
            coded.setdefault(code.text, group)
        for key in keys:
            fresh.setdefault(key, group)
        group.records.append(record)
        group.names += [given.text for given in spelt]
    return groups


def _ids(record: Record, draft: Draft) -> set[str]:
    """Return the ledger's deals that a row points at."""
    code = record.values.get("tranche_code")
    tranche = draft.identifiers.find("tranches", code.text) if code else None
    found = {draft.tranches[tranche]["deal_id"]} if tranche in draft.tranches else set()
    deal_code = record.values.get("deal_code")
    if deal_code and (known := draft.identifiers.find("deals", deal_code.text)):
        found.add(known)
    name, short = record.values.get("deal_name"), record.values.get("deal_short")
    if name and (named := draft.named(name.text)):
        return found | named if not (found and found <= named) else found
    if not found and short:
        found |= draft.named(short.text)
    return {deal for deal in found if deal in draft.deals}


def merge_deal(group: Group, draft: Draft, words: Words, wind_ip: bool | None) -> None:
    """Write a deal's own row: its cells into the ledger's row, or a new one."""
    head = group.records[0]
    stated = {column: group.first(name) for name, column in _COLUMNS.items()}
    cells = {column: given for column, given in stated.items() if given is not None}
    _derive(group, cells, draft, words, wind_ip)
    for name in _AGREED:
        _agree(group, name)
    _once(group)
    row = draft.deals.get(group.deal_id)
    if row is None:
        _add(group, cells, draft, words)
    else:
        for column, given in cells.items():
            # Another name for the same deal is no contradiction.
            if column in ("name", "short_name") and row[column]:
                continue
            draft.propose("deals", row, column, given, head)
        if row["basis"] != "published":
            draft.propose("deals", row, "basis", Given("published", head.place), head)
    for record in group.records:
        code = record.values.get("deal_code")
        if code and group.deal_id:
            draft.identifiers.note("deals", code.text, group.deal_id, record.export)
    for name in group.names if group.deal_id else ():
        if not draft.named(name):
            draft.identifiers.note("deals", name, group.deal_id, head.export)


def _agree(group: Group, name: str) -> None:
    """Reject rows that say different things of the same deal, or say the same deal twice."""
    first: Given | None = None
    for record in group.records:
        given = record.values.get(name)
        if given is None:
            continue
        first = first or given
        if first.text != given.text:
            record.reject(
                f"rows of one deal agree: it says {given.text} here and {first.text} in {first.place}",
                "correct one of them in the export",
                given,
            )


def _once(group: Group) -> None:
    """Reject a second row of a deal in a list of deals."""
    seen: dict[tuple[str, str], Record] = {}
    for record in group.records:
        if record.level == "deal":
            earlier = seen.setdefault(record.place.line[:2], record)
            if earlier is not record:
                rule = f"a deal stands in one row of a list of deals; {earlier.place} is of it too"
                record.reject(rule, "delete one of the rows", record.values.get("deal_name"))


def _derive(group: Group, cells: dict[str, Given], draft: Draft, words: Words, wind_ip: bool | None) -> None:
    """Add what follows from other cells; it fills gaps and never contradicts."""
    place = group.records[0].place

    def derive(column: str, text: str | None, given: Given | None = None) -> None:
        if text and column not in cells:
            cells[column] = Given(text, given.place if given else place, derived=True)

    if "name" not in cells and "short_name" in cells:
        derive("name", cells["short_name"].text, cells["short_name"])
    starts = [record.values["value_date"] for record in group.records if "value_date" in record.values]
    if starts and "issued_on" not in cells:
        earliest = min(starts, key=lambda given: given.text)
        derive("issued_on", earliest.text, earliest)
    parts = [record.values.get("tranche_size") for record in group.records if record.level == "tranche"]
    if parts and all(parts):
        derive("size_yuan", str(sum(int(given.text) for given in parts if given)), parts[0])
    code = group.first("tranche_code")
    if code and "." in code.text:
        derive("venue", words.find("venue", code.text.rpartition(".")[2]), code)
    name = cells["name"].text if "name" in cells else ""
    if "专项计划" in name or "票据" in name:
        derive("product", "abn" if "票据" in name else "exchange_abs", cells["name"])
    if "venue" in cells:
        derive("product", words.find("product_of_venue", cells["venue"].text), cells["venue"])
    if "underlying" in cells:
        derive("mode", words.find("mode_of_underlying", cells["underlying"].text), cells["underlying"])
    originators = group.party("originator")
    if originators:
        derive("region", draft.entities.region(originators[0].text), originators[0])
    if wind_ip is not None:
        derive("wind_ip", "true" if wind_ip else "false")
    if not group.deal_id:
        derive("wind_ip", "false")


def _add(group: Group, cells: dict[str, Given], draft: Draft, words: Words) -> None:
    head = group.records[0]
    table = draft.tables["deals"]
    place = head.place
    failed = {name for record in group.records for name in record.failed}
    missing = [
        column
        for column, sources in _NEEDED.items()
        # What a bad cell would have said is not asked for a second time.
        if column not in cells and not failed & set(sources)
    ]
    parts = [r for r in group.records if r.level == "tranche" and "tranche_size" not in r.values]
    if "size_yuan" in missing and parts:
        missing.remove("size_yuan")
        for record in parts:
            record.reject("a new tranche has its 发行规模 (size_yuan)", "fill in the cell")
    for column in missing:
        field = table.schema.field(column)
        assert field is not None  # of the shipped schema
        head.reject(f"a new deal has its {field.title} ({column})", _help(column, cells, draft, words))
    if any(record.problems for record in group.records):
        return
    group.deal_id = _new_id(draft, cells["issued_on"].text[:4])
    source = f"{place.file}（{head.export}）" if head.export else place.file
    draft.add(
        "deals",
        {
            "deal_id": Given(group.deal_id, place),
            **cells,
            "internal": Given("false", place),
            "basis": Given("published", place),
            "source": Given(source, place),
        },
        head,
    )


_NEEDED = {
    "name": ("deal_name", "deal_short"),
    "product": ("product", "deal_name", "venue"),
    "venue": ("venue", "tranche_code"),
    "issued_on": ("issued_on", "value_date"),
    "size_yuan": ("deal_size", "tranche_size"),
    "mode": ("mode", "underlying"),
    "region": ("region", "originator"),
}
"""What a new deal needs, and the fields that say it."""

_HELP = {
    "mode": "export 基础资产类型 or 业务模式",
    "region": "export 地区, or add the originator with its region to {entities}",
    "venue": "export 交易场所, or security codes with their suffix (.SZ, .SH)",
    "product": "export 产品类型",
    "issued_on": "export 发行日期 or 起息日",
}


def _help(column: str, cells: dict[str, Given], draft: Draft, words: Words) -> str:
    """Return what to do about a cell that a new deal lacks."""
    if column == "mode" and "underlying" in cells:
        modes = ", ".join(words.codes("mode"))
        return (
            f"add the row “mode_of_underlying,{cells['underlying'].text},MODE” to {words.file}: the mode that "
            f"goes with it, one of {modes} or a new one of {words.codes_file}; or export 业务模式"
        )
    return _HELP.get(column, _ADD).format(entities=entities_file(draft.root))


def _new_id(draft: Draft, year: str) -> str:
    start = f"D{year}-"
    numbers = [
        int(known[len(start) :])
        for known in draft.deals
        if known.startswith(start) and known[len(start) :].isdecimal()
    ]
    return f"{start}{max(numbers, default=0) + 1:03}"
