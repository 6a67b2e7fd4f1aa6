"""The preview begins and ends cleanly, and answers on this machine only."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.error
from pathlib import Path

import pytest

from .previewed import PERIOD, Preview, environment, previewed, write_project

pytestmark = pytest.mark.slow
linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")


def nothing_left(preview: Preview) -> None:
    assert preview.processes() == []
    assert list((preview.root / "tmp").iterdir()) == []
    with socket.socket() as tried:
        assert tried.connect_ex(("127.0.0.1", int(preview.address.rsplit(":")[-1].strip("/")))) != 0


@pytest.mark.parametrize("path", ["", f"editions/{PERIOD}/", "_preview/events", "_preview/preview.js"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1.evil.example"])
def test_another_host_name_is_refused(preview: Preview, path: str, host: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        preview.get(path, Host=host)
    assert refused.value.code == 403


def test_localhost_is_this_machine(preview: Preview) -> None:
    assert preview.get(Host=preview.address.split("/")[2].replace("127.0.0.1", "localhost"))


@pytest.mark.parametrize(
    "path", ["../report/index.qmd", "%2e%2e/report/index.qmd", "assets/../../_quarto.yml"]
)
def test_nothing_outside_the_site_is_served(preview: Preview, path: str) -> None:
    with socket.create_connection(("127.0.0.1", int(preview.address.rsplit(":")[-1].strip("/")))) as raw:
        host = preview.address.split("/")[2]
        raw.sendall(f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.split()[1] in (b"403", b"404")
    assert b"format" not in answer


def test_a_part_of_a_file_can_be_asked_for(preview: Preview) -> None:
    address = f"editions/{PERIOD}/ipabs-{PERIOD}.pdf"
    assert preview.get(address, Range="bytes=0-4") == b"%PDF-"


def test_a_taken_port_is_one_sentence(preview: Preview) -> None:
    port = preview.address.rsplit(":")[-1].strip("/")
    done = subprocess.run(
        [sys.executable, "-m", "ipabs", "serve", PERIOD, "--port", port],
        cwd=preview.root, env=environment(preview.root), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == f"ipabs: Port {port} of 127.0.0.1 is taken: name another with --port, or none.\n"


@pytest.fixture
def project(preview: Preview, tmp_path: Path) -> Path:
    """A project of its own that has been built nowhere."""
    return write_project(tmp_path.resolve())


@linux
def test_ctrl_c_leaves_nothing(project: Path) -> None:
    with previewed(project) as running:
        running.until_state("ok", 0, "the first edition")
        assert running.stop(signal.SIGINT) == 0
        nothing_left(running)
        assert "Traceback" not in running.said()
    assert (project / "_site" / "editions" / PERIOD / "index.html").exists()


@linux
def test_ctrl_c_while_a_notebook_runs_leaves_nothing(project: Path) -> None:
    notebook = project / "notebooks" / "04-modes.ipynb"
    text = notebook.read_text(encoding="utf-8")
    call = "show(modes.distribution(edition))"
    notebook.write_text(
        text.replace(call, f"open('../begun', 'w').close(); import time; time.sleep(600); {call}"), "utf-8"
    )
    with previewed(project) as running:
        running.until((project / "begun").exists, "the notebook")
        waits_for_its_edition(running)
        assert running.stop(signal.SIGINT) == 0
        nothing_left(running)


def waits_for_its_edition(running: Preview) -> None:
    with pytest.raises(urllib.error.HTTPError) as answer:
        running.get()
    assert answer.value.code == 503
    assert "正在生成" in answer.value.read().decode()


@linux
def test_a_killed_preview_takes_its_processes_along(project: Path) -> None:
    with previewed(project) as running:
        running.until_state("ok", 0, "the first edition")
        running.process.kill()
        running.process.wait()
        running.process.poll = lambda: None  # type: ignore[method-assign]
        running.until(lambda: running.processes() == [], "the end of its processes")
        del running.process.poll
        assert list((project / "tmp").iterdir()) == []
