"""`smsctl down`: everything is stopped when it returns."""

from __future__ import annotations

import click

from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_json
from ctl.parameters import Command
from ctl.patience import busy


@click.command("down", cls=Command)
@pass_invocation
def command(invocation: Invocation) -> None:
    """Stop everything and wait until no process is left. An SMS that is being sent is finished first.

    \b
    Example:
      smsctl down
    """
    from ctl.service import bring_down

    with busy("stopping", silent=invocation.json):
        ran = bring_down(invocation.service())
    if invocation.json:
        print_json({"stopped": ran})
    else:
        click.echo("stopped" if ran else f"nothing runs for {invocation.path}")
