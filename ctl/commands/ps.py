"""`smsctl ps`: what supervisord says about its programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ctl.invocation import Invocation, pass_invocation
from ctl.output import local_time, print_json, print_table
from ctl.parameters import Command

if TYPE_CHECKING:
    from ctl.supervision import Process


@click.command("ps", cls=Command)
@pass_invocation
def command(invocation: Invocation) -> None:
    """List the processes under supervision with their state, process id, start and log.

    \b
    Example:
      smsctl ps
    """
    from ctl.supervision import Supervisord

    processes = Supervisord(invocation.service()).processes()
    if invocation.json:
        print_json([as_document(process) for process in processes])
        return
    rows = [
        (process.name, process.state, process.pid, local_time(process.started_at), process.log) for process in processes
    ]
    print_table(("program", "state", "pid", "started", "log"), rows, empty="no programs")


def as_document(process: Process) -> dict[str, Any]:
    """The process as `--json` shows it."""
    return {
        "name": process.name,
        "state": process.state,
        "pid": process.pid,
        "started_at": process.started_at,
        "log": str(process.log),
    }
