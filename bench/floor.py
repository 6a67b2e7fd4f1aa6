"""The floor: the notebooks' code as plain scripts, forked from one preloaded process; no kernel at all.

``python -m bench.floor ROOT PERIOD [--preload FILE] [--record FOLDER]`` does the same work as
``ipabs build PERIOD`` in a project without ``_build`` and publishes the same edition: the ledger is read and
checked once, each notebook's cells run in order in a process of its own, as many at a time as there are
processors, and the same assembler makes HTML and PDF at the same time. What is missing is all that makes a
build a build: kernels, papermill, the record of what was read, the cache.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib
import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.finish import finish

PARAMETERS = "parameters"


def main() -> None:
    """Publish one edition."""
    parser = argparse.ArgumentParser(prog="python -m bench.floor")
    parser.add_argument("root", type=Path)
    parser.add_argument("period")
    parser.add_argument("--preload", type=Path, help="modules to load before forking, as --record wrote them")
    parser.add_argument("--record", type=Path, help="note here which modules and columns each script uses")
    given = parser.parse_args()
    # What a pool of threads does in a process that forks is undefined.
    os.environ.update({"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"})
    modules: Mapping[str, list[str]] = json.loads(given.preload.read_text("utf-8")) if given.preload else {}
    make(given.root, given.period, modules, given.record)


def make(root: Path, period: str, modules: Mapping[str, list[str]], record: Path | None) -> None:
    """Run everything.

    Parameters
    ----------
    modules
        Third-party modules that reading the ledger (``ledger``) and the notebooks (``notebooks``) import.
    record
        Folder for an account of what each script uses; this takes time.
    """
    folder = root / "_build" / period
    (folder / "executed").mkdir(parents=True)
    snapshot = folder / "ledger"
    load(modules.get("ledger", []))
    reading = forked(read_ledger, root / "data", snapshot, period, record)
    load(modules.get("notebooks", []))
    open_fonts()
    gc.collect()
    gc.freeze()
    wait({reading: "the ledger"})
    os.environ["IPABS_SNAPSHOT"] = str(snapshot)
    os.environ["IPABS_SNAPSHOT_OF"] = os.path.realpath(root / "data")
    running: dict[int, str] = {}
    for source in sorted((root / "notebooks").glob("*.ipynb")):
        while len(running) >= (os.cpu_count() or 1):
            wait(running)
        target = folder / "executed" / source.name
        running[forked(script, source, target, period, snapshot, record)] = source.name
    load_assembler()
    while running:
        wait(running)
    finish(root, period, "embedded")


def load(names: list[str]) -> None:
    """Import modules; one that is gone or cannot be imported by itself is left to who needs it."""
    for name in names:
        with suppress(Exception):
            importlib.import_module(name)


def load_assembler() -> None:
    """Import what the last step needs while the last scripts run."""
    import ipabs.assembly.embedded
    import ipabs.build.finishing  # noqa: F401


def open_fonts() -> None:
    """Open the fonts that charts are drawn with, once for all scripts."""
    with suppress(ImportError):
        import mpl_font
        from matplotlib.font_manager import get_font

        for path in sorted(Path(mpl_font.__file__).parent.glob("fonts/noto/NotoSansCJKsc-*.otf")):
            get_font(str(path))


def forked(work: Callable[..., None], *arguments: Any) -> int:
    """Do `work` in a forked process and return its id."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work(*arguments)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def wait(running: dict[int, str]) -> None:
    """Wait until one of the processes has ended, and take it out.

    Raises
    ------
    SystemExit
        If it failed.
    """
    pid, status = os.waitpid(-1, 0)
    name = running.pop(pid)
    if status:
        raise SystemExit(f"{name} failed")


def read_ledger(data: Path, snapshot: Path, period: str, record: Path | None) -> None:
    """Read and check the ledger and store it as a build does."""
    from ipabs.preparing import prepare

    prepare(str(data), str(snapshot), [period])
    if record:
        (record / "ledger.modules.json").write_text(json.dumps(third_party()), "utf-8")


def script(source: Path, target: Path, period: str, snapshot: Path, record: Path | None) -> None:
    """Run one notebook's cells and write what they showed as an executed notebook."""
    os.chdir(source.parent)
    if record:
        from ipabs import recording

        recording.start([str(snapshot)])
    notebook = json.loads(source.read_text("utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        cell["outputs"] = outputs("".join(cell["source"]), names)
        if PARAMETERS in cell["metadata"].get("tags", []):
            names |= {"period": period, "data": "../data"}
    # Sorted, as nbformat writes notebooks.
    target.write_text(json.dumps(notebook, ensure_ascii=False, sort_keys=True), "utf-8")
    if record:
        recording.finish(str(record / f"{source.stem}.reads.json"))
        (record / f"{source.stem}.modules.json").write_text(json.dumps(third_party()), "utf-8")


def outputs(code: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a cell and return what it shows: the value of its last expression, if it ends in one."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    if last is None:
        return []
    assert isinstance(last, ast.Expr)
    value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    if value is None:
        return []
    return [{"output_type": "execute_result", "data": bundle(value), "metadata": {}, "execution_count": None}]


def bundle(value: Any) -> dict[str, Any]:
    """Return how a value shows itself in a notebook."""
    if hasattr(value, "_repr_mimebundle_"):
        return {"text/plain": repr(value), **value._repr_mimebundle_()}
    shown = {"text/plain": repr(value)}
    if hasattr(value, "_repr_html_"):
        shown["text/html"] = value._repr_html_()
    return shown


def third_party() -> list[str]:
    """Return the installed modules that are loaded, in the order of their import; the project's are not."""
    return [
        name
        for name, module in sys.modules.items()
        if (top := name.partition(".")[0]) not in sys.stdlib_module_names
        and top not in ("ipabs", "bench", "__main__")
        and getattr(module, "__spec__", None) is not None
    ]


if __name__ == "__main__":
    main()
