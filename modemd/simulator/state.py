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
from .storage import Status, Storage

ME_SLOTS = 100


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


@dataclass(slots=True, kw_only=True)
class State:
    """A modem with its SIM. `read_from`, `write_to`, `receive_in` are mem1, mem2 and mem3 of `+CPMS`."""

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

    @classmethod
    def fresh(cls, settings: Settings) -> State:
        """A new modem, powered up."""
        base = settings.personality.index_base
        return cls(
            settings=settings,
            conditions=settings.conditions,
            sim=SimCard(pin=settings.pin, puk=settings.puk),
            storages={
                "SM": Storage(name="SM", capacity=settings.storage_size, base=base),
                "ME": Storage(name="ME", capacity=ME_SLOTS, base=base),
            },
            profile=Profile(echo=settings.echo),
            smsc=settings.smsc,
        )

    def power_up(self) -> None:
        """Everything a reset sets back; what is stored stays."""
        self.profile = Profile(echo=self.settings.echo)
        self.read_from = self.write_to = self.receive_in = "SM"
        self.functionality = 1
        self.call = None
        self.sim.power_up()

    @property
    def online(self) -> bool:
        """Whether messages pass between modem and network."""
        return self.functionality == 1 and self.sim.condition == "READY" and self.conditions.registered

    @property
    def registration(self) -> int:
        """`<stat>` of `+CREG`."""
        return self.conditions.registration if self.functionality == 1 and self.sim.condition == "READY" else 0


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
