"""A server that forks processes on request; used from :mod:`preload`, so it imports the standard library only.

One connection is one process. The request is a line of JSON with two file descriptors beside it: where the
process writes what it prints, and, for a function, its channel. The answer is a line with the process id,
and, when the process has ended, a line with its exit status. If the connection closes first, the process is
killed. With a process ends everything that it started, in its group or out of it.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import bytecode  # type: ignore[import-not-found]

REFUSED = 0
"""Answered instead of a process id when a fork would not be safe."""

Target = Callable[[dict[str, Any], int], None]
"""What a forked process runs: the request, the descriptor of its channel."""

_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_PR_SET_CHILD_SUBREAPER = 36
_END_LINE = 0  # descriptor: a pipe that closes when the command that started the server ends
_PATIENCE = 3.0  # seconds that processes which were asked to end are given


def prctl(option: int, value: int) -> None:
    """Set an attribute of this process, where the system knows it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def name(text: str) -> None:
    """Let ``ps`` and its like show what this process is: at most 15 bytes."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_NAME, text.encode()[:15], 0, 0, 0)


class ForkServer:
    """Forks at each connection to `listener`, and ends when descriptor 0 closes.

    Parameters
    ----------
    listener
        Where requests arrive.
    targets
        What a request may ask for by name; ``function`` is taken for every other name.
    polite
        Ask the processes to end (SIGTERM) before killing them.
    waits_for
        Processes that are given time to end first.
    """

    def __init__(
        self,
        listener: socket.socket,
        targets: dict[str, Target],
        *,
        polite: bool = False,
        waits_for: Iterable[int] = (),
    ) -> None:
        self._listener = listener
        self._targets = targets
        self._polite = polite
        self._waits_for = set(waits_for)
        self._connections: dict[int, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._wake, self._wake_end = socket.socketpair()

    def serve(self) -> None:
        """Serve until the command that started this process has ended; then end everything."""
        # What a process leaves behind falls to this one when it ends.
        prctl(_PR_SET_CHILD_SUBREAPER, 1)
        for end in (self._wake, self._wake_end):
            end.setblocking(False)
        signal.set_wakeup_fd(self._wake_end.fileno(), warn_on_full_buffer=False)
        # Whoever is impatient may end this process (SIGTERM) while it still imports; from here on it ends in order.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._selector.register(self._listener, selectors.EVENT_READ, "request")
        self._selector.register(self._wake, selectors.EVENT_READ, "child")
        self._selector.register(_END_LINE, selectors.EVENT_READ, "end")
        self._reap()  # one may have ended before the handler stood
        while True:
            for key, _ in self._selector.select():
                if key.data == "end":
                    self._end()
                    return
                if key.data == "request":
                    self._launch(self._listener.accept()[0])
                elif key.data == "child":
                    self._drain()
                    self._reap()
                elif key.data in self._connections:
                    self._asker_left(key.data)

    def _launch(self, connection: socket.socket) -> None:
        try:
            request, descriptors = _receive(connection)
        except (OSError, ValueError):
            connection.close()
            return
        try:
            if _threads() > 1:
                connection.sendall(b"%d\n" % REFUSED)
                connection.close()
                return
            pid = os.fork()
            if pid == 0:
                _become(self._targets, request, descriptors)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        self._connections[pid] = connection
        self._selector.register(connection, selectors.EVENT_READ, pid)
        with contextlib.suppress(OSError):
            connection.sendall(b"%d\n" % pid)

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._wake.recv(4096):
                pass

    def _reap(self) -> None:
        """Take the exit status of what has ended, end what it left behind, and tell who asked for it."""
        ended: list[tuple[int, int]] = []
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            if pid in self._waits_for:
                self._waits_for.discard(pid)
            elif pid in self._connections:
                ended.append((pid, status))
                _kill_group(pid)
        if ended:
            self._end_orphans({pid for pid, _ in ended})
        for pid, status in ended:
            connection = self._connections.pop(pid)
            self._forget(connection)
            with contextlib.suppress(OSError):
                connection.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
            connection.close()

    def _end_orphans(self, gone: set[int]) -> None:
        """Kill the children that nobody asked for: what ended processes had started.

        Each living process takes up its own orphans (see `_become`), so these belong to no other.
        """
        known = (self._connections.keys() - gone) | self._waits_for
        deadline = time.monotonic() + _PATIENCE
        while orphans := _children() - known:
            for pid in orphans:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)
            if time.monotonic() > deadline:
                return
            time.sleep(0.001)

    def _asker_left(self, pid: int) -> None:
        connection = self._connections[pid]
        with contextlib.suppress(OSError):
            if connection.recv(64):
                return
        self._forget(connection)
        self._stop(pid)

    def _stop(self, pid: int) -> None:
        if self._polite:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        else:
            _kill_group(pid)

    def _end(self) -> None:
        """End all processes; what runs on regardless is killed."""
        self._forget(_END_LINE)
        self._forget(self._listener)
        self._listener.close()
        for pid, connection in self._connections.items():
            self._forget(connection)
            if self._polite:
                self._stop(pid)
        # Those that this one waits for are patient themselves.
        deadline = time.monotonic() + _PATIENCE * (2 if self._waits_for else 1)
        while (self._waits_for or (self._polite and self._connections)) and time.monotonic() < deadline:
            self._selector.select(0.05)
            self._drain()
            self._reap()
        for pid in self._connections:
            _kill_group(pid)
        self._waits_for.clear()
        self._end_orphans(set(self._connections))

    def _forget(self, end: socket.socket | int) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(end)


def _receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    data, descriptors, _, _ = socket.recv_fds(connection, 1 << 16, 2)
    while not data.endswith(b"\n"):
        more = connection.recv(1 << 16)
        if not more:
            raise OSError("the request breaks off")
        data += more
    return json.loads(data), list(descriptors)


def _threads() -> int:
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208 (called before each fork)


def _children() -> set[int]:
    try:
        text = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    except FileNotFoundError:  # a kernel built without this list
        return set()
    return {int(pid) for pid in text.split()}


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _become(targets: dict[str, Target], request: dict[str, Any], descriptors: list[int]) -> None:
    """Turn this forked process into what `request` asks for; never returns."""
    status = 1
    try:
        os.setsid()
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        prctl(_PR_SET_CHILD_SUBREAPER, 1)
        name(f"ipabs-{request['run'].partition(':')[0].rpartition('.')[2]}")
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        channel = _keep(descriptors)
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["cwd"])
        if folder := request["env"].get(bytecode.VARIABLE):
            bytecode.use(folder)
        targets.get(request["run"], targets["function"])(request, channel)
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
    with contextlib.suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


def _keep(descriptors: list[int]) -> int:
    """Print to the first descriptor, keep the second as number 3, close every other; return 3."""
    held = [os.dup(number) for number in descriptors]
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(held[0] if held else null, 1)
    os.dup2(1, 2)
    first = 3
    if len(held) > 1:
        os.dup2(held[1], 3, inheritable=False)
        first = 4
    os.closerange(first, max(map(int, os.listdir("/proc/self/fd"))) + 1)  # noqa: PTH208
    return 3
