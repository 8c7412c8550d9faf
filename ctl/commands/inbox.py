"""`smsctl inbox`: received messages, listed and shown."""

from __future__ import annotations

import click

from ctl import purging
from ctl.invocation import Invocation, pass_invocation
from ctl.output import local_time, print_fields, print_json, print_table
from ctl.parameters import ListingGroup
from smsbus.codec import Body


@click.group("inbox", cls=ListingGroup)
def command() -> None:
    """List received messages, newest first, or show one.

    \b
    Examples:
      smsctl inbox
      smsctl inbox --state refused
      smsctl inbox show 12
    """


@command.command("list")
@click.option(
    "--limit", metavar="N", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many at most."
)
@click.option("--state", type=click.Choice(["accepted", "refused", "incomplete"]), help="Only those in this state.")
@pass_invocation
def listing(invocation: Invocation, limit: int, state: str | None) -> None:
    """List received messages, newest first.

    \b
    Example:
      smsctl inbox list --limit 10
    """
    messages = invocation.ask("message.list", list_body("inbox", limit, state))
    if invocation.json:
        print_json(messages)
        return
    print_table(
        ("id", "received", "from", "state", "equipment", "text"), map(_row, messages), empty="no received messages"
    )


@command.command("show")
@click.argument("message", type=int, metavar="ID")
@pass_invocation
def show(invocation: Invocation, message: int) -> None:
    """Show one received message with all that is known about it.

    \b
    Example:
      smsctl inbox show 12
    """
    shown = invocation.ask("message.show", {"box": "inbox", "message": message})
    if invocation.json:
        print_json(shown)
        return
    print_fields(
        [
            ("id", shown["id"]),
            ("from", shown["sender"]),
            ("contact", shown["contact"]),
            ("user", shown["user"]),
            ("equipment", shown["equipment"]),
            ("modem", shown["modem"]),
            ("state", shown["state"]),
            ("reason", shown["reason"]),
            ("parts", shown["parts"]),
            ("sent", local_time(shown["scts"])),
            ("received", local_time(shown["received_at"])),
            ("text", shown["text"]),
        ]
    )


@command.command("purge")
@click.argument("message", type=int, metavar="ID")
@purging.confirmed
@pass_invocation
def purge(invocation: Invocation, message: int) -> None:
    """Remove one received message for good.

    \b
    Example:
      smsctl inbox purge 12 --yes
    """
    purging.of_message(invocation, "inbox", message)


def list_body(box: str, limit: int, state: str | None) -> Body:
    """The body of `message.list`."""
    return {"box": box, "limit": limit} | ({} if state is None else {"state": state})


def _row(message: Body) -> tuple[object, ...]:
    sender = message["contact"] or message["sender"]
    received = local_time(message["received_at"])
    return message["id"], received, sender, message["state"], message["equipment"], message["text"]
