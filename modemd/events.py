"""Inputs and outputs of the modem core. What goes to routerd and comes from it is declared in `smsbus.messages`."""

from __future__ import annotations

from dataclasses import dataclass, field

from modemd.at.events import Received as Received
from modemd.at.events import TimePassed as TimePassed
from modemd.at.events import Write as Write
from modemd.pin import Attempt
from smsbus.config import ModemSettings
from smsbus.messages import Message

# --- inputs --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The process runs: open the port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortOpened:
    """The port that was asked for is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortFailed:
    """The port cannot be opened; `reason` is a sentence for a person."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PortLost:
    """The open port is gone and closed; `reason` is a sentence for a person."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterConnected:
    """A connection to routerd has come about, the first or a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FromRouter:
    """A message of routerd."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class PinFetched:
    """Answer to `FetchPin`: the configured PIN (None: none), why it could not be read, and what is remembered of it."""

    pin: str | None = field(repr=False)
    problem: str | None = None
    history: Attempt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PinRecorded:
    """Answer to `RecordPin`: whether it is on disk."""

    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged:
    """The settings of this modem were read again; `port` is the path or URL that they mean."""

    settings: ModemSettings
    port: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSet:
    """The wall clock is `epoch_s` ahead of the core's clock."""

    epoch_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """The process shall end: what is being submitted is finished first, within a limit."""


Input = (
    Start
    | PortOpened
    | PortFailed
    | PortLost
    | Received
    | RouterConnected
    | FromRouter
    | PinFetched
    | PinRecorded
    | SettingsChanged
    | ClockSet
    | TimePassed
    | Stop
)

# --- outputs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPort:
    """Open the port of the settings at this speed; answered by `PortOpened` or `PortFailed`."""

    port: str
    baudrate: int
    flow_control: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePort:
    """Close the port; what was not yet written is dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """For routerd."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPin:
    """Answered by `PinFetched`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPin:
    """Remember this of the PIN fetched last, durably; answered by `PinRecorded`."""

    attempt: Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """Nothing is left to do: the process may end."""


Output = OpenPort | ClosePort | Write | Tell | FetchPin | RecordPin | Stopped
