"""Everything a command may look at or change, and what a command may come to: an answer, a prompt, a submission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from smsbus.sms.address import Address

from .calls import IncomingCall
from .command_line import Command
from .results import ErrorReports
from .settings import Conditions, Settings
from .sim import SimCard
from .storage import JoinedStorage, Status, Storage

RECEIVE_FIRST = "SM"


class Notices(NamedTuple):
    """`+CNMI`: what of an arrival is announced, and how (27.005 §3.4.1)."""

    mode: int = 0
    mt: int = 0
    bm: int = 0
    ds: int = 0
    bfr: int = 0


class TextParameters(NamedTuple):
    """`+CSMP`: the octets of a message that text mode does not show (27.005 §3.1)."""

    fo: int = 17
    vp: int = 167
    pid: int = 0
    dcs: int = 0


@dataclass(slots=True, kw_only=True)
class Profile:
    """What a reset and `ATZ` set back."""

    echo: bool
    error_reports: ErrorReports = ErrorReports.PLAIN
    text_mode: bool = False
    show_parameters: bool = False
    text_parameters: TextParameters = field(default_factory=TextParameters)
    notices: Notices = field(default_factory=Notices)
    charset: str = "GSM"
    registration_codes: dict[str, int] = field(default_factory=dict)
    operator_format: int = 0
    caller_identity: bool = False
    more_to_send: int = 0
    chatter: bool = True

    @classmethod
    def fresh(cls, settings: Settings) -> Profile:
        """As after a reset."""
        personality = settings.personality
        return cls(echo=settings.echo, text_mode=not personality.pdu_mode, charset=personality.charsets[0])


@dataclass(slots=True, kw_only=True)
class State:
    """A modem with its SIM. `read_from`, `write_to`, `receive_in` are mem1, mem2 and mem3 of `+CPMS`.

    `cut_off`: it looks registered and no message passes. `sim_busy_until` and `sms_ready_at` are times of the core.
    """

    settings: Settings
    conditions: Conditions
    sim: SimCard
    storages: dict[str, Storage]
    profile: Profile
    smsc: str
    read_from: str = "SM"
    write_to: str = "SM"
    receive_in: str = "SM"
    functionality: int = 1
    next_mr: int = 0
    call: IncomingCall | None = None
    cut_off: bool = False
    now: float = 0.0
    sim_busy_until: float = 0.0
    sms_ready_at: float = 0.0

    @classmethod
    def fresh(cls, settings: Settings) -> State:
        """A new modem, powered up."""
        return cls(
            settings=settings,
            conditions=settings.conditions,
            sim=SimCard(pin=settings.pin, puk=settings.puk),
            storages=_storages(settings),
            profile=Profile.fresh(settings),
            smsc=settings.smsc,
        )

    def power_up(self, now: float = 0.0) -> None:
        """Everything a reset sets back; what is stored stays."""
        self.profile = Profile.fresh(self.settings)
        self.read_from = self.write_to = self.receive_in = RECEIVE_FIRST
        self.functionality = 1
        self.call = None
        self.sim.power_up()
        self.switch_on(now)

    def switch_on(self, now: float) -> None:
        """From here on it takes the modem a while until everything works."""
        self.now = now
        sms_ready_s = self.settings.personality.sms_ready_s
        self.sms_ready_at = now + sms_ready_s if sms_ready_s else 0.0
        self.sim_busy_until = 0.0
        if not self.sim.asks_pin:
            self.occupy_sim()

    def occupy_sim(self) -> None:
        """The modem begins to read the SIM, which answers nobody else meanwhile."""
        busy_s = max(self.settings.personality.sim_busy_s, self.conditions.sim_busy_s)
        self.sim_busy_until = self.now + busy_s if busy_s else 0.0

    @property
    def sim_busy(self) -> bool:
        """Whether the SIM is still being read."""
        return self.now < self.sim_busy_until

    @property
    def ready_at(self) -> float:
        """From when on messages can arrive."""
        return max(self.sim_busy_until, self.sms_ready_at)

    @property
    def sms_ready(self) -> bool:
        """Whether the message commands work yet."""
        return self.now >= self.sms_ready_at

    @property
    def online(self) -> bool:
        """Whether messages pass between modem and network."""
        registered = self.functionality == 1 and self.sim.condition == "READY" and self.conditions.registered
        return registered and not self.cut_off

    @property
    def registration(self) -> int:
        """`<stat>` of `+CREG`."""
        return self.conditions.registration if self.functionality == 1 and self.sim.condition == "READY" else 0


def _storages(settings: Settings) -> dict[str, Storage]:
    base = settings.personality.index_base
    storages: dict[str, Storage] = {}
    for name, slots in settings.personality.storages:
        if name == "MT":
            storages[name] = JoinedStorage(name=name, parts=tuple(storages.values()), base=base)
        else:
            size = settings.storage_size if name == "SM" and settings.storage_size is not None else slots
            storages[name] = Storage(name=name, capacity=size, base=base)
    return storages


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Information lines, then `OK`. `restart`: the modem starts anew behind it."""

    lines: tuple[str, ...] = ()
    final: str = "OK"
    restart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """`> `: the message follows, up to Ctrl-Z. `status` None: to be sent, else to be stored with it.

    `length` is that of the TPDU in octets in PDU mode, None in text mode, where `address` says to whom.
    """

    status: Status | None
    length: int | None
    address: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """The message goes to the network; `answer` is the name its reference is reported under."""

    answer: str
    pdu: bytes
    slot: int | None = None
    """The slot of `write_to` to be marked as sent."""


Outcome = Answer | Prompt | Submit
Handler = Callable[[State, Command], Outcome]
