"""What a kernel publishes, sent by the thread that publishes it: the work of ipykernel's threads without the threads.

Each message of an ordinary kernel passes from thread to thread, and after each cell the kernel waits for them twice.
A notebook that only shows results needs none; one that prints, forks or publishes from a thread of its own gets
ipykernel's own thread at that moment, and all goes on as in an ordinary kernel.

Loaded by :mod:`preload`, so it imports nothing of the project.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

from ipykernel.iostream import BackgroundSocket, IOPubThread


class DirectOutput(IOPubThread):
    """Publishes at once from the main thread, until a thread is needed.

    Parameters
    ----------
    socket
        The bound XPUB socket.
    session
        Signs the messages.
    """

    def __init__(self, socket: Any, session: Any) -> None:
        # Not the parent's: it makes an event loop, pipes and sockets, which `use_thread` makes when they are needed.
        self.socket = socket
        self.session = session
        self.background_socket = BackgroundSocket(self)  # type: ignore[no-untyped-call]
        self.io_loop = _Later(self)  # type: ignore[assignment]
        self.thread = threading.Thread()  # as long as it has not started, nobody waits for it
        self._stopped = self._pipe_flag = False
        self._master_pid = os.getpid()
        self._main = threading.get_ident()
        self._switching = threading.RLock()
        # A forked child reaches its parent's thread through a pipe.
        os.register_at_fork(before=self.use_thread)

    def schedule(self, f: Callable[[], Any]) -> None:
        """Call `f` now, or in the thread if there is one."""
        if os.getpid() != self._master_pid:
            f()
            return
        if threading.get_ident() != self._main:
            self.use_thread()
        with self._switching:
            if not self.thread.is_alive():
                f()
                return
        super().schedule(f)  # type: ignore[no-untyped-call]

    def use_thread(self) -> None:
        """From now on publish through ipykernel's own thread."""
        with self._switching:
            if self.thread.is_alive() or os.getpid() != self._master_pid:
                return
            super().__init__(self.socket, pipe=True, session=self.session)  # type: ignore[no-untyped-call]
            self.start()  # type: ignore[no-untyped-call]

    def await_listener(self, seconds: float) -> None:
        """Wait until somebody listens, and welcome them; what is published before would be lost."""
        if self.socket.poll(int(seconds * 1000)):
            self._handle_subscription(self.socket.recv_multipart())  # type: ignore[no-untyped-call]
        else:
            self.use_thread()


class _Later:
    """Stands for the event loop of a thread that has not started: whoever wants something later needs the thread."""

    def __init__(self, output: DirectOutput) -> None:
        self._output = output

    def call_later(self, delay: float, callback: Callable[[], Any]) -> None:
        """Call `callback` in the thread, after `delay` seconds."""
        self._output.use_thread()
        self._output.schedule(lambda: self._output.io_loop.call_later(delay, callback))
