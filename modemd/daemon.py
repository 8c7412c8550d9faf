"""The shell of modemd: which descriptor feeds which input, and how each output is carried out. It decides nothing."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import time
from pathlib import Path
from typing import assert_never

from modemd import events, usb
from modemd.effects import Effects
from modemd.events import Input, Output
from modemd.ledger import Ledger
from modemd.modem import Modem
from modemd.port import Line
from modemd.settings import chosen, port_of
from modemd.survey import Surroundings
from smsbus import codec, config, linking
from smsbus.config import Settings
from smsbus.errors import ConfigError, Malformed
from smsbus.logs import fields
from smsbus.loop import Loop
from smsbus.messages import TO_MODEMD, ModemState
from smsbus.sockets import Context

logger = logging.getLogger("modemd")


class Daemon:
    """Runs one modem until it is told to stop."""

    def __init__(self, settings: Settings, name: str, root: Path) -> None:
        self._settings = settings
        self._name = name
        self._root = root
        self._surroundings = Surroundings(settings, name, root=root)
        self._ledger = Ledger(settings.state_dir, name)
        self._effects = Effects(self._carry_out)
        self._hushed = False
        self._loop = Loop(time.monotonic)
        self._line = Line(self._loop, self._feed)
        self._context = Context()
        self._link = linking.link(self._context, settings, "modems")
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
        linking.attend(self._loop, self._link, "modems", self._link_made, logger.warning)
        self._loop.on_signal((signal.SIGTERM, signal.SIGINT), lambda: self._feed(events.Stop()))
        self._loop.on_signal((signal.SIGHUP,), self._reload)
        self._feed(events.Start())
        self._loop.run(self._modem, lambda: self._feed(events.TimePassed()), on_clock_jump=self._clock_jumped)
        self._context.close()

    def _feed(self, incoming: Input) -> None:
        self._effects.of(lambda: self._handle(incoming))

    def _handle(self, incoming: Input) -> list[Output]:
        if not (self._hushed and isinstance(incoming, events.Received)):
            logger.debug("input", extra=fields(event=incoming))
        return self._modem.handle(incoming, self._loop.now())

    def _carry_out(self, output: Output) -> None:
        logger.debug("output", extra=fields(event=output))
        match output:
            case events.Write():
                # Until the next command: a modem that echoes would show the PIN in the log.
                self._hushed = output.secret
                self._line.write(output.octets)
            case events.Tell():
                if isinstance(output.message, ModemState):
                    logger.info("state", extra=fields(state=output.message.state, reason=output.message.reason))
                if not self._link.send(codec.encode(output.message)):
                    logger.debug("unsent", extra=fields(kind=output.message.kind))
            case events.OpenPort():
                self._feed(self._line.open(output))
            case events.ClosePort():
                self._line.close()
            case events.Survey():
                self._feed(self._surroundings.survey())
            case events.Remember():
                if problem := self._surroundings.remember(output.whereabouts):
                    logger.warning("not-remembered", extra=fields(reason=problem))
            case events.ResetUsb():
                self._feed(usb.try_reset(output.port, time.sleep))
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
        self._surroundings = Surroundings(settings, self._name, root=self._root)
        self._feed(events.SettingsChanged(settings=modem, port=port_of(self._settings, self._name)))

    def _clock_jumped(self, seconds: float) -> None:
        self._feed(events.ClockSet(epoch_s=time.time() - time.monotonic()))

    # --- routerd -------------------------------------------------------------------------------------------------

    def _link_made(self) -> None:
        self._feed(events.RouterConnected())

    def _link_readable(self) -> None:
        for frames in self._link.receive():
            try:
                message = codec.decode(frames, TO_MODEMD)
            except Malformed as error:
                logger.warning("ignored", extra=fields(reason=error.reason))
                continue
            self._feed(events.FromRouter(message=message))
