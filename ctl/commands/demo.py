"""`smsctl demo`: a simulated house in a temporary folder, on a terminal or as a fixed exchange."""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack

import click

from ctl.parameters import Command
from ctl.patience import busy


@click.command("demo", cls=Command)
def command() -> None:
    """Text a simulated house from this terminal: no modem, no SIM, no root, nothing left behind.

    Without a terminal it plays a fixed exchange and checks it.

    \b
    Examples:
      smsctl demo
      smsctl demo < /dev/null
    """
    from ctl.conversation import converse
    from ctl.exchange import play
    from ctl.house import house

    at_a_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    click.echo("Starting routerd, interactd, modemd and a simulated modem ...")
    begun = time.monotonic()
    try:
        with ExitStack() as stack:
            with busy("starting"):
                built = stack.enter_context(house(os.environ))
            click.echo(f"Ready after {time.monotonic() - begun:.1f} s, in {built.folder}")
            if at_a_terminal:
                converse(built)
            else:
                play(built)
            click.echo("\nEnding ...")
    except KeyboardInterrupt:
        if not at_a_terminal:
            raise
    click.echo("Everything has ended; nothing is left behind.")
