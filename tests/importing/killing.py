"""Runs imports in processes of its own and kills them, for the tests; no part of the product.

``python killing.py DATA FILE…`` waits for numbers on its standard input. For each number N a forked process
imports the files and kills itself, by SIGKILL, before its N-th change of a file below DATA; the parent answers
with the wait status of that process and how many changes it got to. For ``-N`` the change fails as on a full
disk instead.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from pathlib import Path

from ipabs.importing import Options, import_files
from ipabs.importing.transaction import unsettled
from ipabs.ledger import check_ledger

_CHANGES = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.chmod"}


def imported(data: Path, files: list[Path], at: int, told: int) -> None:
    """Import, and die at a change."""
    count = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        writes = event == "open" and isinstance(arguments[1], str) and arguments[1][:1] in ("w", "x", "a")
        if not (writes or event in _CHANGES) or str(data) not in "".join(map(str, arguments)):
            return
        count += 1
        if count == at + 1:
            os.write(told, str(at).encode())
            os.kill(os.getpid(), signal.SIGKILL)
        if count == -at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    sys.addaudithook(watch)
    import_files(files, data, Options())
    os.write(told, str(count).encode())


def main() -> None:
    data, files = Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
    check_ledger(data)  # loads what an import loads, once
    assert not unsettled(data)
    for line in sys.stdin:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            try:
                imported(data, files, int(line), write)
            except OSError as error:
                os.write(write, b"0")
                os._exit(3 if error.errno == errno.ENOSPC else 7)
            except BaseException as error:
                os.write(2, repr(error).encode())
                os._exit(7)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        print(status, said, flush=True)


main()
