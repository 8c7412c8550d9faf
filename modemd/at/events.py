"""Inputs and outputs of the AT engine."""

from __future__ import annotations

from dataclasses import dataclass, field

from modemd.at.commands import Command, ResponseLine
from modemd.at.results import FinalResult
from modemd.at.urcs import Event

# --- inputs --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Octets from the line, in pieces of any size."""

    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """Run this command. Only when the engine is free: a second one at the same time is a mistake of the caller.

    `limit_s`: the time until its answer or its prompt; None: its own, or the usual one.
    """

    command: Command
    limit_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePassed:
    """The deadline may have come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """From now on no submission goes beyond its prompt (`held`), or each may, also the one that waits there."""

    held: bool


Input = Received | Submit | TimePassed | Hold

# --- outputs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Octets for the line. What holds a PIN does not show itself."""

    octets: bytes = field(repr=False)
    secret: bool = False

    def __repr__(self) -> str:
        return f"Write({'PIN' if self.secret else self.octets!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """The Write that follows ends with Ctrl-Z: from here on the modem may have sent the message."""

    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """The command in flight ended with a final result code; `lines` are its response."""

    command: Command
    result: FinalResult
    lines: tuple[ResponseLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedOut:
    """The command in flight had no final result code by its deadline. The next one resynchronises the line first."""

    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """The line could not be resynchronised: even AT has no answer. `command` was never written."""

    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTooLong:
    """The submission was held at its prompt for so long that the prompt was left: the modem has nothing of it."""

    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsolicited:
    """A code that the modem sent unasked."""

    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """A line that answers nothing."""

    text: str


Output = Write | Committed | Completed | TimedOut | Silent | HeldTooLong | Unsolicited | Noise
