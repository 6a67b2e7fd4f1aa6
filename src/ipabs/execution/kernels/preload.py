"""The preloaded process: ``python preload.py FOLDER KERNELS CALLS WORKERS``.

The last three are descriptors of listening sockets inside FOLDER, a private temporary folder. From the first
it forks kernels, with all that notebooks import already in memory. Two more processes part from it early and do
the same: one, as soon as pandas is there, for functions, and one for the workers, which hold papermill. It imports third-party modules only, so that an edited
module of the project is always read afresh, and starts no thread. For a build of several notebooks a further process is
forked, which imports what all of them import and forks their kernels (:mod:`stem`). When its standard input closes, which
happens however the command ends, it ends every process and removes FOLDER.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import importlib
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import forkserver  # type: ignore[import-not-found]

SHARED = ("zmq", "tornado.platform.asyncio", "jupyter_client", "jupyter_client.blocking")
"""Imported before the workers' process parts."""

CALLED = ("numpy", "pyarrow.compute", "pandas")
"""Imported before the functions' process parts."""

MODULES = (
    "faulthandler",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "matplotlib_inline.config",
    "yaml",
    "matplotlib.figure",
    "matplotlib.lines",
    "matplotlib.patches",
    "matplotlib.backends.backend_svg",
    "pyecharts.charts",
    "concurrent.futures.thread",
    "encodings.ascii",
    "encodings.utf_8_sig",
    "fractions",
    "importlib.readers",
    "importlib.resources.readers",
    "pyarrow.pandas_compat",
    "pyarrow.vendored.version",
    "xml.etree.ElementTree",
    "zmq.utils.garbage",
)
"""What notebooks import."""


def load(names: Iterable[str]) -> None:
    """Import what is installed of `names`; a kernel that needs another imports it itself."""
    for name in names:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


@contextlib.contextmanager
def as_in_a_kernel() -> Iterator[None]:
    """Let libraries that look where they are imported (pandas' display does) find what they will run in."""
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]


def warm() -> None:
    """Let libraries compute now what they compute at first use and keep."""
    with contextlib.suppress(ImportError):
        import pandas as pd

        frame = pd.DataFrame({"a": ["x", "y"], "b": [1, 2]})
        frame.groupby("a", sort=False)["b"].sum().to_csv()
        frame.merge(frame, on="a").sort_values("a").to_dict("records")
        frame.to_html(notebook=True)
        repr(frame)


def function(request: dict[str, Any], channel: int) -> None:
    """Call ``module:function`` with the descriptor of its channel."""
    module, name = request["run"].split(":")
    getattr(importlib.import_module(module), name)(channel)


def serve_workers(listener: socket.socket) -> None:
    """Fork workers, until the end."""
    # papermill looks for remote file systems in pyarrow, which takes long to load.
    sys.modules["pyarrow"] = None  # type: ignore[assignment]
    importlib.import_module("ipabs.execution.kernels.worker")
    del sys.modules["pyarrow"]
    gc.collect()
    gc.freeze()
    forkserver.ForkServer(listener, {"function": function}, polite=True).serve()


def serve_calls(listener: socket.socket) -> None:
    """Fork functions, until the end."""
    gc.collect()
    gc.freeze()
    forkserver.ForkServer(listener, {"function": function}).serve()


def serve_kernels(listener: socket.socket, others: Iterable[int]) -> None:
    """Fork kernels, until the end."""
    forked_kernel = importlib.import_module("forked_kernel")
    with as_in_a_kernel():
        load(MODULES)
        warm()
    # Whether it can be written to is tried with a file, which a kernel that is killed just then would leave.
    tempfile.gettempdir()
    forked_kernel.prepare()
    gc.collect()
    # Pages stay shared as long as no collector writes to them.
    gc.freeze()
    kernels = {"kernel": forked_kernel.run, "function": function}

    def stem(request: dict[str, Any], channel: int) -> None:
        importlib.import_module("stem").run(request, channel, kernels)

    forkserver.ForkServer(listener, {**kernels, "stem": stem}, waits_for=others).serve()


def part(serve: Callable[[socket.socket], None], descriptor: int, close: Iterable[int]) -> int:
    """Fork a process that serves the socket `descriptor` until the end; return its number."""
    pid = os.fork()
    if pid == 0:
        forkserver.prctl(1, signal.SIGKILL)
        forkserver.name(f"ipabs-{serve.__name__.removeprefix('serve_')}")
        for other in close:
            os.close(other)
        serve(socket.socket(fileno=descriptor))
        os._exit(0)
    os.close(descriptor)
    return pid


def main(folder: str, kernels: int, calls: int, workers: int) -> None:
    """Serve all three, then remove `folder`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load(SHARED)
    for name in ("forked_kernel", "stem", "shelf"):
        importlib.import_module(name)
    sys.path.pop(0)  # this file's folder
    others = [part(serve_workers, workers, (kernels, calls))]
    with as_in_a_kernel():
        load(CALLED)
    others.append(part(serve_calls, calls, (kernels,)))
    serve_kernels(socket.socket(fileno=kernels), others)
    # Where that fails the command is still there: it needs the folder for this one's successor, and removes it.
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
