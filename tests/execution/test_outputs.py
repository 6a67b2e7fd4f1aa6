"""What a kernel shows is kept as nbformat would keep it; what is of no known form is left to nbformat."""

from __future__ import annotations

import json
from typing import Any

import pytest
from nbformat.v4 import output_from_msg

from ipabs.execution.executed import canonical
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


def test_a_record_keeps_numbers_of_any_length_and_is_read_back_as_it_was() -> None:
    data = {"text/plain": "a\nb", "application/json": {"long": 2**70, "图": [0.1, None, True]}}
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "x\ny", "execution_count": 1}
    for outputs in ([], [output]):
        book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"b": 1, "papermill": {}}, "cells": [{**cell, "outputs": outputs}]}  # fmt: skip
        text = canonical(book)
        read = json.loads(text)
        assert read["metadata"] == {"b": 1}
        assert read["cells"][0]["source"] == ["x\n", "y"]
        shown_data = [each["data"] for each in read["cells"][0]["outputs"]]
        assert shown_data == [{**data, "text/plain": ["a\n", "b"]}] * len(outputs)
        # One line a cell, so that a comparison shows which cell differs.
        assert len(text.splitlines()) == 3
