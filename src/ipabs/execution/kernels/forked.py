"""A process that a fork server started, seen from who asked for it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any


class NotForked(OSError):
    """The server is there, and does not fork."""


class Forked:
    """A process that a fork server started: the part of ``subprocess.Popen`` that its owner uses.

    It lives as long as the connection: if this end closes, the server kills it.
    """

    stdin = stdout = stderr = None
    abandoned = False
    """Whether it ended because the server did; known once its end is."""

    def __init__(self, address: str | Path, request: dict[str, Any], descriptors: Sequence[int]) -> None:
        """Ask the server at `address` for a process.

        Raises
        ------
        NotForked
            If the server does not fork.
        OSError
            If there is no server, or none any more.
        """
        self.returncode: int | None = None
        self._connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._lines = b""
        try:
            self._connection.connect(os.fspath(address))
            message = json.dumps(request).encode() + b"\n"
            sent = socket.send_fds(self._connection, [message], list(descriptors))
            self._connection.sendall(message[sent:])
            answer = self._line()
            if not answer:
                raise ConnectionError("the server ended")
            self.pid = int(answer)
        except OSError:
            self._connection.close()
            raise
        if not self.pid:
            self._connection.close()
            raise NotForked("the preloaded process does not fork")

    def fileno(self) -> int:
        """Return a descriptor that becomes readable when the process ends."""
        return self._connection.fileno()

    def poll(self) -> int | None:
        """Return the exit status, or ``None`` while the process lives."""
        return self._end(0.0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit status, negative for a signal.

        Raises
        ------
        subprocess.TimeoutExpired
            If it has not ended after `timeout` seconds.
        """
        status = self._end(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal to the process."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the process; the server ends what it has started."""
        self.send_signal(signal.SIGKILL)

    def close(self) -> None:
        """Let go of the process: if it still lives, the server kills it."""
        self._connection.close()

    def _end(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            self._connection.settimeout(timeout)
            try:
                line = self._line()
            except (BlockingIOError, TimeoutError):
                return None
            except OSError:
                line = b""
            # What a server has forked is killed when it ends.
            self.abandoned = not line
            self.returncode = int(line) if line else -signal.SIGKILL
            self._connection.close()
        return self.returncode

    def _line(self) -> bytes:
        while b"\n" not in self._lines:
            data = self._connection.recv(64)
            if not data:
                return b""
            self._lines += data
        line, self._lines = self._lines.split(b"\n", 1)
        return line
