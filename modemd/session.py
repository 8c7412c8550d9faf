"""What is known of the modem and its SIM; start-up fills it in, everything later relies on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from modemd.at.patience import Patience
from modemd.profiles import GENERIC, Profile
from smsbus.messages import ModemNetwork, ModemSignal, Registration, Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place in a storage of the modem, as the modem numbers it: from 0 or from 1."""

    storage: str
    index: int

    def __str__(self) -> str:
        return f"{self.storage}:{self.index}"


@dataclass(slots=True, kw_only=True)
class TextMode:
    """How text mode is used: `charset` is what +CSCS is; `parameters` what +CSMP was last set to.

    `announces`: its headers say how long their texts are, as +CSDH=1 asks for.
    `coded`: numbers are written in `charset` when that is UCS2, as the standard asks; some modems want them plain.
    """

    charset: str
    coded: bool
    parameters: tuple[int, int, int] | None = None
    announces: bool = True


@dataclass(slots=True, kw_only=True)
class Session:
    """Filled by start-up, kept over recoveries: what a modem refuses or never answers, it does so the next time too.

    `receive` is the storage received messages go to, None where the modem has none to offer; `selection` is what
    +CPMS accepted; `selected` is the storage that reading and deleting mean now. `drained` lists the storages to empty.
    `notices` is what +CNMI accepted, None where messages are found by polling only. `text` is None in PDU mode;
    `remark` is what a person should know of the mode.
    """

    modem: str
    profile: Profile = GENERIC
    manufacturer: str | None = None
    model: str | None = None
    revision: str | None = None
    imei: str | None = None
    sim: str = ""
    smsc: str | None = None
    receive: str | None = None
    selectable: tuple[str, ...] = ()  # what else +CPMS offers for reading
    avoided: set[str] = field(default_factory=set)  # storages in which nothing arrives
    pass_on: bool = False  # there is no storage in which anything arrives: messages are passed on
    selection: tuple[str, ...] = ()
    selected: str | None = None
    text: TextMode | None = None
    remark: str = ""
    power: str = ""  # what points to a weak power supply, and when it was seen last
    power_at: float = 0.0
    drained: tuple[str, ...] = ()
    messages_ready: bool = False  # the modem said so since the last start-up ended
    restarted: bool = False  # since start-up began: what it was told before is lost
    unheard: int = 0  # how often messages came that no code announced
    lists: bool = True
    listings_missed: int = 0  # in a row
    stuck: tuple[Slot, ...] = ()  # slots that cannot be emptied
    refusals: int = 0  # of submissions, in a row, without a cause
    ways_tried: set[int] = field(default_factory=set)
    way: int | None = None  # how messages go through the network (+CGSMS), where the usual one was refused
    blocked: tuple[str, ...] = ()  # storages that stay full
    memory_full: bool = False  # a command said so
    full_indicator: int | None = None  # which of the +CIEV indicators says that a storage is full
    notices: tuple[int, ...] | None = None
    strayed: bool = False  # it answered as if it had lost settings, since that was looked into last
    notices_shown: str | None = None  # what +CNMI? said then; another answer later means that settings were lost
    fills: dict[str, Storage] = field(default_factory=dict)
    registration: Registration = Registration.UNKNOWN
    signal: ModemSignal | None = None
    network: ModemNetwork | None = None
    technology: str | None = None  # as told along with the signal
    patience: Patience = field(default_factory=Patience)
    unanswered: dict[str, int] = field(default_factory=dict)  # how often in a row, by command line
    refused: set[str] = field(default_factory=set)

    @property
    def registered(self) -> bool:
        """Whether messages can be sent and received."""
        return self.registration in (Registration.HOME, Registration.ROAMING)

    def is_full(self, name: str) -> bool:
        """Whether the storage was full when it was looked at last."""
        fill = self.fills.get(name)
        return fill is not None and fill.used >= fill.total > 0

    @property
    def half_set_up(self) -> bool:
        """Whether start-up has to be run once more: part of it was forgotten meanwhile, or came too early."""
        return self.restarted or (self.messages_ready and self.receive is None)

    def filled(self, name: str, used: int, total: int) -> None:
        """Notes how full a storage is."""
        self.fills[name] = Storage(name=name, used=used, total=total)
