"""The shell of the watchdog: supervisord on standard input and output, what is asked, the clock. It decides nothing.

Nothing but the protocol may ever be written to standard output: supervisord would give the listener up without a word.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from pathlib import Path
from typing import Final, assert_never

from ctl.watchdog import watched
from ctl.watchdog.asking import Routerd, Simulators
from ctl.watchdog.exchange import (
    Ask,
    ClearAlert,
    End,
    Input,
    Log,
    Output,
    PutInOrder,
    RaiseAlert,
    StateChanged,
    Ticked,
    TimePassed,
    WatchedChanged,
)
from ctl.watchdog.guard import Guard
from ctl.watchdog.listener import READY, RESULT, BrokenProtocol, Listener
from smsbus import logs
from smsbus.errors import ConfigError
from smsbus.loop import Loop
from smsbus.sockets import Context

logger = logging.getLogger(__name__)

LEVELS: Final = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
STDIN, STDOUT = 0, 1
DEADLINE_S: Final = 20.0
"""A turn that takes longer, be it inside a call to supervisord, ends the process: the kernel sees to it."""
STATE_EVENT: Final = "PROCESS_STATE_"
TICK: Final = "TICK_5"


class Watchdog:
    """Runs until its standard input ends, or SIGTERM. `server_url`: where supervisord listens."""

    def __init__(self, path: Path, server_url: str) -> None:
        self._path = path
        self._server_url = server_url
        settings = watched.read(path)
        self._loop = Loop(time.monotonic)
        self._loop.on_signal((signal.SIGTERM, signal.SIGINT), self._loop.stop)
        self._loop.on_signal((signal.SIGHUP,), self._reload)
        self._context = Context(linger_ms=0)
        self._listener = Listener()
        self._inputs: list[Input] = []
        self._routerd = Routerd(self._loop, self._context, settings.clients, self._inputs.append)
        self._simulators = Simulators(self._loop, settings.simulators, self._inputs.append)
        self._exit_code = 0
        self._guard = Guard(settings.programs, settings.restarts_per_hour, self._loop.now())

    def run(self) -> int:
        """The exit code."""
        signal.setitimer(signal.ITIMER_REAL, DEADLINE_S)
        self._loop.watch(STDIN, self._events)
        os.write(STDOUT, READY)
        self._loop.run(self._guard, lambda: self._inputs.append(TimePassed()), end_of_turn=self._end_of_turn)
        self._context.close()
        return self._exit_code

    def _end_of_turn(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, DEADLINE_S)
        while self._inputs:
            for output in self._guard.handle(self._inputs.pop(0), self._loop.now()):
                self._carry_out(output)

    def _carry_out(self, output: Output) -> None:
        match output:
            case Ask(program="routerd"):
                self._routerd.ask()
            case Ask(program=simulator):
                self._simulators.ask(simulator)
            case PutInOrder():
                from ctl.watchdog.ordering import put_in_order

                self._inputs.append(put_in_order(self._server_url, output))
            case RaiseAlert(program=program, message=message):
                self._routerd.raise_alert(program, message)
            case ClearAlert(program=program):
                self._routerd.clear_alert(program)
            case Log():
                logger.log(LEVELS[output.level], output.verb, extra=logs.fields(**output.fields))
            case End():
                logger.error("ends", extra=logs.fields(reason=output.reason))
                self._end(1)
            case _:
                assert_never(output)

    def _end(self, exit_code: int) -> None:
        self._exit_code = exit_code
        self._loop.stop()

    # --- supervisord ---------------------------------------------------------------------------------------------

    def _events(self) -> None:
        octets = os.read(STDIN, 65_536)
        if not octets:
            self._loop.unwatch(STDIN)
            self._end(0)
            return
        try:
            events = self._listener.feed(octets)
        except BrokenProtocol as broken:
            logger.error("ends", extra=logs.fields(reason=broken))  # noqa: TRY400 - supervisord's fault
            self._end(1)
            return
        for event in events:
            os.write(STDOUT, RESULT + READY)
            if event.name == TICK:
                self._inputs.append(Ticked())
            elif event.name.startswith(STATE_EVENT) and "processname" in event.values:
                pid = event.values.get("pid", "")
                state = event.name.removeprefix(STATE_EVENT).lower()
                running = int(pid) if pid.isdigit() and state == "running" else None
                self._inputs.append(StateChanged(program=event.values["processname"], state=state, pid=running))

    def _reload(self) -> None:
        try:
            settings = watched.read(self._path)
        except ConfigError as error:
            logger.error("settings", extra=logs.fields(kept="the old ones", error=error))  # noqa: TRY400 - a line is enough
            return
        logging.getLogger().setLevel(settings.log_level.upper())
        self._routerd.move(settings.clients)
        self._simulators.paths = settings.simulators
        self._inputs.append(WatchedChanged(programs=settings.programs, restarts_per_hour=settings.restarts_per_hour))
