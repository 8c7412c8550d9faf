"""`smsctl value`: one value, alone on its line, for scripts."""

from __future__ import annotations

import click

from ctl import completion
from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_json, printable
from ctl.parameters import Command


@click.command("value", cls=Command)
@click.argument("equipment", shell_complete=completion.equipments)
@click.argument("name", shell_complete=completion.values)
@pass_invocation
def command(invocation: Invocation, equipment: str, name: str) -> None:
    """Print the value NAME of EQUIPMENT: signal, network, message or sender. An empty line: it was never set.

    \b
    Example:
      smsctl value House message
    """
    value = invocation.ask("value.get", {"equipment": equipment, "name": name})
    if invocation.json:
        print_json(value)
    else:
        click.echo("" if value["value"] is None else printable(str(value["value"])))
