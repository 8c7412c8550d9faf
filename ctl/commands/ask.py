"""`smsctl ask`: a question to a contact; the answer on stdout, or why there is none."""

from __future__ import annotations

import os

import click

from ctl import asking, completion
from ctl.commands.send import standard_input
from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_json, printable
from ctl.parameters import Command, duration


@click.command("ask", cls=Command)
@click.argument("to", shell_complete=completion.contacts)
@click.argument("question")
@click.option("--answers", default="", metavar="LIST", help="Allowed answers, with commas; left out: any text.")
@click.option(
    "--timeout",
    callback=duration,
    default="300",
    show_default=True,
    help="To send it, then to reply: 90, 10m.",
)
@click.option("--key", help="Repeating an ask with the same key asks nothing new.")
@click.option("--priority", type=click.Choice(["alert", "answer", "normal", "bulk"]), help="Who goes first.")
@click.option("--modem", shell_complete=completion.modems, help="The modem to send it with.")
@pass_invocation
def command(
    invocation: Invocation,
    to: str,
    question: str,
    answers: str,
    timeout: int,
    key: str | None,
    priority: str | None,
    modem: str | None,
) -> None:
    """Ask TO, a contact, QUESTION by text, wait for the reply, print the answer.

    The answer is printed as --answers has it, however it was typed. Without one: 4 no answer in time, 3 not sent or
    cancelled. QUESTION - reads standard input. Interrupted, the ask goes on: smsctl asks.

    \b
    Examples:
      smsctl ask Alice "Open the door?" --answers yes,no
      smsctl ask --timeout 10m Alice "Where are you?"
      [ "$(smsctl ask Alice 'Heat the sauna?' --answers yes,no)" = yes ] && sauna on
    """
    wanted = asking.body(
        to,
        standard_input() if question == "-" else question,
        asking.listed(answers),
        timeout,
        # A key of our own makes it safe to repeat a request that was not answered.
        key=key or f"smsctl-{os.urandom(8).hex()}",
        priority=priority,
        modem=modem,
    )
    with invocation.client() as client:
        ask = asking.follow(client, wanted)
    failure = asking.failure(ask)
    if invocation.json:
        print_json(ask)
    elif failure is None:
        click.echo(printable(ask["answer"]))
    if failure is not None:
        raise failure
