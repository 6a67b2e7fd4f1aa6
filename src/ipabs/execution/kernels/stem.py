"""The stem of one build: it imports what all of the build's notebooks import, and forks their kernels.

Loaded by :mod:`preload`, so it imports nothing of the project itself; the code that it is given does. It is forked from
the preloaded process when a build begins and ends with it, so an edited module is read afresh by the next build.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import forkserver  # type: ignore[import-not-found]
from shelf import Shelf  # type: ignore[import-not-found]

_PATIENCE = 10
"""Seconds that the imports may take; kernels that wait for a stem which ended are forked from the preloaded process."""


class Unfit(Exception):
    """What was imported shows in the notebook that imports it, so each has to import it for itself."""


def run(request: dict[str, Any], channel: int, targets: dict[str, forkserver.Target]) -> None:
    """Run ``code`` of `request`, which may use :class:`Shelf`, then fork at each connection to the listening socket `channel`.

    Raises
    ------
    Unfit
        If the code printed something.
    """
    sys.path[:] = [entry for entry in sys.path if entry and entry != str(Path.cwd())]
    # Its default ends this process: an import that never returns must not hold up the notebooks.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(_PATIENCE)
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        exec(compile(request["code"], "<stem>", "exec"), {"__name__": "stem", "Shelf": Shelf})
    signal.alarm(0)
    if out.getvalue():
        raise Unfit(out.getvalue())
    gc.collect()
    gc.freeze()
    # A fork server watches its standard input; this one's asker ends it by letting go of the connection.
    never, self_held = os.pipe()
    os.dup2(never, 0)
    forkserver.ForkServer(socket.socket(fileno=channel), targets).serve()
    os.close(self_held)
