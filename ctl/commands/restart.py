"""`smsctl restart`: one program or all, answering again when it returns."""

from __future__ import annotations

import click

from ctl import completion
from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_json
from ctl.parameters import Command
from ctl.patience import busy


@click.command("restart", cls=Command)
@click.argument("program", required=False, shell_complete=completion.programs)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=1),
    default=30.0,
    show_default=True,
    help="Seconds to wait for the daemons.",
)
@pass_invocation
def command(invocation: Invocation, program: str | None, timeout: float) -> None:
    """Restart PROGRAM, or all programs, and wait until everything answers again. Nothing is lost by it.

    \b
    Examples:
      smsctl restart modemd-main
      smsctl restart
    """
    from ctl.service import restart

    with busy("restarting", silent=invocation.json):
        restarted = restart(invocation.settings(), program, timeout_s=timeout)
    if invocation.json:
        print_json({"restarted": restarted})
    else:
        click.echo(f"restarted {', '.join(restarted)}; everything answers")
