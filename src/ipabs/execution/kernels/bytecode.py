"""Compiled modules kept by what their source says: compiled once, never one that another text made.

Python keeps compiled modules by the second and the size of their source, if it keeps any at all
(``PYTHONDONTWRITEBYTECODE``, a folder that cannot be written). An edit within a second would be missed, and a result
computed by the old code kept under the new code's digest. Here the key is a digest of the source and its path.

Loaded by :mod:`preload`, so it imports nothing of the project.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import sys
import sysconfig
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

VARIABLE = "IPABS_BYTECODE"
"""Environment variable: the folder where compiled modules are kept. Without it Python's own way holds."""


_used = ""


def use(folder: str) -> None:
    """From now on import modules that are not installed (a checkout's, a notebook's own) through the store `folder`.

    In a process forked from one that does so already there is nothing left to do.
    """
    global _used
    if _used == folder:
        return
    _used = folder
    store = Path(folder)
    paths = sysconfig.get_paths()
    installed = {os.path.realpath(paths[key]) for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    installed |= {os.path.realpath(entry) for entry in sys.path if entry.endswith("-packages")}
    left = tuple(installed)

    class Loader(SourceFileLoader):
        """Compiles a source file unless the store has what became of the same text."""

        def get_code(self, fullname: str) -> CodeType:
            path = self.get_filename(fullname)
            source = self.get_data(path)
            key = hashlib.sha256(f"{sys.implementation.cache_tag}\0{path}\0".encode() + source).hexdigest()
            kept = store / f"{key[:32]}.pyc"
            with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
                content = kept.read_bytes()
                # The digest in front tells a file that was damaged.
                if hashlib.sha256(content[32:]).digest() == content[:32]:
                    code = marshal.loads(content[32:])
                    if isinstance(code, CodeType):
                        return code
            made: CodeType = self.source_to_code(source, path)
            _keep(kept, marshal.dumps(made))
            return made

    def hook(path: str) -> Any:
        if os.path.realpath(path).startswith(left) or not Path(path).is_dir():
            raise ImportError
        return FileFinder(path, (ExtensionFileLoader, EXTENSION_SUFFIXES), (Loader, [".py"]))

    sys.path_hooks.insert(0, hook)
    for path in [each for each in sys.path_importer_cache if not os.path.realpath(each).startswith(left)]:
        del sys.path_importer_cache[path]


def _keep(path: Path, content: bytes) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(hashlib.sha256(content).digest() + content)
        aside.replace(path)
