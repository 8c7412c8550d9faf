"""`smsctl export`: the directory as a file that `smsctl apply` reads, or all that is kept of one person."""

from __future__ import annotations

import click

from ctl import completion, directory_file, history
from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_json
from ctl.parameters import Command


@click.command("export", cls=Command)
@click.option(
    "--contact",
    metavar="NAME",
    shell_complete=completion.contacts,
    help="All that is kept of this contact, as one JSON document.",
)
@click.option(
    "--equipment",
    metavar="NAME",
    shell_complete=completion.equipments,
    help="The equipment of that contact, where several have one of its name.",
)
@pass_invocation
def command(invocation: Invocation, contact: str | None, equipment: str | None) -> None:
    """Print all equipments and contacts as a file for `smsctl apply`; messages and values are not in it.

    With --contact: the numbers, values, messages and errands of one person, and what is remembered of the conversation.

    \b
    Examples:
      smsctl export > directory.toml
      smsctl export --contact Alice > alice.json
    """
    if equipment is not None and contact is None:
        raise click.UsageError("--equipment says whose --contact it is: give both")
    with invocation.client() as client:
        if contact is not None:
            print_json(history.of_contact(client, contact, equipment))
            return
        equipments = history.directory(client)
    if invocation.json:
        print_json(equipments)
    else:
        click.echo(directory_file.written(equipments), nl=False)
