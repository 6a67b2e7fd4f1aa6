"""What a contributor can do here; ``nox -l`` lists it, ``nox -s report`` builds the newest edition."""

from __future__ import annotations

import shutil
from pathlib import Path

import nox

nox.options.sessions = ["report"]
nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True

LOCKED = Path("requirements")
LIGHTHOUSE = "lighthouse@12.8.2"
"""The last one that runs on Node.js 20."""
AXE = "axe-core@4.14.1"


def _install(session: nox.Session, requirements: str) -> None:
    """Install the pinned set, then the project itself without asking for anything more.

    The pinned set is installed again only when its file changed.
    """
    locked = LOCKED / f"{requirements}.txt"
    stamp = Path(session.virtualenv.location) / "installed.txt"
    if not stamp.exists() or stamp.read_bytes() != locked.read_bytes():
        session.install("--quiet", "--require-hashes", "--no-deps", "-r", str(locked))
        session.install("--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")
        stamp.write_bytes(locked.read_bytes())


def _npm(session: nox.Session, package: str) -> None:
    session.run_install(
        "npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock",
        "--prefix", session.virtualenv.location, package, external=True,
    )  # fmt: skip


@nox.session
def report(session: nox.Session) -> None:
    """Build an edition, HTML and PDF: the last complete quarter, or the periods given after ``--``."""
    _install(session, "report")
    session.run("ipabs", "build", *session.posargs)


@nox.session
def serve(session: nox.Session) -> None:
    """Preview the newest edition, or the period given after ``--``, and follow every edit."""
    _install(session, "report")
    session.run("ipabs", "serve", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; arguments after ``--`` go to pytest.

    Those of ``tests/formats/office`` need LibreOffice and run only when they are named.
    """
    _install(session, "tests")
    own = ["--ignore=tests/formats/office", "-n", "auto", "--dist", "loadfile", "-q"]
    session.run("pytest", "--ignore=tests/browser", *(session.posargs or own))


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, types and the report's sentences."""
    _install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("ipabs", "lint")


@nox.session
def browser(session: nox.Session) -> None:
    """Test the site in Chromium, which must be installed (Debian: ``apt-get install chromium``).

    Where there is npm, accessibility is tested by a newer axe than the one that comes with the Python package.
    """
    _install(session, "browser")
    newer = {}
    if shutil.which("npm"):
        _npm(session, AXE)
        script = Path(session.virtualenv.location) / "node_modules" / "axe-core" / "axe.min.js"
        newer["IPABS_AXE"] = str(script.resolve())
    session.run(
        "pytest", "tests/browser", "--ignore=tests/browser/test_lighthouse.py", "-q", "-n", "auto",
        "--dist", "load", *session.posargs, env=newer,
    )  # fmt: skip


@nox.session
def lighthouse(session: nox.Session) -> None:
    """Score the built site's pages with Lighthouse; needs Chromium, Node.js 20 or newer and npm."""
    _install(session, "browser")
    _npm(session, LIGHTHOUSE)
    session.run("pytest", "tests/browser/test_lighthouse.py", "-q", *session.posargs)


@nox.session
def gallery(session: nox.Session) -> None:
    """Renew the pictures in docs/gallery/ from the built site; needs Chromium."""
    _install(session, "browser")
    session.run("python", "-m", "scripts.gallery")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure how fast editions are built; cases and ``--runs N`` go after ``--`` (``--list`` names them)."""
    _install(session, "report")
    session.run("python", "-m", "bench", *session.posargs)


@nox.session
def lab(session: nox.Session) -> None:
    """Open the notebooks in JupyterLab."""
    _install(session, "lab")
    session.run("jupyter", "lab", "notebooks", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Write the pinned requirement files from pyproject.toml."""
    session.install("uv")
    groups = {
        "report": [],
        "tests": ["tests"],
        "browser": ["tests", "browser"],
        "lint": ["lint", "tests"],
        "lab": ["lab"],
    }
    for name, wanted in groups.items():
        arguments = [part for group in ["build", *wanted] for part in ("--group", group)]
        session.run(
            "uv", "pip", "compile", "--quiet", "pyproject.toml", *arguments, "--universal",
            "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url",
            "--no-emit-find-links", "--no-header", "--no-annotate", "--upgrade",
            "--output-file", str(LOCKED / f"{name}.txt"),
        )  # fmt: skip
