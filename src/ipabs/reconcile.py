"""Compares a regenerated edition with the figures that were printed, one by one.

The printed figures of an edition are `data/published/PERIOD.yaml`: lists of figures under the ids of
facts, and the cells of tables 3, 4 and 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from ipabs.edition import Edition
from ipabs.errors import IpabsError
from ipabs.facts.fact import Fact
from ipabs.ledger import errata
from ipabs.measures import leadership, originators, senior
from ipabs.measures.breakdown import total
from ipabs.measures.issuance import in_span
from ipabs.period import Span
from ipabs.rounding import EMPTY, amount, fixed, percent, ratio

NOTHING = "（无）"
"""Stands for a row that one side has and the other has not."""

TABLES = {
    "table_3": ("表3", ("发起机构", "发行数量", "发行规模", "发行规模占比")),
    "table_4": ("表4", ("期限区间", "单数", "发行规模", "发行规模占比")),
    "table_5": ("表5", ("利率区间", "单数", "发行规模", "发行规模占比")),
}


@dataclass(frozen=True)
class Figure:
    """One printed figure beside the regenerated one.

    Parameters
    ----------
    id
        The fact's id, or a cell such as ``table_3.2023.1.发行规模``.
    name
        What it is, in Chinese.
    printed, regenerated
        Both texts; unit or direction are added where they differ.
    """

    id: str
    name: str
    printed: str
    regenerated: str


@dataclass(frozen=True)
class Reconciliation:
    """The outcome: every printed figure is in exactly one of the first three lists.

    Parameters
    ----------
    edition
        The edition's name.
    matched, differing
        Figures whose regenerated text is, or is not, the printed one.
    missing
        Printed figures for which the edition has no fact.
    errata
        Known errors of the printed edition, from the ledger's corrections.
    """

    edition: str
    matched: tuple[Figure, ...]
    differing: tuple[Figure, ...]
    missing: tuple[Figure, ...]
    errata: tuple[Mapping[str, str], ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every printed figure came out again."""
        return not self.differing and not self.missing

    def rows(self) -> list[dict[str, str]]:
        """Return one plain row a figure, what is wrong first."""
        groups = (("differing", self.differing), ("missing", self.missing), ("matched", self.matched))
        return [
            {
                "status": status,
                "id": figure.id,
                "name": figure.name,
                "printed": figure.printed,
                "regenerated": figure.regenerated,
            }
            for status, figures in groups
            for figure in figures
        ]


def reconcile(
    edition: Edition,
    facts: Sequence[Fact],
    tables: Mapping[str, Any] | None,
    published: Mapping[str, Any],
) -> Reconciliation:
    """Compare an edition's facts and tables with what was printed.

    Parameters
    ----------
    tables
        What :func:`printed_tables` gives, which is computed if ``None``.
    published
        The content of ``published/PERIOD.yaml``. A figure whose printed text is ``null`` is unknown and
        not compared.

    Raises
    ------
    IpabsError
        If `published` belongs to another edition.
    """
    name = edition.calendar.name
    if str(published.get("edition", name)) != name:
        raise IpabsError(f"The printed figures are those of {published['edition']}, not of {name}.")
    known = {fact.id: fact for fact in facts}
    made = printed_tables(edition) if tables is None else tables
    matched: list[Figure] = []
    differing: list[Figure] = []
    missing: list[Figure] = []
    for entry in _figures(published):
        fact = known.get(str(entry["id"]))
        if fact is None:
            missing.append(Figure(str(entry["id"]), "", str(entry["printed"]), NOTHING))
        else:
            figure = _compare(entry, fact)
            (matched if figure.printed == figure.regenerated else differing).append(figure)
    for cell in _cells(published, made):
        (matched if cell.printed == cell.regenerated else differing).append(cell)
    return Reconciliation(name, tuple(matched), tuple(differing), tuple(missing), _errata(edition))


def _figures(published: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for section in published.values():
        for entry in section if isinstance(section, list) else ():
            if isinstance(entry, dict) and "id" in entry and entry.get("printed") is not None:
                yield entry


def _compare(entry: Mapping[str, Any], fact: Fact) -> Figure:
    printed, regenerated = str(entry["printed"]), fact.text
    unit, sign = entry.get("unit"), entry.get("sign")
    if unit is not None and str(unit) != fact.unit:
        printed, regenerated = f"{printed} [{unit}]", f"{regenerated} [{fact.unit}]"
    if sign is not None and str(sign) != fact.direction:
        printed, regenerated = f"{printed} ({sign})", f"{regenerated} ({fact.direction})"
    return Figure(fact.id, fact.name, printed, regenerated)


def _cells(published: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[Figure]:
    for table, (title, columns) in TABLES.items():
        printed = published.get(table)
        if printed is None:
            continue
        if table == "table_3":
            for year, rows in printed.items():
                own = made.get(table, {}).get(int(year), [])
                yield from _rows(f"{table}.{year}", f"{title} {year}年", columns, rows, own)
        else:
            yield from _rows(table, title, columns, printed["rows"], made.get(table, []))


def _rows(
    id: str,
    title: str,
    columns: tuple[str, ...],
    printed: Sequence[Sequence[Any]],
    own: Sequence[Sequence[str]],
) -> Iterator[Figure]:
    """Pair two tables row by row; the last row, 合计, is paired with the last."""
    longest = max(len(printed), len(own))
    for at in range(longest):
        last = at == longest - 1
        theirs = printed[-1] if last and printed else printed[at] if at < len(printed) - 1 else None
        ours = own[-1] if last and own else own[at] if at < len(own) - 1 else None
        row = "合计" if last else f"第{at + 1}行"
        for place, column in enumerate(columns):
            text = NOTHING if theirs is None else str(theirs[place])
            if text == "None":
                continue
            yield Figure(
                f"{id}.{'total' if last else at + 1}.{column}",
                f"{title}{row}{column}",
                text,
                NOTHING if ours is None else ours[place],
            )


def _errata(edition: Edition) -> tuple[Mapping[str, str], ...]:
    frame = errata(edition.whole)
    records = frame.astype("object").where(frame.notna(), "").to_dict("records")
    return tuple({str(key): str(value) for key, value in record.items()} for record in records)


def printed_tables(edition: Edition) -> dict[str, Any]:
    """Return tables 3, 4 and 5 as they print: texts, rounded once, in the published layout.

    Returns
    -------
    dict
        ``table_3``: year → rows of name, deals, size in 亿元, share; ``table_4`` and ``table_5``: rows of
        band, tranches, size in 万元, share. The last row of each is 合计.
    """
    ledger, window = edition.ledger, edition.calendar.window
    rows = senior.rated(senior.tranches(ledger.deals, ledger.tranches, window), "AAAsf")
    years = (edition.calendar.year, edition.calendar.prior_year)
    return {
        "table_3": {span.year: _top_five(edition, span) for span in years},
        "table_4": _bands(senior.tenor_bands(rows), rows, ""),
        "table_5": _bands(senior.coupon_bands(rows), rows, "%"),
    }


def _top_five(edition: Edition, span: Span) -> list[list[str]]:
    ranked = originators.ranking(edition.ledger.deals, edition.ledger.parties, span)
    top = leadership.leading(ranked)
    whole = total(in_span(edition.ledger.deals, span)["size_yuan"])
    rows = [
        [str(name), str(deals), amount(yuan), percent(share)]
        for name, deals, yuan, share in zip(
            top["name"], top["deals"], top["size_yuan"], top["size_share"], strict=True
        )
    ]
    yuan = total(top["size_yuan"])
    return [*rows, ["合计", str(int(top["deals"].sum())), amount(yuan), percent(ratio(yuan, whole))]]


def band_label(lower: Fraction | None, upper: Fraction | None, closed: bool, unit: str) -> str:
    """Print a band's edges: ``(7.00,14.00]``, ``[2.70%,3.00%]``; 未列明 where the value is unknown."""
    if lower is None or upper is None:
        return "未列明"
    return f"{'[' if closed else '('}{fixed(lower, 2)}{unit},{fixed(upper, 2)}{unit}]"


def _bands(table: pd.DataFrame, rows: pd.DataFrame, unit: str) -> list[list[str]]:
    made = []
    for row in table.to_dict("records"):
        cells = [str(row["tranches"]), amount(row["size_yuan"], "万元"), percent(row["size_share"])]
        label = band_label(row["lower"], row["upper"], row["closed"], unit)
        made.append([label, *(cells if row["tranches"] else [EMPTY] * 3)])
    yuan = total(rows["size_yuan"])
    return [*made, ["合计", str(len(rows)), amount(yuan, "万元"), percent(ratio(yuan, yuan))]]


def read_published(edition: Edition, otherwise: Path | None = None) -> dict[str, Any]:
    """Read the printed figures of the edition from the ledger's folder.

    Parameters
    ----------
    otherwise
        Folder that is asked where the ledger's own has no ``published/`` with this edition.

    Raises
    ------
    IpabsError
        If there are none, or the file is not what it should be.
    """
    path = edition.whole.root / "published" / f"{edition.calendar.name}.yaml"
    if not path.is_file() and otherwise is not None:
        path = otherwise / path.name
    if not path.is_file():
        raise IpabsError(f"{path} does not exist: there are no printed figures to compare with.")
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise IpabsError(f"{path} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise IpabsError(f"{path} must hold sections of figures.")
    return content
