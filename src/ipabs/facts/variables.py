"""Facts and words as Quarto's variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ipabs.facts.fact import Fact, escape


def variables(facts: Sequence[Fact], words: Mapping[str, str]) -> dict[str, Any]:
    """Return the nested mapping that becomes ``_variables.yml``; its values are Markdown.

    A fact's variable prints its display; the one named ``…_number`` prints the bare text. Phrases have
    no bare number.

    Raises
    ------
    ValueError
        If a name is used twice, or is both a value and a group of values.
    """
    tree: dict[str, Any] = {}
    for name, text in words.items():
        _place(tree, name, text)
    for fact in facts:
        _place(tree, fact.var, fact.markdown)
        if fact.unit or isinstance(fact.value, int | float):
            _place(tree, f"{fact.var}_number", f'[{escape(fact.text)}]{{.fact data-fact="{fact.id}"}}')
    return tree


def _place(tree: dict[str, Any], name: str, text: str) -> None:
    *path, last = name.split(".")
    branch = tree
    for part in path:
        branch = branch.setdefault(part, {})
        if not isinstance(branch, dict):
            raise ValueError(f"The variable {name} lies below a name that has a value itself.")
    if last in branch:
        kind = "a group of variables" if isinstance(branch[last], dict) else "given twice"
        raise ValueError(f"The variable {name} is {kind}.")
    branch[last] = text
