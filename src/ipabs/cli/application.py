"""The commands, gathered; only the one that is called is loaded."""

from __future__ import annotations

import sys
from importlib import import_module

import typer

COMMANDS = {
    "build": "build",
    "serve": "serve",
    "check": "check",
    "lint": "lint",
    "import": "importing",
    "facts": "facts",
    "explain": "explain",
    "reconcile": "reconcile",
    "diff": "compare",
    "verify": "verify",
    "doctor": "doctor",
}
"""Command → its module, in the order of the help."""


def application(called: str | None) -> typer.Typer:
    """Return the application with the command `called`, or with all where that is none of them."""
    made = typer.Typer(
        name="ipabs",
        help="Regenerates the market report on intellectual-property ABS from its ledger.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # what stands in brackets is text here
        add_completion=False,
    )

    # With one command alone, Typer would take its name for an argument.
    @made.callback()
    def _root() -> None:
        pass

    for name in [called] if called in COMMANDS else COMMANDS:
        assert name is not None
        made.command(name)(import_module(f"ipabs.cli.{COMMANDS[name]}").command)
    return made


def run() -> None:
    """Run the command that the user typed."""
    application(next(iter(sys.argv[1:]), None))()
