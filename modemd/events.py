"""Inputs and outputs of the modem core. What goes to routerd and comes from it is declared in `smsbus.messages`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from modemd.at.events import Received as Received
from modemd.at.events import TimePassed as TimePassed
from modemd.at.events import Write as Write
from modemd.devices import UsbDevice, Whereabouts
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


class Trouble(Enum):
    """Why a port cannot be opened, as far as it matters to what is done next."""

    MISSING = auto()
    HELD = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class PortFailed:
    """The port cannot be opened; `reason` is a sentence for a person."""

    reason: str
    trouble: Trouble = Trouble.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class PortLost:
    """The open port is gone and closed; `reason` is a sentence for a person."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """Answer to `Survey`: what is plugged in, and where this modem was when it last worked.

    `others` has the names of the other modems of the settings by their IMEI.
    """

    devices: tuple[UsbDevice, ...]
    known: Whereabouts | None = None
    others: dict[str, str] = field(default_factory=dict)


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
class UsbReset:
    """Answer to `ResetUsb`: why it could not be done, None when it was."""

    problem: str | None


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
    | Surveyed
    | RouterConnected
    | FromRouter
    | PinFetched
    | PinRecorded
    | UsbReset
    | SettingsChanged
    | ClockSet
    | TimePassed
    | Stop
)

# --- outputs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPort:
    """Open this port at this speed; answered by `PortOpened` or `PortFailed`."""

    port: str
    baudrate: int
    flow_control: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePort:
    """Close the port; what was not yet written is dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Look at what is plugged in; answered by `Surveyed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remember:
    """The modem works there: to be found again under another name, also after a restart."""

    whereabouts: Whereabouts


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetUsb:
    """Reset the USB device of this port, which is closed; answered by `UsbReset`."""

    port: str


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


Output = OpenPort | ClosePort | ResetUsb | Write | Survey | Remember | Tell | FetchPin | RecordPin | Stopped
