"""Modules that a stem imports for some of its kernels: each kernel gets just those that it imports itself.

They are run once, in the stem, and taken out of ``sys.modules`` again. A kernel that imports one of them finds it here,
with all that it had imported in turn, and is then as if it had run them: what it holds is what it rests on.

Loaded by :mod:`preload`, so it imports nothing of the project.
"""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Protocol


class Record(Protocol):
    """What the recorder of reads offers; see :mod:`ipabs.recording`."""

    def aside(self) -> contextlib.AbstractContextManager[Any]:
        """Record into notes of their own, which are given, until the end of the context."""

    def add(self, notes: Any) -> None:
        """Count such notes as read."""


@dataclass
class _Kept:
    """A module that has run."""

    module: ModuleType
    spec: ModuleSpec
    rests_on: list[str]
    """What was imported of the shelf while it ran, each after what itself imports."""
    notes: Any


class CircleError(RuntimeError):
    """A module imports one that waits for it, so what rests on what cannot be told."""


class Shelf:
    """A finder of modules that have already run.

    Parameters
    ----------
    record
        Where it is noted what a module read while it ran, once a kernel takes it.
    """

    def __init__(self, record: Record) -> None:
        self._record = record
        self._kept: dict[str, _Kept] = {}
        self._running: list[str] = []
        self._packages: tuple[str, ...] = ()

    def fill(self, packages: Sequence[str]) -> None:
        """Run the modules of `packages` that are not imported yet, and keep them.

        One that fails is left out: whoever imports it sees it fail.
        """
        self._packages = tuple({f"{name.partition('.')[0]}." for name in packages})
        sys.meta_path.insert(0, self)
        # To look for modules is no reading of a notebook's.
        with self._record.aside():
            names = list(_modules(packages))
            for name in names:
                if name not in sys.modules and name not in self._kept:
                    with contextlib.suppress(Exception):
                        importlib.import_module(name)
                self._hide()
        self._packages = ()

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return where to take a module that is kept, or, while the shelf is filled, how to run one that is not."""
        if name in self._kept:
            is_package = hasattr(self._kept[name].module, "__path__")
            return ModuleSpec(name, _Taken(self), is_package=is_package)  # type: ignore[arg-type]
        if not self._packages or not name.startswith(self._packages):
            return None
        if name in self._running:
            raise CircleError(f"{name} is imported by what it imports")
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _Watched(self, spec.loader)  # type: ignore[assignment]
                return spec
        return None

    def kept(self, name: str) -> _Kept:
        """Return a module that is kept."""
        return self._kept[name]

    def files(self) -> list[str]:
        """Return the source files of all that is kept."""
        return [kept.module.__file__ for kept in self._kept.values() if kept.module.__file__]

    def take(self, name: str) -> None:
        """Let this process have a kept module and what it rests on."""
        for each in [*self._kept[name].rests_on, name]:
            if each == name or each not in sys.modules:
                self._record.add(self._kept[each].notes)
                _show(each, self._kept[each].module)

    def run(self, module: ModuleType, spec: ModuleSpec) -> None:
        """Run a module where it sees none of the others, so that each that it imports is noticed."""
        name = module.__name__
        hidden = self._hide()
        # Packages that it lies in are imported with it in any case.
        seen = [other for other in self._running if other in sys.modules]
        waiting = [other for other in seen if not name.startswith(f"{other}.")]
        unfinished = {other: sys.modules.pop(other) for other in waiting}
        self._running.append(name)
        try:
            with self._record.aside() as notes:
                spec.loader.exec_module(module)  # type: ignore[union-attr]
            rests_on = [other for other in sys.modules if other in self._kept]
            self._kept[name] = _Kept(module, spec, rests_on, notes)
        finally:
            self._running.pop()
            sys.modules.update(unfinished)
            for other, complete in hidden.items():
                _show(other, complete)

    def _hide(self) -> dict[str, ModuleType]:
        """Take what is kept out of the modules that are seen, and return it."""
        hidden = {name: sys.modules[name] for name in list(sys.modules) if name in self._kept}
        for name in hidden:
            package, _, own = name.rpartition(".")
            with contextlib.suppress(AttributeError, KeyError):
                delattr(sys.modules[package], own)
        for name in hidden:
            del sys.modules[name]
        return hidden


class _Watched:
    """Runs a module for a shelf, in place of its own loader."""

    def __init__(self, shelf: Shelf, loader: Any) -> None:
        self._shelf, self._loader = shelf, loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        made: ModuleType | None = self._loader.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None
        module.__loader__ = module.__spec__.loader = self._loader
        self._shelf.run(module, module.__spec__)


class _Taken:
    """Gives a module that has run, in place of a loader that would run it again."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self._shelf.kept(spec.name).module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has put in the specification by which it found the module here.
        module.__spec__ = self._shelf.kept(module.__name__).spec
        self._shelf.take(module.__name__)


def _show(name: str, module: ModuleType) -> None:
    sys.modules[name] = module
    package, _, own = name.rpartition(".")
    if package in sys.modules:
        setattr(sys.modules[package], own, module)


def _modules(packages: Iterable[str]) -> Iterator[str]:
    for package in packages:
        path = importlib.import_module(package).__path__
        yield from (info.name for info in pkgutil.walk_packages(path, f"{package}.", onerror=_leave))


def _leave(name: str) -> None:
    """Pass over a package that cannot be imported."""
