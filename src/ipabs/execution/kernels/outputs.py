"""A cell's outputs, taken out of the kernel's messages as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nbclient import NotebookClient
from nbformat import NotebookNode

_Client: Any = NotebookClient
_JSON = re.compile(r"application/(.*\+)?json")


class PlainOutputs(_Client):  # type: ignore[misc]
    """Keeps what a cell displays without making a node of every list and mapping in it.

    nbformat makes them, and then walks its schema: with some hundred facts it takes longer than all else here.
    """

    def output(self, outs: list[Any], msg: Mapping[str, Any], display_id: str | None, cell_index: int) -> Any:
        """Add what a message shows to the outputs of its cell; see nbclient."""
        hooks = self.output_hook_stack[msg["parent_header"].get("msg_id")]
        made = None if hooks or display_id or self.clear_before_next_output else shown(msg)
        if made is None:
            return super().output(outs, msg, display_id, cell_index)
        outs.append(made)
        return made


def shown(message: Mapping[str, Any]) -> Any:
    """Return the output that a message shows, in the form of nbformat 4.

    None where it has another form than most: nbformat itself looks at it then, and refuses what is none.
    """
    kind, content = message["msg_type"], message["content"]
    data, metadata = content.get("data"), content.get("metadata")
    if not (isinstance(data, dict) and isinstance(metadata, dict)):
        return None
    if not all(isinstance(value, str) or _JSON.fullmatch(name) for name, value in data.items()):
        return None
    made = {"output_type": kind, "metadata": metadata, "data": data}
    if kind == "execute_result" and isinstance(content.get("execution_count"), int):
        made["execution_count"] = content["execution_count"]
    elif kind != "display_data":
        return None
    return NotebookNode(made)  # type: ignore[no-untyped-call]
