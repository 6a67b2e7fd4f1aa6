"""What a kernel shows is kept as nbformat would keep it; what is of no known form is left to nbformat."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import output_from_msg

from ipabs.execution.kernels.outputs import shown


def message(kind: str, **content: Any) -> dict[str, Any]:
    return {"msg_type": kind, "header": {"msg_type": kind}, "content": content}


@pytest.mark.parametrize(
    "given",
    [
        message("display_data", data={"text/plain": "图", "text/html": "<p>"}, metadata={"a": 1}),
        message(
            "display_data", data={"application/vnd.ipabs.facts+json": {"facts": [{"id": "x"}]}}, metadata={}
        ),
        message("execute_result", data={"text/plain": "42"}, metadata={}, execution_count=3),
    ],
)
def test_it_is_what_nbformat_makes(given: dict[str, Any]) -> None:
    assert shown(given) == output_from_msg(given)


@pytest.mark.parametrize(
    "given",
    [
        message("stream", name="stdout", text="1"),
        message("error", ename="E", evalue="", traceback=[]),
        message("display_data", data={"text/plain": 42}, metadata={}),
        message("display_data", data={"text/plain": "42"}, metadata=None),
        message("execute_result", data={"text/plain": "42"}, metadata={}, execution_count=None),
    ],
)
def test_another_form_is_left_to_nbformat(given: dict[str, Any]) -> None:
    assert shown(given) is None
