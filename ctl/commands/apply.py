"""`smsctl apply`: equipments and contacts as a file declares them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ctl import directory_file
from ctl.exits import Exit, Failure
from ctl.invocation import Invocation, pass_invocation
from ctl.output import cell, print_json
from ctl.parameters import Command
from smsbus import codec
from smsbus.codec import Body
from smsbus.errors import RequestRefused


@click.command("apply", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would be added, changed and removed; change nothing.")
@click.option("--remove-others", is_flag=True, help="Remove equipments and contacts that FILE does not name.")
@pass_invocation
def command(invocation: Invocation, file: Path, dry_run: bool, remove_others: bool) -> None:
    """Add or set every equipment and contact that FILE declares, or none of them. What it does not name stays.

    \b
    Examples:
      smsctl apply directory.toml --dry-run
      smsctl apply directory.toml
    """
    declared = directory_file.read(file)
    kind = "directory.compare" if dry_run else "directory.apply"
    body: Body = {"equipment": declared.equipment} | ({"remove_others": True} if remove_others else {})
    _check_size(file, body)
    try:
        documents = invocation.ask(kind, body)
    except RequestRefused as refused:
        raise declared.failure(refused) from None
    if invocation.json:
        print_json(documents)
        return
    for line in map(change_line, documents) if dry_run else map(_line, documents):
        click.echo(line)
    if dry_run:
        click.echo(
            f"{len(documents) or 'no'} change{'' if len(documents) == 1 else 's'} (dry run: nothing was changed)"
        )


def change_line(change: Body) -> str:
    """A difference on one line."""
    name = change["equipment"] if change["contact"] is None else f"{change['equipment']}, {change['contact']}"
    if change["change"] == "changed":
        told = [f"{key} {_shown(change['before'][key])} -> {_shown(after)}" for key, after in change["after"].items()]
    else:
        fields = change["after"] or change["before"]
        told = [
            f"{key} {_shown(value)}" for key, value in fields.items() if key != "name" and value not in (None, False)
        ]
    return f"{change['change']:<8} {cell(name)}{': ' if told else ''}{', '.join(told)}"


def _line(equipment: Body) -> str:
    count = len(equipment["contacts"]) + equipment["left_out"]
    return f"{cell(equipment['name'])}: {count} contact{'' if count == 1 else 's'}"


def _shown(value: Any) -> str:
    return cell(value)


def _check_size(file: Path, body: Body) -> None:
    if len(codec.frames("directory.apply", body)[2]) > codec.MAX_OCTETS - 64:
        raise Failure(
            Exit.USAGE,
            "invalid",
            f"{file}: declares more than fits one request (64 KiB): split it into several files and apply each without "
            "--remove-others; an equipment may be named in several",
        )
