"""A build does again what an edit touches, says why, and gives what a build from nothing would give."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("notebooks", "report", "_extensions", "data", "src")
NOTEBOOKS = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Project:
    """A copy of the project, its own library included."""

    root: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        code = (
            "import sys\n"
            "from ipabs.cli import main\n"
            "try:\n    main()\n"
            "finally:\n    print('imported', *sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
        )
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root / "src"), "LC_ALL": "C.UTF-8", "LANG": ""},
            capture_output=True,
            text=True,
            timeout=300,
        )

    def build(self, *arguments: str) -> dict[str, Any]:
        done = self.run("build", "2024Q1", "--assembler", "embedded", "--json", *arguments)
        assert done.returncode == 0, done.stderr
        (built,) = json.loads(done.stdout)
        imported = next(line for line in reversed(done.stderr.splitlines()) if line.startswith("imported"))
        return {**built, "imported": set(imported.split()[1:]), "told": done.stderr}

    @property
    def edition(self) -> Path:
        return self.root / "_site" / "editions" / "2024Q1"

    def digests(self) -> dict[str, str]:
        return {
            path.relative_to(self.root / "_site").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted((self.root / "_site").rglob("*"))
            if path.is_file()
        }

    @contextmanager
    def edited(self, name: str, old: str, new: str) -> Iterator[None]:
        """Change one place of a file, and take it back afterwards."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{name} has no {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("project").resolve()
    for name in PARTS:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "_quarto.yml", root)
    made = Project(root)
    first = made.build()
    assert set(first["executed"]) == NOTEBOOKS
    assert {reason.rpartition(": ")[2] for reason in first["reasons"].values()} == {"not run before"}
    assert first["assembled"] == ["html", "pdf"] and first["because"] == "not assembled before"
    return made


def test_nothing_changed_nothing_done(project: Project) -> None:
    before = project.digests()
    built = project.build()
    assert built["unchanged"] and built["executed"] == {} and built["assembled"] == []
    assert built["imported"].isdisjoint({"pandas", "matplotlib", "papermill", "jupyter_client", "pyarrow"})
    assert project.digests() == before


def test_a_saved_file_with_the_same_content_is_no_change(project: Project) -> None:
    for name in ("data/deals.csv", "src/ipabs/measures/senior.py", "report/index.qmd"):
        os.utime(project.root / name)
    assert project.build()["unchanged"]


def test_an_edit_of_prose_runs_no_notebook(project: Project) -> None:
    text = (project.root / "report" / "_trends.qmd").read_text(encoding="utf-8")
    paragraph = next(line for line in text.splitlines() if line and not re.match(r"[#:|{>\[\-\s]", line))
    with project.edited("report/_trends.qmd", paragraph, f"这一句是新加的。{paragraph}"):
        built = project.build()
        assert built["executed"] == {} and built["assembled"] == ["html", "pdf"]
        assert built["because"] == "report/_trends.qmd changed"
        assert built["imported"].isdisjoint({"pandas", "matplotlib", "papermill", "jupyter_client"})
        assert "这一句是新加的。" in (project.edition / "index.html").read_text(encoding="utf-8")
        pdf = pypdfium2.PdfDocument(project.edition / "ipabs-2024Q1.pdf")
        pages = [page.get_textpage().get_text_range() for page in pdf]
        assert "这一句是新加的" in "".join(pages).replace("\r\n", "")
    assert project.build()["executed"] == {}
    assert "这一句是新加的。" not in (project.edition / "index.html").read_text(encoding="utf-8")


def test_a_format_that_is_not_asked_for_is_told_to_be_older(project: Project) -> None:
    before = project.digests()
    with project.edited("report/_trends.qmd", "。", "。旧稿所无。"):
        built = project.build("--to", "html")
        assert built["assembled"] == ["html"] and built["older"] == ["pdf"]
        again = project.build("--to", "html")
        assert again["unchanged"] and again["older"] == ["pdf"]
        said = project.run("build", "2024Q1", "--assembler", "embedded", "--to", "html").stdout
        assert "  pdf: published earlier, same numbers, older text or look (--to pdf renews it)\n" in said
        assert built["because"] == "report/_trends.qmd changed" and again["because"] == ""
        both = project.build()
        assert both["assembled"] == ["pdf"] and both["older"] == [], "the page stands"
    assert project.build()["older"] == []
    assert project.digests() == before


def test_an_edit_of_a_style_renders_no_page(project: Project) -> None:
    with project.edited("_extensions/ipabs/assets/ipabs-print.css", "/*", "/* new */\n/*"):
        built = project.build()
        assert built["executed"] == {} and built["assembled"] == []
        shared = (project.root / "_site" / "assets" / "ipabs-print.css").read_text(encoding="utf-8")
        assert "/* new */" in shared


def _short_name(project: Project, deal: str) -> str:
    with (project.root / "data" / "deals.csv").open(encoding="utf-8", newline="") as file:
        return next(row["short_name"] for row in csv.DictReader(file) if row["deal_id"] == deal)


def _tranche(project: Project) -> tuple[str, str, str]:
    """Return a line of tranches.csv with a coupon, the same with another coupon, and how a reader knows it."""
    lines = (project.root / "data" / "tranches.csv").read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    at, deal = header.index("coupon_pct"), header.index("deal_id")
    for line in reversed(lines[1:]):
        cells = line.split(",")
        if len(cells) == len(header) and cells[at]:
            changed = [*cells]
            changed[at] = f"{float(cells[at]) + 0.01:.2f}"
            return (
                line,
                ",".join(changed),
                f"{_short_name(project, cells[deal])} {cells[header.index('name')]}",
            )
    raise AssertionError("no tranche has a coupon")


def test_an_edited_coupon_runs_what_reads_coupons(project: Project) -> None:
    old, new, tranche = _tranche(project)
    with project.edited("data/tranches.csv", old, new):
        built = project.build()
    assert "06-senior" in built["executed"] and built["because"] == "results changed"
    assert not {"01-policies", "02-structures", "05-originators", "07-enhancement"} & set(built["executed"])
    assert built["reasons"]["06-senior"] == f"tables 4 and 5: 1 row of tranches changed ({tranche})"
    assert built["told"].count("06-senior  tables 4 and 5: ") == 1
    assert f"1 row of tranches changed ({tranche})" in built["told"]
    assert project.build()["executed"] == {}, "going back finds the earlier results"


def test_an_edit_that_nothing_shows_is_named_all_the_same(project: Project) -> None:
    before = project.digests()
    with project.edited("data/deals.csv", ",样本2024-001,", ",改名2024-001,"):
        built = project.build()
    assert built["executed"] == {} and built["assembled"] == []
    assert built["because"] == "deals.csv changed, in nothing that is shown"
    project.build()
    assert project.digests() == before


def test_a_format_whose_numbers_are_no_longer_these_is_taken_away_and_named(project: Project) -> None:
    old, new, _ = _tranche(project)
    project.build("--to", "html,pdf,docx")
    with project.edited("data/tranches.csv", old, new):
        built = project.build()
        assert built["dropped"] == ["docx"] and not (project.edition / "ipabs-2024Q1.docx").exists()
    assert project.build()["dropped"] == []


def test_an_edited_name_of_an_enhancer_runs_one_section(project: Project) -> None:
    lines = (project.root / "data" / "enhancements.csv").read_text(encoding="utf-8").splitlines()
    cells = lines[-1].split(",")
    at = lines[0].split(",").index("provider")
    cells[at] = f"{cells[at]}（更名）"
    with project.edited("data/enhancements.csv", lines[-1], ",".join(cells)):
        built = project.build()
    assert set(built["executed"]) <= {"07-enhancement", "10-data-basis"}


def test_an_edited_measure_runs_the_notebooks_that_import_it(project: Project) -> None:
    with project.edited(
        "src/ipabs/measures/enhancement.py",
        "\nimport pandas as pd\n",
        "\nimport pandas as pd\n\nUNUSED = 1\n",
    ):
        built = project.build()
    assert "07-enhancement" in built["executed"]
    assert not {"01-policies", "02-structures", "03-issuance", "05-originators", "06-senior"} & set(
        built["executed"]
    )
    assert built["reasons"]["07-enhancement"] == "figure 6: measures/enhancement.py changed"


def test_an_edited_cell_runs_its_notebook_alone(project: Project) -> None:
    before = hashlib.sha256((project.edition / "index.html").read_bytes()).hexdigest()
    with project.edited(
        "notebooks/01-policies.ipynb", "show(policies.local(edition))", "show(policies.local(edition))  #"
    ):
        built = project.build()
    assert set(built["executed"]) == {"01-policies"}
    assert built["reasons"]["01-policies"] == "tables 1 and 2: its cells changed"
    assert hashlib.sha256((project.edition / "index.html").read_bytes()).hexdigest() == before


def test_what_was_kept_equals_what_is_forced(project: Project) -> None:
    project.build()
    kept = project.digests()
    forced = project.build("--force")
    assert set(forced["executed"]) == NOTEBOOKS and forced["because"] == "forced"
    assert project.digests() == kept


def test_a_damaged_result_is_made_again(project: Project) -> None:
    before = project.digests()
    results = project.root / "_build" / ".cache" / "results"
    damaged = next(path for path in results.iterdir() if b"table-5\x00" not in path.read_bytes())
    damaged.write_bytes(damaged.read_bytes()[:-20])
    (project.edition / "manifest.json").unlink()
    built = project.build()
    assert len(built["executed"]) <= 1
    assert project.digests() == before


def test_a_damaged_stored_ledger_is_read_again(project: Project) -> None:
    before = project.digests()
    for path in (project.root / "_build" / ".cache" / "ledger").glob("*/tables/deals.arrow"):
        path.write_bytes(b"\0" * 100)
    for path in (project.root / "_build" / ".cache" / "ledger").glob("*/2024Q1.rows"):
        path.write_bytes(b"\0" * 100)
    built = project.build()
    assert built["executed"] == {}
    assert project.digests() == before


def test_a_page_that_was_touched_is_published_again(project: Project) -> None:
    before = project.digests()
    (project.edition / "index.html").write_text("touched", encoding="utf-8")
    (project.root / "_site" / "index.html").unlink()
    assert project.build()["executed"] == {}
    assert project.digests() == before


def test_a_failing_notebook_spares_the_others_and_the_edition(project: Project) -> None:
    before = project.digests()
    with (
        project.edited(
            "notebooks/06-senior.ipynb", "show(senior.coupon(edition))", "show(senior.coupons(edition))"
        ),
        project.edited(
            "notebooks/01-policies.ipynb", "show(policies.local(edition))", "show(policies.local(edition)) #"
        ),
    ):
        done = project.run("build", "2024Q1", "--assembler", "embedded")
        assert done.returncode == 1
        assert "06-senior.ipynb" in done.stderr and "coupons" in done.stderr
        assert "Traceback" not in done.stderr
        partial = project.root / "_build" / "2024Q1" / "executed" / "06-senior.ipynb"
        assert "coupons" in partial.read_text(encoding="utf-8")
        assert project.digests() == before
        again = project.run("build", "2024Q1", "--assembler", "embedded")
        assert "01-policies" not in again.stderr, "its result was kept"
    assert project.build()["executed"] == {}
    assert project.digests() == before


def test_many_editions_share_one_build(project: Project) -> None:
    project.build()  # an earlier test may have published what it edited
    done = project.run("build", "2023Q3..2023Q4", "2024Q1", "--assembler", "embedded", "--json")
    assert done.returncode == 0, done.stderr
    built = {entry["period"]: entry for entry in json.loads(done.stdout)}
    assert list(built) == ["2023Q3", "2023Q4", "2024Q1"]
    assert set(built["2023Q3"]["executed"]) == set(built["2023Q4"]["executed"]) == NOTEBOOKS
    assert built["2024Q1"]["executed"] == {}
    assert built["2024Q1"]["unchanged"]
    editions = (project.root / "_site" / "assets" / "editions.js").read_text(encoding="utf-8")
    assert re.findall(r'"name": ?"(\w+)"', editions) == ["2024Q1", "2023Q4", "2023Q3"]
    assert project.run("verify", "_site/editions/2023Q4").returncode == 0
    again = project.run("build", "2023Q3..2024Q1", "--assembler", "embedded", "--json")
    assert all(entry["unchanged"] for entry in json.loads(again.stdout))


def test_a_range_must_go_forward(project: Project) -> None:
    done = project.run("build", "2024Q1..2023Q1")
    assert done.returncode == 2
    assert "2023Q1..2024Q1" in done.stderr


def test_pages_that_look_wrong_are_not_published(project: Project) -> None:
    project.build()
    before = project.digests()
    with project.edited("_extensions/ipabs/typst/page.typ", "right: edge.right, top", "right: 30pt, top"):
        failed = project.run("build", "2024Q1", "--assembler", "embedded")
        assert failed.returncode == 1
        assert re.search(r"index\.pdf: \d+ pages look wrong, so nothing was published", failed.stderr)
        assert re.search(r"\n  page \d+: text past the margin: .+; shorten the text", failed.stderr)
        assert "Traceback" not in failed.stderr
        assert project.digests() == before
        assert project.build("--no-check-pages")["assembled"] == ["pdf"]
        assert project.run("build", "2024Q1", "--assembler", "embedded").returncode == 1
    assert project.build()["executed"] == {}


def test_a_typed_number_is_refused(project: Project) -> None:
    project.build()
    before = project.digests()
    with project.edited("report/_market.qmd", "本部分以", "本部分以2023年的"):
        failed = project.run("build", "2024Q1", "--assembler", "embedded")
        assert failed.returncode == 1
        assert "ipabs: report/_market.qmd:3:5: a number typed into the text: “2023”; print a" in failed.stderr
        assert project.digests() == before


def test_a_notebook_is_ended_after_the_time_that_it_is_given(project: Project) -> None:
    before = project.digests()
    first = '"outputs": [],\n   "source": [\n    "from'
    with project.edited(
        "notebooks/08-surveillance.ipynb", first, first[:-4] + 'while True: pass\\n",\n    "from'
    ):
        done = project.run("build", "2024Q1", "--assembler", "embedded", "--deadline", "1")
    assert done.returncode == 1
    assert "08-surveillance.ipynb" in done.stderr
    assert "TimeoutError: the notebook took longer than 1 s (--deadline allows more)" in done.stderr
    assert project.digests() == before
