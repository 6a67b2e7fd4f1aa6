"""What a reviewer finds in Word: styles, captions, fields, tables, figures, notes, and the numbers of facts.json."""

from __future__ import annotations

import io
import re
import struct
from typing import Any

import docx
import pytest

from .conftest import NAMES, Edition, W, joined, words_of

pytestmark = pytest.mark.slow

FIGURES, TABLES = 11, 5


def instructions(edition: Edition) -> list[str]:
    """Return what the document's fields are asked for, in order."""
    return [" ".join((field.text or "").split()) for field in edition.find("//w:instrText")]


def results(edition: Edition, name: str) -> list[tuple[str, str]]:
    """Return instruction and result of each field of one kind."""
    found: list[tuple[str, str]] = []
    code: str | None = None
    shown = False
    for run in edition.find("//w:r"):
        kind = next(iter(run.xpath("w:fldChar/@w:fldCharType", namespaces=NAMES)), "")
        if kind == "begin":
            code, shown = "", False
        elif kind == "separate" and code is not None:
            shown = True
            found.append((" ".join(code.split()), ""))
        elif kind == "end":
            code = None
        elif code is not None and not shown:
            code += "".join(part.text or "" for part in run.iter(f"{W}instrText"))
        elif code is not None:
            found[-1] = (found[-1][0], found[-1][1] + words_of(run))
    return [(code, text) for code, text in found if code.startswith(name)]


def test_python_docx_opens_it_and_finds_its_headings(edition: Edition) -> None:
    document = docx.Document(str(edition.docx))
    chapters = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert chapters == ["知识产权金融政策", "业务模式", "市场运行情况", "发展趋势与风险"]
    sections = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert sections[:2] == ["国家层面", "地方层面"] and "发起机构" in sections
    appendices = [p.text for p in document.paragraphs if p.style.name == "Appendix Heading"]
    assert appendices == ["关于本期数据", "数字溯源", "参考文献", "免责声明"]
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    assert len(captions) == FIGURES + TABLES
    properties = document.core_properties
    assert properties.title == "知识产权 ABS 市场运行情况及发展趋势"
    assert properties.language == "zh-CN"
    assert (
        properties.created.date().isoformat()
        == {"2024Q1": "2024-03-31", "2023Q4": "2023-12-31"}[edition.name]
    )


def test_word_numbers_headings_as_the_report_does(edition: Edition) -> None:
    levels = edition.part("word/numbering.xml").xpath(
        "//w:lvl[w:pStyle/@w:val='Heading1' or w:pStyle/@w:val='Heading2']", namespaces=NAMES
    )
    assert [(level.find(f"{W}numFmt").get(f"{W}val"), level.find(f"{W}lvlText").get(f"{W}val")) for level in levels] == [
        ("chineseCountingThousand", "%1"), ("chineseCountingThousand", "（%2）"),
    ]  # fmt: skip


def test_captions_are_counted_by_word_and_numbered_as_in_print(edition: Edition) -> None:
    assert results(edition, "SEQ 图") == [("SEQ 图 \\* ARABIC", str(n)) for n in range(1, FIGURES + 1)]
    assert results(edition, "SEQ 表") == [("SEQ 表 \\* ARABIC", str(n)) for n in range(1, TABLES + 1)]
    captions = edition.paragraphs("Caption")
    assert "图\u00a03\u3000知识产权 ABS 发行单数及其占资产证券化产品全市场发行单数的比例" in captions
    assert any(text.startswith("表\u00a03\u3000") and text.endswith("前五大发起机构") for text in captions)
    # The number printed in the caption is the one that the page on screen prints.
    page = (edition.folder / "index.html").read_text(encoding="utf-8")
    shown = re.findall(r'exhibit-number">([图表])\s*(\d+)</span>', page.replace("&nbsp;", " "))
    assert [text.partition("\u3000")[0].split("\u00a0") for text in captions] == [
        list(each) for each in shown
    ]


def test_references_are_fields_that_show_what_their_bookmark_holds(edition: Edition) -> None:
    held = {
        start.get(f"{W}name"): words_of_bookmark(start)
        for start in edition.find("//w:bookmarkStart[starts-with(@w:name,'_Ref_')]")
    }
    plain = [(code.split()[1], text) for code, text in results(edition, "REF") if "\\n" not in code]
    assert plain and all(joined(held[name]) == joined(text) for name, text in plain)
    assert ("_Ref_fig_issuance_deals", "图\u00a03") in plain
    assert ("_Ref_tbl_originators", "表\u00a03") in plain
    # 第三节（五）: the section's own number and that of its chapter.
    numbers = [(code.split()[1], text) for code, text in results(edition, "REF") if "\\n" in code]
    assert ("_Ref_sec_market", "三") in numbers and ("_Ref_sec_enhancement", "（五）") in numbers
    assert "第三节（五）所讨论的" in edition.body


def words_of_bookmark(start: Any) -> str:
    text, end = "", start.get(f"{W}id")
    for sibling in start.itersiblings():
        if sibling.tag == f"{W}bookmarkEnd" and sibling.get(f"{W}id") == end:
            return text
        text += words_of(sibling)
    raise AssertionError(f"the bookmark {start.get(f'{W}name')} does not end in its paragraph")


def test_the_contents_are_a_field_that_is_filled_in(edition: Edition) -> None:
    (code,) = [each for each in instructions(edition) if each.startswith("TOC")]
    assert code == 'TOC \\o "1-2" \\n \\h \\z \\t "Appendix Heading,1"'
    assert edition.paragraphs("TOC1") == [
        "一 知识产权金融政策", "二 业务模式", "三 市场运行情况", "四 发展趋势与风险",
        "附录 关于本期数据", "附录 数字溯源", "附录 参考文献", "附录 免责声明",
    ]  # fmt: skip
    headings = edition.paragraphs("Heading2")
    assert [text.partition("）")[2] for text in edition.paragraphs("TOC2")] == headings
    assert not edition.find("//w:fldChar[@w:dirty]"), "Word would ask whether to update fields"
    assert b"updateFields" not in edition.parts["word/settings.xml"]


def test_table_3_has_the_printed_figures(edition: Edition) -> None:
    (table,) = [rows for name, rows in edition.tables().items() if name.startswith("表\u00a03")]
    assert table[0] == ["", "2023年", "2022年"]
    assert table[1] == ["序号", "发起机构", "数量", "规模", "占比", "发起机构", "数量", "规模", "占比"]
    assert table[2][:5] == ["1", "深圳市中小担小额贷款有限公司", "12", "29.79", "37.78%"]
    assert table[3][5:] == ["深圳市高新投小额贷款有限公司", "9", "18.07", "28.24%"]
    assert table[-1] == ["", "合计", "31", "62.82", "79.67%", "合计", "22", "48.42", "75.67%"]


def test_tables_have_three_rules_heads_that_repeat_and_numbers_to_the_right(edition: Edition) -> None:
    style = edition.part("word/styles.xml").xpath("//w:style[@w:styleId='Table']", namespaces=NAMES)[0]
    borders = style.xpath("w:tblPr/w:tblBorders/*", namespaces=NAMES)
    # Eighths of a point: 1.2 pt.
    assert [(border.tag, border.get(f"{W}sz")) for border in borders] == [
        (f"{W}top", "10"),
        (f"{W}bottom", "10"),
    ]
    assert not edition.find("//w:tcBorders/w:left | //w:tcBorders/w:right | //w:tblBorders//w:insideV")
    exhibits = edition.find("//w:tbl[w:tblPr/w:tblCaption][starts-with(w:tblPr/w:tblCaption/@w:val,'表')]")
    assert len(exhibits) == TABLES
    for table in exhibits:
        heads = table.xpath("w:tr[w:trPr/w:tblHeader]", namespaces=NAMES)
        assert heads and heads[0] is table.find(f"{W}tr")
        last = heads[-1].xpath("w:tc/w:tcPr/w:tcBorders/w:bottom/@w:sz", namespaces=NAMES)
        assert last == ["4"] * len(heads[-1].findall(f"{W}tc"))
        assert table.xpath("count(w:tr[w:trPr/w:cantSplit])", namespaces=NAMES) == len(
            table.findall(f"{W}tr")
        )
    styles = edition.part("word/styles.xml").xpath(
        "//w:style[@w:styleId='TableNumber']/w:pPr/w:jc/@w:val", namespaces=NAMES
    )
    assert styles == ["right"]
    numbers = edition.paragraphs("TableNumber")
    assert "29.79" in numbers and "37.78%" in numbers and not any("公司" in text for text in numbers)


def test_figures_are_pictures_at_print_resolution_with_a_text_alternative(edition: Edition) -> None:
    figures = edition.find("//w:p[w:pPr/w:pStyle/@w:val='Figure']//wp:inline")
    assert len(figures) == FIGURES
    links = {rel.get("Id"): rel.get("Target") for rel in edition.part("word/_rels/document.xml.rels")}
    for figure in figures:
        target = links[figure.xpath(".//a:blip/@r:embed", namespaces=NAMES)[0]]
        picture = edition.parts[f"word/{target}"]
        wide = struct.unpack(">I", picture[16:20])[0]
        inches = int(figure.find(f"{{{NAMES['wp']}}}extent").get("cx")) / 914400
        assert wide / inches >= 299
    texts = [inline.get("descr") for inline in edition.find("//wp:docPr")]
    assert all(texts) and any("47单" in text for text in texts)


def test_every_listed_fact_is_printed_as_facts_json_has_it(edition: Edition) -> None:
    assert len(edition.listed) > 60
    plain = [edition.facts[name] for name in edition.listed if not edition.facts[name]["markup"]]
    missing = [fact["id"] for fact in plain if joined(fact["display"]) not in edition.body]
    assert missing == []
    assert "47单" in edition.body and "78.85亿元" in edition.body and "23.23%" in edition.body


def test_footnotes_are_footnotes(edition: Edition) -> None:
    notes = edition.part("word/footnotes.xml").xpath("//w:footnote[not(@w:type)]", namespaces=NAMES)
    marks = edition.find("//w:footnoteReference/@w:id")
    assert [note.get(f"{W}id") for note in notes] == marks and len(marks) >= 2
    assert "统计口径：Wind 归类为知识产权 ABS 的产品" in words_of(notes[0])
    assert edition.find("//w:sectPr/w:footnotePr/w:numFmt/@w:val") == ["decimalEnclosedCircleChinese"]


def test_notice_sources_page_numbers_and_period_are_there(edition: Edition) -> None:
    assert edition.paragraphs("NoticeTitle") == [
        "▲ 本期台账含重构样本",
        "▲ 本期台账含重构样本，请勿作个案引用",
    ]
    sources = edition.paragraphs("ExhibitSource")
    assert len(sources) >= FIGURES + TABLES and all(text.startswith("数据来源：") for text in sources)
    footer = edition.parts["word/footer1.xml"].decode()
    assert " PAGE " in footer and " NUMPAGES " in footer and "请勿作个案引用" in footer
    title = {"2024Q1": "2024年第一季度", "2023Q4": "2023年第四季度"}[edition.name]
    assert title in edition.parts["word/header1.xml"].decode()
    assert edition.paragraphs("Subtitle") == [title]


def test_chinese_type_comes_from_the_theme_with_what_every_office_has_behind_it(edition: Edition) -> None:
    theme = edition.parts["word/theme/theme1.xml"].decode()
    assert '<a:ea typeface="Noto Sans CJK SC"' in theme and '<a:ea typeface="Noto Serif SC"' in theme
    behind = {
        font.get(f"{W}name"): font.find(f"{W}altName").get(f"{W}val")
        for font in edition.part("word/fontTable.xml")
    }
    assert behind["Noto Serif SC"] == "宋体" and behind["Noto Sans CJK SC"] == "黑体"
    roles = {
        style: edition.part("word/styles.xml").xpath(
            f"//w:style[@w:styleId='{style}']/w:rPr/w:rFonts/@w:eastAsiaTheme", namespaces=NAMES
        )
        for style in ("Heading1", "Caption", "TableText")
    }
    assert set(map(tuple, roles.values())) == {("majorEastAsia",)}
    defaults = edition.part("word/styles.xml").xpath(
        "//w:docDefaults//w:rFonts/@w:eastAsiaTheme | //w:docDefaults//w:lang/@w:eastAsia", namespaces=NAMES
    )
    assert sorted(defaults) == ["minorEastAsia", "zh-CN"]


def test_nothing_of_this_machine_is_in_the_document(edition: Edition, project: Any) -> None:
    for name, content in edition.parts.items():
        assert str(project).encode() not in content, name


def test_it_survives_being_saved_again(edition: Edition) -> None:
    document = docx.Document(str(edition.docx))
    again = io.BytesIO()
    document.save(again)
    reopened = docx.Document(again)
    assert [p.text for p in reopened.paragraphs] == [p.text for p in document.paragraphs]
    assert len(reopened.tables) == len(document.tables) >= TABLES + 4
