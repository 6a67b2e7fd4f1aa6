"""What stands around the text is handed to assemblers as Markdown: a name in a sentence stays text."""

from __future__ import annotations

import pypandoc

from ipabs.build.record import as_markdown

NAME = "<b>甲</b> *乙* {{< var k >}} $x$ [l](u) &lt;"


def test_names_in_the_summary_and_the_headline_stay_text() -> None:
    figure = {"id": "issuance.deals.2023", "label": NAME, "number": "47", "comparison": NAME, "bars": "14,34"}
    page = as_markdown(
        {"summary": f"{NAME}模式占比过半", "headline": [figure], "cover-marks": "0.1,0.2,past"}
    )
    read = pypandoc.convert_text(page["summary"], "plain", format="markdown", extra_args=["--wrap=none"])
    assert read.strip() == f"{NAME}模式占比过半"
    # No shortcode is left for an assembler to fill in.
    assert "{{<" not in page["summary"] and "{{<" not in page["headline"][0]["label"]
    assert page["headline"][0]["bars"] == "14,34" and page["cover-marks"] == "0.1,0.2,past"


def test_ordinary_words_are_left_alone() -> None:
    page = {
        "summary": "2023年发行47单、78.85亿元，同比增长23.23%。",
        "headline": [{"label": "2023年发行单数", "comparison": "较2022年增加12单"}],
    }
    assert as_markdown(page) == page


def test_the_numbers_of_the_summary_can_be_asked() -> None:
    marked = '2023年发行[47单]{.fact data-fact="issuance.deals.2023"}。'
    page = as_markdown({"summary": "2023年发行47单。", "summary-markup": marked, "headline": []})
    assert page["summary"] == marked and "summary-markup" not in page
