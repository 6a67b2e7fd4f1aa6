"""The client that runs a notebook's cells: waits for the kernel and for nothing else."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from nbclient.client import timestamp
from nbclient.exceptions import CellExecutionComplete, CellExecutionError
from papermill.clientwrap import PapermillNotebookClient

from ipabs.execution.kernels.forked import Forked
from ipabs.execution.kernels.outputs import PlainOutputs
from ipabs.execution.kernels.provisioner import NAME
from ipabs.execution.kernels.stops import KernelLost, StepError, Stopped, death, mark

Message = dict[str, Any]

_TICK = 0.2  # seconds between looks at a process that cannot be waited for
_ASK_AGAIN = 1.0  # seconds after which a kernel that has not answered is asked again


@dataclass(frozen=True)
class Settings:
    """What a run needs beside the notebook.

    Parameters
    ----------
    deadline
        Seconds that the whole notebook may take once its kernel is ready; ``None`` is without end.
    before, after
        Code that is run silently before the first and after the last cell.
    environment
        Added to the kernel's environment.
    folder
        The kernel's working directory.
    log
        File that takes what the kernel itself prints.
    runtime
        Folder for sockets, deleted by its owner.
    """

    folder: Path
    runtime: Path
    deadline: float | None = None
    before: str = ""
    after: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None
    start_timeout: float = 60.0


class Manager(KernelManager):
    """Starts this very Python, whatever kernels the user has registered under its name."""

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The kernel of this Python, started by our provisioner."""
        if self.kernel_name not in ("python", "python3"):
            return super().kernel_spec
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
            metadata={"kernel_provisioner": {"provisioner_name": NAME}},
        )

    def _connect_control_socket(self) -> None:
        """Connect to no control channel: a kernel is ended by a signal, and a forked one has no such socket.

        ZeroMQ would look for it every few milliseconds as long as the kernel runs, three hundredths of a build.
        """


interrupted: Callable[[], bool] = lambda: False  # noqa: E731
"""Tells whether this process was asked to end; a worker puts its own here."""

wake_descriptor = -1
"""Becomes readable when `interrupted` turns true; negative where there is none."""


class PromptClient(PlainOutputs, PapermillNotebookClient):  # type: ignore[misc]
    """Runs the cells of a notebook, without asyncio: one poll over the kernel's two channels and its process."""

    settings: Settings
    timed = True
    """Whether to note when each cell ran: papermill parses each of these times again, and our records have none."""

    def execute(self, **_: Any) -> Any:
        """Run the notebook from start to end of its kernel; a failure is marked in its cell."""
        self.reset_execution_trackers()
        with self._kernel():
            limit = self.settings.deadline
            self._deadline = None if limit is None else time.monotonic() + limit
            if not getattr(self.km.provisioner, "of_stem", False):
                self._step("before", self.settings.before)
            if self._run_cells():
                self._step("after", self.settings.after)
            self.set_widgets_metadata()
        return self.nb

    def _run_cells(self) -> bool:
        for index, cell in enumerate(self.nb.cells):
            if self.timed:
                self.nb_man.cell_start(cell, index)
            try:
                self._run_cell(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                return False
            except Stopped as stopped:
                # A kernel that dies at once may not have told the number of the cell.
                cell.execution_count = cell.execution_count or self.code_cells_executed
                mark(cell, stopped)
                self.nb_man.cell_exception(cell, cell_index=index, exception=stopped)
                return False
            finally:
                if self.timed:
                    self.nb_man.cell_complete(cell, cell_index=index)
        return True

    def _run_cell(self, cell: Any, index: int) -> None:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return
        if self.timed:
            cell.metadata["execution"] = {}
        cell.outputs = []
        self.clear_before_next_output = False
        allowed = self.allow_errors or "raises-exception" in tags
        parent = self.kc.execute(cell.source, store_history=True, stop_on_error=not allowed)
        self.code_cells_executed += 1
        reply = self._follow(parent, lambda message: self.process_message(message, cell, index))
        if self.timed:
            cell.metadata["execution"]["shell.execute_reply"] = timestamp(reply)
        if reply["content"]["status"] == "error" and not allowed:
            raise CellExecutionError.from_cell_and_msg(cell, reply["content"])

    def _step(self, step: str, code: str) -> None:
        """Run code that is no part of the notebook; what it prints is dropped."""
        if not code:
            return
        parent = self.kc.execute(code, silent=True, store_history=False)
        try:
            content = self._follow(parent, _until_idle)["content"]
        except Stopped as stopped:
            raise StepError(step, stopped.name, str(stopped)) from None
        if content["status"] == "error":
            raise StepError(step, content["ename"], content["evalue"])

    def _follow(self, parent: str, handle: Callable[[Message], Any]) -> Message:
        """Hand what the kernel publishes about the request `parent` to `handle`; return the reply.

        Raises
        ------
        Stopped
            If the deadline passes, the kernel ends or this process is asked to end.
        KernelLost
            If the kernel ended because what it was forked from did.
        """
        reply: Message | None = None
        idle = False
        while reply is None or not idle:
            ready = self._wait(self._deadline)
            idle = self._take_output(parent, handle) or idle
            if self._shell in ready:
                message = self.kc.session.recv(self._shell)[1]
                if message and message["parent_header"].get("msg_id") == parent:
                    reply = message
            elif self._process_ended(ready):
                # What the kernel sent last may still be on its way through the socket.
                time.sleep(0.01)
                self._take_output(parent, handle)
                raise Stopped("DeadKernelError", self._death())
            elif interrupted():
                raise Stopped("KeyboardInterrupt", "the run was ended while this cell was running")
            elif self._deadline is not None and time.monotonic() >= self._deadline:
                limit = self.settings.deadline
                raise Stopped(
                    "TimeoutError", f"the notebook took longer than {limit:g} s (--deadline allows more)"
                )
        return reply

    def _take_output(self, parent: str, handle: Callable[[Message], Any]) -> bool:
        """Handle all that was published; tell whether the kernel has become idle."""
        while True:
            message = self.kc.session.recv(self._iopub)[1]
            if message is None:
                return False
            if message["parent_header"].get("msg_id") == parent:
                try:
                    handle(message)
                except CellExecutionComplete:
                    return True

    def _wait(self, deadline: float | None) -> dict[Any, int]:
        ticks = [] if self._process_descriptor is not None else [_TICK]
        if deadline is not None:
            ticks.append(max(0.0, deadline - time.monotonic()))
        return dict(self._poller.poll(int(min(ticks) * 1000) + 1 if ticks else None))

    def _process_ended(self, ready: Mapping[Any, int]) -> bool:
        if self._process_descriptor is not None and self._process_descriptor not in ready:
            return False
        return self._process.poll() is not None

    def _death(self) -> str:
        if isinstance(self._process, Forked) and self._process.abandoned:
            raise KernelLost(self.km.provisioner.of_stem)
        return death(self._process.poll() or 0)

    @contextmanager
    def _kernel(self) -> Iterator[None]:
        """Start the kernel; end it, and all that it started, on leaving."""
        settings = self.settings
        manager = self.km
        self._pidfd: int | None = None
        descriptor = os.open(settings.log or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            with os.fdopen(descriptor, "wb") as log:
                manager.start_kernel(
                    extra_arguments=["--HistoryManager.enabled=False"],
                    cwd=str(settings.folder),
                    env={**os.environ, **settings.environment},
                    stdout=log,
                    stderr=log,
                )
            self._process = manager.provisioner.process
            self.kc = manager.client(context=manager.context)
            self.kc.allow_stdin = False
            self.kc.start_channels(stdin=False, hb=False, control=False)
            self._watch()
            self._greet()
            yield
        finally:
            self._end_kernel()

    def _watch(self) -> None:
        self._shell, self._iopub = self.kc.shell_channel.socket, self.kc.iopub_channel.socket
        self._poller = zmq.Poller()
        self._process_descriptor: int | None = None
        if isinstance(self._process, Forked):
            self._process_descriptor = self._process.fileno()
        elif hasattr(os, "pidfd_open"):
            self._process_descriptor = self._pidfd = os.pidfd_open(self._process.pid)
        descriptors = [self._process_descriptor, wake_descriptor if wake_descriptor >= 0 else None]
        for end in (self._shell, self._iopub, *(number for number in descriptors if number is not None)):
            self._poller.register(end, zmq.POLLIN)

    def _greet(self) -> None:
        """Wait until this client hears the kernel, and learn what language it speaks.

        The kernel welcomes whoever listens to its output; one that does not is asked again until it is heard.
        """
        deadline = time.monotonic() + self.settings.start_timeout
        asked, heard, info = self.kc.kernel_info(), False, None
        ask_again = time.monotonic() + _ASK_AGAIN
        while not heard or info is None:
            ready = self._wait(min(deadline, ask_again))
            while self._iopub in ready and (message := self.kc.session.recv(self._iopub)[1]):
                heard = heard or message["msg_type"] == "iopub_welcome" or bool(message["parent_header"])
            while self._shell in ready and (message := self.kc.session.recv(self._shell)[1]):
                info = message["content"] if message["msg_type"] == "kernel_info_reply" else info
            if not ready and interrupted():
                raise StepError("start", "KeyboardInterrupt", "the run was ended")
            if self._process_ended(ready):
                raise StepError("start", "DeadKernelError", self._death())
            if time.monotonic() >= deadline:
                limit = self.settings.start_timeout
                raise StepError("start", "TimeoutError", f"the kernel was not ready within {limit:g} s")
            if time.monotonic() >= ask_again and not heard:
                asked, ask_again = self.kc.kernel_info(), time.monotonic() + _ASK_AGAIN
        del asked
        self.nb.metadata["language_info"] = info["language_info"]

    def _end_kernel(self) -> None:
        """Kill the kernel's process group: all that counts is in the notebook."""
        process = self.km.provisioner.process if self.km.provisioner else None
        if process is not None and process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                _kill(process.pid)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
        if isinstance(process, Forked):
            process.close()
        if self._pidfd is not None:
            os.close(self._pidfd)
        if self.kc is not None:
            self.kc.stop_channels()
            self.kc = None
        self.km.cleanup_resources()


def _kill(pid: int) -> None:
    if hasattr(os, "killpg"):
        os.killpg(pid, signal.SIGKILL)
    else:
        os.kill(pid, signal.SIGTERM)


def _until_idle(message: Message) -> None:
    if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
        raise CellExecutionComplete
