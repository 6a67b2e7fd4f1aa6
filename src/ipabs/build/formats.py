"""What each format of an edition was assembled from: which of them stand, and why others are assembled anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ipabs.assembly import publish
from ipabs.assembly.inputs import format_inputs
from ipabs.build.publication import Assembly, version_of
from ipabs.build.state import State
from ipabs.cache.digests import combined

_ASSEMBLES = ("assembly/", "rounding.py", "errors.py", "period.py")
"""Modules that turn a staged project into pages."""

_NAMED = 2
"""Files that are named; more are counted."""

_DIGITS = 16
"""Digits of a digest that tell one file from another."""

_REST_ON = ("the library", "packages or fonts", "the assembler", "the assembler's version")
"""What all formats rest on besides files."""


class Formats:
    """The formats of one edition, its project staged, beside what the last build noted of them.

    Parameters
    ----------
    state, assembly
        What the edition rests on, and what is asked for.
    kinds
        All formats that the edition will have, those not asked for included.
    before
        Format → what was noted of it.
    """

    def __init__(
        self, state: State, assembly: Assembly, kinds: Sequence[str], before: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self._state, self._assembly, self._before = state, assembly, before
        self._project = state.project
        self._folder = state.project.build(assembly.period)
        code = {name: digest for name, digest in state.library.items() if name.startswith(_ASSEMBLES)}
        assembler = assembly.assembler
        self._rest_on = [combined(code), state.environment, assembler, version_of(assembler)]
        # Formats share most of what they are made from, and what was just written is remembered by nobody else.
        digest = cache(state.digests.of)
        self._files = {kind: format_inputs(self._folder, kind, digest) for kind in kinds}
        self._inputs = {
            kind: combined([*self._rest_on, combined(files)]) for kind, files in self._files.items()
        }

    def standing(self) -> dict[str, Path]:
        """Return the formats asked for that were assembled from the same inputs, their files unharmed."""
        found: dict[str, Path] = {}
        for kind in self._assembly.formats:
            entry = self._before.get(kind, {})
            path = self._folder / str(entry.get("output", ""))
            if (
                entry.get("inputs") == self._inputs[kind]
                and path.is_file()
                and self._state.digests.of(path) == entry.get("digest")
                and self._beside(kind, path) == entry.get("beside", {})
            ):
                found[kind] = path
        return found

    def older(self) -> list[str]:
        """Return those not asked for that were assembled from other inputs."""
        others = [kind for kind in self._files if kind not in self._assembly.formats and kind in self._before]
        return [kind for kind in others if self._before[kind].get("inputs") != self._inputs[kind]]

    def because(self, assembled: Sequence[str]) -> str:
        """Say why formats were assembled: ``report/_trends.qmd changed; results changed``.

        Empty if nothing that they are made from did, as for an output that was harmed.
        """
        if self._assembly.force:
            return "forced" if assembled else ""
        said: list[str] = []
        changed: dict[str, None] = {}
        for kind in assembled:
            old, new = self._before.get(kind, {}), self._noted(kind)
            if not (isinstance(old.get("files"), dict) and isinstance(old.get("rest_on"), list)):
                said.append("not assembled before")
                continue
            parts = zip(_REST_ON, old["rest_on"], new["rest_on"], strict=False)
            said += [f"{part} changed" for part, one, other in parts if one != other]
            names = sorted(old["files"].keys() | new["files"].keys())
            changed |= dict.fromkeys(n for n in names if old["files"].get(n) != new["files"].get(n))
        own = [name for name in changed if self._is_committed(name)]
        if own:
            more = f" and {len(own) - _NAMED} more" if len(own) > _NAMED else ""
            said.append(f"{', '.join(own[:_NAMED])}{more} changed")
        if len(own) < len(changed):
            said.append("results changed")
        return "; ".join(dict.fromkeys(said))

    def record(self, outputs: Mapping[str, Path]) -> dict[str, Any]:
        """Return what is to be noted of all formats; `outputs` has the files of those asked for."""
        others = [kind for kind in self._before if kind in self._files and kind not in self._assembly.formats]
        return {
            **{kind: self._before[kind] for kind in others},
            **{
                kind: {
                    "inputs": self._inputs[kind],
                    "output": outputs[kind].relative_to(self._folder).as_posix(),
                    "digest": self._state.digests.of(outputs[kind]),
                    "beside": self._beside(kind, outputs[kind]),
                    **self._noted(kind),
                }
                for kind in self._assembly.formats
            },
        }

    def _noted(self, kind: str) -> dict[str, Any]:
        return {
            "rest_on": [text[:_DIGITS] for text in self._rest_on],
            "files": {name: digest[:_DIGITS] for name, digest in self._files[kind].items()},
        }

    def _beside(self, kind: str, path: Path) -> dict[str, str]:
        """Return address → digest of what the page shows and links to; other formats hold all that they show."""
        found = publish.resources(path) if kind == "html" else {}
        return {name: self._state.digests.of(file) for name, file in sorted(found.items())}

    def _is_committed(self, address: str) -> bool:
        """Tell whether a file of the staged project is one of the project itself, not one that a build makes."""
        folder = address.partition("/")[0]
        return folder not in ("notebooks", "data") and (self._project.root / address).is_file()
