"""The staged project: written where it differs, read anew where somebody changed it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ipabs.assembly import embedded, stage, staged_notebook
from ipabs.assembly.embedded import attributes
from ipabs.execution import results
from ipabs.execution.results import EXHIBIT
from ipabs.facts.fact import escape

RECORD = {
    "label": "fig-deals", "kind": "figure", "caption": "发行单数", "unit": "单", "note": "", "source": "Wind",
    "alt": "柱", "basis": "published", "csv": "季度,单数\n2024Q1,47\n",
}  # fmt: skip


def _notebook(shown: str) -> dict[str, Any]:
    bundle = {EXHIBIT: RECORD, "text/html": f"<div>{shown}</div>", "image/svg+xml": "<svg/>"}
    output = {"output_type": "display_data", "metadata": {}, "data": bundle}
    code = {
        "cell_type": "code", "id": "a", "execution_count": 1, "outputs": [output],
        "metadata": {"execution": {"iopub.status.busy": "now"}}, "source": ["#| label: fig-deals\n", "show()"],
    }  # fmt: skip
    return {"cells": [code], "metadata": {"papermill": {"duration": 1}}, "nbformat": 4, "nbformat_minor": 5}


class Edition:
    """A committed project, its executed notebook, and what staging makes of them."""

    def __init__(self, root: Path) -> None:
        self.root, self.build = root, root / "_build/2024Q1"
        self.executed = self.build / "executed/n.ipynb"
        self.executed.parent.mkdir(parents=True)
        self.generated = stage.Generated(
            variables={"deals": "[47单]{.fact data-fact=a}"},
            metadata={"edition": {"name": "2024Q1", "has-ytd": True, "reconstructed": False}},
            texts={"_provenance.qmd": "附录\n"}, facts={"edition": "2024Q1", "facts": []}, fonts=(),
        )  # fmt: skip
        self.show("47")

    def show(self, text: str) -> None:
        self.executed.write_text(json.dumps(_notebook(text)), encoding="utf-8")

    def stage(self, **changes: Any) -> None:
        found = results.collect([self.executed])
        stage.stage(self.root, self.build, found, [self.executed], replace(self.generated, **changes))

    def page(self) -> str:
        return embedded.assemble(self.build, ["html"])["html"].read_text(encoding="utf-8")

    def times(self) -> dict[str, int]:
        return {
            path.relative_to(self.build).as_posix(): path.stat().st_mtime_ns
            for path in self.build.rglob("*")
            if path.is_file() and "executed" not in path.parts
        }


@pytest.fixture
def edition(sandbox: Any) -> Edition:
    sandbox.page(
        "发行{{< var deals >}}。\n\n{{< include _more.qmd >}}\n\n{{< include _provenance.qmd >}}\n\n"
        "{{< embed ../notebooks/n.ipynb#fig-deals >}}"
    )
    sandbox.write("report/_more.qmd", "另有一段。\n")
    return Edition(sandbox.root)


def test_staging_the_same_again_touches_nothing(edition: Edition) -> None:
    edition.stage()
    edition.page()
    before = edition.times()
    edition.stage()
    edition.page()
    assert edition.times() == before


def test_one_changed_fact_changes_only_what_holds_it(edition: Edition) -> None:
    edition.stage()
    before = edition.times()
    edition.stage(variables={"deals": "[48单]{.fact data-fact=a}"})
    after = edition.times()
    assert {name for name in after if after[name] != before.get(name)} == {"_variables.yml"}
    assert "48单" in edition.page()


def test_what_left_the_project_leaves_the_staged_one(edition: Edition) -> None:
    edition.stage()
    (edition.root / "report/_more.qmd").unlink()
    (edition.root / "report/index.qmd").write_text("---\ntitle: x\n---\n\n正文\n", encoding="utf-8")
    edition.stage()
    assert not (edition.build / "report/_more.qmd").exists()
    assert list((edition.build / "data").iterdir()) == []


def test_a_staged_file_that_somebody_edited_is_read_as_it_is_and_then_restored(edition: Edition) -> None:
    edition.stage()
    for name, old, new in (("_variables.yml", "47单", "99单"), ("notebooks/n.ipynb", "<div>47", "<div>98")):
        path = edition.build / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    page = edition.page()
    assert "99单" in page
    assert "<div>98" in page
    edition.stage()
    page = edition.page()
    assert "47单" in page
    assert "<div>47" in page


def test_another_run_of_a_notebook_is_shown(edition: Edition) -> None:
    edition.stage()
    assert "<div>47" in edition.page()
    edition.show("46")
    edition.stage()
    assert "<div>46" in edition.page()


@pytest.mark.parametrize(
    "words", ["Moody's", "甲\\", "\\'乙\\'", "A &amp; B &lt; C", "“--” *丙* 'x\\\\'", '"丁" {{戊}} ~己~']
)
def test_what_a_name_may_hold_arrives_as_it_was(edition: Edition, words: str) -> None:
    """Quarto writes options as attributes, between apostrophes: one in a source's name must not end them."""
    record = RECORD | {"alt": words, "source": escape(words), "note": escape(words), "unit": escape(words)}
    chosen = staged_notebook.options(record, {})
    assert chosen["fig-cap"] == "发行单数"
    arrived = {key: attributes.of_cell(chosen[key]) for key in ("fig-alt", "source-line", "note", "unit")}
    assert arrived == {"fig-alt": words} | dict.fromkeys(("source-line", "note", "unit"), escape(words))
    table = staged_notebook.options(record | {"label": "tbl-x", "caption": escape(words)}, {})
    assert attributes.of_cell(table["tbl-cap"]) == escape(words)


def test_when_and_where_a_notebook_ran_is_left_out(edition: Edition) -> None:
    edition.stage()
    staged = json.loads((edition.build / "notebooks/n.ipynb").read_text(encoding="utf-8"))
    assert "papermill" not in staged["metadata"]
    assert staged["cells"][0]["metadata"] == {}
    assert '#| fig-cap: "发行单数"' in staged["cells"][0]["source"]


def test_known_results_are_not_staged_again_until_somebody_touches_them(edition: Edition) -> None:
    found = results.collect([edition.executed])
    arguments = (edition.root, edition.build, found, [edition.executed], edition.generated)
    stage.stage(*arguments, "one")
    staged = edition.build / "notebooks/n.ipynb"
    right = staged.read_text(encoding="utf-8")

    # Results that differ under an equal key show whether they were staged again.
    edition.show("98")
    other = (
        edition.root,
        edition.build,
        results.collect([edition.executed]),
        [edition.executed],
        edition.generated,
    )
    stage.stage(*other, "one")
    assert staged.read_text(encoding="utf-8") == right
    stage.stage(*other, "two")
    assert "<div>98" in staged.read_text(encoding="utf-8")

    for damaged in ("notebooks/n.ipynb", "facts.json", "data/figure-1.csv"):
        path = edition.build / damaged
        whole = path.read_text(encoding="utf-8")
        path.write_text("", encoding="utf-8")
        stage.stage(*other, "two")
        assert path.read_text(encoding="utf-8") == whole
    (edition.build / "data/table-9.csv").write_text("left over", encoding="utf-8")
    stage.stage(*other, "two")
    assert not (edition.build / "data/table-9.csv").exists()
