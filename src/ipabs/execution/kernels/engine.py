"""The papermill engine ``ipabs``: ``papermill --engine ipabs …`` works too, with ordinary kernels."""

from __future__ import annotations

import itertools
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import zmq
from nbformat import NotebookNode
from papermill.engines import NBClientEngine

from ipabs.execution.kernels.client import Manager, PromptClient, Settings
from ipabs.execution.kernels.stops import StepError

NAME = "ipabs"

_LOOK_AGAIN = 4
"""Milliseconds between attempts to reach a kernel that starts."""

_numbers = itertools.count(1)


class PromptEngine(NBClientEngine):  # type: ignore[misc]
    """Runs a notebook with :class:`PromptClient`; settings arrive as the keyword argument ``settings``.

    ``notebook`` is the one that ran last, as far as it ran.
    """

    notebook: Any = None

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, output_path: Any = None, **given: Any) -> Any:
        """Run the notebook; see papermill's engines.

        papermill writes out what it gets back even where it is to be saved nowhere, which takes as long as all else
        that it does. Our workers save what they find in `notebook`, so where all went well papermill gets the frame only.
        """
        ran = super().execute_notebook(nb, kernel_name, output_path, **given)
        if given.get("settings") is None or output_path is not None or ran.metadata.papermill.exception:
            return ran
        return NotebookNode({**ran, "cells": []})  # type: ignore[no-untyped-call]

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, log_output: bool = False, stdout_file: Any = None,
        stderr_file: Any = None, start_timeout: int = 60, execution_timeout: int | None = None,
        settings: Settings | None = None, **_: Any,
    ) -> Any:  # fmt: skip
        """Run the notebook; see papermill's engines for the parameters."""
        cls.notebook, timed = nb_man.nb, settings is None
        with ExitStack() as stack:
            if settings is None:
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="ipabs-"))
                settings = Settings(Path.cwd(), Path(folder), execution_timeout, start_timeout=start_timeout)
            name = str(settings.runtime / f"{os.getpid()}-{next(_numbers)}")
            # Files instead of ports: kernels that start side by side cannot take each other's.
            transport = {"transport": "ipc", "ip": name} if zmq.has("ipc") else {"transport": "tcp"}
            context: zmq.Context[Any] = zmq.Context.instance()
            # A forked kernel listens within milliseconds; ZeroMQ would look again after a tenth of a second.
            context.setsockopt(zmq.RECONNECT_IVL, _LOOK_AGAIN)
            manager = Manager(
                kernel_name=kernel_name,
                connection_file=f"{name}.json",
                context=context,
                **transport,
            )
            client = PromptClient(
                nb_man, km=manager, log_output=log_output, stdout_file=stdout_file, stderr_file=stderr_file
            )
            client.settings = settings
            client.timed = client.record_timing = timed
            try:
                return client.execute()
            except StepError as failed:
                failed.notebook = nb_man.nb
                raise
