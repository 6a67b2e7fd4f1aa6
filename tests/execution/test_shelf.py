"""A kernel gets, of the modules that its stem has run, just those that it imports, and their reads with them."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ipabs.execution.job import STEM_VARIABLE
from ipabs.execution.run import Job, Workers, execute

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
]

STEM = """
import sys; sys.path.insert(0, {place!r})
from ipabs import recording
recording.start()
shelf = Shelf(recording.recorder())
shelf.fill(["topics"])
recording.foresee(shelf.files())
"""

SEEN = (
    "import json, os, sys\nseen = lambda: sorted(name for name in sys.modules if name.startswith('topics'))\n"
)


def ran(
    write: Any, workers: Workers, folder: Path, modules: Mapping[str, str], *cells: str
) -> tuple[list[Any], dict[str, Any]]:
    """Return what each cell of a notebook prints, read as JSON, and what was recorded of the notebook."""
    package = folder / "topics"
    for name, text in {"__init__.py": "", **modules}.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
    begun = workers.stem(STEM.format(place=str(folder)), {}, folder)
    assert begun is not None
    reads = folder / "reads.json"
    try:
        job = Job(
            write("n.ipynb", *(SEEN + cell for cell in cells)),
            folder / "o.ipynb",
            {},
            after=f"__import__('ipabs.recording').recording.finish({str(reads)!r})",
            environment={STEM_VARIABLE: str(begun.address)},
        )
        execute([job], workers, lambda done: None)
    finally:
        begun.close()
    outputs = [
        cell.get("outputs", []) for cell in json.loads(job.target.read_text(encoding="utf-8"))["cells"]
    ]
    printed = ["".join(output.get("text", "")) for shown in outputs for output in shown]
    return [json.loads(text) for text in printed], json.loads(reads.read_text(encoding="utf-8"))


def recorded(reads: dict[str, Any], folder: Path) -> set[str]:
    """Return the topics' modules in a record, as paths in their package."""
    package = f"{(folder / 'topics').resolve()}/"
    return {path.removeprefix(package) for path in reads["modules"] if path.startswith(package)}


def test_it_sees_and_records_just_what_it_imports(write: Any, workers: Workers, tmp_path: Path) -> None:
    modules = {
        "shared.py": "VALUE = 1",
        "senior.py": "from topics import shared\nVALUE = shared.VALUE + 1",
        "trends.py": "from topics.senior import VALUE as own\nfrom topics.drawn import axes\nVALUE = own + 1",
        "drawn/__init__.py": "",
        "drawn/axes.py": "from topics.drawn import marks",
        "drawn/marks.py": "",
        "other.py": "from topics import shared",
    }
    (before, after, others), reads = ran(
        write, workers, tmp_path, modules,
        "print(json.dumps(seen()))",
        "from topics import senior\nprint(json.dumps([senior.VALUE, seen()]))",
        "import topics\nprint(json.dumps([hasattr(topics, name) for name in ('senior', 'shared', 'trends', 'drawn')]))",
    )  # fmt: skip
    assert before == ["topics"]
    assert after == [2, ["topics", "topics.senior", "topics.shared"]]
    assert others == [True, True, False, False]
    assert recorded(reads, tmp_path) == {"__init__.py", "senior.py", "shared.py"}


def test_what_a_module_rests_on_comes_with_it_though_another_had_run_it(
    write: Any, workers: Workers, tmp_path: Path
) -> None:
    modules = {
        "a_first.py": "import topics.deep.below",
        "b_second.py": "import topics.a_first",
        "deep/__init__.py": "",
        "deep/below.py": "",
    }
    (names, found), reads = ran(
        write, workers, tmp_path, modules,
        "import topics.b_second\nprint(json.dumps(seen()))",
        "print(json.dumps(topics.a_first.topics.deep.below.__name__))",
    )  # fmt: skip
    assert names == ["topics", "topics.a_first", "topics.b_second", "topics.deep", "topics.deep.below"]
    assert found == "topics.deep.below"
    assert recorded(reads, tmp_path) == {"__init__.py", "a_first.py", "b_second.py", "deep/__init__.py", "deep/below.py"}  # fmt: skip


def test_it_has_run_in_the_stem_and_looks_as_if_it_had_run_here(
    write: Any, workers: Workers, tmp_path: Path
) -> None:
    modules = {"senior.py": "import os\nRAN_IN = os.getpid()\n\n\ndef ours():\n    return 1\n"}
    (found,), _ = ran(
        write, workers, tmp_path, modules,
        "import inspect\nimport topics.senior as own\n"
        "print(json.dumps([own.RAN_IN == os.getppid(), inspect.getsource(own.ours), type(own.__loader__).__name__,\n"
        "    own.__spec__.loader is own.__loader__, own.__spec__.origin == own.__file__]))",
    )  # fmt: skip
    assert found[:2] == [True, "def ours():\n    return 1\n"]
    assert found[2] in ("Loader", "SourceFileLoader")
    assert found[3:] == [True, True]


def test_what_a_module_reads_counts_for_the_notebooks_that_import_it(
    write: Any, workers: Workers, tmp_path: Path
) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text("7")
    reading = "from pathlib import Path\nVALUE = Path('{}').read_text()"
    modules = {
        "one.py": reading.format("one.csv"),
        "two.py": reading.format("two.csv"),
        "both.py": "import topics.one",
    }
    _, reads = ran(write, workers, tmp_path, modules, "import topics.both")
    files = {Path(path).name for path in reads["files"]}
    assert "one.csv" in files
    assert "two.csv" not in files
    assert not reads["folders"]


@pytest.mark.parametrize(
    "modules",
    [
        {"broken.py": "raise RuntimeError('not today')"},
        {"broken.py": "import topics.below", "below.py": "raise RuntimeError('not today')"},
    ],
    ids=["itself", "what it imports"],
)
def test_a_module_that_fails_fails_in_the_notebook(
    write: Any, workers: Workers, tmp_path: Path, modules: dict[str, str]
) -> None:
    (found,), _ = ran(
        write, workers, tmp_path, {**modules, "sound.py": ""},
        "import topics.sound\ntry:\n    import topics.broken\nexcept RuntimeError as error:\n"
        "    print(json.dumps([str(error), seen()]))",
    )  # fmt: skip
    assert found == ["not today", ["topics", "topics.sound"]]


def test_modules_that_import_each_other_are_left_to_the_notebook(
    write: Any, workers: Workers, tmp_path: Path
) -> None:
    modules = {
        "hen.py": "import os\nimport topics.egg\nRAN_IN = os.getpid()",
        "egg.py": "import topics.hen",
        "sound.py": "import os\nRAN_IN = os.getpid()",
    }
    (found,), reads = ran(
        write, workers, tmp_path, modules,
        "import topics.egg, topics.sound\n"
        "print(json.dumps([topics.hen.RAN_IN == os.getpid(), topics.sound.RAN_IN == os.getppid()]))",
    )  # fmt: skip
    assert found == [True, True]
    assert recorded(reads, tmp_path) == {"__init__.py", "egg.py", "hen.py", "sound.py"}
