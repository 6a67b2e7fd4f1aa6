"""A process that calls functions which arrive at its channel, one after the other."""

from __future__ import annotations

import importlib
import os
import pickle
import socket
import traceback
from typing import Any, NoReturn

from ipabs.errors import IpabsError, refused_by_system


def serve(channel: int) -> NoReturn:
    """Answer each request ``(name, arguments)`` at the socket `channel` until it closes."""
    end = socket.socket(fileno=channel)
    with end.makefile("rb") as requests, end.makefile("wb") as answers:
        while True:
            try:
                request = pickle.load(requests)
                pickle.dump(call(*request), answers)
                answers.flush()
            except (EOFError, OSError):
                os._exit(0)


def call(name: str, arguments: list[Any]) -> tuple[str, Any]:
    """Call ``module:function``; an expected failure is sent as it is, another as its traceback."""
    module, function = name.split(":")
    try:
        return "value", getattr(importlib.import_module(module), function)(*arguments)
    except IpabsError as error:
        # Their constructors differ, so the parts are sent.
        return "refused", (type(error), error.args, error.__dict__)
    except OSError as error:
        # A full disk, a folder without leave to write: the user's to mend, and named by the system.
        return "refused", (IpabsError, (refused_by_system(error),), {})
    except Exception:
        return "failed", traceback.format_exc()
