"""Whether everything that was started answers, and if not, which program does not and what it last said."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ctl.exits import Exit, Failure
from ctl.programs import elsewhere
from ctl.supervision import Process, Supervisord, last_line
from smsbus.client import Client
from smsbus.config import Settings
from smsbus.errors import NoReply
from smsbus.keys import credentials

PING_TIMEOUT_S = 1.0
POLL_S = 0.1
ALIVE = ("running", "starting")

Status = Mapping[str, Any]


def lacking(modems: Iterable[str], status: Status | None, *, with_interactd: bool = True) -> list[str]:
    """Programs that do not answer, according to routerd's `status` (None: routerd itself does not)."""
    if status is None:
        return ["routerd"]
    answering = {daemon["name"] for daemon in status["daemons"] if daemon["answering"]}
    connected = {modem["name"] for modem in status["modems"] if modem["connected"]}
    missing = with_interactd and not any(name.partition("-")[0] == "interactd" for name in answering)
    return ["interactd"] * missing + [f"modemd-{modem}" for modem in modems if modem not in connected]


def wait(settings: Settings, supervisord: Supervisord, timeout_s: float) -> Status | None:
    """The status once every daemon answers; None where this host may not ask a routerd on another one.

    Raises `Failure` that says which does not, and why.
    """
    deadline = time.monotonic() + timeout_s
    if settings.remote and not settings.bus.clients:
        _wait_for_processes(supervisord, deadline, timeout_s)
        return None
    with_interactd = "interactd" not in elsewhere(settings)
    clients, events = settings.endpoint("clients"), settings.endpoint("events")
    with Client(clients, events, credentials(settings)) as client:
        while True:
            status = _status(client)
            absent = lacking(settings.local_modems, status, with_interactd=with_interactd)
            if status is not None and not absent:
                return status
            if time.monotonic() >= deadline:
                raise _not_ready(complaint(absent, supervisord.processes(), timeout_s, _routerd_at(settings)))
            time.sleep(POLL_S)


def _wait_for_processes(supervisord: Supervisord, deadline: float, timeout_s: float) -> None:
    while any(process.state != "running" for process in supervisord.processes()):
        if time.monotonic() >= deadline:
            raise _not_ready(complaint([], supervisord.processes(), timeout_s))
        time.sleep(POLL_S)


def _not_ready(message: str) -> Failure:
    return Failure(Exit.NO_DAEMON, "not-ready", message)


def _routerd_at(settings: Settings) -> str:
    return settings.bus.clients if settings.remote else ""


def complaint(absent: Sequence[str], processes: Iterable[Process], timeout_s: float, routerd_at: str = "") -> str:
    """One line: which programs do not answer or do not run, in what state, and their last words.

    `routerd_at` is where routerd is when it is on another host.
    """
    by_name = {process.name: process for process in processes}
    # Without routerd nobody knows about the others; their state still tells.
    names = dict.fromkeys([*absent, *(name for name, process in by_name.items() if process.state not in ALIVE)])
    reasons = "; ".join(
        f"routerd at {routerd_at}: see whether it runs and this host reaches it"
        if name == "routerd" and routerd_at
        else _reason(name, by_name.get(name))
        for name in names
    )
    return f"not everything answers after {timeout_s:g} s: {reasons}"


def _reason(name: str, process: Process | None) -> str:
    if process is None:
        return f"{name} is not among the programs"
    words = last_line(process.log) or process.complaint or "it logged nothing"
    return f"{name} ({process.state}): {words} (log: {process.log})"


def _status(client: Client) -> Status | None:
    try:
        client.request("ping", timeout_s=PING_TIMEOUT_S)
        status: Status = client.request("status", timeout_s=PING_TIMEOUT_S)
    except NoReply:
        return None
    return status
