"""Processes that are called again and again."""

from __future__ import annotations

from typing import Any

import pytest

from ipabs.errors import IpabsError
from ipabs.execution.run import Callers, Workers

pytestmark = pytest.mark.slow


def test_one_process_answers_call_after_call_and_then_another(workers: Workers) -> None:
    callers = Callers(1, calls=3)
    answers = [workers.submit_call("os:getpid", among=callers).result() for _ in range(5)]
    callers.close()
    assert answers[0] == answers[1] == answers[2] != answers[3] == answers[4]


def test_no_more_calls_run_at_a_time_than_asked_for(workers: Workers) -> None:
    callers = Callers(2)
    futures = [workers.submit_call("os:getpid", among=callers) for _ in range(6)]
    assert len({future.result() for future in futures}) <= 2
    callers.close()


def test_a_process_that_died_is_not_asked_again(workers: Workers) -> None:
    callers = Callers(1)
    first: Any = workers.submit_call("os:getpid", among=callers).result()
    with pytest.raises(IpabsError, match="os:_exit"):
        workers.submit_call("os:_exit", 3, among=callers).result()
    second: Any = workers.submit_call("os:getpid", among=callers).result()
    callers.close()
    assert first != second
