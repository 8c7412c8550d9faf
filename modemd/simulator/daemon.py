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


class Daemon:
    """A modem on its port, with the control socket beside it."""

    def __init__(self, settings: Settings, *, link: Path, control: Path | None) -> None:
        self._loop = Loop(time.monotonic)
        self._modem = SimulatedModem(replace(settings, clock_offset_s=time.time() - time.monotonic()))
        self._control = Control(self._modem)
        self._socket = ControlSocket(control, self._loop, self._answer) if control else None
        self._link = link
        self._port: Port | None = None
        # The link comes last: who sees it finds everything else ready.
        try:
            self._plug()
        except StartError:
            self._close()
            raise

    def run(self) -> None:
        """Until SIGTERM, SIGINT or SIGHUP."""
        self._loop.on_signal((signal.SIGTERM, signal.SIGINT, signal.SIGHUP), self._loop.stop)
        try:
            self._loop.run(self._modem, lambda: self._handle(TimePassed()))
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
                case Plugged():
                    self._plug()
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
            self._handle(Received(octets=octets))

    def _plug(self) -> None:
        self._port = Port(self._link)
        self._loop.watch(self._port.descriptor, self._hear)
        self._loop.watch(self._port.watch_descriptor, self._port.tidy)
        logger.info("plugged", extra=fields(link=self._link, port=self._port.name))

    def _unplug(self) -> None:
        if self._port is not None:
            self._loop.unwatch(self._port.descriptor)
            self._loop.unwatch(self._port.watch_descriptor)
            self._port.close()
            self._port = None
            logger.info("unplugged", extra=fields(link=self._link))
