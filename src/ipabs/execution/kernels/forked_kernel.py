"""The kernel in a forked process: ipykernel's own, without what nobody uses while a notebook is executed.

Loaded by :mod:`preload`, so it imports nothing of the project.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

# Debugging a notebook happens in JupyterLab; the debugger is a fifth of a second at each start.
_debugger = sys.modules.get("debugpy")
if _debugger is None:
    sys.modules["debugpy"] = None  # type: ignore[assignment]
try:
    import ipykernel.debugger
finally:
    if _debugger is None:
        del sys.modules["debugpy"]

import ipykernel.ipkernel  # noqa: E402
from ipykernel.compiler import XCachingCompiler  # noqa: E402
from ipykernel.kernelapp import IPKernelApp  # noqa: E402
from ipykernel.zmqshell import ZMQInteractiveShell  # noqa: E402
from traitlets.config import Config  # noqa: E402


class ForkedKernelApp(IPKernelApp):
    """Takes its settings from the request: reads no configuration, no command line, keeps no history."""

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        """Read nothing: a result must not depend on who builds it."""

    def parse_command_line(self, argv: Any = None) -> None:
        """Read nothing: the settings are given."""

    def init_heartbeat(self) -> None:
        """Start none: whoever started this process sees it end."""

    def log_connection_info(self) -> None:
        """Say nothing about how to connect; only remember the ports."""
        names = ("shell", "iopub", "stdin", "hb", "control")
        self._ports = {name: getattr(self, f"{name}_port") for name in names}


def prepare() -> None:
    """Make the interactive shell beforehand; it has neither threads nor sockets."""
    config = Config()
    config.HistoryManager.enabled = False
    ZMQInteractiveShell.instance(config=config, user_ns={}, compiler_class=XCachingCompiler)


@contextlib.contextmanager
def _without_listing_modules() -> Iterator[None]:
    """Let ipykernel see no modules while it starts: it looks at each of a thousand, for the debugger.

    To look at an object is to write to its memory, which forked processes share until one of them writes.
    """
    ipykernel.ipkernel.sys = SimpleNamespace(**{**vars(sys), "modules": {}})  # type: ignore[assignment,attr-defined]
    try:
        yield
    finally:
        ipykernel.ipkernel.sys = sys  # type: ignore[attr-defined]


def run(request: dict[str, Any], channel: int) -> None:
    """Be the kernel of `request`: ``argv`` as for ipykernel_launcher, of which ``-f`` counts."""
    # What forks is no concern of a notebook.
    for name in ("forkserver", "forked_kernel", "bytecode"):
        sys.modules.pop(name, None)
    argv = request["argv"]
    sys.argv = ["ipykernel_launcher", *argv]
    sys.path[:] = [entry for entry in sys.path if entry and entry != str(Path.cwd())]
    app = ForkedKernelApp.instance(connection_file=argv[argv.index("-f") + 1])
    app.config.HistoryManager.enabled = False
    with _without_listing_modules():
        app.initialize([])  # type: ignore[no-untyped-call]
    shell = ZMQInteractiveShell.instance()
    shell.parent = shell.kernel = app.kernel
    shell.starting_dir = str(Path.cwd())
    shell.init_environment()  # type: ignore[no-untyped-call]
    app.start()  # type: ignore[no-untyped-call]
