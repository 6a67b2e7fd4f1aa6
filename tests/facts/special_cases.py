"""Small ledgers, one for each special case that data can bring; ``special_cases.yaml`` says what an edition reads."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from ipabs.edition import Edition

from .ledgers import Deal, edition, like, shipped


def deals(year: int, count: int, size: int = 10_000, month: int = 5, **others: object) -> list[Deal]:
    return [Deal(f"{year}-{month:02}-{at + 1:02}", size, **others) for at in range(count)]  # type: ignore[arg-type]


def by(year: int, **sizes: int) -> list[Deal]:
    return [Deal(f"{year}-05-05", size, by=name) for name, size in sizes.items()]


FIVE = {"甲": 9_000, "乙": 8_000, "丙": 7_000, "丁": 6_000, "戊": 5_000}


def more() -> Edition:
    return edition("2024Q1", *deals(2022, 2), *deals(2023, 3), *deals(2024, 2, 20_000, month=2))


def fewer() -> Edition:
    return edition("2024Q2", *deals(2022, 4), *deals(2023, 3, 9_000), Deal("2024-04-04", 5_000))


def unchanged() -> Edition:
    return edition("2023Q4", *deals(2022, 2), *deals(2023, 2))


def base_of_zero() -> Edition:
    return edition("2024Q3", Deal("2021-05-05"), *deals(2023, 2, month=11), Deal("2024-09-30"))


def year_without_deals() -> Edition:
    return edition("2024Q1", Deal("2022-05-05"), Deal("2024-02-02"))


def year_to_date_without_deals() -> Edition:
    return edition("2024Q1", *deals(2022, 2), *deals(2023, 2, month=2))


def ledger_starts() -> Edition:
    return edition("2024Q1", *deals(2023, 2))


def nothing_for_two_years() -> Edition:
    return edition("2024Q2", Deal("2021-05-05"))


def one_deal() -> Edition:
    return edition("2023Q3", Deal("2022-05-05", name="甲专利1号"), Deal("2023-08-05", name="乙专利2号"))


def tie_for_fifth() -> Edition:
    return edition("2023Q4", *by(2022, **FIVE), *by(2023, **FIVE, 己=5_000, 庚=100))


def three_originators() -> Edition:
    return edition("2023Q4", *by(2022, 甲=10_000, 乙=10_000), *by(2023, 甲=20_000, 乙=10_000, 丙=10_000))


def another_originator_each_year() -> Edition:
    return edition("2023Q4", *by(2022, 甲=10_000), *by(2023, 乙=10_000))


def top_five_replaced() -> Edition:
    return edition("2023Q4", *by(2022, **FIVE), *by(2023, 己=900, 庚=800, 辛=700, 壬=600, 癸=500, 戊=400))


def two_tranches_apart() -> Edition:
    return edition(
        "2024Q1",
        Deal("2022-05-05"),
        Deal("2023-05-05", 10_000, coupon=3.0, days=365),
        Deal("2024-02-05", 30_000, coupon=5.0, days=730),
    )


def claim_no_longer_holds() -> Edition:
    lead = {"甲": 9_000, "乙": 8_000, "丙": 1_000}
    return edition("2023Q4", *by(2021, **lead), *by(2022, **lead), *by(2023, 丙=9_500, 甲=9_000, 乙=8_000))


def claim_holds() -> Edition:
    lead = {"甲": 9_000, "乙": 8_000, "丙": 1_000}
    return edition("2023Q4", *by(2021, **lead), *by(2022, **lead), *by(2023, **lead))


def reconstructed_names() -> Edition:
    lead = {"样本公司01": 9_000, "样本公司02": 8_000, "样本公司03": 1_000}
    return edition("2023Q4", *by(2022, **lead), *by(2023, **lead))


def mode_comes_and_goes() -> Edition:
    return edition(
        "2023Q4",
        *deals(2022, 2),
        Deal("2022-06-06", mode="factoring", kind="factoring_company", by="乙公司"),
        *deals(2023, 2),
        Deal(
            "2023-06-06",
            5_000,
            mode="patent_relicense",
            kind="leasing_company",
            by="丙公司",
            name="丙专利1号",
        ),
    )


def tied_modes() -> Edition:
    return edition(
        "2023Q4",
        Deal("2022-05-05"),
        Deal("2023-05-05"),
        Deal("2023-05-06", mode="factoring", kind="factoring_company", by="乙公司"),
    )


def enhancer_comes_and_goes() -> Edition:
    return edition(
        "2023Q4",
        *deals(2022, 2, enhancers=("guarantee_company",)),
        Deal("2022-06-06", enhancers=("soe",)),
        *deals(2023, 1, enhancers=("guarantee_company",)),
        Deal("2023-06-06", enhancers=("bank",), form="bank_guarantee_letter"),
        Deal("2023-06-07", enhancers=("bank", "guarantee_company")),
    )


def rating_comes_and_goes() -> Edition:
    return edition(
        "2024Q1",
        Deal("2022-05-05", rating="AAsf"),
        Deal("2022-05-06"),
        Deal("2023-02-05", 30_000),
        Deal("2023-05-06", rating="AA+sf"),
        Deal("2024-02-02", rating=None),
    )


def nothing_listed() -> Edition:
    unknown = {
        "kind": None, "mode": None, "rating": None, "coupon": None, "enhancers": (), "venue": None, "region": None
    }  # fmt: skip
    return edition(
        "2023Q4",
        Deal("2022-05-05"),
        Deal("2023-05-01", by="甲", **unknown),  # type: ignore[arg-type]
        Deal("2023-05-02", by="乙", **unknown),  # type: ignore[arg-type]
    )


def six_modes() -> Edition:
    codes = ["loan", "factoring", "patent_relicense", "trust_beneficiary", "royalty", "film"]
    return edition(
        "2024Q2",
        Deal("2023-05-05"),
        *[
            Deal(
                f"2024-05-{at + 1:02}",
                10_000 + 1_000 * at,
                mode=code,
                venue="szse" if at else "bse",
                rating="BBB+sf" if at == 3 else "AAAsf",
                coupon=3.2 if at < 5 else 9.0,
                days=365 if at else 1_500,
                enhancers=("insurer",) if at == 2 else ("guarantee_company",),
                region="海南" if at == 4 else "广东",
            )
            for at, code in enumerate(codes)
        ],
    )


def events(ratings: list[tuple[str, str, str, str]], credit: list[tuple[str, str, str]]) -> Edition:
    """Return an edition over two deals that things happened to."""
    e = edition("2024Q1", Deal("2022-05-05", name="甲专利1号"), Deal("2022-06-05", name="乙专利2号"))
    rated = [
        {"tranche_id": key, "date": day, "from_rating": old, "to_rating": new, "basis": "published"}
        for key, day, old, new in ratings
    ]
    happened = [
        {"deal_id": key, "date": day, "kind": kind, "basis": "published"} for key, day, kind in credit
    ]
    ledger = dataclasses.replace(
        e.ledger,
        rating_events=like(shipped().rating_events, rated),
        credit_events=like(shipped().credit_events, happened),
    )
    return dataclasses.replace(e, ledger=ledger)


def downgrade_and_default() -> Edition:
    return events(
        [("D000-A", "2023-06-30", "AAAsf", "AA+sf")],
        [("D001", "2024-01-05", "default"), ("D000", "2023-12-05", "extension")],
    )


def extension_alone() -> Edition:
    return events([], [("D000", "2023-12-05", "extension")])


CASES: dict[str, Callable[[], Edition]] = {
    made.__name__: made
    for made in (
        more, fewer, unchanged, base_of_zero, year_without_deals, year_to_date_without_deals, ledger_starts,
        nothing_for_two_years, one_deal, tie_for_fifth, three_originators, another_originator_each_year, top_five_replaced, two_tranches_apart, claim_holds, claim_no_longer_holds,
        reconstructed_names, mode_comes_and_goes, tied_modes, enhancer_comes_and_goes, rating_comes_and_goes,
        nothing_listed, six_modes, downgrade_and_default, extension_alone,
    )
}  # fmt: skip
