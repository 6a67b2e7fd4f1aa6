"""The kernel in a forked process: ipykernel's own, without what nobody uses while a notebook is executed.

Loaded by :mod:`preload`, so it imports nothing of the project.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
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
import zmq  # noqa: E402
from direct_output import DirectOutput  # type: ignore[import-not-found] # noqa: E402
from ipykernel.compiler import XCachingCompiler  # noqa: E402
from ipykernel.kernelapp import IPKernelApp  # noqa: E402
from ipykernel.zmqshell import ZMQInteractiveShell  # noqa: E402
from jupyter_client.session import new_id  # noqa: E402
from traitlets.config import Config  # noqa: E402
from zmq.eventloop.zmqstream import ZMQStream  # noqa: E402

_LISTENED_TO = 10.0
"""Seconds within which whoever asked for the kernel listens to it."""


class _NoShellThread:
    """Stands for the thread that receives requests, where there is none: ipykernel asks it who runs cells."""

    parent_thread = threading.main_thread()

    def __bool__(self) -> bool:
        return False


class ForkedKernel(ipykernel.ipkernel.IPythonKernel):
    """A kernel without subshells, which need a thread that receives requests."""

    _supports_kernel_subshells = False


class ForkedKernelApp(IPKernelApp):
    """Takes its settings from the request: reads no configuration, no command line, keeps no history.

    It has two sockets, for requests and for what it publishes, and no thread for either; see :mod:`direct_output`.
    """

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        """Read nothing: a result must not depend on who builds it."""

    def parse_command_line(self, argv: Any = None) -> None:
        """Read nothing: the settings are given."""

    def get_ready(self) -> None:
        """Do before the fork what is the same for every kernel: no socket, no thread, nothing of a request."""
        super(IPKernelApp, self).initialize([])  # type: ignore[no-untyped-call]
        self.init_pdb()  # type: ignore[no-untyped-call]
        assert self.session is not None  # made when it is first asked for
        self.shell = ZMQInteractiveShell.instance()
        # Made when they are first asked for.
        for name in ("active_types", "ipython_display_formatter", "mimebundle_formatter"):
            getattr(self.shell.display_formatter, name)
        self.init_extensions()  # type: ignore[no-untyped-call]
        self.configure_tornado_logger()  # type: ignore[no-untyped-call]

    def initialize(self, argv: Any = None) -> None:
        """Do after the fork what is left."""
        self.session.pid = os.getpid()
        self.session.session = new_id()
        self.init_connection_file()  # type: ignore[no-untyped-call]
        self.init_sockets()
        self.log_connection_info()
        self.init_io()  # type: ignore[no-untyped-call]
        self.init_signal()  # type: ignore[no-untyped-call]
        self.init_kernel()
        self.init_path()  # type: ignore[no-untyped-call]
        self.init_shell()  # type: ignore[no-untyped-call]
        self.init_gui_pylab()  # type: ignore[no-untyped-call]

    def init_sockets(self) -> None:
        """Open the sockets for requests and for what is published; nothing else is listened to."""
        self.context: zmq.Context[Any] = zmq.Context()
        self.shell_socket = self._socket(zmq.ROUTER)
        self.shell_socket.router_handover = 1
        self.shell_port = self._bind_socket(self.shell_socket, self.shell_port)  # type: ignore[no-untyped-call]
        publishing = self._socket(zmq.XPUB)
        self.iopub_port = self._bind_socket(publishing, self.iopub_port)  # type: ignore[no-untyped-call]
        self.iopub_thread = DirectOutput(publishing, self.session)
        self.iopub_socket = self.iopub_thread.background_socket

    def _socket(self, kind: int) -> Any:
        socket = self.context.socket(kind)
        socket.linger = 1000
        return socket

    def init_kernel(self) -> None:
        """Make the kernel, which reads its requests in the main thread."""
        self.kernel = ForkedKernel.instance(
            parent=self,
            session=self.session,
            shell_stream=ZMQStream(self.shell_socket),
            shell_channel_thread=_NoShellThread(),
            iopub_thread=self.iopub_thread,
            iopub_socket=self.iopub_socket,
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        ports = {f"{name}_port": port for name, port in self._ports.items()}
        self.kernel.record_ports(ports)  # type: ignore[no-untyped-call]
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count

    def init_heartbeat(self) -> None:
        """Start none: whoever started this process sees it end."""

    def log_connection_info(self) -> None:
        """Say nothing about how to connect; only remember the ports."""
        names = ("shell", "iopub", "stdin", "hb", "control")
        self._ports = {name: getattr(self, f"{name}_port") for name in names}


def prepare() -> None:
    """Make the application and its interactive shell beforehand; they have neither threads nor sockets."""
    ZMQInteractiveShell.instance(config=_settings(), user_ns={}, compiler_class=XCachingCompiler)
    ForkedKernelApp.instance(config=_settings()).get_ready()


def _settings() -> Config:
    """Return settings of their own: the shell adds some to its, which the application does not know."""
    config = Config()
    config.HistoryManager.enabled = False
    # A pause after each cell, for clients that read slowly.
    config.ForkedKernel._execute_sleep = 0.0
    # Each message leaves five lines for a debugging level that nobody sees, each of them with all that it holds.
    config.ForkedKernelApp.logging_config = {"loggers": {"ForkedKernelApp": {"level": "WARNING"}}}
    return config


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
    for name in ("forkserver", "forked_kernel", "direct_output", "bytecode", "stem", "shelf"):
        sys.modules.pop(name, None)
    argv = request["argv"]
    sys.argv = ["ipykernel_launcher", *argv]
    sys.path[:] = [entry for entry in sys.path if entry and entry != str(Path.cwd())]
    app = ForkedKernelApp.instance()
    app.connection_file = argv[argv.index("-f") + 1]
    with _without_listing_modules():
        app.initialize()
    shell = ZMQInteractiveShell.instance()
    shell.parent = shell.kernel = app.kernel
    shell.starting_dir = str(Path.cwd())
    shell.init_environment()  # type: ignore[no-untyped-call]
    app.iopub_thread.await_listener(_LISTENED_TO)
    app.start()  # type: ignore[no-untyped-call]
