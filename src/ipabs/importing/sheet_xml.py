"""What calamine does not tell of an .xlsx: error values, formulas never calculated, percent formats.

calamine gives an empty cell for each of the first two, and 0.0325 for a cell that shows 3.25%.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from ipabs.importing.calamine_process import MAX_COLUMNS, MAX_ROWS
from ipabs.importing.grid import Flaw
from ipabs.importing.refusal import refuse

__all__ = ["Marks", "marks_of"]

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_PERCENT_IDS = {"9", "10"}
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)
_AGAIN = "export it again, or open it in Excel and save it as a new .xlsx"


@dataclass
class Marks:
    """Cells of a sheet that need care, by row and column from 0."""

    flaws: dict[tuple[int, int], Flaw] = field(default_factory=dict)
    percents: set[tuple[int, int]] = field(default_factory=set)
    epoch_1904: bool = False


def marks_of(archive: zipfile.ZipFile, name: str) -> dict[str, Marks]:
    """Return the marks of each worksheet by its name.

    Raises
    ------
    ImportRefused
        If a part is no sound XML, declares a document type, or a sheet is larger than 50,000 rows or
        500 columns: calamine would lay it out cell by cell.
    """
    try:
        book = _tree(archive, "xl/workbook.xml")
        links = {
            link.get("Id", ""): link.get("Target", "")
            for link in _tree(archive, "xl/_rels/workbook.xml.rels")
        }
        percents = _percent_styles(archive)
        epoch = any(
            _local(node.tag) == "workbookPr" and node.get("date1904") in ("1", "true") for node in book.iter()
        )
        found = {}
        for node in book.iter():
            if _local(node.tag) != "sheet":
                continue
            target = next((links.get(v, "") for k, v in node.attrib.items() if _local(k) == "id"), "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            if "worksheets/" in part:
                found[node.get("name", "")] = _scan(archive, part, name, percents, epoch)
        return found
    except (ElementTree.ParseError, expat.ExpatError, LookupError, ValueError, *_DAMAGED) as error:
        raise refuse(name, f"the workbook's parts are sound XML ({error})", _AGAIN) from None


def _tree(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    data = archive.read(part)
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise ValueError(f"{part} declares a document type")
    return ElementTree.fromstring(data)


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """Return the numbers of the cell styles that show percents."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    styles = _tree(archive, "xl/styles.xml")
    formats = set(_PERCENT_IDS)
    for node in styles.iter():
        if _local(node.tag) == "numFmt" and "%" in node.get("formatCode", ""):
            formats.add(node.get("numFmtId", ""))
    for node in styles:
        if _local(node.tag) == "cellXfs":
            return {str(place) for place, style in enumerate(node) if style.get("numFmtId") in formats}
    return set()


def _scan(archive: zipfile.ZipFile, part: str, name: str, percents: set[str], epoch: bool) -> Marks:
    marks = Marks(epoch_1904=epoch)
    parser = expat.ParserCreate()
    here: list[tuple[int, int]] = [(0, 0)]
    kind, formula, text, inside = "", False, [""], [False]
    state = {"kind": kind, "formula": formula}

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = _local(tag)
        if tag == "c":
            here[0] = _place(attributes.get("r", ""), here[0])
            if here[0][0] >= MAX_ROWS or here[0][1] >= MAX_COLUMNS:
                rule = f"a sheet has at most {MAX_ROWS} rows and {MAX_COLUMNS} columns"
                raise refuse(f"{name} ({part})", rule, "delete what lies outside the table", here[0][0] + 1)
            state.update(kind=attributes.get("t", "n"), formula=False)
            text[0] = ""
            if attributes.get("s") in percents and state["kind"] == "n":
                marks.percents.add(here[0])
        elif tag == "f":
            state["formula"] = True
        elif tag in ("v", "t"):
            inside[0] = True

    def end(tag: str) -> None:
        tag = _local(tag)
        if tag in ("v", "t"):
            inside[0] = False
        elif tag == "c":
            if state["kind"] == "e":
                marks.flaws[here[0]] = Flaw(text[0] or "#N/A", "a cell is no error value")
            elif state["formula"] and not text[0]:
                marks.flaws[here[0]] = Flaw("=…", "a formula has been calculated before it is exported")

    def characters(data: str) -> None:
        if inside[0]:
            text[0] += data[:64]

    def doctype(*_: object) -> None:
        raise ValueError(f"{part} declares a document type")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = characters, doctype
    stream: IO[bytes]
    with archive.open(part) as stream:
        parser.ParseFile(stream)
    return marks


def _place(reference: str, before: tuple[int, int]) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(reference)
    if match is None:  # left out where a cell follows the one before
        return before[0], before[1] + 1
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]
