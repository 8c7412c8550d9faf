"""What goes into the guard and what comes out of it, as values. Programs are named as supervisord names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

# --- inputs ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged:
    """supervisord tells that a program is now in `state`, its own word in small letters."""

    program: str
    state: str
    pid: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """supervisord is alive and takes us for a listener."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """What routerd says of a daemon: does it answer, how many milliseconds may it still be at a submission."""

    name: str
    pid: int | None
    answering: bool
    busy_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The main loop of `program` answered; routerd tells of the daemons, or None when it could not."""

    program: str
    daemons: tuple[Daemon, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutRight:
    """What supervisord said the state of the program was (None: there is none of that name), and what was done then."""

    program: str
    state: str | None
    pid: int | None
    done: Literal["killed", "started", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPutRight:
    """supervisord would not, or could not be asked."""

    program: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertTaken:
    """routerd has the alert of that program."""

    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedChanged:
    """The settings were read again."""

    programs: frozenset[str]
    restarts_per_hour: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePassed:
    """The guard's `deadline` has come."""


Input = StateChanged | Ticked | Answered | PutRight | NotPutRight | AlertTaken | WatchedChanged | TimePassed

# --- outputs -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Ask the main loop of `program`, on a fresh connection; `Answered` if it answers."""

    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutInOrder:
    """Start the program if it has ended for good; if it is `deaf`, kill it (as process `pid`, where that is known)."""

    program: str
    deaf: bool
    pid: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseAlert:
    """Have routerd tell people; the same again only prolongs it."""

    program: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearAlert:
    """What was told of the program is over."""

    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A line for the operator: a fixed verb and its fields."""

    level: Literal["info", "warning", "error"]
    verb: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """This process is of no use any more; supervisord starts another."""

    reason: str


Output = Ask | PutInOrder | RaiseAlert | ClearAlert | Log | End
