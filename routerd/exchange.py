"""What goes into the router and what comes out of it, as values.

Inputs say who sent what; outputs are carried out in order, and a failure to commit drops those behind the `Commit`:
that is why nothing is ever acknowledged that is not on disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from smsbus.config import Settings
from smsbus.errors import Code
from smsbus.messages import Message
from smsbus.requests import Event, Request


class Link(StrEnum):
    """The endpoints with peers; `events` has none."""

    MODEMS = "modems"
    INTERACTIONS = "interactions"
    CLIENTS = "clients"


# --- inputs ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FromModem:
    """A message of a modemd; `peer` is the routing id of its connection."""

    peer: bytes
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class FromInteractd:
    """A message of an interactd."""

    peer: bytes
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class FromClient:
    """A request; `delimited` when an empty frame came first (a REQ socket), which the reply must mirror.

    `user` is the user of the system whose process it is, or over tcp the name of its key.
    """

    peer: bytes
    request: Request
    delimited: bool = False
    user: int | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Garbage:
    """Something that is no message of that link. `id` is the request's, where one could be read."""

    link: Link
    peer: bytes
    code: Code
    reason: str
    id: str | int | None = None
    delimited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """ZeroMQ did not take a message: the peer's connection is gone, or its queue is full. It never left."""

    link: Link
    peer: bytes
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnections:
    """Some connections of the link ended; nobody says whose."""

    link: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A key from `address` was not let in to the endpoint; `reason` says what to do if it should be."""

    endpoint: str
    address: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strangers:
    """So many connections from other hosts failed before they showed any key."""

    link: Link
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePassed:
    """The router's `deadline` has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveOn:
    """The inputs of a turn were handled and what they put out was carried out: move on what can move now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockJumped:
    """The wall clock was set, forwards by `seconds` or backwards when negative."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged:
    """The settings were read again and are valid."""

    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitFailed:
    """`incoming` could not be made durable: what it changed was rolled back, what it put out was dropped."""

    reason: str
    incoming: Input


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageFails:
    """A commit failed after one had succeeded. Until it works again, only inputs and retries write."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageWorks:
    """A commit succeeded after one had failed."""


Input = (
    FromModem
    | FromInteractd
    | FromClient
    | Garbage
    | Undelivered
    | Disconnections
    | Refused
    | Strangers
    | TimePassed
    | MoveOn
    | ClockJumped
    | SettingsChanged
    | CommitFailed
    | StorageFails
    | StorageWorks
)

# --- outputs -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """Make durable what this input changed, before anything behind it is carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Hand a message to a peer. `delimited`: with an empty frame in front."""

    link: Link
    peer: bytes
    message: Message
    delimited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """Send an event to whoever is subscribed."""

    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A line for the operator: a fixed verb and its fields."""

    level: Literal["debug", "info", "warning", "error"]
    verb: str
    fields: dict[str, Any]


Output = Commit | Send | Publish | Log
