"""Pictures and files that the text names: found before a notebook runs, or refused with file and line."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ipabs.assembly import embedded
from ipabs.assembly.preflight import preflight_text
from ipabs.errors import IpabsError


def picture(kind: str = "PNG", colour: tuple[int, int, int] = (200, 20, 20)) -> bytes:
    """Return a picture of one colour."""
    content = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(content, kind)
    return content.getvalue()


@pytest.fixture
def text(sandbox: Any) -> Any:
    """A page with an included file, whose line 3 is what a test says, and pictures beside it."""
    sandbox.page("{{< include parts/_part.qmd >}}")
    folder: Path = sandbox.root / "report"
    (folder / "pictures").mkdir()
    (folder / "parts").mkdir()
    for name in (
        "pic.png",
        "pictures/a b.png",
        "pictures/图.png",
        "parts/near.png",
        "card.png",
        ".hidden.png",
    ):
        (folder / name).write_bytes(picture())
    (folder / "scan.tiff").write_bytes(picture("TIFF"))
    (folder / "photo.png").write_bytes(picture("JPEG"))
    (folder / "empty.png").write_bytes(b"")
    (folder / "cut.png").write_bytes(picture()[:60])
    (folder / "cut.jpg").write_bytes(picture("JPEG")[:400])
    (folder / "words.png").write_text("no picture", encoding="utf-8")
    (folder / "small.webp").write_bytes(picture("WEBP"))
    (folder / "appendix.xlsx").write_bytes(b"PK")

    def write(line: str) -> Path:
        sandbox.write("report/parts/_part.qmd", f"# 节 {{#sec-part}}\n\n{line}\n")
        return Path(sandbox.root)

    return write


def _said(root: Path, *formats: str) -> list[str]:
    with pytest.raises(IpabsError) as caught:
        preflight_text(root, formats)
    return str(caught.value).split("\n")


WRONG = [
    ("![图](gone.png)", "image gone.png: there is no file report/gone.png. Put it there, or mend the address."),
    ("文中![图](gone.png){width=20px}字。", "image gone.png: there is no file report/gone.png."),
    ("![图](gone.png){#fig-gone}", "image gone.png: there is no file report/gone.png."),
    ("![图](<pictures/c d.png>)", "image pictures/c d.png: there is no file report/pictures/c d.png."),
    ('![图][p]\n\n[p]: gone.png "题"', "image gone.png: there is no file"),
    ("![图](Pic.PNG)", "image Pic.PNG: there is no file report/Pic.PNG. Is it pic.png?"),
    ("![图](near.png)", "An address in an included file is relative to the page: write parts/near.png."),
    ("[附录](gone.xlsx)", "link gone.xlsx: there is no file report/gone.xlsx."),
    ("[![图](pic.png)](gone.pdf)", "link gone.pdf: there is no file report/gone.pdf."),
    ("[图片](pictures)", "link pictures: it is a folder: name a file in it."),
    ("[节](parts/_part.qmd)", "refer to a section as [@sec-…]."),
    ("![图](../data/x.png)", "image ../data/x.png: it lies outside report/ and is not published"),
    ("![图](/report/pic.png)", "image /report/pic.png: a slash in front leads elsewhere on the site"),
    ("![图](https://example.org/x.png)", "image https://example.org/x.png: nothing is fetched from other places"),
    ("![图](data:image/png;base64,AAAA)", "nothing is fetched from other places: save the file in report/"),
    ("[本机](file:///home/a.pdf)", "link file:///home/a.pdf: it is on your machine only"),
    ("![图](card.png)", "image card.png: the edition has a card.png of its own: give the file another name."),
    ("![图](.hidden.png)", "image .hidden.png: what begins with a dot is not published"),
    ("![](pic.png)", "image pic.png: it says nothing to who can't see it: write what it shows, ![…](pic.png)"),
    ('<img src="gone.png" alt="图">', "image gone.png: there is no file report/gone.png."),
    ("```{=html}\n<img src='gone.png' alt='图'>\n```", "image gone.png: there is no file report/gone.png."),
    ("<video src=gone.mp4></video>", "media gone.mp4: there is no file report/gone.mp4."),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), WRONG)
def test_what_can_t_be_published_is_named_with_file_and_line(text: Any, line: str, said: str) -> None:
    (only,) = _said(text(line))
    number = 4 if line.startswith("```") else 5 if "[p]:" in line else 3
    assert only.startswith(f"report/parts/_part.qmd:{number}: ")
    assert said in only


RIGHT = [
    "![图](pic.png)",
    "![图](./pictures/../pic.png)",
    "![图](pictures/a%20b.png) 和 ![图](<pictures/a b.png>)",
    "![图](pictures/图.png){#fig-own}\n\n见[@fig-own]。",
    "![](pic.png){fig-alt='红色'}",
    "::: {#fig-div}\n![](pic.png)\n\n题\n:::",
    "![见 [网页](https://example.org) 的图](pic.png 'title')",
    "[附录](appendix.xlsx#Sheet1)，[网页](https://example.org/a(b))，[信](mailto:a@example.org)，[节](#sec-part)",
    "[数据](data/table-3.csv)，[明细](rows.html#deals)，[PDF](ipabs-2024Q1.pdf)",
    "`![图](gone.png)` 和 <!-- ![图](gone.png) --> \\![图\\](gone.png)",
    "```\n![图](gone.png)\n<img src='gone.png'>\n```",
    "![图]({{< var picture.of.the.quarter >}})",
    "[注]{.fact}(gone.png)",
]


@pytest.mark.parametrize("line", RIGHT)
def test_what_is_there_and_what_is_no_picture_passes(text: Any, line: str) -> None:
    preflight_text(text(line), ("html", "pdf", "docx", "wechat"))


def test_all_that_is_wrong_is_listed_with_other_faults(text: Any) -> None:
    root = text("![图](gone.png) [表](gone.xlsx)\n\n见[@fig-gone]。")
    assert [line.partition(": ")[2].split(":")[0].split(" refers")[0] for line in _said(root)] == [
        "image gone.png",
        "link gone.xlsx",
        "@fig-gone",
    ]


@pytest.mark.parametrize(
    ("line", "formats", "said"),
    [
        ("![图](scan.tiff)", ("html", "pdf"), "image scan.tiff: the page can't show .tiff: save it as one of .png,"),
        ("![图](scan.tiff)", ("pdf",), "image scan.tiff: the PDF can't show .tiff: save it as one of .png, .jpg,"),
        ("![图](small.webp)", ("html", "pdf", "docx"), "image small.webp: Word can't show .webp: save it as one of"),
        ("![图](photo.png)", ("html",), "image photo.png: what it holds is JPG: name it photo.jpg."),
        ("![图](empty.png)", ("html",), "image empty.png: the file is empty: save it again."),
        ("![图](words.png)", ("pdf",), "image words.png: it is no PNG file: save it again."),
        ("![图](cut.png)", ("pdf",), "image cut.png: the file is cut short or damaged ("),
        ("![图](cut.jpg)", ("html",), "image cut.jpg: the file is cut short or damaged ("),
        ('<img src="pic.png" alt="图">', ("pdf",), "<img> is left out of the PDF: write ![…](pic.png)."),
    ],
)  # fmt: skip
def test_what_an_output_can_t_show_is_refused_if_it_is_asked_for(
    text: Any, line: str, formats: tuple[str, ...], said: str
) -> None:
    found = _said(text(line), *formats)
    assert found[0].startswith(f"report/parts/_part.qmd:3: {said}")
    assert len(found) == (2 if "tiff" in line and len(formats) > 1 else 1)


def test_what_only_the_screen_shows_may_be_what_print_can_t(text: Any) -> None:
    line = '<img src="pic.png" alt="图">\n<video src="pic.png"></video>'
    preflight_text(text(f'::: {{.content-visible when-format="html"}}\n{line}\n:::'), ("html", "pdf"))


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_an_assembler_refuses_it_too_and_says_the_file_of_the_text(text: Any, fails: Any, kind: str) -> None:
    text("![图](gone.png)\n\n![图](gone.jpg){#fig-gone}")
    assert fails(kind=kind).split("\n") == [
        "report/parts/_part.qmd:3: image gone.png: there is no file report/gone.png. Put it there, or mend the address.",
        "report/parts/_part.qmd:5: image gone.jpg: there is no file report/gone.jpg. Put it there, or mend the address.",
    ]


def test_files_lie_beside_the_page_where_it_names_them(text: Any, sandbox: Any) -> None:
    text("![图](pictures/a%20b.png)\n\n[附录](appendix.xlsx) ![图](pic.png)")
    page = sandbox.html()
    output = sandbox.root / "_output/report"
    for address, name in [
        ("pictures/a%20b.png", "pictures/a b.png"),
        ("pic.png", "pic.png"),
        ("appendix.xlsx", "appendix.xlsx"),
    ]:
        assert f'"{address}"' in page
        assert (output / name).read_bytes() == (sandbox.root / "report" / name).read_bytes()
    text("![图](pic.png)")
    sandbox.html()
    assert sorted(path.name for path in output.iterdir()) == ["index.html", "pic.png"]


def test_a_picture_that_a_condition_hides_is_not_published(text: Any, sandbox: Any) -> None:
    text('::: {.content-visible when-format="typst"}\n![图](pic.png)\n:::')
    assert "pic.png" not in sandbox.html()
    assert not (sandbox.root / "_output/report/pic.png").exists()


def test_print_draws_a_file_whose_name_is_escaped_and_whose_width_is_in_pixels(
    text: Any, sandbox: Any
) -> None:
    text("文![图](<pictures/a b.png>){width=48px}字。")
    assert '#box(image("pictures/a b.png", alt: "图", width: 0.5in))' in sandbox.typ()


def test_an_edited_picture_is_drawn_anew_in_one_process(text: Any, sandbox: Any) -> None:
    text("![图](pic.png)")
    before = embedded.assemble(sandbox.root, ["pdf"])["pdf"].read_bytes()
    (sandbox.root / "report/pic.png").write_bytes(picture(colour=(20, 200, 20)))
    after = embedded.assemble(sandbox.root, ["pdf"])["pdf"].read_bytes()
    assert before != after


def test_a_picture_s_caption_is_told_where_it_can_t_be_seen(text: Any, sandbox: Any) -> None:
    text("![一图](pic.png){#fig-one}\n\n::: {#fig-two}\n![](pic.png)\n\n二图\n:::")
    page = sandbox.html()
    assert 'alt="一图"' in page and 'alt="二图"' in page
