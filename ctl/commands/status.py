"""`smsctl status`: the status document on a page, worst things first, and its health as exit code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from ctl.commands.modem import network, signal, state
from ctl.health import Status, judge, visible, without_routerd
from ctl.invocation import Invocation, pass_invocation
from ctl.output import cell, local_time, print_json, table
from ctl.parameters import Command
from smsbus.errors import NoReply

TIMEOUT_S = 3.0


@click.command("status", cls=Command)
@pass_invocation
def command(invocation: Invocation) -> int:
    """Show modems, queues, values and alerts. Exit code: 0 all is well, 1 warning, 2 critical.

    \b
    Examples:
      smsctl status
      smsctl --json status
    """
    path = str(invocation.path)
    try:
        status = {**invocation.ask("status", timeout_s=TIMEOUT_S), "config": path}
    except NoReply:
        status = without_routerd(path, "routerd does not answer; start everything with: smsctl up")
    if invocation.json:
        print_json(status)
    else:
        click.echo("\n".join(lines(status)))
    return judge(status)


def lines(status: Status) -> list[str]:
    """What a person reads, worst things first."""
    written = [f"settings  {status['config']}", f"health    {judge(status).name.lower()}"]
    for paragraph in (_alerts(status), _modems(status), _equipments(status), _queues(status), _daemons(status)):
        written += ["", *paragraph] if paragraph else []
    return written


def _alerts(status: Status) -> list[str]:
    return [
        f"{alert['severity']}: {cell(alert['message'])}"
        + (f" (since {local_time(alert['at'])})" if alert["at"] else "")
        for alert in sorted(status["alerts"], key=lambda alert: alert["severity"])  # critical before warning
    ]


def _modems(status: Status) -> list[str]:
    rows = [(modem["name"], state(modem), signal(modem), network(modem), modem["reason"]) for modem in status["modems"]]
    return table(("modem", "state", "signal", "network", "reason"), rows) if rows else []


def _equipments(status: Status) -> list[str]:
    rows = [
        (equipment["parent_object"], equipment["name"] + ("" if equipment["enabled"] else " (disabled)"), name, value)
        for equipment in visible(status["equipments"])
        for name, value in _values(equipment)
    ]
    return table(("object", "equipment", "value", "is"), rows) if rows else []


def _values(equipment: Any) -> Iterator[tuple[str | None, Any]]:
    if not equipment["values"]:
        yield None, None
    for name, value in equipment["values"].items():
        # A value may carry the moment it was set at.
        yield name, value["value"] if isinstance(value, dict) and "value" in value else value


def _queues(status: Status) -> list[str]:
    queues = status["queues"]
    if queues is None:
        return []
    return ["queues    " + ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in queues.items())]


def _daemons(status: Status) -> list[str]:
    rows = [
        (daemon["name"], "answers" if daemon["answering"] else "does not answer", daemon["pid"])
        for daemon in status["daemons"]
    ]
    return table(("daemon", "state", "pid"), rows)
