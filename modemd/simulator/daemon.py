"""The simulated modem as a process: which descriptor feeds which input, and how each output is carried out."""

from __future__ import annotations

import logging
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import assert_never

from smsbus.logs import fields
from smsbus.loop import Loop

from .control import Control, shown
from .events import Accepted, Input, Plugged, Received, TimePassed, Unplugged, Write
from .modem import SimulatedModem
from .port import Port, StartError
from .settings import Settings
from .sockets import Connection, ControlSocket

logger = logging.getLogger(__name__)


EARLY_S = 0.001
"""The loop waits in whole milliseconds, rounded up. A line of 115200 bits per second carries eleven octets in one."""


class Punctual:
    """The modem's deadlines, early enough that what remains can be slept exactly."""

    def __init__(self, modem: SimulatedModem) -> None:
        self._modem = modem

    @property
    def deadline(self) -> float | None:
        """When to wake up."""
        return None if self._modem.deadline is None else self._modem.deadline - EARLY_S


class Daemon:
    """A modem on its port, with the control socket beside it."""

    def __init__(
        self, settings: Settings, *, link: Path, control: Path | None, second_link: Path | None = None
    ) -> None:
        self._loop = Loop(time.monotonic)
        self._modem = SimulatedModem(
            replace(settings, clock_offset_s=time.time() - time.monotonic(), second_link=second_link is not None)
        )
        self._control = Control(self._modem)
        self._socket = ControlSocket(control, self._loop, self._answer) if control else None
        self._link = link
        self._second_link = second_link
        self._port: Port | None = None
        self._loop.on_signal((signal.SIGTERM, signal.SIGINT, signal.SIGHUP), self._loop.stop)
        # The link comes last: who sees it finds everything else ready.
        try:
            self._plug()
        except StartError:
            self._close()
            raise

    def run(self) -> None:
        """Until SIGTERM, SIGINT or SIGHUP."""
        try:
            self._loop.run(Punctual(self._modem), self._time_passed)
        finally:
            self._close()

    def _close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._unplug()

    def _answer(self, connection: Connection, line: bytes) -> None:
        handled = self._control.handle(line, self._loop.now())
        for incoming in handled.inputs:
            self._handle(incoming)
        connection.send(handled.reply)
        if handled.watch_after is not None:
            connection.watches = True
            for submission in self._control.submissions(handled.watch_after):
                connection.send({"submission": shown(submission)})

    def _handle(self, incoming: Input) -> None:
        logger.debug("in", extra=fields(event=incoming))
        for output in self._modem.handle(incoming, self._loop.now()):
            logger.debug("out", extra=fields(event=output))
            match output:
                case Write(octets=octets):
                    self._write(octets)
                case Accepted(submission=submission):
                    logger.info("submitted", extra=fields(index=submission.index, mr=submission.mr, to=submission.to))
                    if self._socket is not None:
                        self._socket.tell_watchers({"submission": shown(submission)})
                case Unplugged():
                    self._unplug()
                case Plugged(elsewhere=elsewhere):
                    self._plug(self._second_link if elsewhere else None)
                case _:
                    assert_never(output)

    def _write(self, octets: bytes) -> None:
        if self._port is None:
            return
        if lost := self._port.write(octets):
            logger.warning("lost", extra=fields(octets=lost, reason="no program reads the port"))
        if self._port.unread:
            self._await_room()

    def _await_room(self) -> None:
        if self._port is not None:
            self._loop.watch_writable(self._port.descriptor, self._send_on if self._port.unread else None)

    def _send_on(self) -> None:
        if self._port is not None:
            self._port.flush()
            self._await_room()

    def _hear(self) -> None:
        if self._port is not None and (octets := self._port.read()):
            self._handle(Received(octets=octets, speed=self._port.speed))

    def _time_passed(self) -> None:
        if (deadline := self._modem.deadline) is not None:
            time.sleep(min(EARLY_S, max(0.0, deadline - self._loop.now())))
        self._handle(TimePassed())

    def _plug(self, link: Path | None = None) -> None:
        link = link or self._link
        self._port = Port(link)
        self._loop.watch(self._port.descriptor, self._hear)
        self._loop.watch(self._port.watch_descriptor, self._port.tidy)
        logger.info("plugged", extra=fields(link=link, port=self._port.name))

    def _unplug(self) -> None:
        if self._port is not None:
            self._loop.unwatch(self._port.descriptor)
            self._loop.unwatch(self._port.watch_descriptor)
            self._port.close()
            logger.info("unplugged", extra=fields(port=self._port.name))
            self._port = None
