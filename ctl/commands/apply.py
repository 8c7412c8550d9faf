"""`smsctl apply`: equipments and contacts as a file declares them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ctl.exits import Exit, Failure
from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_json
from ctl.parameters import Command


@click.command("apply", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@pass_invocation
def command(invocation: Invocation, file: Path) -> None:
    """Add or set every equipment and contact that FILE declares, or none of them. What it does not name stays.

    \b
    Example:
      smsctl apply directory.toml
    """
    documents = invocation.ask("directory.apply", {"equipment": declarations(file)})
    if invocation.json:
        print_json(documents)
        return
    for equipment in documents:
        click.echo(f"{equipment['name']}: {len(equipment['contacts'])} contacts")


def declarations(file: Path) -> list[dict[str, Any]]:
    """The [[equipment]] tables of a directory file. Raises `Failure` naming the file and what is wrong."""
    import tomllib

    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Failure(Exit.USAGE, "invalid", f"{file}: {error.strerror}") from None
    except ValueError as error:  # not TOML, or not UTF-8
        raise Failure(Exit.USAGE, "invalid", f"{file}: not valid TOML: {error}") from None
    unknown = sorted(tables.keys() - {"equipment"})
    declared = tables.get("equipment")
    if unknown or not isinstance(declared, list):
        what = f"unknown table {unknown[0]}" if unknown else "nothing is declared"
        raise Failure(Exit.USAGE, "invalid", f"{file}: {what}; write [[equipment]] and [[equipment.contact]] tables")
    return declared
