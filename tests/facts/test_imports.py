"""Editing one measure touches only the notebooks that need it: which measures each topic's facts import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ipabs.facts import TOPICS

ROOT = Path(__file__).parents[2]
DATA, NOTEBOOKS = ROOT / "data", ROOT / "notebooks"

MEASURES = {
    # topic        its facts import these modules of ipabs.measures
    "policies":     "columns policies spans",
    "modes":        "breakdown columns leadership modes originators spans",
    "issuance":     "breakdown columns issuance spans",
    "originators":  "breakdown columns leadership originators spans",
    "senior":       "bands breakdown columns ratings senior spans",
    "enhancement":  "breakdown columns enhancement spans",
    "surveillance": "columns ratings spans surveillance",
    "trends":       "breakdown columns leadership originators quarters spans stock",
    "data_basis":   "breakdown columns originators spans universe",
    "page":         "bands breakdown columns issuance leadership modes originators quarters ratings senior spans",
}  # fmt: skip

EXHIBITS_ADD = {
    # notebook        its exhibits may import these besides
    "00-edition":      "",
    "01-policies":     "breakdown enhancement issuance",
    "02-structures":   "columns spans",
    "03-issuance":     "enhancement",
    "04-modes":        "enhancement issuance",
    "05-originators":  "issuance",
    "06-senior":       "enhancement issuance",
    "07-enhancement":  "issuance",
    "08-surveillance": "breakdown enhancement issuance",
    "09-trends":       "bands enhancement issuance ratings senior trends",
    "10-data-basis":   "issuance",
}  # fmt: skip

IMPORTS = """
import json, sys
cells = json.load(open(sys.argv[1], encoding="utf-8"))["cells"]
code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
exec("\\n".join(line for line in code[1].splitlines() if line.startswith("from ")))
print(" ".join(sorted(name.removeprefix("ipabs.") for name in sys.modules if name.startswith("ipabs."))))
"""

SCRIPT = """
import sys
from ipabs.notebook import open_edition, show_facts
edition = open_edition("2024Q1", sys.argv[2])
if sys.argv[1] == "page":
    from ipabs.page import page_data
    page_data(edition)
else:
    from ipabs.facts import topic_facts
    show_facts(topic_facts(sys.argv[1], edition))
print(" ".join(sorted(name.removeprefix("ipabs.") for name in sys.modules if name.startswith("ipabs."))))
"""

CHANGES = """
import importlib, importlib.machinery, pkgutil, sys, types

def marked(value):
    return id(value), len(value) if isinstance(value, (dict, list, set)) else 0

def state(names):
    return {
        (module, name): marked(value)
        for module in names
        for name, value in vars(sys.modules[module]).items()
        if not name.startswith("__") and not isinstance(value, types.ModuleType)
    }

run, running = importlib.machinery.SourceFileLoader.exec_module, []

def watched(self, module):
    running.append(module.__name__)
    done = [name for name in sys.modules if name.startswith("ipabs") and name not in running]
    before = state(done)
    run(self, module)
    running.remove(module.__name__)
    after = state(done)
    for key in before.keys() | after.keys():
        if before.get(key) != after.get(key):
            print(f"{module.__name__}:{'.'.join(key)}")

importlib.machinery.SourceFileLoader.exec_module = watched
import ipabs.notebook
for package in ("ipabs.measures", "ipabs.facts", "ipabs.exhibits"):
    for info in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        importlib.import_module(info.name)
        print(info.name)
"""


def imported(script: str, *arguments: str) -> set[str]:
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
    )
    return set(ended.stdout.split())


def measures_in(names: set[str]) -> set[str]:
    return {name.removeprefix("measures.") for name in names if name.startswith("measures.")}


@pytest.mark.parametrize("topic", MEASURES)
def test_a_topic_imports_only_what_it_needs(topic: str) -> None:
    found = imported(SCRIPT, topic, str(DATA))
    assert measures_in(found) == set(MEASURES[topic].split())
    facts = {name.removeprefix("facts.") for name in found if name.startswith("facts.")}
    others = {module for name, modules in TOPICS.items() if name != topic for module in modules}
    if topic != "page":
        assert not facts & (others - set(TOPICS[topic]))


@pytest.mark.parametrize("notebook", EXHIBITS_ADD)
def test_a_notebook_imports_no_other_topic_s_measures(notebook: str) -> None:
    topic = {"00-edition": "page", "10-data-basis": "data_basis"}.get(notebook, notebook[3:])
    own = set(MEASURES.get(topic, "").split()) | set(EXHIBITS_ADD[notebook].split())
    assert measures_in(imported(IMPORTS, str(NOTEBOOKS / f"{notebook}.ipynb"))) <= own


def test_every_notebook_is_listed() -> None:
    assert {path.stem for path in NOTEBOOKS.glob("*.ipynb")} == set(EXHIBITS_ADD)


def test_every_topic_is_listed() -> None:
    assert set(MEASURES) == {*TOPICS, "page"}


def test_importing_a_topic_changes_nothing_that_another_sees() -> None:
    """Kernels of several editions come from a process that has run all of them (docs/decisions/0004)."""
    told = imported(CHANGES)
    assert {"ipabs.measures.senior", "ipabs.facts.trends", "ipabs.exhibits.charts.vector"} <= told
    assert not {line for line in told if ":" in line}
