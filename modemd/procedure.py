"""How a sequence of commands is written down: as a generator that yields what it wants done and gets the answer back.

A procedure waits for nothing and touches nothing: the core submits the command it yields to the AT engine, and sends
the `Completed` back into it when that comes. A command without answer raises `NoAnswer` where it was yielded. So what
follows upon what reads from top to bottom, with loops and branches, instead of being spread over a table of little
states; which procedure runs when is decided by the core alone.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Final, TypeVar

from modemd.at.commands import ATTENTION, Command
from modemd.at.events import Completed
from modemd.events import FetchPin, PinFetched, PinRecorded, RecordPin, Tell
from modemd.session import Session
from smsbus.messages import ModemCondition

BUSY_TRIES: Final = 60
BUSY_PAUSE_S: Final = 1.0
MISSES_FORGIVEN: Final = 2

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Nothing for a while."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """Write this command without awaiting its answer: for a modem that gives none."""

    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Breathe:
    """From now on, this long between a final result code and the next command: old modems lose what comes sooner."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Enter:
    """The modem's condition is now this, for this reason."""

    condition: ModemCondition
    reason: str


Step = Command | Pause | Breathe | Blind | Enter | Tell | FetchPin | RecordPin
Reply = Completed | PinFetched | PinRecorded | None
Procedure = Generator[Step, Reply, T]


class NoAnswer(Exception):
    """The modem did not answer `command` in time; `silent`: it does not even answer AT."""

    def __init__(self, command: Command, *, silent: bool) -> None:
        super().__init__("no answer to AT" if silent else f"no answer to {'a PIN' if command.secret else command.line}")
        self.command = command
        self.silent = silent


class CannotStart(Exception):
    """The modem answers, but not so that it can be used; the message says why."""


def ask(command: Command) -> Procedure[Completed]:
    """Runs `command`. Raises `NoAnswer`."""
    reply = yield command
    assert isinstance(reply, Completed)
    return reply


def ask_patiently(command: Command) -> Procedure[Completed]:
    """As `ask`, again each second for a minute while SIM or modem say that they are busy."""
    for _ in range(BUSY_TRIES):
        completed = yield from ask(command)
        if not completed.result.busy:
            break
        yield Pause(seconds=BUSY_PAUSE_S)
    return completed


def ask_if_answered(session: Session, command: Command) -> Procedure[Completed | None]:
    """As `ask`, for what can be done without: None where the modem refuses it, or twice answered AT and not this."""
    if session.unanswered.get(command.line, 0) >= MISSES_FORGIVEN:
        return None
    try:
        completed = yield from ask(command)
    except NoAnswer as error:
        if error.silent:
            raise
        yield from ask(ATTENTION)  # raises where it is not the command but the modem
        session.unanswered[command.line] = session.unanswered.get(command.line, 0) + 1
        return None
    session.unanswered.pop(command.line, None)
    return completed if completed.result.ok else None
