"""Rows of made-up deals, as Arrow columns, table by table; `ledgers.py` writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

SOURCE = "generated"
# What a deal's row takes from the shipped deal it is drawn from.
DRAWN = ("product", "venue", "mode", "underlying", "region", "wind_ip", "internal")
ORIGINATORS = {"loan": "小额贷款公司", "patent_relicense": "融资租赁公司", "factoring": "商业保理公司"}
KINDS = {"loan": "micro_lender", "patent_relicense": "leasing_company", "factoring": "factoring_company"}
LAST = np.datetime64("2024-03-31")

Numbers = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]
Columns = dict[str, pa.Array]


def days(shipped: list[dict[str, str]], drawn: Numbers, random: np.random.Generator) -> Days:
    """Return a day in the quarter of each drawn deal."""
    months = np.array([row["issued_on"][:7] for row in shipped], "M8[M]")[drawn]
    first = (months.astype(np.int64) // 3 * 3).astype("M8[M]")
    length = ((first + 3).astype("M8[D]") - first.astype("M8[D]")).astype(np.int64)
    days: Days = first.astype("M8[D]") + (random.random(len(drawn)) * length).astype(np.int64)
    return days


def rows(
    shipped: list[dict[str, str]],
    drawn: Numbers,
    days: Days,
    start: int,
    deals: int,
    random: np.random.Generator,
) -> Iterator[tuple[str, Columns]]:
    """Yield the rows of all tables for deals issued on `days`, numbered from `start`."""
    count = len(drawn)
    number = _numbered(np.arange(start + 1, start + count + 1), 7)
    year = _text(days.astype("M8[Y]").astype(np.int64) + 1970)
    deal = _joined("D", year, "-", number)
    base = {name: pa.array([row[name] for row in shipped]).take(pa.array(drawn)) for name in DRAWN}
    sizes = np.array([int(row["size_yuan"]) for row in shipped])[drawn]
    # Never below 100 万元: three tranches of whole 万元 each.
    sizes = np.maximum((sizes * random.uniform(0.7, 1.3, count) / 1e4).astype(np.int64), 100) * 10_000
    word = pa.array(["知识产权" if "知识产权" in row["name"] else "产品" for row in shipped]).take(
        pa.array(drawn)
    )
    yield (
        "deals",
        {
            **base,
            "deal_id": deal,
            "name": _joined("生成样本", word, year, "-", number),
            "short_name": _joined("生成", year, "-", number),
            "issued_on": pa.array(days),
            "size_yuan": pa.array(sizes),
            "basis": _same("reconstructed", count),
            "source": _same(SOURCE, count),
        },
    )
    yield from _tranches(deal, sizes, days, random)
    yield "parties", _parties(deal, [shipped[row]["mode"] for row in drawn], deals, random)
    yield "enhancements", _enhancements(deal, random)


def _tranches(
    deal: pa.Array, sizes: Numbers, days: Days, random: np.random.Generator
) -> Iterator[tuple[str, Columns]]:
    count = len(sizes)
    first = (sizes * random.uniform(0.4, 0.6, count) / 1e4).astype(np.int64) * 10_000
    last = np.maximum((sizes * 0.05 / 1e4).astype(np.int64), 1) * 10_000
    amounts = np.stack([first, sizes - first - last, last], axis=1).ravel()
    place = np.tile(np.arange(3), count)
    mezzanine = np.repeat(random.random(count) < 0.08, 3) & (place == 1)
    senior = (place < 2) & ~mezzanine
    rank = np.select([place == 2, mezzanine], [2, 1], 0)
    rating = np.where(random.random(3 * count) < 0.82, 0, 1)
    rating = np.where(rank == 1, 1, rating)
    codes = np.where(place == 2, 2, rating)
    fallen = np.repeat((2024 - (days.astype("M8[Y]").astype(np.int64) + 1970)) * 0.3, 3)
    coupons = np.round(3.0 + fallen + 0.6 * rating + random.uniform(0, 0.8, 3 * count), 2)
    begin = np.repeat(days + random.integers(1, 6, count), 3)
    end = begin + np.array([365, 730, 740])[place] + np.repeat(random.integers(0, 10, count), 3)
    agency = _picked("样本评级机构", 4, random.integers(0, 4, 3 * count))
    rated = pa.array(place < 2)
    tranche = _joined(_repeated(deal, 3), "-", pa.array(["A1", "A2", "S"]).take(pa.array(place)))
    yield (
        "tranches",
        {
            "tranche_id": tranche,
            "deal_id": _repeated(deal, 3),
            "name": pa.array(["优先A1", "优先A2", "次级", "中间级"]).take(
                pa.array(np.where(mezzanine, 3, place))
            ),
            "seniority": pa.array(["senior", "mezzanine", "subordinated"]).take(pa.array(rank)),
            "size_yuan": pa.array(amounts),
            "coupon_pct": pa.array(coupons, mask=place == 2),
            "rating": pa.array(["AAAsf", "AA+sf", None]).take(pa.array(codes)),
            "agency": pc.if_else(rated, agency, None),
            "value_date": pa.array(begin),
            "expected_maturity": pa.array(end),
            "basis": _same("reconstructed", 3 * count),
        },
    )
    event = begin + random.integers(60, 300, 3 * count)
    raised = senior & (codes == 1) & (event <= LAST) & (random.random(3 * count) < 1 / 55)
    chosen = pa.array(raised)
    rows = int(raised.sum())
    yield (
        "rating_events",
        {
            "tranche_id": tranche.filter(chosen),
            "date": pa.array(event[raised]),
            "from_rating": _same("AA+sf", rows),
            "to_rating": _same("AAAsf", rows),
            "agency": agency.filter(chosen),
            "basis": _same("reconstructed", rows),
            "source": _same(SOURCE, rows),
        },
    )


def _parties(deal: pa.Array, modes: list[str], deals: int, random: np.random.Generator) -> Columns:
    """Return originator, plan manager, custodian and servicer; the originator services its own claims."""
    count = len(modes)
    # Institutions become more with the market, but not as fast.
    many = max(10, int(2.5 * deals**0.5))
    chosen = (many * random.random(count) ** 2).astype(np.int64)
    of_mode = np.array([list(ORIGINATORS).index(mode) for mode in modes])
    kind = pa.array([ORIGINATORS[mode] for mode in ORIGINATORS]).take(pa.array(of_mode))
    originator = _joined("样本", kind, _numbered(chosen + 1, 4))
    managers = max(20, many // 20)
    manager = _picked("样本管理人", managers, random.integers(0, managers, count))
    custodian = _picked("样本托管银行", managers, random.integers(0, managers, count))
    own = pa.array(KINDS.values()).take(pa.array(of_mode))
    kinds = [own, _same("securities_company", count), _same("commercial_bank", count), own]
    place = pa.array(np.tile(np.arange(4), count))
    return {
        "deal_id": _repeated(deal, 4),
        "role": pa.array(["originator", "plan_manager", "custodian", "servicer"]).take(place),
        "name": _woven([originator, manager, custodian, originator]),
        "kind": _woven(kinds),
        "basis": _same("reconstructed", 4 * count),
    }


def _enhancements(deal: pa.Array, random: np.random.Generator) -> Columns:
    """Return a shortfall undertaking for the plan and a guarantee for the assets; a few are undisclosed."""
    count = len(deal)
    soe = random.random(count) < 0.35
    bank = random.random(count) < 0.06
    hidden = pa.array(random.random(2 * count) < 0.005)
    which = random.integers(0, 15, count)
    firms = [_picked(name, 15, which) for name in ("样本国有企业", "样本担保公司", "样本银行")]
    plan = pc.if_else(pa.array(soe), firms[0], firms[1])
    asset = pc.if_else(pa.array(bank), firms[2], firms[1])
    kinds = pa.array(["soe", "guarantee_company", "bank", "undisclosed"])
    kind = np.stack([np.where(soe, 0, 1), np.where(bank, 2, 1)], axis=1).ravel()
    forms = np.stack([np.zeros(count, np.int64), np.where(bank, 2, 1)], axis=1).ravel()
    form = pa.array(["shortfall_undertaking", "guarantee", "bank_guarantee_letter"]).take(pa.array(forms))
    level = pa.array(["plan", "underlying"]).take(pa.array(np.tile([0, 1], count)))
    return {
        "deal_id": _repeated(deal, 2),
        "level": pc.if_else(hidden, None, level),
        "form": pc.if_else(hidden, None, form),
        "provider": pc.if_else(hidden, None, _woven([plan, asset])),
        "provider_kind": pc.if_else(hidden, "undisclosed", kinds.take(pa.array(kind))),
        "basis": _same("reconstructed", 2 * count),
    }


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _text(numbers: Numbers) -> pa.Array:
    return pc.cast(pa.array(numbers), pa.string())


def _numbered(numbers: Numbers, width: int) -> pa.Array:
    return pc.utf8_lpad(_text(numbers), width, "0")


def _same(word: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(word), count)


def _picked(name: str, count: int, places: Numbers) -> pa.Array:
    return pa.array([f"{name}{number:02d}" for number in range(1, count + 1)]).take(pa.array(places))


def _repeated(column: pa.Array, times: int) -> pa.Array:
    return column.take(pa.array(np.repeat(np.arange(len(column)), times)))


def _woven(columns: Sequence[pa.Array]) -> pa.Array:
    """Return the columns' first cells, then their second ones, and so on."""
    count = len(columns[0])
    places = (np.arange(count)[:, None] + count * np.arange(len(columns))).ravel()
    return pa.concat_arrays(columns).take(pa.array(places))
