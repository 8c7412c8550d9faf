"""`smsctl config`: is the settings file good, and which one is it?"""

from __future__ import annotations

import click

from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_json
from ctl.parameters import Command


class _Group(click.Group):
    command_class = Command


@click.group("config", cls=_Group)
def command() -> None:
    """Check the settings.

    \b
    Example:
      smsctl --config ./smsbus.toml config check
    """


@command.command("check")
@pass_invocation
def check(invocation: Invocation) -> None:
    """Tell which settings file is in use, and whether it is good.

    \b
    Example:
      smsctl config check
    """
    from ctl.programs import check_paths

    settings = invocation.settings()
    check_paths(settings)
    if invocation.json:
        print_json({"config": str(settings.path), "ok": True, "modems": sorted(settings.modems)})
        return
    click.echo(f"{settings.path}: good")
    if not settings.modems:
        click.echo("no modem: add a table [modems.NAME] to send and receive")
