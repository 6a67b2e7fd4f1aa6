"""The way through Quarto: found or not, checked before, checked after."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from ipabs.assembly import quarto
from ipabs.assembly.embedded.extension import read_extension
from ipabs.assembly.embedded.settings import check_partials, resolved
from ipabs.assembly.embedded.source import Place
from ipabs.assembly.embedded.yamltext import Mapping
from ipabs.errors import IpabsError

STANDIN = """\
#!/bin/sh
if [ "$1" = "--version" ]; then echo "{version}"; exit 0; fi
echo "rendering $*"
{script}
"""


@pytest.fixture
def standin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that puts a command in Quarto's place."""

    def put(script: str, version: str = "1.10.18") -> Path:
        path = tmp_path / "bin" / "quarto"
        path.parent.mkdir(exist_ok=True)
        path.write_text(STANDIN.format(version=version, script=script), "utf-8")
        path.chmod(0o755)
        quarto._version_of.cache_clear()
        monkeypatch.setenv("QUARTO_PATH", str(path))
        return path

    yield put
    quarto._version_of.cache_clear()


WRITES = 'mkdir -p "$2/_output/report"; echo "{text}" > "$2/_output/report/index.html"'


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
class TestThroughACommand:
    def test_version_and_whether_it_is_new_enough(self, standin: Any) -> None:
        standin("", "1.10.18")
        assert (quarto.version(), quarto.available()) == ("1.10.18", True)
        standin("", "1.8.27")
        assert (quarto.version(), quarto.available()) == ("1.8.27", False)

    def test_one_format_is_asked_for_by_name_and_the_log_kept(self, standin: Any, sandbox: Any) -> None:
        standin(WRITES.format(text="<p>x</p>"))
        made = quarto.assemble(sandbox.root, ["html"])
        assert made == {"html": sandbox.root / "_output/report/index.html"}
        assert "--to look-html" in (sandbox.root / "logs/quarto.log").read_text("utf-8")

    def test_several_formats_are_rendered_in_one_go(self, standin: Any, sandbox: Any) -> None:
        standin(WRITES.format(text="x") + '; : > "$2/_output/report/index.pdf"')
        assert set(quarto.assemble(sandbox.root, ["html", "pdf"])) == {"html", "pdf"}
        log = (sandbox.root / "logs/quarto.log").read_text("utf-8")
        assert log.count("rendering") == 1 and "--to" not in log

    def test_files_that_the_text_names_lie_beside_the_page(self, standin: Any, sandbox: Any) -> None:
        standin(WRITES.format(text="<p>x</p>"))
        sandbox.write("report/parts/list.csv", "a,b\n")
        sandbox.page("[表](parts/list.csv)")
        quarto.assemble(sandbox.root, ["html"])
        assert (sandbox.root / "_output/report/parts/list.csv").read_text("utf-8") == "a,b\n"

    def test_a_failure_shows_what_quarto_said(self, standin: Any, sandbox: Any) -> None:
        standin('echo "step 1"; echo "ERROR: the sky fell" >&2; exit 1')
        with pytest.raises(IpabsError, match="the sky fell") as caught:
            quarto.assemble(sandbox.root, ["html"])
        assert "step 1" not in str(caught.value)

    def test_an_old_page_is_no_success(self, standin: Any, sandbox: Any) -> None:
        sandbox.write("_output/report/index.html", "old")
        standin("exit 1")
        with pytest.raises(IpabsError, match="Quarto wrote no html"):
            quarto.assemble(sandbox.root, ["html"])

    @pytest.mark.parametrize("mark", ["?@fig-x", "?var:a.b", "?meta:a.b"])
    def test_what_quarto_left_unresolved(self, standin: Any, sandbox: Any, mark: str) -> None:
        standin(WRITES.format(text=f"<p><strong>{mark}</strong></p>"))
        with pytest.raises(IpabsError, match="unresolved"):
            quarto.assemble(sandbox.root, ["html"])

    @pytest.mark.parametrize("body", ["[@fig-gone]", "{{< var a.b >}}", "{{< include gone.qmd >}}"])
    def test_the_check_before_is_the_embedded_one(
        self, standin: Any, sandbox: Any, fails: Any, body: str
    ) -> None:
        standin("exit 1")
        sandbox.page(body)
        with pytest.raises(IpabsError) as caught:
            quarto.assemble(sandbox.root, ["html"])
        assert str(caught.value) == fails()
        assert str(caught.value).startswith("report/index.qmd:5: ")


def test_without_quarto(monkeypatch: pytest.MonkeyPatch, sandbox: Any, tmp_path: Path) -> None:
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert quarto.version() is None and not quarto.available()
    with pytest.raises(IpabsError, match="no Quarto"):
        quarto.assemble(sandbox.root, ["html"])


@pytest.mark.parametrize("writer", ["html", "typst"])
def test_the_committed_extension_names_files_that_exist_and_every_partial(writer: str) -> None:
    """Quarto copies only the partials that the extension names."""
    root = Path(__file__).parents[2]
    extension = read_extension(root, f"ipabs-{writer}", writer, Place("_quarto.yml", 1))
    own = {key: value for key, value in extension.settings.data.items() if key != "font-paths"}
    found = resolved(Mapping(own), extension.folder, root / "report").data
    check_partials(found.get("template-partials", []), Path(found["template"]), extension.settings)
    assert Path(found["filters"][-1]["path"]) == extension.folder / writer / "look.lua"
