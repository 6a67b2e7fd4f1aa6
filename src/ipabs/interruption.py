"""Ctrl-C and the other signals that end a command: all in the same order, so that nothing is left behind."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_CLEARING = 15.0
"""Seconds in which further signals are not heard: so long it takes, at most, to end what runs."""

_ENDING = ("SIGINT", "SIGTERM", "SIGHUP")


@contextmanager
def heard() -> Iterator[list[int]]:
    """Let each signal that asks a process to end do what Ctrl-C does, but for those that it was started to ignore.

    Gives the numbers of the signals that came, in their order.
    """
    came: list[int] = []
    first: float | None = None

    def interrupt(number: int, _: FrameType | None) -> None:
        came.append(number)
        nonlocal first
        now = time.monotonic()
        if first is not None and now - first < _CLEARING:
            return  # what was begun is being ended, which a second interrupt would only leave half done
        first = now
        raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in _numbers()}
    ours = [number for number, handler in before.items() if handler not in (signal.SIG_IGN, None)]
    if threading.current_thread() is not threading.main_thread():
        ours = []
    for number in ours:
        signal.signal(number, interrupt)
    try:
        yield came
    finally:
        for number in ours:
            # The process ends, in order.
            signal.signal(number, signal.SIG_IGN if came else before[number])


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Have signals wait until the block has ended: it is short, and its half would be worse than none."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are handled in the main thread
        return
    waiting: list[int] = []
    before = {number: signal.getsignal(number) for number in _numbers()}
    ours = {number for number, handler in before.items() if callable(handler)}
    for number in ours:
        signal.signal(number, lambda came, _: waiting.append(came))
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])
        for first in waiting[:1]:
            signal.raise_signal(first)


def name_of(number: int) -> str:
    """Return what a signal is called: ``SIGKILL``, or ``signal 40`` for one that has a number only."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _numbers() -> list[signal.Signals]:
    return [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
