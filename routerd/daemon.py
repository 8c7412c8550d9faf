"""The shell of routerd: which socket feeds which input, and how each output is carried out. It decides nothing."""

from __future__ import annotations

import logging
import random
import secrets
import signal
import time
from collections.abc import Callable
from typing import assert_never

from routerd.doors import Doors
from routerd.exchange import (
    ClockJumped,
    Commit,
    Input,
    Link,
    Log,
    Output,
    Publish,
    Send,
    SettingsChanged,
    TimePassed,
    Undelivered,
)
from routerd.integrity import Check
from routerd.reading import DELIMITER, read
from routerd.router import Router
from routerd.store import Store
from routerd.turn import Turns
from smsbus import codec, config, logs
from smsbus.errors import ConfigError
from smsbus.loop import Loop
from smsbus.sockets import Context, Service

logger = logging.getLogger(__name__)

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class RandomIds:
    """Ids nobody can guess, and chance."""

    def token(self) -> str:
        """128 random bits: who knows the id of a question was asked it."""
        return secrets.token_hex(16)

    def fraction(self) -> float:
        """Somewhere in [0, 1)."""
        return random.random()


class Daemon:
    """Sockets, store and loop of one routerd."""

    def __init__(
        self, settings: config.Settings, context: Context, open_store: Callable[[], Store], *, pid: int
    ) -> None:
        self._settings = settings
        self._inputs: list[Input] = []
        # First: opening a large store takes time, and a signal meanwhile shall be no sudden death.
        self._loop = Loop(time.time)
        self._loop.on_signal((signal.SIGTERM, signal.SIGINT), self._loop.stop)
        self._loop.on_signal((signal.SIGHUP,), self._reload)
        self._doors = Doors(context, settings)
        # After the sockets: their locks keep a second routerd away from the store.
        store = open_store()
        self._router = Router(store, settings, RandomIds(), pid=pid)
        self._turns = Turns(self._router, store)
        self._check = Check(store.unchecked) if store.unchecked else None

    def run(self) -> None:
        """Serves until SIGTERM or SIGINT."""
        for link, service in self._doors.services.items():
            self._loop.watch(service.socket, self._reader(link, service))
        self._doors.watch(self._loop, lambda incoming: self._inputs.append(incoming))
        self._loop.watch(self._doors.publisher.socket, self._drain)
        if self._check is not None:
            self._loop.watch(self._check.descriptor, self._checked)
        self._loop.run(
            self._router,
            lambda: self._inputs.append(TimePassed()),
            end_of_turn=self._end_of_turn,
            on_clock_jump=lambda seconds: self._inputs.append(ClockJumped(seconds=seconds)),
        )
        if self._check is not None:
            self._check.end()

    def _checked(self) -> None:
        assert self._check is not None
        check, self._check = self._check, None
        self._loop.unwatch(check.descriptor)
        if reason := check.verdict():
            for output in self._turns.seal(reason, self._loop.now()):
                self._carry_out(output)

    def _reader(self, link: Link, service: Service) -> Callable[[], None]:
        return lambda: self._inputs.extend(
            read(link, peer, frames, user) for peer, frames, user in service.receive_with_users()
        )

    def _drain(self) -> None:
        if self._doors.publisher.drain():
            logger.debug("dropped", extra=logs.fields(what="messages of subscribers"))

    def _reload(self) -> None:
        try:
            settings = config.load(self._settings.path)
            self._doors.reload(settings)
        except ConfigError as error:
            logger.error("settings", extra=logs.fields(kept="the old ones", error=error))  # noqa: TRY400 - a line is enough
            return
        self._settings = settings
        if self._doors.outdated(settings):
            logger.warning("settings", extra=logs.fields(kept="the addresses of [bus]", reason="they need a restart"))
        logging.getLogger().setLevel(self._settings.service.log_level.upper())
        self._inputs.append(SettingsChanged(settings=self._settings))

    def _end_of_turn(self) -> None:
        # What could not be sent is an input too; carrying out its outputs can fail again, but not for ever: every
        # failure takes a connection away.
        while self._inputs:
            inputs, self._inputs = self._inputs, []
            for output in self._turns.run(inputs, self._loop.now()):
                self._carry_out(output)

    def _carry_out(self, output: Output) -> None:
        match output:
            case Send():
                frames = codec.encode(output.message)
                if not self._doors.services[output.link].send(
                    output.peer, [DELIMITER, *frames] if output.delimited else frames
                ):
                    undelivered = Undelivered(link=output.link, peer=output.peer, message=output.message)
                    self._inputs.append(undelivered)
            case Publish():
                self._doors.publisher.publish(output.event.topic, codec.encode(output.event))
            case Log():
                logger.log(LEVELS[output.level], output.verb, extra=logs.fields(**output.fields))
            case Commit():
                raise AssertionError("a turn carries out its commits itself")
            case _:
                assert_never(output)
