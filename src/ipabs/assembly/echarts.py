"""The chart library for pages: out of its installed package, checked, as a script that `file:` pages can run."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib import util
from pathlib import Path

from ipabs.assembly import tree
from ipabs.errors import IpabsError

PACKAGE = "instaui-echarts"
VERSION = "6.1.0"
SHA256 = "28515f26aa57f87eb1e4ed4eb446927eaf329b5f5e02b4bfd4b0264fea40d1da"
"""Of ``echarts.esm.min.js``, version 6.1.0, as the package's release 0.8.0 carries it."""

WRITTEN = "0398b862e10cc5a1a42fe85bb6181dc8500f4babce65d8d1c7736fa1bbbf46f3"
"""SHA-256 of what :func:`write_echarts` makes of it: a file that has it need not be made again."""

_FILE = Path("static") / "echarts.esm.min.js"
_EXPORT = re.compile(r"export\s*\{([^}]*)\}\s*;?\s*$")
_PAIR = re.compile(r"^([\w$]+)(?:\s+as\s+([\w$]+))?$")


def write_echarts(target: Path, *, linked: bool = False) -> Path:
    """Write the chart library to `target` as a classic script that sets ``window.echarts``.

    A module cannot be loaded by a page that is opened from a disk, hence the other form.

    Parameters
    ----------
    linked
        Whether it may be a hard link to the one of another edition.

    Raises
    ------
    IpabsError
        If the package is missing or holds another file than the one that was checked.
    """
    if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == WRITTEN:
        return target
    source = _installed()
    if linked and tree.link(source, target):
        return target
    stamp = tree.stamp_of(source.stat())
    tree.write(target, _script())
    if linked:
        tree.keep(source, stamp, target)
    return target


@cache
def _script() -> bytes:
    source = _installed().read_bytes()
    found = hashlib.sha256(source).hexdigest()
    if found != SHA256:
        raise IpabsError(
            f"The chart library in {PACKAGE} is not ECharts {VERSION} as released (SHA-256 {found}): "
            "install the pinned version."
        )
    return classic_script(source.decode("utf-8")).encode("utf-8")


def classic_script(module: str) -> str:
    """Turn the text of an ES module without imports into a script that sets ``window.echarts``.

    Raises
    ------
    IpabsError
        If the module does not end in one export list.
    """
    match = _EXPORT.search(module)
    if match is None:
        raise IpabsError("The chart library does not end in a list of exports: its form has changed.")
    members = []
    for entry in match[1].split(","):
        pair = _PAIR.match(entry.strip())
        if pair is None:
            raise IpabsError(f"The chart library exports {entry.strip()!r}, which cannot be read.")
        members.append(f"{pair[2] or pair[1]}:{pair[1]}")
    body = module[: match.start()].strip()
    return f'window.echarts=(function(){{"use strict";\n{body}\nreturn{{{",".join(members)}}};}})();\n'


def _installed() -> Path:
    # find_spec does not run the package, which would import a web framework.
    spec = util.find_spec(PACKAGE.replace("-", "_"))
    folders = list(spec.submodule_search_locations or []) if spec else []
    file = Path(folders[0]) / _FILE if folders else None
    if file is None or not file.is_file():
        raise IpabsError(f"The chart library is missing: install the package {PACKAGE}.")
    return file
