"""A Word document that opens without being repaired: parts, relationships, ids and the order that the schema wants."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator

import pytest
from lxml import etree

from .conftest import NAMES, Edition, W

pytestmark = pytest.mark.slow

RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
STORIES = ("word/document.xml", "word/footnotes.xml", "word/header1.xml", "word/footer1.xml")
# ECMA-376, part 1, annex A: children in this order; those not named here are not used.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs autoSpaceDE autoSpaceDN snapToGrid"
    " spacing ind jc outlineLvl rPr",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs bdr vertAlign lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "tcW gridSpan tcBorders shd tcMar vAlign",
    "trPr": "cantSplit tblHeader",
    "tcBorders": "top left bottom right",
    "tblBorders": "top left bottom right insideH insideV",
    "pBdr": "top left bottom right",
    "style": "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat rsid pPr rPr tblPr tblStylePr",
    "sectPr": "headerReference footerReference footnotePr pgSz pgMar cols titlePg",
    "lvl": "start numFmt pStyle suff lvlText lvlJc pPr rPr",
    "tbl": "tblPr tblGrid tr",
    "numbering": "abstractNum num",
}


def xml_parts(edition: Edition) -> Iterator[tuple[str, etree._Element]]:
    for name, content in edition.parts.items():
        if name.endswith((".xml", ".rels")):
            yield name, etree.fromstring(content)


def test_each_part_has_a_content_type(edition: Edition) -> None:
    types = edition.part("[Content_Types].xml")
    defaults = {each.get("Extension") for each in types if each.tag.endswith("Default")}
    overrides = Counter(each.get("PartName") for each in types if each.tag.endswith("Override"))
    assert set(overrides.values()) == {1}
    for name in edition.parts.keys() - {"[Content_Types].xml"}:
        assert f"/{name}" in overrides or name.rpartition(".")[2] in defaults, name
    assert {name.removeprefix("/") for name in overrides} <= edition.parts.keys()


def test_relationships_lead_to_parts_and_every_use_has_one(edition: Edition) -> None:
    known: dict[str, set[str]] = {}
    for name, root in xml_parts(edition):
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        source = posixpath.join(folder, posixpath.basename(name).removesuffix(".rels"))
        ids = [each.get("Id") for each in root.iter(RELATIONSHIPS)]
        assert len(ids) == len(set(ids)), name
        known[source] = set(ids)
        for each in root.iter(RELATIONSHIPS):
            if each.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join(folder, each.get("Target"))).lstrip("/")
                assert target in edition.parts, f"{name}: {target}"
    for story in STORIES:
        used = edition.part(story).xpath("//@r:id | //@r:embed", namespaces=NAMES)
        assert set(used) <= known.get(story, set()), story


def test_ids_are_unique_and_what_is_referred_to_exists(edition: Edition) -> None:
    for path in ("//w:bookmarkStart/@w:id", "//w:bookmarkStart/@w:name", "//wp:docPr/@id"):
        repeated = [name for name, count in Counter(edition.find(path)).items() if count > 1]
        assert repeated == [], path
    assert sorted(edition.find("//w:bookmarkStart/@w:id")) == sorted(edition.find("//w:bookmarkEnd/@w:id"))
    names = set(edition.find("//w:bookmarkStart/@w:name"))
    assert max(map(len, names)) <= 40, "Word cuts longer names"
    styles = set(edition.part("word/styles.xml").xpath("//w:style/@w:styleId", namespaces=NAMES))
    numbers = set(edition.part("word/numbering.xml").xpath("//w:num/@w:numId", namespaces=NAMES))
    for story in STORIES:
        part = edition.part(story)
        assert set(part.xpath("//w:hyperlink/@w:anchor", namespaces=NAMES)) <= names
        assert (
            set(part.xpath("//w:pStyle/@w:val|//w:rStyle/@w:val|//w:tblStyle/@w:val", namespaces=NAMES))
            <= styles
        )
        assert set(part.xpath("//w:numId/@w:val", namespaces=NAMES)) <= numbers | {"0"}
        asked = [
            field.text.split()[1] for field in part.iter(f"{W}instrText") if field.text.split()[0] == "REF"
        ]
        assert set(asked) <= names


def test_fields_are_opened_parted_and_closed(edition: Edition) -> None:
    for story in STORIES:
        depth: list[str] = []
        for mark in edition.part(story).iter(f"{W}fldChar"):
            kind = mark.get(f"{W}fldCharType")
            if kind == "begin":
                depth.append(kind)
            elif kind == "separate":
                assert depth.pop() == "begin"
                depth.append(kind)
            else:
                assert depth.pop() == "separate"
        assert depth == [], story


def test_each_row_fills_the_grid_and_each_cell_ends_with_a_paragraph(edition: Edition) -> None:
    tables = edition.find("//w:tbl")
    assert len(tables) >= 9
    for table in tables:
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.findall(f"{W}tr"):
            spans = [
                int(next(iter(cell.xpath("w:tcPr/w:gridSpan/@w:val", namespaces=NAMES)), 1))
                for cell in row.findall(f"{W}tc")
            ]
            assert sum(spans) == columns
        assert all(cell[-1].tag == f"{W}p" for cell in table.iter(f"{W}tc"))


@pytest.mark.parametrize("container", ORDER)
def test_elements_stand_in_the_order_of_the_schema(edition: Edition, container: str) -> None:
    order = [f"{W}{name}" for name in ORDER[container].split()]
    seen = 0
    for name in (*STORIES, "word/styles.xml", "word/numbering.xml"):
        for element in edition.part(name).iter(f"{W}{container}"):
            tags = [child.tag for child in element]
            assert set(tags) <= set(order), f"{name}: {set(tags) - set(order)}"
            assert tags == sorted(tags, key=order.index), f"{name}: {etree.tostring(element)[:300]!r}"
            seen += 1
    assert seen > 0
