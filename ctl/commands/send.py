"""`smsctl send`: options to the request's fields, the text from the command line or standard input, one line each."""

from __future__ import annotations

import os
import sys

import click

from ctl import completion, sending
from ctl.exits import Exit, Failure
from ctl.invocation import Invocation, pass_invocation
from ctl.output import cell, print_json
from ctl.parameters import Command, duration, moment
from ctl.patience import Count
from smsbus.codec import Body


@click.command("send", cls=Command)
@click.argument("to", shell_complete=completion.recipients)
@click.argument("text")
@click.option("--wait", is_flag=True, help="Follow the message to its end: sent, or delivered with --report.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=120.0,
    show_default=True,
    help="Seconds to --wait at most.",
)
@click.option("--key", help="Repeating a send with the same key queues nothing new.")
@click.option("--priority", type=click.Choice(["alert", "answer", "normal", "bulk"]), help="Who goes first.")
@click.option("--report", is_flag=True, help="Ask for a delivery report (its modem needs delivery_reports).")
@click.option("--flash", is_flag=True, help="Show it at once on the phone, without storing it.")
@click.option("--validity", callback=duration, help="How long the network may try: 90, 10m, 2h, 3d.")
@click.option("--not-before", callback=moment, help="2026-11-22T17:30:00+01:00, or 10m for in ten minutes.")
@click.option("--modem", shell_complete=completion.modems, help="The modem to send it with.")
@click.option("--dry-run", is_flag=True, help="Show recipients, encoding and parts; send nothing.")
@pass_invocation
def command(
    invocation: Invocation,
    to: str,
    text: str,
    wait: bool,
    timeout: float,
    key: str | None,
    priority: str | None,
    report: bool,
    flash: bool,
    validity: int | None,
    not_before: int | None,
    modem: str | None,
    dry_run: bool,
) -> None:
    """Send TEXT to TO: a number, a contact's name, several with ; between, or @Equipment for all its contacts.

    TEXT - reads standard input, so that the text is on no command line. Put -- before a text that starts with a dash.

    \b
    Examples:
      smsctl send +33639980001 "Alarm: the door is open"
      smsctl send --wait --priority alert "Alice;Bob" "Water in the cellar"
      echo "16.3 °C" | smsctl send @House -
      smsctl send Alice -- "-5 °C outside"
    """
    wanted = sending.body(
        to,
        standard_input() if text == "-" else text,
        # A key of our own makes it safe to repeat a request that was not answered.
        key=key or (None if dry_run else f"smsctl-{os.urandom(8).hex()}"),
        priority=priority,
        delivery_report=report,
        flash=flash,
        validity_s=validity,
        not_before_at=not_before,
        modem=modem,
        dry_run=dry_run,
    )
    with invocation.client() as client:
        if wait and not dry_run:
            with Count("waiting for the end", silent=invocation.json) as count:
                result, in_time = sending.follow(client, wanted, timeout, count.tell)
            failure = sending.failure(result["messages"], in_time=in_time)
        else:
            result, failure = sending.send(client, wanted), None
    if invocation.json:
        print_json(result)
    else:
        click.echo("\n".join(lines(result)))
    if failure is not None:
        raise failure


def lines(result: Body) -> list[str]:
    """What a person reads: one line per recipient."""
    if result["repeated"] and not result["messages"]:
        return ["known by its key: not queued again (its messages were purged since)"]
    return [_line(message, result) for message in result["messages"]]


def _line(message: Body, result: Body) -> str:
    name = f"{cell(message['contact'])} ({message['to']})" if message["contact"] else cell(message["to"])
    size = f"{message['parts']} part{'s' if message['parts'] != 1 else ''}, {result['encoding']}"
    if result["dry_run"]:
        return f"would be sent to {name}: {size} (dry run: nothing was sent)"
    again = ", known by its key: not queued again" if result["repeated"] else ""
    return f"message {message['id']} to {name}: {message['state']} ({size}{again})"


def standard_input() -> str:
    """The text on standard input without its last line end. Raises `Failure` for what is no text."""
    try:
        text = sys.stdin.buffer.read(4 * sending.LONGEST_TEXT + 2).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Failure(Exit.USAGE, "invalid", "standard input is not UTF-8 text") from None
    return text.removesuffix("\n").removesuffix("\r")
