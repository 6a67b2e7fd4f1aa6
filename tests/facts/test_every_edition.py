"""Facts of the shipped ledger: complete, well-formed, and equal to what was printed."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
import yaml

from ipabs.edition import Edition
from ipabs.facts import TOPICS, all_facts
from ipabs.facts.fact import Fact
from ipabs.facts.headline import headline, summary
from ipabs.facts.provenance import rows_of
from ipabs.facts.variables import variables
from ipabs.facts.words import period_words

from .ledgers import DATA, shipped_edition

PERIODS = [f"{year}Q{number}" for year in range(2019, 2024) for number in range(1, 5)] + ["2024Q1"]
BAD = re.compile(
    r"(?<![A-Z\d])-|\bnan\b|None|<NA>|同比同比|，，|、、|；；|。。|，；|（）|\s\s|持平\d|(?<!\d)0单由|与上年.{0,8}增长"
)


CLAUSES = ("narrative.", "originators.rest.")
_QUOTED = re.compile("“[^”]*”")


@cache
def built(period: str) -> tuple[Edition, list[Fact]]:
    """Return an edition and its facts, the clauses of the running text left out."""
    edition = shipped_edition(period)
    return edition, [fact for fact in all_facts(edition) if not fact.id.startswith(CLAUSES)]


def by_id(period: str) -> dict[str, Fact]:
    return {fact.id: fact for fact in built(period)[1]}


PRINTED = [
    entry
    for section in yaml.safe_load((DATA / "published" / "2024Q1.yaml").read_text(encoding="utf-8")).values()
    if isinstance(section, list)
    for entry in section
]


@pytest.mark.parametrize("entry", PRINTED, ids=[entry["id"] for entry in PRINTED])
def test_every_printed_figure_comes_out_again(entry: dict[str, str]) -> None:
    edition = built("2024Q1")[0]
    fact = by_id("2024Q1")[entry["id"]]
    assert (fact.text, fact.unit) == (entry["printed"], entry["unit"])
    if "sign" in entry:
        assert fact.direction == entry["sign"]
    if "deal" in entry:
        named = rows_of(edition.ledger, "deals", fact.rows.get("deals", ()))["name"].tolist()
        held = rows_of(edition.ledger, "tranches", fact.rows.get("tranches", ()))["deal_id"]
        deals = edition.ledger.deals
        named += deals.loc[deals["deal_id"].isin(held), "name"].tolist()
        assert entry["deal"] in named


@pytest.mark.parametrize("period", PERIODS)
def test_an_edition_reads_well_and_hangs_together(period: str) -> None:
    edition, found = built(period)
    tree = variables(found, period_words(edition.calendar))
    assert tree["period"]["title"] == edition.calendar.quarter.zh
    for fact in found:
        for text in (fact.display, fact.name, fact.definition):
            assert text and not BAD.search(_QUOTED.sub("", text)), (fact.id, text)
        assert fact.section and fact.basis in ("published", "reconstructed", "illustrative", "mixed")
        assert "-" not in fact.text or fact.text == "--" or "sf" in fact.text or not fact.unit
        for table, keys in fact.rows.items():
            assert len(rows_of(edition.ledger, table, keys)) >= len(set(keys)) > 0
    figures = headline(edition, found)
    assert [figure["id"].split(".")[0] for figure in figures][:2] == ["issuance", "issuance"]
    assert len(figures) == 4
    for figure in figures:
        assert figure["bars"].count(",") == figure["partial"].count(",")
    assert summary(edition, found).endswith("。") and not BAD.search(summary(edition, found))


def test_prose_may_use_the_same_names_in_every_edition() -> None:
    """Only combinations, ratings and kinds of originators that the data bring come and go, and what is new."""
    comes_and_goes = re.compile(
        r"^new\.|_and_|\.by_\w+$|^senior\.(?!aaa\.|aa_plus\.|unrated\.|year|ytd|prior)"
    )
    newest = names_in("2024Q1")
    for period in PERIODS:
        missing = {name for name in newest - names_in(period) if not comes_and_goes.search(name)}
        if period.endswith("Q4"):
            missing = {name for name in missing if "ytd" not in name}
        assert not missing, (period, sorted(missing)[:5])


def names_in(period: str) -> set[str]:
    return {fact.var for fact in built(period)[1]}


def test_no_id_and_no_name_is_used_twice() -> None:
    found = all_facts(built("2024Q1")[0])
    assert len({fact.id for fact in found}) == len({fact.var for fact in found}) == len(found)


def test_a_fact_survives_json() -> None:
    for fact in built("2024Q1")[1]:
        assert Fact.from_json(json.loads(json.dumps(fact.to_json()))).to_json() == fact.to_json()


def test_topics_are_those_of_the_notebooks() -> None:
    assert set(TOPICS) >= {"policies", "modes", "issuance", "originators", "senior", "enhancement", "trends"}


def test_sentences_keep_the_provenance_of_each_number() -> None:
    fact = by_id("2024Q1")["issuance.sentence.2023"]
    assert fact.markdown == (
        '2023年共发行[47单]{.fact data-fact="issuance.deals.2023"}知识产权 ABS，单数'
        '较2022年[增加12单]{.fact data-fact="issuance.deals.2023.change"}；发行规模为'
        '[78.85亿元]{.fact data-fact="issuance.size.2023"}，'
        '同比[增长23.23%]{.fact data-fact="issuance.size.2023.yoy"}'
    )


def test_variables_give_display_and_bare_number() -> None:
    tree = variables(built("2024Q1")[1], {})
    assert tree["issuance"]["year"]["size"] == '[78.85亿元]{.fact data-fact="issuance.size.2023"}'
    assert tree["issuance"]["year"]["size_number"] == '[78.85]{.fact data-fact="issuance.size.2023"}'
    assert tree["senior"]["aaa"]["coupon"]["modal_band"].startswith("[3.00%（不含）\\~3.30%（含）]")


@pytest.mark.parametrize("names", [("a.b", "a.b"), ("a.b", "a.b.c"), ("a.b.c", "a.b")])
def test_a_name_is_either_a_leaf_or_a_branch(names: tuple[str, str]) -> None:
    facts = [Fact(f"id{at}", name, "x", "", "x", "x", "名", "定义") for at, name in enumerate(names)]
    with pytest.raises(ValueError, match="variable"):
        variables(facts, {})
