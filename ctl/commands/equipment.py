"""`smsctl equipment`: whom the house knows and what it does with texts; flags to fields and back."""

from __future__ import annotations

import click

from ctl import completion
from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_fields, print_json, print_table
from ctl.parameters import ListingGroup
from smsbus.codec import Body


@click.group("equipment", cls=ListingGroup)
def command() -> None:
    """List, add, change or remove equipments: whom they know, and what they do with texts.

    \b
    Examples:
      smsctl equipment add House
      smsctl equipment set House --allow-unknown
      smsctl equipment
    """


@command.command("list")
@pass_invocation
def listing(invocation: Invocation) -> None:
    """List all equipments with their settings.

    \b
    Example:
      smsctl equipment list
    """
    equipments = invocation.ask("equipment.list")
    if invocation.json:
        print_json(equipments)
        return
    print_table(
        ("name", "parent object", "enabled", "visible", "interactions", "unknown senders", "modem", "contacts"),
        map(_row, equipments),
        empty="no equipment; add one with: smsctl equipment add House",
    )


@command.command("show")
@click.argument("name", shell_complete=completion.equipments)
@pass_invocation
def show(invocation: Invocation, name: str) -> None:
    """Show one equipment with its contacts and values.

    \b
    Example:
      smsctl equipment show House
    """
    _print(invocation, invocation.ask("equipment.show", {"name": name}))


@command.command("add")
@click.argument("name")
@click.option("--parent-object", help="The object it belongs to, to group by.")
@click.option("--hidden", is_flag=True, help="Leave it out of `smsctl status`.")
@click.option("--disabled", is_flag=True, help="As if it did not exist, until it is enabled.")
@click.option("--disable-interactions", is_flag=True, help="Texts are stored, but ask nothing.")
@click.option("--allow-unknown", is_flag=True, help="Accept texts of unknown senders.")
@click.option("--add-unknown", is_flag=True, help="Make a contact of every unknown sender (with --allow-unknown).")
@click.option("--modem", shell_complete=completion.modems, help="The modem it sends with.")
@pass_invocation
def add(
    invocation: Invocation,
    name: str,
    parent_object: str | None,
    hidden: bool,
    disabled: bool,
    disable_interactions: bool,
    allow_unknown: bool,
    add_unknown: bool,
    modem: str | None,
) -> None:
    """Add an equipment.

    \b
    Example:
      smsctl equipment add House --parent-object Home
    """
    body = given(
        name=name,
        parent_object=parent_object,
        visible=False if hidden else None,
        enabled=False if disabled else None,
        disable_interactions=disable_interactions or None,
        allow_unknown=allow_unknown or None,
        add_unknown=add_unknown or None,
        modem=modem,
    )
    _print(invocation, invocation.ask("equipment.add", body))


@command.command("set")
@click.argument("name", shell_complete=completion.equipments)
@click.option("--name", "new_name", help="Its new name.")
@click.option("--parent-object", help='The object it belongs to; "" for none.')
@click.option("--visible/--hidden", default=None, help="Show it in `smsctl status`, or not.")
@click.option("--enabled/--disabled", default=None, help="Use it, or act as if it did not exist.")
@click.option("--disable-interactions/--enable-interactions", default=None, help="Texts ask nothing, or may ask.")
@click.option("--allow-unknown/--no-allow-unknown", default=None, help="Accept texts of unknown senders, or refuse.")
@click.option("--add-unknown/--no-add-unknown", default=None, help="Make contacts of unknown senders, or not.")
@click.option("--modem", shell_complete=completion.modems, help='The modem it sends with; "" for any.')
@pass_invocation
def change(
    invocation: Invocation,
    name: str,
    new_name: str | None,
    parent_object: str | None,
    visible: bool | None,
    enabled: bool | None,
    disable_interactions: bool | None,
    allow_unknown: bool | None,
    add_unknown: bool | None,
    modem: str | None,
) -> None:
    """Change what is given, and nothing else.

    \b
    Example:
      smsctl equipment set House --disable-interactions
    """
    body = given(
        name=name,
        new_name=new_name,
        parent_object=parent_object,
        visible=visible,
        enabled=enabled,
        disable_interactions=disable_interactions,
        allow_unknown=allow_unknown,
        add_unknown=add_unknown,
        modem=modem,
    )
    _print(invocation, invocation.ask("equipment.set", body))


@command.command("remove")
@click.argument("name", shell_complete=completion.equipments)
@pass_invocation
def remove(invocation: Invocation, name: str) -> None:
    """Remove an equipment with its contacts; messages stay.

    \b
    Example:
      smsctl equipment remove House
    """
    invocation.ask("equipment.remove", {"name": name})
    if invocation.json:
        print_json(None)
    else:
        click.echo(f"removed {name}")


def given(**fields: object) -> Body:
    """The body with the fields that were given: what is left out keeps its value, or gets the default."""
    return {key: value for key, value in fields.items() if value is not None}


def _print(invocation: Invocation, equipment: Body) -> None:
    if invocation.json:
        print_json(equipment)
        return
    print_fields(
        [
            ("name", equipment["name"]),
            ("parent object", equipment["parent_object"]),
            ("enabled", equipment["enabled"]),
            ("visible", equipment["visible"]),
            ("interactions", not equipment["disable_interactions"]),
            ("unknown senders", _unknown(equipment)),
            ("modem", equipment["modem"]),
            *((f"contact {contact['name']}", "; ".join(contact["numbers"])) for contact in equipment["contacts"]),
            *([("contacts", _contacts(equipment))] if equipment["left_out"] else []),
            *((f"value {name}", value) for name, value in equipment["values"].items()),
        ]
    )


def _row(equipment: Body) -> tuple[object, ...]:
    return (
        equipment["name"],
        equipment["parent_object"],
        equipment["enabled"],
        equipment["visible"],
        not equipment["disable_interactions"],
        _unknown(equipment),
        equipment["modem"],
        _contacts(equipment),
    )


def _unknown(equipment: Body) -> str:
    if not equipment["allow_unknown"]:
        return "refused"
    return "accepted and added" if equipment["add_unknown"] else "accepted"


def _contacts(equipment: Body) -> str | None:
    if equipment["left_out"]:
        return f"{equipment['left_out']} (smsctl contact list)"
    return ", ".join(contact["name"] for contact in equipment["contacts"]) or None
