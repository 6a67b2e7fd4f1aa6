"""How a notebook shows a measure."""

from __future__ import annotations

import pandas as pd

from ipabs.notebook import show_frame


def shown(frame: pd.DataFrame | pd.Series) -> dict[str, str]:
    return dict(show_frame(frame)._repr_mimebundle_())


def test_rows_and_names_are_shown_and_markup_is_text() -> None:
    frame = pd.DataFrame({"name": ["<b>甲</b>", pd.NA], "share": [26.7412345, float("nan")]})
    bundle = shown(frame)
    assert bundle["text/plain"] == "\tname\tshare\n0\t<b>甲</b>\t26.7412\n1\t\t"
    assert "<td>&lt;b&gt;甲&lt;/b&gt;</td><td>26.7412</td>" in bundle["text/html"]
    assert bundle["text/html"].count("<tr>") == 3


def test_a_long_frame_says_how_much_is_left() -> None:
    bundle = shown(pd.DataFrame({"n": range(25)}))
    assert bundle["text/plain"].splitlines()[-2:] == ["19\t19", "… 5 more rows"]
    assert "<p>… 5 more rows</p>" in bundle["text/html"]


def test_a_series_with_two_levels_of_index() -> None:
    series = pd.Series([3], index=pd.MultiIndex.from_tuples([("include", "wind")], names=["verdict", "rule"]))
    assert shown(series)["text/plain"] == "verdict\trule\t0\ninclude\twind\t3"


def test_an_empty_frame() -> None:
    assert shown(pd.DataFrame({"a": []}))["text/plain"] == "\ta"
