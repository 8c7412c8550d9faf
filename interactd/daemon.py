"""The shell of interactd: the link to routerd and the workers feed the dialogue; its outputs go back to them."""

from __future__ import annotations

import logging
import os
import random
import secrets
import signal
import time
from collections.abc import Callable
from typing import assert_never

from interactd import dialogue
from interactd.connectors.workers import Workers
from interactd.errors import SentencesError
from interactd.interactions import Interactions
from smsbus import codec, linking
from smsbus.config import Settings
from smsbus.errors import ConfigError, Malformed
from smsbus.logs import fields
from smsbus.loop import Loop
from smsbus.messages import TO_INTERACTD, InteractdHello, Message, Ping, Pong, Question, Welcome, WhoAreYou
from smsbus.sockets import Context, Frames

MALFORMED_LOG_S = 60.0

logger = logging.getLogger("interactd")

Load = Callable[[], tuple[Settings, Interactions]]


class Daemon:
    """Runs until SIGTERM or SIGINT. `load` reads both files again on SIGHUP; the endpoint stays the first one."""

    def __init__(self, settings: Settings, interactions: Interactions, *, name: str, load: Load) -> None:
        self._name = name
        self._load = load
        self._boot = secrets.token_hex(8)
        self._count = len(interactions.by_name)
        self._loop = Loop(time.time)
        self._context = Context()
        self._link = linking.link(self._context, settings, "interactions")
        self._workers = Workers(self._loop.wake)
        self._dialogue = dialogue.Dialogue(interactions, settings.interactions, settings.service.language)
        self._malformed = 0
        self._malformed_logged_at = 0.0

    def run(self) -> None:
        """Serves; returns when asked to end."""
        self._loop.on_signal((signal.SIGTERM, signal.SIGINT), self._loop.stop)
        self._loop.on_signal((signal.SIGHUP,), self._reload)
        self._loop.watch(self._link.socket, self._on_link)
        linking.attend(self._loop, self._link, "interactions", self._on_connected, logger.warning)
        logger.info("started", extra=fields(name=self._name, interactions=self._count))
        try:
            self._loop.run(
                self._dialogue,
                lambda: self._feed(dialogue.TimePassed()),
                end_of_turn=self._collect,
                on_clock_jump=lambda seconds: self._feed(dialogue.ClockJumped(seconds=seconds)),
            )
        finally:
            self._workers.close()
            self._context.close()
        logger.info("ended", extra=fields(name=self._name))

    def _on_connected(self) -> None:
        logger.info("connected", extra=fields(name=self._name))
        self._introduce()

    def _on_link(self) -> None:
        for frames in self._link.receive():
            self._receive(frames)

    def _receive(self, frames: Frames) -> None:
        try:
            message = codec.decode(frames, TO_INTERACTD)
        except Malformed as error:
            self._note_malformed(error)
            return
        match message:
            case Question():
                self._feed(dialogue.Asked(question=message, choice=random.getrandbits(16)))
            case Ping():
                self._send(Pong(nonce=message.nonce))
            case WhoAreYou():
                self._introduce()
            case Welcome():
                self._feed(dialogue.Believed(questions=tuple(message.questions)))

    def _collect(self) -> None:
        for done in self._workers.results():
            self._feed(done)

    def _reload(self) -> None:
        try:
            settings, interactions = self._load()
        except (ConfigError, SentencesError) as error:
            logger.error("kept", extra=fields(settings="the old ones", reason=error))  # noqa: TRY400 - a line is enough
            return
        self._count = len(interactions.by_name)
        self._feed(
            dialogue.Reloaded(
                interactions=interactions, settings=settings.interactions, language=settings.service.language
            )
        )
        logger.info("reloaded", extra=fields(interactions=self._count))
        self._say_hello()

    def _note_malformed(self, error: Malformed) -> None:
        self._malformed += 1
        if self._loop.now() - self._malformed_logged_at >= MALFORMED_LOG_S:
            self._malformed_logged_at = self._loop.now()
            logger.warning("dropped", extra=fields(reason=error.reason, malformed=self._malformed))

    def _introduce(self) -> None:
        self._say_hello()
        self._feed(dialogue.RouterReturned())

    def _say_hello(self) -> None:
        self._send(InteractdHello(name=self._name, boot=self._boot, pid=os.getpid(), interactions=self._count))

    def _feed(self, incoming: dialogue.Input) -> None:
        logger.debug("in", extra=fields(input=incoming))
        for output in self._dialogue.handle(incoming, self._loop.now()):
            logger.debug("out", extra=fields(output=output))
            self._carry_out(output)

    def _carry_out(self, output: dialogue.Output) -> None:
        match output:
            case dialogue.Take() | dialogue.Disown():
                self._send(output.message)
            case dialogue.Read():
                self._workers.start(output.reading, output.source, output.timeout_s)
            case dialogue.Abandon():
                self._workers.abandon(output.reading)
            case dialogue.Reply():
                self._send(output.message)
                answer = output.message
                details = {"question": answer.question, "outcome": answer.outcome, "interaction": answer.interaction}
                logger.info("answered", extra=fields(**details, reason=output.reason))
            case _:
                assert_never(output)

    def _send(self, message: Message) -> None:
        if not self._link.send(codec.encode(message)):
            logger.warning("dropped", extra=fields(kind=message.kind, reason="the queue to routerd is full"))
