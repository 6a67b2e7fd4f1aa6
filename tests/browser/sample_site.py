"""A small site made with the real exhibits, look and assets, around a page of its own."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

from ipabs.assembly import rows, search
from ipabs.assembly.card import card
from ipabs.assembly.site import write_archive, write_assets, write_feed
from ipabs.edition import open_edition
from ipabs.exhibits import issuance, modes, originators, policies, senior, structures, trends
from ipabs.exhibits.exhibit import Exhibit
from ipabs.fonts import font_files

HERE = Path(__file__).parent
_PLACE = re.compile(r"^@@(.+)@@$", re.MULTILINE)

HEADLINE = [
    ("issuance.deals.2023", "2023年发行单数", "47", "单", "较2022年增加12单", "14,34,35,47", "0,0,0,0", ""),
    ("issuance.size.2023", "2023年发行规模", "78.85", "亿元", "同比增长23.23%", "33.1,70.6,63.99,78.85", "0,0,0,0", ""),
    ("issuance.size.2024Q1", "2024年1—3月发行规模", "13.18", "亿元", "同比下降24.33%", "17.42,13.18", "1,1", ""),
    ("senior.aaa.share.2023", "AAAsf 级占优先级证券", "92.77", "%", "2023年，按规模", "", "", "92.77"),
]  # fmt: skip

NAMES = {
    "issuance.deals.2023": ("2023年发行单数", "47单", 47, "单"),
    "issuance.deals.2023.change": ("2023年发行单数较上年的变化", "增加12单", 12, "单"),
    "issuance.size.2023": ("2023年发行规模", "78.85亿元", 78.8531, "亿元"),
    "issuance.size.2023.yoy": ("2023年发行规模同比", "增长23.23%", 0.2323, "%"),
    "issuance.deals.2024Q1": ("2024年1—3月发行单数", "9单", 9, "单"),
    "issuance.size.2024Q1": ("2024年1—3月发行规模", "13.18亿元", 13.18, "亿元"),
    "issuance.size.2024Q1.yoy": ("2024年1—3月发行规模同比", "下降24.33%", -0.2433, "%"),
    "originators.count.2023": ("2023年原始权益人家数", "21家", 21, "家"),
    "originators.top5.deals.2023": ("前五大发起机构单数", "31单", 31, "单"),
    "originators.top5.size.2023": ("前五大发起机构规模", "62.82亿元", 62.82, "亿元"),
    "originators.top5.share.2023": ("前五大占发行规模", "79.67%", 0.7967, "%"),
    "senior.aaa.share.2023": ("AAAsf 级占优先级证券", "92.77%", 0.9277, "%"),
}  # fmt: skip

LONG = (
    "与2018—2021年交易所产品公开合计数（59单、149.18亿元，深交所50单、128.35亿元，上交所9单、20.83亿元）相符"
)
"""As long as what the ledger says of where a row comes from."""


def write_site(site: Path, root: Path) -> Path:
    """Write the site into `site` and return it."""
    extension = root / "_extensions" / "ipabs"
    theme = yaml.safe_load((extension / "theme.yml").read_text(encoding="utf-8"))
    records = [_record(name, title, cut_off) for name, title, cut_off in (
        ("2024Q1", "2024年第一季度", "2024-03-31"),
        ("2023Q4", "2023年第四季度", "2023-12-31"),
        ("2023Q3", "2023年第三季度", "2023-09-30"),
    )]  # fmt: skip
    for record in records[:2]:
        _write_edition(site, extension, theme, record, root)
    write_assets(site, extension, theme)
    write_archive(site, records, theme, extension)
    write_feed(site, records, theme)
    _write_index(site, records[:2])
    return site


def _write_index(site: Path, records: list[dict[str, Any]]) -> None:
    pages = site.with_name(f"{site.name}-words")
    texts = {
        record["name"]: search.searched(
            (site / "editions" / record["name"] / "index.html").read_text("utf-8"),
            record["name"],
            record["title"],
        )
        for record in records
    }
    search.write_pages(pages, texts)
    search.finish(search.start(pages, site / "pagefind"), site / "pagefind")


def _record(name: str, title: str, cut_off: str) -> dict[str, Any]:
    keys = ("id", "label", "number", "unit", "comparison", "bars", "partial", "share")
    deals = {"2021Q4": 7, "2022Q1": 8, "2022Q2": 9, "2022Q3": 8, "2022Q4": 10, "2023Q1": 10, "2023Q2": 14,
             "2023Q3": 11, "2023Q4": 12, "2024Q1": 9}  # fmt: skip
    before = [quarter for quarter in deals if quarter <= name][-8:]
    return {
        "name": name,
        "title": title,
        "cut_off": cut_off,
        "reconstructed": True,
        "summary": "2023年发行47单、78.85亿元，单数与规模均有增长；优先级证券以一年期左右的 AAAsf 级为主。",
        "headline": [dict(zip(keys, entry, strict=True)) for entry in HEADLINE],
        "quarters": [
            {"quarter": quarter, "deals": deals[quarter], "size_yuan": deals[quarter] * 165_000_000}
            for quarter in before
        ],
        "links": [
            {"label": "PDF", "href": f"ipabs-{name}.pdf", "detail": "24页"},
            {"label": "图表数据", "href": f"ipabs-{name}-data.zip", "detail": "CSV × 11"},
        ],
        "cover_marks": ";".join(
            f"{i / 105:.3f},{0.3 + (i * 37 % 60) / 100:.2f},{'part' if i > 95 else 'last' if i > 50 else 'past'}"
            for i in range(105)
        ),
    }


def _write_edition(
    site: Path, extension: Path, theme: dict[str, Any], record: dict[str, Any], root: Path
) -> None:
    folder = site / "editions" / record["name"]
    (folder / "data").mkdir(parents=True)
    exhibits = _exhibits(root)
    names = {"fig": "figure", "tbl": "table"}
    for label, (number, exhibit) in exhibits.items():
        path = folder / "data" / f"{names[label[:3]]}-{number}.csv"
        path.write_text(exhibit.csv, encoding="utf-8")
    text = _PLACE.sub(
        lambda match: _float(*exhibits[match[1]]), (HERE / "page.md").read_text(encoding="utf-8")
    )
    metadata = {
        "title": theme["title"],
        "lang": "zh-Hans",
        "look": theme,
        "edition": {
            **{key: record[key] for key in ("name", "title", "headline", "summary", "reconstructed")},
            "cut-off": "2024年3月31日",
            "cut-off-iso": record["cut_off"],
            "downloads": record["links"],
        },
    }
    (folder / "metadata.json").write_text(json.dumps(metadata, ensure_ascii=False), encoding="utf-8")
    spec = importlib.util.find_spec("pypandoc")
    assert spec is not None and spec.origin is not None
    pandoc = Path(spec.origin).parent / "files" / "pandoc"
    done = subprocess.run(
        [pandoc, "--from=markdown-smart-subscript", "--to=html5", "--section-divs",
         "--standalone", "--wrap=none", "--toc", "--toc-depth=2",
         f"--template={extension / 'html' / 'template.html'}", f"--lua-filter={extension / 'html' / 'look.lua'}",
         f"--metadata-file={folder / 'metadata.json'}", "--output", folder / "index.html"],
        input=text.encode("utf-8"), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0 and not done.stderr, done.stderr.decode("utf-8")
    (folder / "metadata.json").unlink()
    facts = json.dumps({"edition": record["name"], "facts": _facts()}, ensure_ascii=False)
    (folder / "facts.js").write_text(f"window.ipabsFacts={facts};\n", encoding="utf-8")
    (folder / "facts.json").write_text(facts, encoding="utf-8")
    listed = [listed_deals()]
    (folder / "rows.js").write_text(rows.script(listed), encoding="utf-8")
    (folder / "rows.html").write_text(rows.page(listed, record["title"], theme, extension), encoding="utf-8")
    shown = {"headline": record["headline"], "cover-marks": record["cover_marks"]}
    (folder / "card.png").write_bytes(card(record["title"], shown, theme, font_files()))


def listed_deals() -> rows.Listed:
    """Return the 47 rows behind the numbers: 13 published, 34 reconstructed."""
    made = [
        (
            f"D2023-{number:03d}",
            "published" if number <= 13 else "reconstructed",
            [
                f"样本产品{number}",
                f"2023-{1 + (number - 1) // 31:02d}-{1 + (number - 1) % 28:02d}",
                "100000000",
                LONG,
                "",
            ],
        )
        for number in range(1, 48)
    ]
    titles = ("项目全称", "发行日", "发行规模（元）", "来源", "个案说明（接在产品名称之后）")
    return rows.Listed("deals", "项目", titles, ("text", "centre", "num", "text", "text"), made)


def _exhibits(root: Path) -> dict[str, tuple[int, Exhibit]]:
    edition = open_edition("2024Q1", root / "data")
    made: list[tuple[int, Exhibit]] = [
        (1, policies.national(edition)),
        (1, structures.loan(edition)),
        (3, issuance.deals(edition)),
        (4, issuance.size(edition)),
        (5, modes.distribution(edition)),
        (7, trends.rolling(edition)),
        (3, originators.top_five(edition)),
        (4, senior.tenor(edition)),
    ]
    return {exhibit.label: (number, exhibit) for number, exhibit in made}


def _float(number: int, exhibit: Exhibit) -> str:
    """Return the exhibit in the form in which the embedded assembler gives it to the look."""
    kind, word = ("tbl", "表") if exhibit.kind == "table" else ("fig", "图")
    name = f"{'table' if kind == 'tbl' else 'figure'}-{number}.csv"
    given = {
        "ref-type": kind, "number": str(number), "supplement": word, "unit": exhibit.unit, "note": exhibit.note,
        "source-line": exhibit.source, "basis": exhibit.basis, "data-file": f"data/{name}", "fig-alt": exhibit.alt,
    }  # fmt: skip
    attributes = " ".join(f'{key}="{value}"' for key, value in given.items() if value)
    return (
        f"::::: {{#{exhibit.label} .ipabs-float {attributes}}}\n"
        f"::: {{.float-caption}}\n{exhibit.caption}\n:::\n"
        f"::: {{.float-content}}\n````{{=html}}\n{exhibit.html}\n````\n:::\n:::::"
    )


def _facts() -> list[dict[str, Any]]:
    behind = [f"D2023-{number:03d}" for number in range(1, 48)]
    return [
        {
            "id": id, "var": id, "value": value, "unit": unit, "text": display, "display": display, "name": name,
            "definition": "2023年1月1日至12月31日发行、且纳入统计口径的知识产权 ABS 的发行金额之和。",
            "formula": "Σ 发行金额（元）÷ 10⁸", "rounding": "印出时取两位小数；同比、占比用未舍入金额。",
            "direction": None, "rows": {"deals": behind},
            "basis": "mixed", "section": "发行概览",
        }
        for id, (name, display, value, unit) in NAMES.items()
    ]  # fmt: skip
