"""What Quarto hands to the look is drawn as what the embedded assembler hands to it.

The Quarto side of each page is the tree that Quarto 1.10.18 gives to a filter at `pre-render`, in small.
"""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from typing import Any

import pytest

OPTIONS = 'unit="单" note="按“\\\\-\\\\-”计" source-line="Moody\'s" basis="mixed" data-file="data/x.csv"'
NOTED = 'tags="[]" execution_count="6"'
PICTURE = {
    "html": '```{=html}\n<div class="ipabs-chart"><div class="ipabs-static"><svg></svg></div></div>\n```',
    "typst": '![](short.svg){fig-alt="替代"}',
    "docx": '![](short.svg){fig-alt="替代"}',
}
TABLE = '::: {.ipabs-table align="lr" widths="" groups="" total="0" bars="" emphasis="" form="grid"}\n| 名 | 值 |\n|---|---|\n| 甲 | \\-\\- |\n:::'


def div(content: str, attributes: str) -> str:
    return f"::::: {{{attributes}}}\n{content}\n:::::\n"


def node(kind: str, attributes: str, *parts: str) -> str:
    slots = "\n".join(div(part, "scaffold=yes") for part in parts)
    return div(slots, f'custom="{kind}" {attributes}')


def embedded_float(label: str, number: int, caption: str, content: str) -> str:
    inner = div(caption, ".float-caption") + "\n" + div(content, ".float-content")
    kind = label.partition("-")[0]
    alt = ' fig-alt="替代"' if kind == "fig" else ""
    return div(inner, f'#{label} .ipabs-float ref-type="{kind}" number="{number}" {OPTIONS}{alt}')


def embedded_figure(medium: str) -> str:
    return embedded_float("fig-x", 1, "图题 AAAsf", PICTURE[medium])


def quarto_figure(medium: str) -> str:
    """In HTML the output became the float; in print the float stands in the output."""
    given = f'identifier="fig-x" order="1" fig-alt="替代" {NOTED}'
    if medium == "html":
        made = node(
            "FloatRefTarget", f".cell-output .cell-output-display {given}", PICTURE[medium], "图题 AAAsf"
        )
        return div(made, f"#cell-fig-x .cell {NOTED} {OPTIONS}")
    made = node("FloatRefTarget", given, PICTURE[medium], "图题 AAAsf")
    return div(div(made, f".cell-output .cell-output-display {NOTED}"), f".cell {NOTED} {OPTIONS}")


def embedded_table(medium: str) -> str:
    return embedded_float("tbl-x", 2, "表题", TABLE)


def quarto_table(medium: str) -> str:
    output = div(TABLE, f".cell-output .cell-output-display {NOTED}")
    made = node("FloatRefTarget", f'.cell identifier="tbl-x" order="2" {NOTED} {OPTIONS}', output, "表题")
    return div(made, f".cell {NOTED} {OPTIONS}")


def embedded_list(medium: str) -> str:
    return div(TABLE, f"#list-x .cell {OPTIONS}")


def quarto_list(medium: str) -> str:
    """The label is on the output; in HTML the cell has it too, after “cell-”."""
    output = div(TABLE, f"#list-x .cell-output .cell-output-display {NOTED}")
    return div(output, f"{'#cell-list-x' if medium == 'html' else ''} .cell {NOTED} {OPTIONS}")


def embedded_notice(medium: str) -> str:
    return div("甲。\n\n- 乙", '.callout-warning title="请注意"')


def quarto_notice(medium: str) -> str:
    """The condition holds the box that it chose."""
    return node(
        "ConditionalBlock", "", div(node("Callout", 'type="warning"', "请注意", "甲。\n\n- 乙"), "chosen=yes")
    )


def embedded_box(medium: str) -> str:
    return embedded_list(medium) + "\n" + div("丙。", '.callout-note title="口径"') + "\n其后一段。\n"


def quarto_box(medium: str) -> str:
    """In Word a paragraph of one space parts a box from the table before it."""
    box = node("Callout", 'type="note"', "口径", "丙。")
    spacer = div("", ".spacer") + "\n" if medium == "docx" else ""
    return quarto_list(medium) + "\n" + spacer + box + "\n其后一段。\n"


def embedded_condition(medium: str) -> str:
    return "丁。\n\n## 乙 {#sec-b}\n\n戊。\n"


def quarto_condition(medium: str) -> str:
    shown = node("ConditionalBlock", "", div("丁。\n\n## 乙 {#sec-b}\n\n戊。", "chosen=yes"))
    return shown + "\n" + node("ConditionalBlock", "", div("", "chosen=no"))


KEPT_FROM_SIGHT = div("", "#3ade8a4a-fb1d-4a6c-8409-ac45482d5fc9 .hidden")
CASES = ["figure", "table", "list", "notice", "box", "condition"]


def convert(printed: Any, medium: str, body: str, *, quarto: bool) -> str:
    look = printed.EXTENSION / medium / "look.lua"
    chosen = printed.FIXTURE / "as_quarto.lua" if quarto else look
    page = f"# 甲 {{#sec-a}}\n\n文字，见[@sec-a]。\n\n{body}\n\n# 附录 {{#sec-z .appendix}}\n\n末段。\n"
    command = [
        str(printed._package("pypandoc") / "files" / "pandoc"), "--from=markdown-smart-subscript", f"--to={medium}", "--wrap=none",
        "--output=-", f"--lua-filter={printed.EXTENSION / 'shared' / 'ratings.lua'}", f"--lua-filter={chosen}",
    ]  # fmt: skip
    done = subprocess.run(
        command, input=(page + (f"\n{KEPT_FROM_SIGHT}" if quarto else "")).encode(), capture_output=True, check=True,
        cwd=printed.FIXTURE, env={**os.environ, "LOOK": str(look), "SOURCE_DATE_EPOCH": "0"},
    )  # fmt: skip
    if medium == "docx":
        with zipfile.ZipFile(io.BytesIO(done.stdout)) as package:
            return package.read("word/document.xml").decode()
    return done.stdout.decode()


@pytest.mark.parametrize("medium", ["html", "typst", "docx"])
@pytest.mark.parametrize("case", CASES)
def test_drawn_alike(printed: Any, medium: str, case: str) -> None:
    ours = convert(printed, medium, globals()[f"embedded_{case}"](medium), quarto=False)
    theirs = convert(printed, medium, globals()[f"quarto_{case}"](medium), quarto=True)
    assert "quarto" not in theirs.replace("quarto-xref", "")
    assert theirs == ours
