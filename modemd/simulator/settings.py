"""What kind of modem this is, as data: its identity, its storages, and the conditions that may change as it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto


class EmptySlot(Enum):
    """What a modem answers who is asked for a message that is not there."""

    ERROR_321 = auto()
    NOTHING = auto()  # OK alone
    ZERO = auto()  # `+CMGR: 0,,0` and an empty line


@dataclass(frozen=True, slots=True, kw_only=True)
class Personality:
    """What distinguishes one model of modem from another. The default is a plain 3GPP modem.

    `personalities` has the ones to choose from, each with where it was seen.
    """

    manufacturer: str = "smsbus"
    model: str = "Simulator"
    revision: str = "1"
    baudrate: int | None = None
    """The only speed it talks at, octets pass no faster than that; None: USB, where speeds mean nothing."""
    prompt: bytes = b"\r\n> "
    unknown_command: str = "ERROR"
    """The final result code of a command it does not know, when `+CMEE` asks for no better one."""
    accepts: tuple[str, ...] = ()
    """Commands of its own that it answers with OK, whatever their arguments."""
    pin_counter: str = "+CPINR"
    """The command that tells how many attempts are left: `+CPINR`, `^CPIN`, `+SPIC`, `^SPIC`."""
    chatter: tuple[tuple[str, float], ...] = ()
    """Lines that come by themselves, and each after how many seconds again; `AT^CURC=0` stops them."""
    csmp_erases_smsc: bool = False
    more_to_send: bool = True
    """Whether it has `+CMMS`."""

    # --- start and restart

    boot: tuple[str, ...] = ()
    """The unsolicited lines after power-up."""
    sms_ready_s: float = 0.0
    """For that long after power-up the message commands are refused; then `sms_ready` is said."""
    sms_ready: str = ""
    sim_busy_s: float = 0.0
    """For that long after the PIN the SIM is busy: `+CME ERROR: 14`, `+CMS ERROR: 314`."""
    restart_s: float = 0.0
    """How long it hears nothing after `AT+CFUN=1,1`."""
    restart_replugs: bool = False
    """Its port disappears meanwhile, as that of a USB stick."""

    # --- messages

    pdu_mode: bool = True
    """Whether it has any but text mode."""
    charsets: tuple[str, ...] = ("GSM", "IRA", "UCS2", "8859-1")
    """What `+CSCS` offers; the first is the one after a reset."""
    storages: tuple[tuple[str, int], ...] = (("SM", 30), ("ME", 100))
    """Name and slots; the first is selected after a reset. `MT` is SM and ME in one, its slots are theirs."""
    not_for_receiving: tuple[str, ...] = ()
    """Storages that cannot be the third of `+CPMS`."""
    index_base: int = 1
    """The first slot of every storage: 0 on Huawei, Qualcomm and Quectel, 1 on Siemens, SIMCom and Telit."""
    notices: tuple[tuple[int, ...], ...] = ((0, 1, 2, 3), (0, 1, 2, 3), (0, 2), (0, 1, 2), (0, 1))
    """The values `+CNMI` lists for mode, mt, bm, ds and bfr (27.005 §3.4.1); nothing: it has no `+CNMI`."""
    reports_refused: tuple[int, ...] = ()
    """Values of ds that it lists and refuses."""
    alpha: str = ""
    """The name field in the headers of `+CMGL` and `+CMGR` in PDU mode, with its quotes if it has them."""
    empty_slot: EmptySlot = EmptySlot.ERROR_321
    dummies_in: str = ""
    """The storage whose empty slots read as if a message of FF octets were in them."""
    delete_flag: bool = True
    """Whether `AT+CMGD=index,flag` is accepted."""
    full: str = ""
    """Said instead of `+CMTI` for the message that takes the last slot of the storage."""
    full_and_waiting: str = ""
    """Said when a message finds no free slot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What the operator may turn while the modem runs. Times in seconds."""

    submit_delay_s: float = 0.0
    """From Ctrl-Z to `+CMGS`. The network has the message at Ctrl-Z already."""
    deliver_delay_s: float = 0.0
    """From handing a text to the network to its arrival at the modem."""
    report_delay_s: float = 0.0
    """From the submission to its delivery report."""
    report_status: int = 0
    """TP-ST of the delivery reports (23.040 §9.2.3.15): 0 is delivered, 70 expired."""
    signal: int = 21
    """`<rssi>` of `+CSQ`: 0 to 31, 99 unknown."""
    registration: int = 1
    """`<stat>` of `+CREG`: 0 not searching, 1 home, 2 searching, 3 denied, 5 roaming."""
    sim_busy_s: float = 0.0
    """How long the SIM is busy after power-up and after its PIN, if longer than the personality says."""

    @property
    def registered(self) -> bool:
        """Whether messages pass."""
        return self.registration in (1, 5, 6, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One simulated modem with its SIM card, as it leaves the box."""

    echo: bool = True
    pin: str | None = None
    """The PIN the SIM asks for at power-up; None: it asks for none."""
    puk: str = "12345678"
    storage_size: int | None = None
    """Slots of the SIM (`SM`); None: what the personality says."""
    baudrate: int | None = None
    """As of the personality, if not None."""
    second_link: bool = False
    """Whether there is another name to be plugged in under."""
    number: str = "+33639980000"
    smsc: str = "+33639980099"
    imsi: str = "001010123456789"
    imei: str = "490154203237518"
    iccid: str = "8933010000000000001"
    operator: str = "Simulated"
    plmn: str = "00101"
    clock_offset_s: float = 1_767_225_600.0
    """Added to `now` it gives the seconds since 1970, UTC, that the network stamps on messages."""
    personality: Personality = field(default_factory=Personality)
    conditions: Conditions = field(default_factory=Conditions)

    @property
    def speed(self) -> int | None:
        """Bits per second of the line; None: no limit."""
        return self.baudrate or self.personality.baudrate
