"""Removing for good: the flag that says it is meant, and the batches in which it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from ctl.exits import Exit, Failure
from ctl.invocation import Invocation, request
from ctl.output import print_json
from smsbus.client import Client
from smsbus.codec import Body

Function = TypeVar("Function", bound=Callable[..., Any])


def _meant(context: click.Context, parameter: click.Parameter, value: bool) -> bool:
    if not value:
        raise click.UsageError("this removes messages for good; add --yes if you mean it", context)
    return value


def confirmed(function: Function) -> Function:
    """Decorator of a command that does nothing without `--yes`."""
    option = click.option("--yes", is_flag=True, expose_value=False, callback=_meant, help="It is meant.")
    return option(function)


def of_contact(client: Client, equipment: str, name: str) -> Body:
    """Everything from and to the contact, batch by batch; the sums of what was removed."""
    removed: Body = {"inbox": 0, "outbox": 0, "values": 0, "errands": 0, "left": 0}
    more = True
    while more:
        batch = request(client, "contact.purge", {"equipment": equipment, "name": name})
        more = batch["more"]
        removed = {
            **{key: removed[key] + batch.get(key, 0) for key in ("inbox", "outbox", "values", "errands")},
            "left": batch["left"],
        }
    return removed


def left(messages: int) -> Failure:
    """That some could not go yet."""
    are = "1 message is" if messages == 1 else f"{messages} messages are"
    return Failure(Exit.TIME_OUT, "left", f"{are} at a modem now: repeat this in a minute")


def of_message(invocation: Invocation, box: str, message: int) -> None:
    """One message."""
    invocation.ask("message.purge", {"box": box, "message": message})
    if invocation.json:
        print_json(None)
    else:
        click.echo(f"removed message {message}")
