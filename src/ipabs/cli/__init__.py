"""The ``ipabs`` command."""

from __future__ import annotations

import gc
import os
import sys

from ipabs.interruption import heard

_ALLOCATED = 200_000
"""Objects after which the collector looks for cycles: a command of a second would look a hundred times and find none."""


def main() -> None:
    """Run the command; a user's mistake ends in one sentence and an exit status, never in a traceback."""
    gc.set_threshold(_ALLOCATED)
    with heard() as came:
        try:
            _run()
        except (KeyboardInterrupt, SystemExit) as ended:
            # Typer makes a status of Ctrl-C and says nothing.
            if not came and isinstance(ended, SystemExit):
                raise
            from ipabs.cli.words import say

            print(f"ipabs: {say('stopped.')}", file=sys.stderr)
            raise SystemExit(128 + came[0] if came else 130) from None


def _run() -> None:
    from ipabs.cli.application import run
    from ipabs.errors import IpabsError, refused_by_system

    try:
        run()
    except IpabsError as error:
        print(f"ipabs: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from (error if os.environ.get("IPABS_DEBUG") else None)
    except MemoryError:
        print(
            "ipabs: there is not enough memory (see ulimit -v, or the limit of the container).",
            file=sys.stderr,
        )
        raise SystemExit(1) from None
    except OSError as error:
        # A full disk, a folder without leave to write: the user's to mend, and named by the system.
        if os.environ.get("IPABS_DEBUG"):
            raise
        print(f"ipabs: {refused_by_system(error)}", file=sys.stderr)
        raise SystemExit(1) from None
