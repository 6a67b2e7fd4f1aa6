"""The commands, gathered."""

from __future__ import annotations

import typer

from ipabs.cli import build, check, compare, doctor, explain, facts, reconcile, verify

application = typer.Typer(
    name="ipabs",
    help="Regenerates the market report on intellectual-property ABS from its ledger.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
application.command("build")(build.command)
application.command("check")(check.command)
application.command("facts")(facts.command)
application.command("explain")(explain.command)
application.command("reconcile")(reconcile.command)
application.command("diff")(compare.command)
application.command("verify")(verify.command)
application.command("doctor")(doctor.command)
