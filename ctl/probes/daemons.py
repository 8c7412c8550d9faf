"""supervisord and routerd, asked what they know."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ctl.exits import Failure
from ctl.facts import Alert, Contact, Daemon, Fill, Modem, Program, Status
from ctl.probes.clock import NEWEST
from ctl.probes.processes import suspended
from ctl.supervision import NotRunning, Supervisord, last_line, leftovers
from smsbus.client import Client
from smsbus.config import Settings
from smsbus.errors import ConfigError, KeyRefused, NoReply, RequestRefused
from smsbus.keys import credentials

STATUS_TIMEOUT_S: Final = 2.5
INBOX_TIMEOUT_S: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """What supervisord said; `running` None: it is another user's, who alone may ask it."""

    running: bool | None
    pid: int | None = None
    programs: tuple[Program, ...] = ()
    leftovers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What routerd said; `status` None: nothing. `inbox` are its newest messages."""

    status: Status | None = None
    modems: tuple[Modem, ...] = ()
    inbox: tuple[Mapping[str, Any], ...] = ()


def supervision(settings: Settings, *, root: Path = Path("/")) -> Supervision:
    """The programs, with their last log lines."""
    supervisord = Supervisord(settings)
    try:
        processes = supervisord.processes()
    except NotRunning:
        return Supervision(running=False, leftovers=tuple(leftovers(settings.run_dir)))
    except Failure:
        return Supervision(running=None)
    programs = (
        Program(
            name=process.name,
            state=process.state,
            pid=process.pid,
            log=str(process.log),
            says=(last_line(process.log) or process.complaint)[:300],
            suspended=process.pid is not None and suspended(process.pid, root=root),
        )
        for process in processes
    )
    return Supervision(running=True, pid=supervisord.pid(), programs=tuple(programs))


def ask(settings: Settings) -> Answer:
    """Status and newest messages. Where nobody listens that is known at once; else there may be an answer in time."""
    if settings.remote and not settings.bus.clients:
        return Answer()
    if not _listens(settings.endpoint("clients")):
        return Answer()
    try:
        shown = credentials(settings)
    except ConfigError:
        return Answer()  # `smsctl status` says what is the matter with the key
    with Client(settings.endpoint("clients"), settings.endpoint("events"), shown) as client:
        try:
            status = client.request("status", timeout_s=STATUS_TIMEOUT_S)
        except (NoReply, RequestRefused, KeyRefused):
            return Answer()
        try:
            inbox = client.request("message.list", {"box": "inbox", "limit": NEWEST}, timeout_s=INBOX_TIMEOUT_S)
        except (NoReply, RequestRefused):
            inbox = []
    return Answer(
        # Of another host's settings file there is nothing to say here.
        status=status_of({**status, "config": str(settings.path)} if settings.remote else status),
        modems=tuple(modem_of(modem) for modem in status["modems"] if modem["connected"]),
        inbox=tuple(inbox),
    )


def _listens(endpoint: str) -> bool:
    """False only where it is certain."""
    if not endpoint.startswith("ipc://"):
        return True
    with socket.socket(socket.AF_UNIX) as attempt:
        attempt.settimeout(STATUS_TIMEOUT_S)
        try:
            attempt.connect(endpoint.removeprefix("ipc://"))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        except OSError:
            return True
    return True


def status_of(document: Mapping[str, Any]) -> Status:
    """The facts of a status document."""
    contacts = [contact for equipment in document["equipments"] for contact in equipment["contacts"]]
    left_out = any(equipment.get("left_out") for equipment in document["equipments"])
    worth = (each for each in contacts if each["muted"] or each["added_automatically"])
    return Status(
        config=document["config"],
        daemons=tuple(
            Daemon(name=daemon["name"], answering=daemon["answering"], pid=daemon["pid"])
            for daemon in document["daemons"]
        ),
        alerts=tuple(
            Alert(severity=alert["severity"], message=alert["message"], about=alert.get("about", "other"))
            for alert in document["alerts"]
        ),
        contacts=None
        if left_out
        else tuple(
            Contact(
                equipment=each["equipment"], name=each["name"], muted=each["muted"], added=each["added_automatically"]
            )
            for each in worth
        ),
    )


def modem_of(document: Mapping[str, Any]) -> Modem:
    """The facts of a modem's document."""
    signal, network, facts = document["signal"] or {}, document["network"] or {}, document["facts"] or {}
    known = document["state"] in ("ready", "registering")
    return Modem(
        name=document["name"],
        state=document["state"],
        reason=document["reason"],
        port=facts.get("port"),
        sim_trouble=document.get("sim_trouble"),
        registration=network.get("registration"),
        dbm=signal.get("dbm"),
        percent=signal.get("percent"),
        smsc=(facts.get("smsc") or "") if known and facts else None,
        storages=tuple(
            Fill(name=each["name"], used=each["used"], total=each["total"]) for each in facts.get("storages", ())
        ),
    )
