"""How main loops are asked: routerd by requests, simulators through their control sockets. Nothing here ever waits."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import Any, Final

from ctl.watchdog.exchange import AlertTaken, Answered, Daemon, Input
from ctl.watchdog.guard import ROUTERD
from smsbus import codec, logs
from smsbus.errors import Malformed
from smsbus.loop import Loop
from smsbus.sockets import Caller, Context

logger = logging.getLogger(__name__)

ALERT_LASTS_S: Final = 900
"""Repeated as long as it holds; over by itself when nobody is left to say so."""
SIMULATOR_ORDER: Final = b'{"op":"state"}\n'

Hear = Callable[[Input], None]


class Routerd:
    """A connection to routerd; what it answers goes to `hear`."""

    def __init__(self, loop: Loop, context: Context, endpoint: str, hear: Hear) -> None:
        self._loop = loop
        self._context = context
        self._endpoint = endpoint
        self._hear = hear
        self._caller: Caller | None = None
        self._awaited: dict[str, Callable[[codec.Body], Input]] = {}
        self._requests = 0

    def move(self, endpoint: str) -> None:
        """From the next question on it is asked there."""
        if endpoint != self._endpoint:
            self._endpoint = endpoint
            self._hang_up()

    def ask(self) -> None:
        """Whether it answers, and what it says of the others."""
        if self._awaited:
            # What it did not answer is lost with its process, or waits in a queue: of no use either way.
            self._hang_up()
        self._request("daemons", {}, _daemons)

    def raise_alert(self, program: str, message: str) -> None:
        """Has people told."""
        body = {"message": message, "severity": "critical", "for_s": ALERT_LASTS_S}
        self._request("alert.raise", {**body, "subject": _subject(program)}, lambda reply: _taken(program, reply))

    def clear_alert(self, program: str) -> None:
        """Says that it is over."""
        self._request("alert.clear", {"subject": _subject(program)}, lambda reply: Answered(program=ROUTERD))

    def _request(self, kind: str, body: codec.Body, answered: Callable[[codec.Body], Input]) -> None:
        if self._caller is None:
            self._caller = Caller(self._context, self._endpoint)
            self._loop.watch(self._caller.socket, self._replies)
        self._requests += 1
        self._awaited[str(self._requests)] = answered
        self._caller.send(codec.frames(kind, {**body, "id": str(self._requests)}))

    def _replies(self) -> None:
        frames = self._caller.receive(0) if self._caller is not None else None
        if frames is None:
            return
        try:
            _, reply = codec.parse(frames)
            answered = self._awaited.pop(str(reply.get("id")), None)
            if answered is not None:
                self._hear(answered(reply))
        except (Malformed, KeyError, TypeError, AttributeError) as error:
            logger.warning("garbage", extra=logs.fields(reason=f"{type(error).__name__}: {error}"))

    def _hang_up(self) -> None:
        if self._caller is not None:
            self._loop.unwatch(self._caller.socket)
            self._caller.socket.close()
            self._caller = None
        self._awaited.clear()


class Simulators:
    """Connections to the control sockets at `paths`, one per question."""

    def __init__(self, loop: Loop, paths: dict[str, str], hear: Hear) -> None:
        self.paths = paths
        self._loop = loop
        self._hear = hear
        self._connections: dict[str, socket.socket] = {}

    def ask(self, program: str) -> None:
        """Whether it answers."""
        self._hang_up(program)
        if program not in self.paths:
            return
        connection = socket.socket(socket.AF_UNIX)
        connection.setblocking(False)
        try:
            connection.connect(self.paths[program])
            connection.send(SIMULATOR_ORDER)
        except OSError:
            connection.close()  # it is asked again, and judged by its silence
            return
        self._connections[program] = connection
        self._loop.watch(connection.fileno(), lambda: self._answers(program))

    def _answers(self, program: str) -> None:
        try:
            said = self._connections[program].recv(4096)
        except OSError:
            said = b""
        self._hang_up(program)
        if said:
            self._hear(Answered(program=program))

    def _hang_up(self, program: str) -> None:
        if connection := self._connections.pop(program, None):
            self._loop.unwatch(connection.fileno())
            connection.close()


def _subject(program: str) -> str:
    return f"watchdog {program}"[:64]


def _daemons(reply: codec.Body) -> Input:
    """Whatever it answers, it answers."""
    told: Any = reply.get("result") if reply.get("ok") else None
    if not isinstance(told, list):
        return Answered(program=ROUTERD)
    daemons = tuple(
        Daemon(name=each["name"], pid=each["pid"], answering=each["answering"], busy_ms=each.get("busy_ms", 0))
        for each in told
    )
    return Answered(program=ROUTERD, daemons=daemons)


def _taken(program: str, reply: codec.Body) -> Input:
    return AlertTaken(program=program) if reply.get("ok") else Answered(program=ROUTERD)
