"""Facts, units, ratings, notes and boxes in the text."""

from __future__ import annotations

from .html_page import render, words


def test_a_fact_is_a_button_that_keeps_its_punctuation() -> None:
    page = render('发行（[47]{.fact data-fact="a"}单），[78.85亿元]{.fact data-fact="b"}。')
    buttons = page.xpath("//article//button[contains(@class, 'fact')]")
    assert [(button.get("data-fact"), words(button)) for button in buttons] == [
        ("a", "47"),
        ("b", "78.85亿元"),
    ]
    assert all(
        button.get("aria-haspopup") == "dialog" and button.get("type") == "button" for button in buttons
    )
    kept = [words(button.getparent()) for button in buttons]
    assert kept == ["（47单），", "78.85亿元。"]
    assert all("nb" in button.getparent().get("class") for button in buttons)


def test_a_sentence_as_fact_may_run_on() -> None:
    page = render("[2021年以来，同两家小额贷款公司稳居前二]{.fact data-fact=a}。")
    (fact,) = page.xpath("//article//*[@data-fact]")
    assert (fact.tag, fact.get("role"), fact.get("tabindex")) == ("span", "button", "0")


def test_numbers_stay_with_their_units() -> None:
    page = render("2024年1—3月发行9单、13.18亿元，占2.45%，报告2—3。")
    kept = [words(span) for span in page.xpath("//article//span[@class='nb']")]
    assert kept == ["2024年", "1—3月", "9单", "13.18亿元", "2—3"]


def test_the_alternative_of_an_image_keeps_its_numbers() -> None:
    page = render("文![2024年9单](x.png)字\n\n![柱图3家](y.png)")
    inside, alone = page.xpath("//article//img")
    assert (inside.get("alt"), alone.get("alt")) == ("2024年9单", "柱图3家")
    (caption,) = page.xpath("//article//figcaption")
    assert [words(span) for span in caption.xpath("span[@class='nb']")] == ["3家"]
    assert caption.get("aria-hidden") == "true"  # the image says the same


def test_an_image_states_its_width_without_a_style() -> None:
    page = render("文![甲](x.png){width=20}字![乙](x.png){width=50%}字![丙](x.png){width=3cm}字![丁](x.png)")
    widths = [image.get("width") for image in page.xpath("//article//img")]
    assert widths == ["20", "352", "113", None]
    assert page.xpath("//article//img/@style") == []


def test_a_fact_with_more_than_text_is_a_button_too() -> None:
    (button,) = render("[**47**单]{.fact data-fact=a}，").xpath("//article//button[contains(@class, 'fact')]")
    assert words(button) == "47单"
    assert [words(each) for each in button.xpath("strong")] == ["47"]
    assert words(button.getparent()) == "47单，"


def test_ratings_are_copied_as_plain_text() -> None:
    page = render("AAAsf 级与AA+sf 级。")
    assert (
        words(page.xpath("//article/p | //article//section/p | //article/div/p")[-1])
        == "AAAsf 级与AA+sf 级。"
    )
    assert [words(mark) for mark in page.xpath("//article//sub")] == ["sf", "sf"]
    assert [words(mark) for mark in page.xpath("//article//sup")] == ["+"]


def test_a_note_stands_beside_its_paragraph_and_leads_back() -> None:
    page = render("口径[^a]从严。\n\n[^a]: 逐单判定。")
    (reference,) = page.xpath("//a[@id='noteref-1']")
    (note,) = page.xpath("//span[@id='note-1']")
    assert reference.get("href") == "#note-1" and words(reference) == "①"
    assert "逐单判定。" in words(note)
    assert note.xpath("a/@href") == ["#noteref-1"]
    assert note.getparent() is reference.getparent().getparent()


def test_a_headline_figure_stands_with_the_paragraph_after_it() -> None:
    page = render('::: {.headline}\n[21家]{.fact data-fact="a"}\n\n原始权益人\n:::\n\n正文。')
    (group,) = page.xpath("//article//div[@class='beside']")
    assert [words(part) for part in group.xpath(".//*[@class='digits' or @class='unit']")] == ["21", "家"]
    assert words(group.xpath("p")[-1]) == "正文。"


def test_short_notes_go_to_the_margin_and_long_ones_stay_boxes() -> None:
    page = render(
        f'::: {{.callout-note title="统计口径"}}\n短。\n:::\n\n正文。\n\n::: {{.callout-note title="长"}}\n{"字" * 200}\n:::\n\n'
        '::: {.callout-warning title="重构"}\n请勿引用。\n:::'
    )
    assert words(page.xpath("//aside[@class='side side-box']//div[@class='box-title']")[0]) == "统计口径"
    assert words(page.xpath("//aside[@class='box']//div[@class='box-title']")[0]) == "长"
    assert page.xpath("//article//aside[@class='notice']/svg[@aria-hidden='true']")
