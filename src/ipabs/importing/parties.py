"""A deal's institutions and its credit enhancements."""

from __future__ import annotations

from ipabs.importing.deals import Group
from ipabs.importing.draft import Draft
from ipabs.importing.entities import entities_file
from ipabs.importing.names import key_of
from ipabs.importing.records import Given, Record
from ipabs.importing.wording import Words, quoted

__all__ = ["merge_enhancements", "merge_parties"]

ROLES = ("originator", "plan_manager", "trustee", "custodian", "servicer")
PROVIDERS = ("shortfall", "guarantor", "underlying_guarantor", "letter_bank")
_JOIN = "；"


def merge_parties(group: Group, draft: Draft, notes: list[str]) -> None:
    """Write the institutions of each role that the rows name; a role's names are one value."""
    for role in ROLES:
        found = _agreed(group, role)
        if found is not None:
            _merge_role(group.deal_id, role, *found, draft, notes)


def _agreed(group: Group, name: str) -> tuple[list[Given], Record] | None:
    """Return the institutions of a field and the first row that names them; others that differ are rejected."""
    first: tuple[list[Given], Record] | None = None
    for record in group.records:
        given = record.names.get(name)
        if not given:
            continue
        if first is None:
            first = given, record
        elif [each.text for each in given] != [each.text for each in first[0]]:
            said, other = (_JOIN.join(each.text for each in names) for names in (given, first[0]))
            rule = f"rows of one deal agree: it says {said} here and {other} in {first[0][0].place}"
            record.reject(rule, "correct one of them in the export", given[0])
    return first


def _merge_role(
    deal_id: str, role: str, given: list[Given], record: Record, draft: Draft, notes: list[str]
) -> None:
    rows = [row for row in draft.of_deal["parties"][deal_id] if row["role"] == role]
    old = [row["name"] for row in rows]
    key = f"{deal_id}|{role}"
    if [*map(key_of, old)] == [key_of(each.text) for each in given]:
        draft.queue.settle("parties", key, "name", record.export)
        return
    if old and draft.follows("parties", rows, record):
        if draft.superseded("parties", rows, given[0]):
            return
    elif old:
        whole = Given(_JOIN.join(each.text for each in given), given[0].place)
        if not draft.decide("parties", key, "name", _JOIN.join(old), whole, record):
            return
    new = []
    for each in given:
        kind = draft.entities.kind(each.text)
        if not kind:
            notes.append(
                f"{each.place}: the kind of {each.text} is unknown; "
                f"add the row “{quoted(each.text)},,KIND,,” to {entities_file(draft.root)}"
            )
        cells = {"deal_id": deal_id, "role": role, "name": each.text, "kind": kind, "basis": "published"}
        new.append({column: Given(text, each.place) for column, text in cells.items()})
    draft.replace("parties", deal_id, rows, new, record)


def merge_enhancements(group: Group, draft: Draft, words: Words) -> None:
    """Write the enhancements that the rows name; those of one form are one value.

    An enhancer that is not disclosed is a row with ``provider_kind`` ``undisclosed``.
    """
    named: dict[str, tuple[str, list[Given], Record]] = {}
    for name in PROVIDERS:
        found = _agreed(group, name)
        if found is not None:
            level, _, form = words.code("enhancement", name).partition("/")
            named[form] = (level, found[0], found[1])
    methods = next(((r.values["methods"], r) for r in group.records if "methods" in r.values), None)
    for form in methods[0].text.split(_JOIN) if methods else ():
        level = words.code("enhancement", form).partition("/")[0]
        named.setdefault(form, (level, [], methods[1]) if methods else (level, [], group.records[0]))
    for form, (level, given, record) in named.items():
        _merge_form(group.deal_id, level, form, given, record, draft, words)
    asked = any(record.asked & {"methods", *PROVIDERS} for record in group.records)
    if asked and not named and not draft.of_deal["enhancements"][group.deal_id]:
        head = group.records[0]
        draft.add(
            "enhancements", _cells(group.deal_id, "", "", "", "undisclosed", Given("", head.place)), head
        )


def _merge_form(
    deal_id: str, level: str, form: str, given: list[Given], record: Record, draft: Draft, words: Words
) -> None:
    siblings = draft.of_deal["enhancements"][deal_id]
    rows = [row for row in siblings if row["form"] == form]
    nobody = [row for row in siblings if row["provider_kind"] == "undisclosed" and not row["form"]]
    old = [row["provider"] for row in rows if row["provider"]]
    key = f"{deal_id}|{level}|{form}"
    if sorted(map(key_of, old)) == sorted(key_of(each.text) for each in given) and rows:
        draft.queue.settle("enhancements", key, "provider", record.export)
        return
    if not given and rows:
        return  # the form is known, and by whom the export does not say
    new = []
    for each in given:
        kind = draft.entities.provider_kind(each.text)
        if not kind:
            record.reject(
                f"the kind of the enhancer {each.text} is known",
                f"add the row “{quoted(each.text)},,,PROVIDER_KIND,” to {entities_file(draft.root)}; PROVIDER_KIND is "
                f"guarantee_company, bank, soe or another provider_kind of {words.codes_file}",
                each,
            )
        new.append(_cells(deal_id, level, form, each.text, kind, each))
    if record.problems:
        return
    if old and draft.follows("enhancements", rows, record):
        if draft.superseded("enhancements", rows, given[0]):
            return
    elif old:
        whole = Given(_JOIN.join(each.text for each in given), given[0].place)
        if not draft.decide("enhancements", key, "provider", _JOIN.join(old), whole, record):
            return
    if not given:
        new = [_cells(deal_id, level, form, "", "undisclosed", Given("", record.place))]
    draft.replace("enhancements", deal_id, [*rows, *nobody], new, record)


def _cells(deal_id: str, level: str, form: str, provider: str, kind: str, given: Given) -> dict[str, Given]:
    cells = {
        "deal_id": deal_id, "level": level, "form": form, "provider": provider, "provider_kind": kind,
        "basis": "published",
    }  # fmt: skip
    return {column: Given(text, given.place) for column, text in cells.items()}
