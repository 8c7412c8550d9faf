"""The shell of modemd: which descriptor feeds which input, and how each output is carried out. It decides nothing."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import time
from collections import deque
from typing import assert_never

from modemd import events
from modemd.events import Input, Output
from modemd.ledger import Ledger
from modemd.modem import Modem
from modemd.port import Port, PortGone, PortUnavailable
from modemd.settings import chosen, port_of
from smsbus import codec, config
from smsbus.config import Settings
from smsbus.errors import ConfigError, Malformed
from smsbus.logs import fields
from smsbus.loop import Loop
from smsbus.messages import TO_MODEMD, ModemState
from smsbus.sockets import Context, Link

logger = logging.getLogger("modemd")


class Daemon:
    """Runs one modem until it is told to stop."""

    def __init__(self, settings: Settings, name: str) -> None:
        self._settings = settings
        self._name = name
        self._ledger = Ledger(settings.state_dir, name)
        self._port: Port | None = None
        self._inputs: deque[Input] = deque()
        self._feeding = False
        self._loop = Loop(time.monotonic)
        self._context = Context()
        self._link = Link(self._context, settings.endpoint("modems"))
        self._modem = Modem(
            name=name,
            settings=settings.modems[name],
            port=port_of(settings, name),
            boot=secrets.token_hex(8),
            pid=os.getpid(),
            epoch_s=time.time() - time.monotonic(),
        )

    def run(self) -> None:
        """Until SIGTERM or SIGINT."""
        self._loop.watch(self._link.socket, self._link_readable)
        self._loop.watch(self._link.monitor, self._link_readable)
        self._loop.on_signal((signal.SIGTERM, signal.SIGINT), lambda: self._feed(events.Stop()))
        self._loop.on_signal((signal.SIGHUP,), self._reload)
        self._feed(events.Start())
        self._loop.run(self._modem, lambda: self._feed(events.TimePassed()), on_clock_jump=self._clock_jumped)
        self._context.close()

    def _feed(self, incoming: Input) -> None:
        self._inputs.append(incoming)
        if self._feeding:
            return  # what follows from an output comes after all outputs
        self._feeding = True
        while self._inputs:
            incoming = self._inputs.popleft()
            logger.debug("input", extra=fields(event=incoming))
            for output in self._modem.handle(incoming, self._loop.now()):
                logger.debug("output", extra=fields(event=output))
                self._carry_out(output)
        self._feeding = False

    def _carry_out(self, output: Output) -> None:
        match output:
            case events.Write():
                self._write(output.octets)
            case events.Tell():
                if isinstance(output.message, ModemState):
                    logger.info("state", extra=fields(state=output.message.state, reason=output.message.reason))
                if not self._link.send(codec.encode(output.message)):
                    logger.debug("unsent", extra=fields(kind=output.message.kind))
            case events.OpenPort():
                self._open(output)
            case events.ClosePort():
                self._close()
            case events.FetchPin():
                self._feed(self._ledger.fetch(self._settings.modems[self._name]))
            case events.RecordPin():
                self._feed(self._ledger.keep(output.attempt))
            case events.Stopped():
                self._loop.stop()
            case _:
                assert_never(output)

    def _reload(self) -> None:
        try:
            settings = config.load(self._settings.path)
            modem = chosen(settings, self._name)
        except ConfigError as error:
            logger.warning("kept-old-settings", extra=fields(reason=error))
            return
        self._settings = settings
        self._feed(events.SettingsChanged(settings=modem, port=port_of(self._settings, self._name)))

    def _clock_jumped(self, seconds: float) -> None:
        self._feed(events.ClockSet(epoch_s=time.time() - time.monotonic()))

    # --- routerd -------------------------------------------------------------------------------------------------

    def _link_readable(self) -> None:
        if self._link.connected():
            self._feed(events.RouterConnected())
        for frames in self._link.receive():
            try:
                message = codec.decode(frames, TO_MODEMD)
            except Malformed as error:
                logger.warning("ignored", extra=fields(reason=error.reason))
                continue
            self._feed(events.FromRouter(message=message))

    # --- the port ------------------------------------------------------------------------------------------------

    def _open(self, output: events.OpenPort) -> None:
        try:
            self._port = Port(output.port, baudrate=output.baudrate, flow_control=output.flow_control)
        except PortUnavailable as error:
            self._feed(events.PortFailed(reason=str(error)))
            return
        self._loop.watch(self._port.descriptor, self._readable)
        self._feed(events.PortOpened())

    def _readable(self) -> None:
        if self._port is None:
            return
        try:
            octets = self._port.read()
        except PortGone as error:
            self._lost(error)
            return
        if octets:
            self._feed(events.Received(octets=octets))

    def _write(self, octets: bytes = b"") -> None:
        if self._port is None:
            return
        try:
            more = self._port.write(octets)
        except PortGone as error:
            self._lost(error)
            return
        self._loop.watch_writable(self._port.descriptor, self._write if more else None)

    def _lost(self, error: PortGone) -> None:
        self._close()
        self._feed(events.PortLost(reason=str(error)))

    def _close(self) -> None:
        if self._port is not None:
            self._loop.unwatch(self._port.descriptor)
            self._port.close()
            self._port = None
