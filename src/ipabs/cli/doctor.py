"""``ipabs doctor``"""

from __future__ import annotations

import platform
from importlib import metadata

import typer

from ipabs.errors import IpabsError


def command() -> None:
    """Say what is installed and what is missing."""
    from ipabs.assembly import quarto
    from ipabs.assembly.manifest import TOOLS
    from ipabs.fonts import font_files

    missing = False
    typer.echo(f"python  {platform.python_version()}")
    for tool in TOOLS:
        try:
            typer.echo(f"{tool}  {metadata.version(tool)}")
        except metadata.PackageNotFoundError:
            missing = True
            typer.echo(f"{tool}  missing: install the project again")
    try:
        for role, path in font_files().items():
            typer.echo(f"font {role}  {path.name}")
    except IpabsError as error:
        missing = True
        typer.echo(str(error))
    typer.echo(f"quarto  {quarto.version() or 'not found; the embedded assembler is used'}")
    if missing:
        raise typer.Exit(1)
