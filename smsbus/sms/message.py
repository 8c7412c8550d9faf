"""What SMS-DELIVER, SMS-SUBMIT and SMS-STATUS-REPORT say, one dataclass each (3GPP TS 23.040 §9.2.2).

A field that a kind of message does not have cannot be set on it. `tpdu` makes messages of octets, `encoding` octets of
messages.
"""

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from .address import Address
from .dcs import Alphabet
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsDeliver:
    """A message received (§9.2.2.1).

    `text` is None for 8 bit data and compressed text, which are in `data`. `scts` is None where it is no date.
    `message_class` 0 is a flash message. `status_report` is TP-SRI: the sender asked for a report. `more_messages` are
    waiting at the service centre. `udh` holds every element of the header, that of `concatenation` included.

    To encode one, give text or data, and `alphabet` and `message_class` or `dcs`; what is missing is derived.
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
    warnings: tuple[str, ...] = ()


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
    warnings: tuple[str, ...] = ()


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
    warnings: tuple[str, ...] = ()


Message = SmsDeliver | SmsSubmit | SmsStatusReport
