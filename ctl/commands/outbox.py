"""`smsctl outbox`: outgoing messages, listed, shown, cancelled, retried."""

from __future__ import annotations

import click

from ctl import purging
from ctl.commands.inbox import list_body
from ctl.invocation import Invocation, pass_invocation
from ctl.output import local_time, print_fields, print_json, print_table
from ctl.parameters import ListingGroup
from smsbus.codec import Body

STATES = ("queued", "in-flight", "uncertain", "sent", "delivered", "failed", "expired", "cancelled")


@click.group("outbox", cls=ListingGroup)
def command() -> None:
    """List outgoing messages, newest first; show, cancel or retry one.

    \b
    Examples:
      smsctl outbox
      smsctl outbox --state failed
      smsctl outbox retry 7
    """


@command.command("list")
@click.option(
    "--limit", metavar="N", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many at most."
)
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@pass_invocation
def listing(invocation: Invocation, limit: int, state: str | None) -> None:
    """List outgoing messages, newest first.

    \b
    Example:
      smsctl outbox list --state queued
    """
    messages = invocation.ask("message.list", list_body("outbox", limit, state))
    if invocation.json:
        print_json(messages)
        return
    print_table(("id", "queued", "to", "state", "parts", "text"), map(_row, messages), empty="no outgoing messages")


@command.command("show")
@click.argument("message", type=int, metavar="ID")
@pass_invocation
def show(invocation: Invocation, message: int) -> None:
    """Show one outgoing message with all that is known about it.

    \b
    Example:
      smsctl outbox show 7
    """
    _print(invocation, invocation.ask("message.show", {"box": "outbox", "message": message}))


@command.command("cancel")
@click.argument("message", type=int, metavar="ID")
@pass_invocation
def cancel(invocation: Invocation, message: int) -> None:
    """Cancel a message that waits. Parts that are at a modem already, or sent, stay as they are.

    \b
    Example:
      smsctl outbox cancel 7
    """
    _print(invocation, invocation.ask("message.cancel", {"message": message}))


@command.command("retry")
@click.argument("message", type=int, metavar="ID")
@pass_invocation
def retry(invocation: Invocation, message: int) -> None:
    """Queue the failed, expired or cancelled parts of a message again.

    \b
    Example:
      smsctl outbox retry 7
    """
    _print(invocation, invocation.ask("message.retry", {"message": message}))


@command.command("purge")
@click.argument("message", type=int, metavar="ID")
@purging.confirmed
@pass_invocation
def purge(invocation: Invocation, message: int) -> None:
    """Remove one outgoing message for good.

    \b
    Example:
      smsctl outbox purge 12 --yes
    """
    purging.of_message(invocation, "outbox", message)


def _print(invocation: Invocation, message: Body) -> None:
    if invocation.json:
        print_json(message)
        return
    print_fields(
        [
            ("id", message["id"]),
            ("to", message["to"]),
            ("contact", message["contact"]),
            ("state", message["state"]),
            ("reason", message["reason"]),
            ("parts", message["parts"]),
            ("modem", message["modem"]),
            ("key", message["key"]),
            ("queued", local_time(message["queued_at"])),
            ("sent", local_time(message["sent_at"])),
            ("delivered", local_time(message["delivered_at"])),
            ("text", message["text"]),
        ]
    )


def _row(message: Body) -> tuple[object, ...]:
    to = message["contact"] or message["to"]
    queued = local_time(message["queued_at"])
    return message["id"], queued, to, message["state"], message["parts"], message["text"]
