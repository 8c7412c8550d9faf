"""`smsctl asks`: questions to contacts, listed, shown, cancelled."""

from __future__ import annotations

import click

from ctl.invocation import Invocation, pass_invocation
from ctl.output import local_time, print_fields, print_json, print_table
from ctl.parameters import ListingGroup
from smsbus.codec import Body

STATES = ("waiting", "asking", "asked", "answered", "expired", "failed", "cancelled")


@click.group("asks", cls=ListingGroup)
def command() -> None:
    """List asks, newest first; show or cancel one.

    \b
    Examples:
      smsctl asks
      smsctl asks --state asked
      smsctl asks cancel 3
    """


@command.command("list")
@click.option(
    "--limit", metavar="N", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many at most."
)
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@pass_invocation
def listing(invocation: Invocation, limit: int, state: str | None) -> None:
    """List asks, newest first.

    \b
    Example:
      smsctl asks list --state answered
    """
    asks = invocation.ask("ask.list", {"limit": limit} | ({} if state is None else {"state": state}))
    if invocation.json:
        print_json(asks)
        return
    print_table(("id", "made", "to", "state", "answer", "question"), map(_row, asks), empty="no asks")


@command.command("show")
@click.argument("ask", type=int, metavar="ID")
@pass_invocation
def show(invocation: Invocation, ask: int) -> None:
    """Show one ask with all that is known about it.

    \b
    Example:
      smsctl asks show 3
    """
    _print(invocation, invocation.ask("ask.show", {"ask": ask}))


@command.command("cancel")
@click.argument("ask", type=int, metavar="ID")
@pass_invocation
def cancel(invocation: Invocation, ask: int) -> None:
    """Cancel an ask that is not answered yet. A question that was sent stays so; its reply is then an ordinary text.

    \b
    Example:
      smsctl asks cancel 3
    """
    _print(invocation, invocation.ask("ask.cancel", {"ask": ask}))


def _print(invocation: Invocation, ask: Body) -> None:
    if invocation.json:
        print_json(ask)
        return
    print_fields(
        [
            ("id", ask["id"]),
            ("to", ask["to"]),
            ("contact", ask["contact"]),
            ("equipment", ask["equipment"]),
            ("state", ask["state"]),
            ("reason", ask["reason"]),
            ("question", ask["text"]),
            ("answers", ", ".join(ask["answers"]) or "any"),
            ("answer", ask["answer"]),
            ("key", ask["key"]),
            ("message", ask["message"]),
            ("reply", ask["reply"]),
            ("made", local_time(ask["created_at"])),
            ("asked", local_time(ask["asked_at"])),
            ("until", local_time(ask["deadline_at"])),
            ("ended", local_time(ask["ended_at"])),
        ]
    )


def _row(ask: Body) -> tuple[object, ...]:
    return ask["id"], local_time(ask["created_at"]), ask["contact"], ask["state"], ask["answer"], ask["text"]
