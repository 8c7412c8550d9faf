"""What the six kinds of TPDU say, one dataclass each (3GPP TS 23.040 §9.2.2).

A field that a kind of message does not have cannot be set on it. `tpdu` makes messages of octets, `encoding` octets of
messages.
"""

import enum
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from .address import Address
from .dcs import Alphabet
from .records import quick_init
from .times import Validity
from .udh import Concatenation, Element

# The first octet of a TPDU: its type in two bits, and flags whose meaning depends on it.
MTI: Final = 0x03
NO_MORE_MESSAGES: Final = 0x04
REJECT_DUPLICATES: Final = 0x04
LOOP_PREVENTION: Final = 0x08
REPORT: Final = 0x20
HEADER: Final = 0x40
REPLY_PATH: Final = 0x80

# TP-VPF, bits 4 and 3 of the first octet of SMS-SUBMIT (§9.2.3.3).
NO_VALIDITY, ENHANCED, RELATIVE, ABSOLUTE = range(4)


class Direction(enum.Enum):
    """MT: towards the mobile, as received. MO: from the mobile, as submitted or stored to be."""

    MT = "mt"
    MO = "mo"

    @classmethod
    def of_status(cls, status: int | str) -> "Direction":
        """That of a stored message, by the `<stat>` modems print with it (27.005 §3.1).

        MO for 2 and 3, in text mode `STO UNSENT` and `STO SENT`; MT for whatever else: received is the rule.
        """
        return cls.MO if status in (2, 3, "STO UNSENT", "STO SENT") else cls.MT


@quick_init
@dataclass(frozen=True, slots=True, kw_only=True)
class SmsDeliver:
    """A message received (§9.2.2.1).

    `text` is None for 8 bit data and compressed text, which are in `data`. Beside a text, `data` are the octets of one
    that holds half a character: `segments.join` finds the other half. `scts` is None where it is no date.
    `message_class` 0 is a flash message. `status_report` is TP-SRI: the sender asked for a report. `more_messages` are
    waiting at the service centre. `udh` holds every element of the header, that of `concatenation` included.

    To encode one, give text or data, and `alphabet` and `message_class` or `dcs`; what is missing is derived. `udl` is
    TP-UDL as received (septets or octets, as `dcs` has it); like `warnings` it plays no role there.
    """

    originating: Address
    smsc: Address | None = None
    pid: int = 0
    dcs: int | None = None
    alphabet: Alphabet | None = None
    message_class: int | None = None
    scts: datetime | None = None
    udh: tuple[Element, ...] = ()
    concatenation: Concatenation | None = None
    text: str | None = None
    data: bytes | None = None
    more_messages: bool = False
    loop_prevention: bool = False
    status_report: bool = False
    reply_path: bool = False
    udl: int | None = field(default=None, compare=False)
    warnings: tuple[str, ...] = ()


@quick_init
@dataclass(frozen=True, slots=True, kw_only=True)
class SmsSubmit:
    """A message to send (§9.2.2.2).

    `alphabet` None: GSM 7 bit where it has every character, else UCS2. `status_report` is TP-SRR: a report is wanted.
    `validity`: how long the service centre tries; a timedelta is rounded up to what TP-VP can say. `mr` is replaced by
    most modems. The other fields are those of SmsDeliver.
    """

    destination: Address
    smsc: Address | None = None
    mr: int = 0
    pid: int = 0
    dcs: int | None = None
    alphabet: Alphabet | None = None
    message_class: int | None = None
    validity: Validity | None = None
    udh: tuple[Element, ...] = ()
    concatenation: Concatenation | None = None
    text: str | None = None
    data: bytes | None = None
    status_report: bool = False
    reply_path: bool = False
    reject_duplicates: bool = False
    udl: int | None = field(default=None, compare=False)
    warnings: tuple[str, ...] = ()


@quick_init
@dataclass(frozen=True, slots=True, kw_only=True)
class SmsStatusReport:
    """What became of a message sent (§9.2.2.3): `mr` and `recipient` tell which one, `status` (TP-ST) what.

    `scts` is when the centre got the message, `discharge` when it was delivered or last tried. `for_command` is TP-SRQ:
    the report answers an SMS-COMMAND. The fields from `pid` on are there when the centre sent them, which few do.
    """

    mr: int
    recipient: Address
    status: int
    smsc: Address | None = None
    scts: datetime | None = None
    discharge: datetime | None = None
    more_messages: bool = False
    loop_prevention: bool = False
    for_command: bool = False
    pid: int | None = None
    dcs: int | None = None
    alphabet: Alphabet | None = None
    message_class: int | None = None
    udh: tuple[Element, ...] = ()
    concatenation: Concatenation | None = None
    text: str | None = None
    data: bytes | None = None
    udl: int | None = field(default=None, compare=False)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsDeliverReport:
    """A mobile's answer to an SMS-DELIVER or SMS-STATUS-REPORT (§9.2.2.1a); `fcs`, TP-FCS, when it refuses it."""

    smsc: Address | None = None
    fcs: int | None = None
    pid: int | None = None
    dcs: int | None = None
    alphabet: Alphabet | None = None
    message_class: int | None = None
    udh: tuple[Element, ...] = ()
    concatenation: Concatenation | None = None
    text: str | None = None
    data: bytes | None = None
    udl: int | None = field(default=None, compare=False)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsSubmitReport:
    """The centre's answer to an SMS-SUBMIT or SMS-COMMAND (§9.2.2.2a), received at `scts`; `fcs` when it refuses it."""

    smsc: Address | None = None
    fcs: int | None = None
    scts: datetime | None = None
    pid: int | None = None
    dcs: int | None = None
    alphabet: Alphabet | None = None
    message_class: int | None = None
    udh: tuple[Element, ...] = ()
    concatenation: Concatenation | None = None
    text: str | None = None
    data: bytes | None = None
    udl: int | None = field(default=None, compare=False)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsCommand:
    """What a mobile asks of the centre about the message it sent as `message_number` (§9.2.2.4).

    `command_type` is TP-CT, `data` TP-CD. `status_report` is TP-SRR: a report on the command is wanted.
    """

    mr: int
    command_type: int
    message_number: int
    destination: Address
    smsc: Address | None = None
    pid: int = 0
    udh: tuple[Element, ...] = ()
    data: bytes = b""
    status_report: bool = False
    warnings: tuple[str, ...] = ()


Carrier = SmsDeliver | SmsSubmit | SmsStatusReport | SmsDeliverReport | SmsSubmitReport
"""The kinds with user data."""

Message = Carrier | SmsCommand
