"""Every field of a TPDU under its name in the standard, for people and programs that look into one (23.040 §9.2.3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, assert_never

from . import pid, reports, udh
from .address import Address
from .causes import describe_fcs, describe_status
from .dcs import CODINGS, Alphabet
from .message import (
    ABSOLUTE,
    ENHANCED,
    HEADER,
    NO_VALIDITY,
    RELATIVE,
    Carrier,
    Message,
    SmsCommand,
    SmsDeliver,
    SmsDeliverReport,
    SmsStatusReport,
    SmsSubmit,
    SmsSubmitReport,
)
from .national import LANGUAGES
from .times import EnhancedValidity, Validity
from .udh import Element

Value = int | str | None | list[dict[str, int | str]]

NAMES: Final[dict[type[Message], str]] = {
    SmsDeliver: "SMS-DELIVER",
    SmsSubmit: "SMS-SUBMIT",
    SmsStatusReport: "SMS-STATUS-REPORT",
    SmsDeliverReport: "SMS-DELIVER-REPORT",
    SmsSubmitReport: "SMS-SUBMIT-REPORT",
    SmsCommand: "SMS-COMMAND",
}

_ALPHABETS: Final = {Alphabet.GSM7: "GSM 7 bit", Alphabet.DATA: "8 bit data", Alphabet.UCS2: "UCS2"}
_CLASSES: Final = (
    "class 0: shown at once",
    "class 1: for the phone",
    "class 2: for the SIM",
    "class 3: for the computer",
)
_VALIDITY_FORMATS: Final = {NO_VALIDITY: "none", ENHANCED: "enhanced", RELATIVE: "relative", ABSOLUTE: "absolute"}
# §9.2.3.19
_COMMANDS: Final = {
    0: "enquiry",
    1: "cancel status report request",
    2: "delete previously submitted message",
    3: "enable status report request",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its `value` as it stands in the TPDU or as text, and in words what that means."""

    name: str
    value: Value
    meaning: str | None = None


def fields(message: Message, first_octet: int) -> list[Field]:
    """The fields of `message` in the order of the TPDU, the service centre in front.

    `first_octet` is that of the TPDU, whose bits say what the rest was announced to be.
    """
    head = [
        _address("SMSC", message.smsc),
        Field(name="TP-MTI", value=first_octet & 3, meaning=NAMES[type(message)]),
    ]
    header = _flag("TP-UDHI", first_octet & HEADER, "a header is in front of the text")
    match message:
        case SmsDeliver():
            return [*head, *_deliver(message, header), *_user_data(message)]
        case SmsSubmit():
            return [*head, *_submit(message, header), *_user_data(message)]
        case SmsStatusReport():
            return [*head, *_status_report(message, header), *_announced(message)]
        case SmsDeliverReport():
            return [*head, header, *_failure_cause(message.fcs), *_announced(message)]
        case SmsSubmitReport():
            present, *rest = _announced(message) or [Field(name="TP-PI", value=0)]
            moment = _moment("TP-SCTS", message.scts)
            return [*head, header, *_failure_cause(message.fcs), present, moment, *rest]
        case SmsCommand():
            return [*head, *_command(message, header)]
        case _:
            assert_never(message)


def _deliver(message: SmsDeliver, header: Field) -> list[Field]:
    return [
        # The trap among the flags: 0 says that there are more.
        _flag("TP-MMS", not message.more_messages, "no more messages wait", "more messages wait at the centre"),
        _flag("TP-LP", message.loop_prevention, "forwarded or answered by a machine"),
        _flag("TP-RP", message.reply_path, "the reply may go through the same centre"),
        header,
        _flag("TP-SRI", message.status_report, "the sender gets a report"),
        _address("TP-OA", message.originating),
        *_identifiers(message.pid, message.dcs),
        _moment("TP-SCTS", message.scts),
    ]


def _submit(message: SmsSubmit, header: Field) -> list[Field]:
    validity_format, said = _validity(message.validity)
    fields = [
        _flag("TP-RD", message.reject_duplicates, "duplicates are to be rejected"),
        Field(name="TP-VPF", value=validity_format, meaning=_VALIDITY_FORMATS[validity_format]),
        _flag("TP-RP", message.reply_path, "the reply may go through the same centre"),
        header,
        _flag("TP-SRR", message.status_report, "a status report is wanted"),
        Field(name="TP-MR", value=message.mr),
        _address("TP-DA", message.destination),
        *_identifiers(message.pid, message.dcs),
    ]
    return fields if message.validity is None else [*fields, Field(name="TP-VP", value=said)]


def _status_report(message: SmsStatusReport, header: Field) -> list[Field]:
    status = describe_status(message.status)
    return [
        _flag("TP-MMS", not message.more_messages, "no more messages wait", "more messages wait at the centre"),
        _flag("TP-LP", message.loop_prevention, "forwarded or answered by a machine"),
        header,
        _flag("TP-SRQ", message.for_command, "it answers a command", "it answers a message"),
        Field(name="TP-MR", value=message.mr),
        _address("TP-RA", message.recipient),
        _moment("TP-SCTS", message.scts),
        _moment("TP-DT", message.discharge),
        Field(name="TP-ST", value=message.status, meaning=f"{status.outcome.value}: {status.meaning}"),
    ]


def _command(message: SmsCommand, header: Field) -> list[Field]:
    kind = _COMMANDS.get(message.command_type, "specific to the centre" if message.command_type > 0xDF else "reserved")
    return [
        header,
        _flag("TP-SRR", message.status_report, "a status report is wanted"),
        Field(name="TP-MR", value=message.mr),
        *_identifiers(message.pid, None),
        Field(name="TP-CT", value=message.command_type, meaning=kind),
        Field(name="TP-MN", value=message.message_number),
        _address("TP-DA", message.destination),
        *_header(message.udh),
        Field(name="TP-CD", value=message.data.hex().upper()),
    ]


def _announced(message: SmsStatusReport | SmsDeliverReport | SmsSubmitReport) -> list[Field]:
    """TP-PI and what it announces; nothing where it announces nothing."""
    present = (
        (reports.PID if message.pid is not None else 0)
        | (reports.DCS if message.dcs is not None else 0)
        | (reports.USER_DATA if message.udl is not None else 0)
    )
    if not present:
        return []
    identifiers = _identifiers(message.pid, message.dcs)
    user_data = _user_data(message) if message.udl is not None else []
    return [Field(name="TP-PI", value=present), *identifiers, *user_data]


def _identifiers(identifier: int | None, octet: int | None) -> list[Field]:
    """TP-PID and TP-DCS, as far as there."""
    found = []
    if identifier is not None:
        found.append(Field(name="TP-PID", value=identifier, meaning=pid.describe(identifier)))
    if octet is not None:
        found.append(Field(name="TP-DCS", value=octet, meaning=coding(octet)))
    return found


def _user_data(message: Carrier) -> list[Field]:
    said = message.text
    if said is None:
        said = (message.data or b"").hex().upper()
    octets = None if message.text is None or message.data is None else f"octets {message.data.hex().upper()}"
    length = [] if message.udl is None else [Field(name="TP-UDL", value=message.udl)]
    return [*length, *_header(message.udh), Field(name="TP-UD", value=said, meaning=octets)]


def _header(elements: tuple[Element, ...]) -> list[Field]:
    if not elements:
        return []
    listed: list[dict[str, int | str]] = [
        {"iei": element.iei, "name": _element(element), "data": element.data.hex().upper()} for element in elements
    ]
    return [Field(name="TP-UDH", value=listed)]


def _element(element: Element) -> str:
    """What an element is, with what it says where that is short."""
    name = udh.NAMES.get(element.iei, "reserved or specific")
    part = udh.concatenation((element,))
    ports = udh.ports((element,))
    language = LANGUAGES.get(max(udh.shifts((element,))))
    if part is not None:
        return f"{name}: part {part.sequence} of {part.total}, reference {part.reference}"
    if ports is not None:
        return f"{name}: to port {ports.destination} from {ports.source}"
    if language is not None:
        return f"{name}: {language}"
    if waiting := udh.waiting((element,), CODINGS[0]):
        return f"{name}: {waiting[0].kind.value}, {waiting[0].count} waiting"
    return name


def coding(octet: int) -> str:
    """What TP-DCS means."""
    found = CODINGS[octet]
    words = [_ALPHABETS[found.alphabet] + (", compressed" if found.compressed else "")]
    if found.message_class is not None:
        words.append(_CLASSES[found.message_class])
    if found.delete_after_reading:
        words.append("to be deleted after reading")
    if found.waiting is not None:
        state = "waiting" if found.waiting.active else "none waiting any more"
        words.append(f"{found.waiting.kind.value}: {state}{'' if found.waiting.store else ', not to be stored'}")
    return "; ".join(words)


def _flag(name: str, value: int, meaning: str, otherwise: str | None = None) -> Field:
    return Field(name=name, value=int(bool(value)), meaning=meaning if value else otherwise)


def _address(name: str, address: Address | None) -> Field:
    if address is None:
        return Field(name=name, value=None, meaning="not given")
    kind = f"{address.ton.name.lower()}, {address.npi.name}".replace("_", " ")
    return Field(name=name, value=address.text, meaning=kind)


def _moment(name: str, moment: datetime | None) -> Field:
    return Field(name=name, value=None if moment is None else moment.isoformat())


def _failure_cause(fcs: int | None) -> list[Field]:
    return [] if fcs is None else [Field(name="TP-FCS", value=fcs, meaning=describe_fcs(fcs).meaning)]


def _validity(validity: Validity | None) -> tuple[int, str | None]:
    match validity:
        case None:
            return NO_VALIDITY, None
        case timedelta():
            return RELATIVE, str(validity)
        case datetime():
            return ABSOLUTE, validity.isoformat()
        case EnhancedValidity():
            once = ", one attempt" if validity.single_shot else ""
            return ENHANCED, f"{'as the centre pleases' if validity.duration is None else validity.duration}{once}"
        case _:
            assert_never(validity)
