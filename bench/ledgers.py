"""Write a ledger of N made-up deals that passes every check, to see how a build grows.

    python -m bench.ledgers 100000 FOLDER [--seed 1]

Deals are drawn from those of `data/`: the same quarters, products, modes, regions and sizes in the
same proportions, so that each quarter's count grows with N. A deal has 3 tranches, 4 parties and 2
enhancements, one in 155 a rating event. Every row is marked ``reconstructed`` and says ``generated``
where it has a source; names are generic. Policies, stocks and codes are those of `data/`, the market
is scaled with N. The same N and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from bench import generated
from bench.generated import SOURCE, Columns

DATA = Path(__file__).resolve().parents[1] / "data"
CHUNK = 50_000  # deals that are in memory at one time
COPIED = ("policies", "ip_stock", "codes", "universe", "credit_events")
HEADERS = {
    "deals": "deal_id,name,short_name,product,venue,issued_on,size_yuan,mode,underlying,region,wind_ip,"
    "internal,basis,source",
    "tranches": "tranche_id,deal_id,name,seniority,size_yuan,coupon_pct,rating,agency,value_date,"
    "expected_maturity,basis",
    "parties": "deal_id,role,name,kind,basis",
    "enhancements": "deal_id,level,form,provider,provider_kind,basis",
    "rating_events": "tranche_id,date,from_rating,to_rating,agency,basis,source",
}


def write_ledger(folder: Path, deals: int, seed: int = 1) -> None:
    """Write a ledger of `deals` deals to `folder`.

    Parameters
    ----------
    folder : Path
        Where the CSV files go; it is made if need be.
    deals : int
        How many deals, at least one.
    seed : int, optional
        Seed of the random numbers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shipped = _rows(DATA / "deals.csv")
    random = np.random.default_rng(seed)
    drawn = random.integers(0, len(shipped), deals)
    days = generated.days(shipped, drawn, random)
    order = np.argsort(days, kind="stable")
    files = {name: (folder / f"{name}.csv").open("wb") for name in HEADERS}
    try:
        for name, file in files.items():
            file.write(f"{HEADERS[name]}\n".encode())
        for start in range(0, deals, CHUNK):
            part = order[start : start + CHUNK]
            for name, columns in generated.rows(shipped, drawn[part], days[part], start, deals, random):
                _append(files[name], name, columns)
    finally:
        for file in files.values():
            file.close()
    for name in COPIED:
        shutil.copyfile(DATA / f"{name}.csv", folder / f"{name}.csv")
    _write_market(folder, deals / len(shipped))
    kept = [row for row in _rows(DATA / "corrections.csv") if not row["table"].startswith("published/")]
    _write(folder / "corrections.csv", kept)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_market(folder: Path, times: float) -> None:
    """Scale the market with the deals, so that their share of it stays what it is."""
    rows = _rows(DATA / "market_totals.csv")
    for row in rows:
        row["deals"] = str(max(int(row["deals"]), int(int(row["deals"]) * times)))
        row["size_yuan"] = str(max(int(row["size_yuan"]), int(int(row["size_yuan"]) * times)))
        row.update(basis="reconstructed", source=SOURCE)
    _write(folder / "market_totals.csv", rows)


def _append(file: object, name: str, columns: Columns) -> None:
    table = pa.table({column: columns[column] for column in HEADERS[name].split(",")})
    pa.csv.write_csv(table, file, pa.csv.WriteOptions(include_header=False, quoting_style="none"))


def main() -> None:
    """Read the command line and write the ledger."""
    parser = argparse.ArgumentParser(description="Write a ledger of made-up deals that passes every check.")
    parser.add_argument("deals", type=int, help="how many deals")
    parser.add_argument("folder", type=Path, help="where the CSV files go")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.deals < 1:
        parser.error("name at least one deal")
    write_ledger(given.folder, given.deals, given.seed)


if __name__ == "__main__":
    main()
