"""What the browser's charts hold is what the edition's CSV files hold, for every chart of every edition at hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from .conftest import ROOT, Reader
from .test_edition import see_all

HELD = """() => Object.fromEntries([...document.querySelectorAll('.ipabs-live')].map(live => {
  const figure = live.closest('figure');
  const series = echarts.getInstanceByDom(live).getOption().series.map(each => [each.id,
    each.data.filter(item => item !== null && typeof item === 'object').map(item => item.value ?? null)]);
  return [figure.querySelector('a[download]').getAttribute('href'), series];
}))"""


def editions() -> list[str]:
    return [page.as_uri() for page in sorted((ROOT / "_site" / "editions").glob("[0-9]*/index.html"))]


@pytest.mark.parametrize("page", ["sample:editions/2024Q1/index.html", *editions()])
def test_every_chart_plots_its_csv(reader: Reader, page: str) -> None:
    shown = reader.open(page).page
    see_all(shown)
    charts = shown.evaluate(HELD)
    assert len(charts) == shown.locator("script.ipabs-option").count() >= 3
    folder = Path(reader.resolve(page).removeprefix("file://")).parent
    for file, series in charts.items():
        with (folder / file).open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        counted = [name for name in rows[0] if name.endswith("_deals")]
        for number, (column, values) in enumerate(series):
            name = column if column in rows[0] else counted[number]
            expected = [float(row[name]) if row[name] else None for row in rows]
            assert values == pytest.approx(expected, rel=1e-12), (file, name)
