"""`smsctl contact`: the people an equipment knows, and the remarks that somebody should read."""

from __future__ import annotations

import click

from ctl import completion, history, purging
from ctl.commands.equipment import given
from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_fields, print_json, print_table
from ctl.parameters import ListingGroup
from smsbus.codec import Body


@click.group("contact", cls=ListingGroup)
def command() -> None:
    """List, show, add, change, remove or purge contacts: the people an equipment knows.

    \b
    Examples:
      smsctl contact add House Alice 0639980001 --user alice
      smsctl contact set House Alice --numbers "0639980001;0639980002"
      smsctl contact
    """


@command.command("list")
@click.argument("equipment", required=False, shell_complete=completion.equipments)
@pass_invocation
def listing(invocation: Invocation, equipment: str | None) -> None:
    """List the contacts of EQUIPMENT, or all.

    \b
    Example:
      smsctl contact list House
    """
    with invocation.client() as client:
        contacts = history.contacts(client, equipment)
    if invocation.json:
        print_json(contacts)
        return
    print_table(
        ("equipment", "name", "numbers", "user", "remarks"),
        map(_row, contacts),
        empty="no contacts; add one with: smsctl contact add EQUIPMENT NAME NUMBER",
    )


@command.command("show")
@click.argument("equipment", shell_complete=completion.equipments)
@click.argument("name", shell_complete=completion.contacts)
@pass_invocation
def show(invocation: Invocation, equipment: str, name: str) -> None:
    """Show one contact.

    \b
    Example:
      smsctl contact show House Alice
    """
    _print(invocation, invocation.ask("contact.show", {"equipment": equipment, "name": name}))


@command.command("add")
@click.argument("equipment", shell_complete=completion.equipments)
@click.argument("name")
@click.argument("numbers")
@click.option("--user", help="Who it is for interactions that name users.")
@pass_invocation
def add(invocation: Invocation, equipment: str, name: str, numbers: str, user: str | None) -> None:
    """Add a contact to EQUIPMENT; several NUMBERS with ; between them.

    \b
    Example:
      smsctl contact add House Alice "0639980001;+33639980002" --user alice
    """
    body = given(equipment=equipment, name=name, numbers=numbers, user=user)
    _print(invocation, invocation.ask("contact.add", body))


@command.command("set")
@click.argument("equipment", shell_complete=completion.equipments)
@click.argument("name", shell_complete=completion.contacts)
@click.option("--name", "new_name", help="The new name.")
@click.option("--numbers", help="All numbers, with ; between several.")
@click.option("--user", help='Who it is for interactions that name users; "" for nobody.')
@pass_invocation
def change(
    invocation: Invocation, equipment: str, name: str, new_name: str | None, numbers: str | None, user: str | None
) -> None:
    """Change what is given, and nothing else.

    \b
    Example:
      smsctl contact set House Alice --user alice
    """
    body = given(equipment=equipment, name=name, new_name=new_name, numbers=numbers, user=user)
    _print(invocation, invocation.ask("contact.set", body))


@command.command("remove")
@click.argument("equipment", shell_complete=completion.equipments)
@click.argument("name", shell_complete=completion.contacts)
@pass_invocation
def remove(invocation: Invocation, equipment: str, name: str) -> None:
    """Remove a contact; messages stay.

    \b
    Example:
      smsctl contact remove House Alice
    """
    invocation.ask("contact.remove", {"equipment": equipment, "name": name})
    if invocation.json:
        print_json(None)
    else:
        click.echo(f"removed {name}")


@command.command("unmute")
@click.argument("equipment", shell_complete=completion.equipments)
@click.argument("name", shell_complete=completion.contacts)
@pass_invocation
def unmute(invocation: Invocation, equipment: str, name: str) -> None:
    """Answer this contact again: too many answers within a minute had muted it.

    \b
    Example:
      smsctl contact unmute House Alice
    """
    _print(invocation, invocation.ask("contact.unmute", {"equipment": equipment, "name": name}))


@command.command("purge")
@click.argument("equipment", shell_complete=completion.equipments)
@click.argument("name", shell_complete=completion.contacts)
@purging.confirmed
@pass_invocation
def purge(invocation: Invocation, equipment: str, name: str) -> None:
    """Remove every message from and to the contact's numbers, what is to be done later for them, and the values that
    show them. The contact stays.

    What waits to be sent or done is cancelled. `smsctl export --contact NAME` prints it all before.

    \b
    Example:
      smsctl contact purge House Alice --yes
    """
    with invocation.client() as client:
        removed = purging.of_contact(client, equipment, name)
    if invocation.json:
        print_json(removed)
    else:
        errands = f", {removed['errands']} scheduled" if removed["errands"] else ""
        click.echo(
            f"removed {removed['inbox']} received and {removed['outbox']} sent messages, {removed['values']} values"
            f"{errands}"
        )
    if removed["left"]:
        raise purging.left(removed["left"])


def _print(invocation: Invocation, contact: Body) -> None:
    if invocation.json:
        print_json(contact)
        return
    print_fields(zip(("equipment", "name", "numbers", "user", "remarks"), _row(contact), strict=True))


def _row(contact: Body) -> tuple[object, ...]:
    remarks = [
        remark
        for remark, applies in (
            ("added automatically", contact["added_automatically"]),
            ("muted", contact["muted"]),
        )
        if applies
    ]
    return (
        contact["equipment"],
        contact["name"],
        "; ".join(contact["numbers"]),
        contact["user"],
        ", ".join(remarks) or None,
    )
