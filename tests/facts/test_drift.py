"""What the codes do not know yet shows up by itself; a rename is a row of the codes with its quarter."""

from __future__ import annotations

import dataclasses
import re

import pandas as pd
import pytest

from ipabs.edition import Edition, edition_of
from ipabs.facts import all_facts
from ipabs.ledger import Ledger
from ipabs.period import Calendar, Quarter

from .ledgers import Deal, edition, ledger_of, like, shipped
from .reading import exhibits, prose, said
from .special_cases import six_modes


def news(e: Edition) -> dict[str, str]:
    return {fact.name: fact.display for fact in all_facts(e) if fact.id.startswith("new.")}


def test_everything_new_is_noted_for_the_editor() -> None:
    assert news(six_modes()) == {
        "业务模式 factoring": "保理融资债权1单",
        "业务模式 film": "film1单",
        "业务模式 patent_relicense": "专利二次许可1单",
        "业务模式 royalty": "royalty1单",
        "业务模式 trust_beneficiary": "trust_beneficiary1单",
        "发行场所 bse": "北京证券交易所1单",
        "发起机构地区 海南": "海南1单",
        "增信方性质 insurer": "insurer1单",
        "优先级证券评级 BBB+sf": "1只",
        "期限区间 (49.00,56.00]": "1只",
        "利率区间 (8.70,9.00]": "1只",
    }


def test_what_was_there_before_is_not_new() -> None:
    assert news(edition("2024Q1", Deal("2023-05-05"), Deal("2024-02-02"))) == {}
    # Nothing is new to a ledger that begins with the quarter.
    assert news(edition("2024Q1", Deal("2024-02-02", mode="film"))) == {}
    # Seen two quarters ago, gone, and back.
    back = edition(
        "2024Q1", Deal("2023-05-05", mode="film"), Deal("2023-08-05"), Deal("2024-02-02", mode="film")
    )
    assert news(back) == {}


def test_the_edge_of_the_first_band_is_not_beyond_it() -> None:
    made = [Deal("2023-05-05", coupon=2.9), Deal("2024-02-02", coupon=2.7), Deal("2024-02-03", coupon=2.69)]
    assert news(edition("2024Q1", *made)) == {"利率区间 (2.40,2.70]": "1只"}


def test_new_codes_stand_in_tables_figures_and_text() -> None:
    e = six_modes()
    text = prose(e)
    assert "film模式（首单发行于2024年5月）" in text
    for label, words in {
        "fig-modes": ["film", "royalty", "trust_beneficiary"],
        "fig-enhancement": ["insurer"],
        "fig-trend-region": ["海南"],
    }.items():
        made = exhibits()[label](e)
        for word in words:
            assert word in made.alt and word in (made.svg or "") and word in made.csv and word in made.html
    assert "(49.00,56.00]" in exhibits()["tbl-tenor"](e).csv
    assert "BBB+sf 级占17.33%" in said(e)["narrative.senior.ytd.grades"]


def test_an_outlier_does_not_fill_the_table() -> None:
    coupons = exhibits()["tbl-coupon"](six_modes()).data
    assert coupons["band"].tolist() == ["[3.00%,3.30%]", "(3.30%,8.70%]", "(8.70%,9.00%]"]
    assert coupons["tranches_printed"].tolist() == ["5", "--", "1"]


def test_nothing_vanishes_into_a_silent_other() -> None:
    kinds = [f"kind{at:02}" for at in range(15)]
    made = [Deal("2023-05-05", 1_000 * (at + 1), enhancers=(kind,)) for at, kind in enumerate(kinds)]
    figure = exhibits()["fig-enhancement"](edition("2023Q4", *made))
    assert figure.data["kind_zh"].tolist()[-1] == "其他"
    assert "“其他”为规模较小的4类增信方" in figure.note


RENAMED = [
    {"domain": "mode", "code": "loan", "zh": "知识产权质押", "en": "IP pledge", "since": "2024Q1"},
    {"domain": "mode", "code": "trust_beneficiary", "zh": "信托受益权", "en": "Trust right", "since": ""},
    {"domain": "provider_kind", "code": "soe", "zh": "国有企业", "en": "State-owned", "since": "2024-02"},
]


def renamed() -> Ledger:
    made = [
        Deal(f"{day}", mode=mode, enhancers=(kind,))
        for day, mode, kind in (
            ("2022-05-05", "loan", "soe"),
            ("2023-05-05", "loan", "soe"),
            ("2023-05-06", "trust_beneficiary", "bank"),
            ("2024-02-02", "loan", "soe"),
        )
    ]
    codes = shipped().codes
    rows = pd.DataFrame(RENAMED).reindex(columns=codes.columns).astype(codes.dtypes.to_dict())
    return dataclasses.replace(ledger_of(made), codes=pd.concat([codes, rows], ignore_index=True))


def everything(e: Edition) -> str:
    """Return all that an edition shows: text, summary, exhibits with all that stands around and in them."""
    shown = [prose(e), *said(e).values()]
    for make in exhibits().values():
        made = make(e)
        shown += [made.caption, made.note, made.alt, made.csv, made.html, made.svg or "", made.markdown or ""]
    return "\n".join(shown)


@pytest.mark.parametrize(
    ("period", "there", "gone"),
    [
        ("2023Q4", ["贷款模式", "一般国央企"], ["知识产权质押模式", "国有企业提供"]),
        ("2024Q1", ["知识产权质押模式", "国有企业"], ["贷款模式", "一般国央企"]),
    ],
)
def test_an_edition_has_the_names_of_its_own_time(period: str, there: list[str], gone: list[str]) -> None:
    shown = everything(edition_of(Calendar(Quarter.parse(period)), renamed()))
    for name in [*there, "信托受益权模式"]:
        assert name in shown
    for name in gone:
        assert name not in shown, re.findall(f".{{30}}{name}.{{10}}", shown)[:3]


def test_headings_and_figures_of_section_2_follow_the_names() -> None:
    e = edition_of(Calendar(Quarter(2024, 1)), renamed())
    assert "## 知识产权质押模式 {#sec-structure-loan}" in prose(e)
    assert said(e)["caption:fig-structure-loan"] == "知识产权质押模式与保理融资债权模式交易结构示例"


def test_a_new_name_is_noted_for_the_editor() -> None:
    found = news(edition_of(Calendar(Quarter(2024, 1)), renamed()))
    assert found == {"业务模式 loan": "贷款改称知识产权质押", "增信方性质 soe": "一般国央企改称国有企业"}


@pytest.mark.parametrize(
    ("nature", "expected"),
    [
        ("claim", "已发行产品的基础资产均为债权，尚未出现以知识产权未来收益直接入池的产品"),
        ("right", "基础资产除债权以外，还出现了版税"),
        ("", "基础资产以各类债权为主体，另有版税"),
    ],
)
def test_the_codes_say_what_an_underlying_asset_is(nature: str, expected: str) -> None:
    ledger = ledger_of([Deal("2022-05-05"), Deal("2023-05-05")])
    deals = ledger.deals.copy()
    deals.loc[1, "underlying"] = "royalty"
    row = {"domain": "underlying", "code": "royalty", "zh": "版税", "en": "Royalty", "nature": nature or None}
    codes = pd.concat([ledger.codes, like(ledger.codes, [row])], ignore_index=True)
    e = edition_of(Calendar(Quarter(2023, 4)), dataclasses.replace(ledger, deals=deals, codes=codes))
    assert said(e)["narrative.trends.claims"] == f"截至2023年12月31日，{expected}"
