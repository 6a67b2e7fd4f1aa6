"""Finishes an edition from executed notebooks: ``python -m bench.finish ROOT PERIOD ASSEMBLER``.

The last step of the ways that do without ``ipabs build``: staged, assembled and published by the library.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path


def finish(root: Path, period: str, assembler: str) -> None:
    """Publish the edition whose executed notebooks lie in its build folder, HTML and PDF."""
    from ipabs.build.finishing import finish as finish_edition
    from ipabs.build.publication import Assembly
    from ipabs.build.shared import write_shared
    from ipabs.build.state import State
    from ipabs.preparing import prepare
    from ipabs.project import Project

    project = Project(root)
    # The page of the ledger's rows is made from the stored ledger.
    prepare(str(project.data), str(State(project, project.data).snapshot), [period])
    executed = sorted((project.build(period) / "executed").glob("*.ipynb"))
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in executed}
    finish_edition(
        Assembly(
            str(root), str(project.data), str(project.site), period, ("html", "pdf"), assembler, True, digests
        )
    )
    write_shared(State(project, project.data), project.site)


if __name__ == "__main__":
    finish(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
