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

import msgspec

from interactd import events
from interactd.connectors.workers import Workers
from interactd.dialogue import Dialogue
from interactd.errors import SentencesError
from smsbus import codec, linking, messages, questions
from smsbus.config import Settings
from smsbus.errors import ConfigError, Malformed
from smsbus.logs import fields
from smsbus.loop import Loop
from smsbus.messages import Message
from smsbus.questions import TO_INTERACTD, InteractdHello
from smsbus.sockets import Context, Frames

MALFORMED_LOG_S = 60.0

logger = logging.getLogger("interactd")

Load = Callable[[], events.Ground]


class Daemon:
    """Runs until SIGTERM or SIGINT. `load` reads both files again on SIGHUP; the endpoint stays the first one."""

    def __init__(self, ground: events.Ground, settings: Settings, *, name: str, load: Load) -> None:
        self._name = name
        self._load = load
        count = len(ground.interactions.by_name)
        self._hello = InteractdHello(name=name, boot=secrets.token_hex(8), pid=os.getpid(), interactions=count)
        self._loop = Loop(time.time)
        self._context = Context()
        self._link = linking.link(self._context, settings, "interactions")
        self._workers = Workers(self._loop.wake)
        self._dialogue = Dialogue(ground)
        self._malformed = 0
        self._malformed_logged_at = 0.0

    def run(self) -> None:
        """Serves; returns when asked to end."""
        self._loop.on_signal((signal.SIGTERM, signal.SIGINT), self._loop.stop)
        self._loop.on_signal((signal.SIGHUP,), self._reload)
        self._loop.watch(self._link.socket, self._on_link)
        linking.attend(self._loop, self._link, "interactions", self._on_connected, logger.warning)
        logger.info("started", extra=fields(name=self._name, interactions=self._hello.interactions))
        try:
            self._loop.run(
                self._dialogue,
                lambda: self._feed(events.TimePassed()),
                end_of_turn=self._collect,
                on_clock_jump=lambda seconds: self._feed(events.ClockJumped(seconds=seconds)),
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
            case questions.Question():
                code = f"{secrets.randbelow(10_000):04}"
                self._feed(events.Asked(question=message, choice=random.getrandbits(16), code=code))
            case questions.TakenAck():
                self._feed(events.Acknowledged(question=message.question))
            case messages.Ping():
                self._send(messages.Pong(nonce=message.nonce))
            case messages.WhoAreYou():
                self._introduce()
            case messages.Welcome():
                self._feed(events.Believed(questions=tuple(message.questions)))

    def _collect(self) -> None:
        for done in self._workers.results():
            self._feed(done)

    def _reload(self) -> None:
        try:
            ground = self._load()
        except (ConfigError, SentencesError) as error:
            logger.error("kept", extra=fields(settings="the old ones", reason=error))  # noqa: TRY400 - a line is enough
            self._hello = msgspec.structs.replace(self._hello, problems=[f"the old settings are in use: {error}"])
        else:
            count = len(ground.interactions.by_name)
            self._hello = msgspec.structs.replace(self._hello, interactions=count, problems=[])
            self._feed(events.Reloaded(ground=ground))
            logger.info("reloaded", extra=fields(interactions=count))
        self._send(self._hello)

    def _note_malformed(self, error: Malformed) -> None:
        self._malformed += 1
        if self._loop.now() - self._malformed_logged_at >= MALFORMED_LOG_S:
            self._malformed_logged_at = self._loop.now()
            logger.warning("dropped", extra=fields(reason=error.reason, malformed=self._malformed))

    def _introduce(self) -> None:
        self._send(self._hello)
        self._feed(events.RouterReturned())

    def _feed(self, incoming: events.Input) -> None:
        logger.debug("in", extra=fields(input=incoming))
        for output in self._dialogue.handle(incoming, self._loop.now()):
            logger.debug("out", extra=fields(output=output))
            self._carry_out(output)

    def _carry_out(self, output: events.Output) -> None:
        match output:
            case events.Take() | events.Disown():
                self._send(output.message)
            case events.Read():
                self._workers.start(output.reading, output.source, output.timeout_s)
            case events.Abandon():
                self._workers.abandon(output.reading)
            case events.Reply():
                self._send(output.message)
                answer = output.message
                details = {"question": answer.question, "outcome": answer.outcome, "interaction": answer.interaction}
                logger.info("answered", extra=fields(**details, reason=answer.reason, repeated=output.repeated))
            case _:
                assert_never(output)

    def _send(self, message: Message) -> None:
        if not self._link.send(codec.encode(message)):
            logger.warning("dropped", extra=fields(kind=message.kind, reason="the queue to routerd is full"))
