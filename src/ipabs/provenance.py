"""数字溯源: where each number of the text comes from, as a page of the report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from ipabs.facts.fact import Fact, escape

_MARKED = re.compile(r'data-fact="([^"]+)"')
# A date, a range of months or a name holds digits, and yet no number of the report.
_NAMED = re.compile(r"“[^”]*”|《[^》]*》|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}—\d{1,2}月")

LONGEST = 27

BASIS = {"published": "公开", "reconstructed": "重构", "mixed": "混合", "illustrative": "示意"}


def used_facts(facts: Iterable[Fact], variables: Iterable[str]) -> list[Fact]:
    """Return the facts that the text prints, in the order in which it prints them, each once.

    A sentence that strings other facts together stands for those.
    """
    listed = list(facts)
    by_variable = {fact.var: fact for fact in listed}
    by_id = {fact.id: fact for fact in listed}
    found: dict[str, Fact] = {}
    for name in variables:
        fact = by_variable.get(name) or by_variable.get(name.removesuffix("_number"))
        if fact is not None:
            for inner in _MARKED.findall(fact.markdown) or [fact.id]:
                found[inner] = by_id.get(inner, fact)
    # A phrase without a number (以小额贷款为主) is explained on screen; in print the table is of numbers.
    return [fact for fact in found.values() if any(char.isdigit() for char in _NAMED.sub("", fact.display))]


def _shortened(text: str) -> str:
    """Cut a clause that the column would turn into a tower; on screen it is shown whole."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}……"


def provenance(facts: Iterable[Fact], cut_off: str) -> str:
    """Return the appendix as a .qmd text: one table, grouped by section in the order of the text.

    Words that hold a number, such as 3.00%（不含）~3.30%（含）, are marked as a phrase: set left, in text, where a number
    stands right and bold.
    """
    listed = list(facts)
    order = list(dict.fromkeys(fact.section for fact in listed))
    listed.sort(key=lambda fact: order.index(fact.section))
    rows = []
    for section, group in groupby(listed, key=lambda fact: fact.section):
        rows.append(f"| [{section}]{{.group}} | | | | |")
        for fact in group:
            definition = (fact.definition or fact.formula).removesuffix("。")
            value = escape(_shortened(fact.display))
            if isinstance(fact.value, str):
                value = f"[{value}]{{.phrase}}"
            rows.append(
                f"| `{fact.id}` | {value} | {escape(definition)} | {fact.behind} "
                f"| {BASIS.get(fact.basis, fact.basis)} |"
            )
    table = "\n".join(["| 编号 | 印出的值 | 定义与算法 | 明细 | 依据 |", "|---|---|---|---|---|", *rows])
    return f"""# 数字溯源 {{#sec-provenance .appendix}}

正文中的每个数字都由台账计算得出，数据截至{cut_off}。下表按正文出现的先后列出编号、印出的值、定义与所依据的明细行数；网页版点击数字可查看逐行明细，电子附件另存全部行。

:::: {{.fold title="展开全部{len(listed)}个数字"}}

::: {{.ipabs-table align="lrlrc" widths="37,18,33,6,6" groups="" total="0" bars="" emphasis="" form="text" list-title="正文数字及其来历" list-source="本期台账"}}
{table}
:::

::: {{.table-note}}
注：“依据”指明细行的来源：公开表示全部来自公开披露，重构表示由公开总数反推的样本，混合表示两者兼有。明细为所涉产品、证券或其他台账的行数。
:::

::::
"""
