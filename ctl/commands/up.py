"""`smsctl up`: everything answers when it returns."""

from __future__ import annotations

import os

import click

from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_json, printable
from ctl.parameters import Command
from ctl.patience import busy


@click.command("up", cls=Command)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=1),
    default=30.0,
    show_default=True,
    help="Seconds to wait for the daemons.",
)
@click.option("--foreground", is_flag=True, help="Become supervisord and stay, waiting for nobody: for systemd.")
@pass_invocation
def command(invocation: Invocation, timeout: float, foreground: bool) -> None:
    """Start routerd, interactd and one modemd per modem, and wait until each of them answers.

    What runs already stays; new modems of smsbus.toml are added. A modem that is absent does not keep this from
    succeeding: its modemd waits for it, and `smsctl status` tells.

    \b
    Example:
      smsctl --config /etc/smsbus/smsbus.toml up
    """
    from ctl.service import become_supervisord, bring_up

    if foreground:
        become_supervisord(invocation.settings(), os.environ)
    with busy("starting", silent=invocation.json):
        started = bring_up(invocation.settings(), os.environ, timeout_s=timeout)
    if invocation.json:
        print_json({"already_running": started.already_running, "status": started.status})
        return
    reached = "everything answers" if started.status else "everything runs; routerd was not asked (bus.clients)"
    click.echo(f"already running; {reached}" if started.already_running else reached)
    for modem in started.status["modems"] if started.status else ():
        click.echo(f"modem {modem['name']}: {modem['state']}: {printable(modem['reason'])}")
