"""The message commands of 3GPP TS 27.005, in PDU mode and text mode. `COMMANDS` is the table."""

from __future__ import annotations

import binascii
from typing import Final, assert_never

from smsbus.sms.address import Address
from smsbus.sms.errors import EncodeError

from . import text_mode
from .charset import address_type, from_charset, in_charset
from .command_line import Command, Form
from .general import OK, accepted
from .results import ERROR, BadArgument, CmsError, NotUnderstood
from .settings import EmptySlot
from .state import Answer, Handler, Notices, Outcome, Prompt, State, Submit, TextParameters
from .storage import Status, Storage, StoredMessage, tpdu_length

LONGEST_TPDU: Final = 176
_OCTET: Final = range(256)
_ALL: Final = 4
_DUMMY_OCTETS: Final = 174
# `AT+CMGD=<index>,<flag>`: which statuses flags 1 to 4 delete besides (27.005 §3.5.4).
_DELETED: Final = {
    1: (Status.RECEIVED_READ,),
    2: (Status.RECEIVED_READ, Status.STORED_SENT),
    3: (Status.RECEIVED_READ, Status.STORED_SENT, Status.STORED_UNSENT),
    4: tuple(Status),
}


# --- settings


def message_format(state: State, command: Command) -> Outcome:
    """`AT+CMGF` (§3.2.3)."""
    match command.form:
        case Form.READ:
            return Answer(lines=(f"+CMGF: {state.profile.text_mode:d}",))
        case Form.TEST:
            return Answer(lines=("+CMGF: (0,1)" if state.settings.personality.pdu_mode else "+CMGF: (1)",))
        case Form.WRITE | Form.EXECUTE:
            text_mode_wanted = bool(command.number(0, (0, 1), 0))
            if not (text_mode_wanted or state.settings.personality.pdu_mode):
                return Answer(final=ERROR)
            state.profile.text_mode = text_mode_wanted
            return OK


def message_service(state: State, command: Command) -> Outcome:
    """`AT+CSMS` (§3.2.1): service 0, in which arrivals need no `+CNMA`."""
    match command.form:
        case Form.READ:
            return Answer(lines=("+CSMS: 0,1,1,1",))
        case Form.TEST:
            return Answer(lines=("+CSMS: (0)",))
        case Form.WRITE | Form.EXECUTE:
            command.number(0, (0,), 0)
            return Answer(lines=("+CSMS: 1,1,1",))


def storages(state: State, command: Command) -> Outcome:
    """`AT+CPMS` (§3.2.2)."""
    match command.form:
        case Form.READ:
            return Answer(
                lines=("+CPMS: " + ",".join(f'"{s.name}",{s.used},{len(s.indexes)}' for s in _chosen(state)),)
            )
        case Form.TEST:
            offered = "({})".format(",".join(f'"{name}"' for name in state.storages))
            receiving = "({})".format(",".join(f'"{name}"' for name in _for_receiving(state)))
            return Answer(lines=(f"+CPMS: {offered},{offered},{receiving}",))
        case Form.WRITE:
            charset = state.profile.charset
            names = [from_charset(command.text(0), charset)]
            names += [
                from_charset(command.text(at, old), charset) for at, old in ((1, state.write_to), (2, state.receive_in))
            ]
            if len(command.arguments) > 3 or any(name not in state.storages for name in names):
                raise BadArgument
            if names[2] not in _for_receiving(state):
                raise BadArgument
            state.read_from, state.write_to, state.receive_in = names
            return Answer(lines=("+CPMS: " + ",".join(f"{s.used},{len(s.indexes)}" for s in _chosen(state)),))
        case Form.EXECUTE:
            raise BadArgument


def _for_receiving(state: State) -> list[str]:
    return [name for name in state.storages if name not in state.settings.personality.not_for_receiving]


def _chosen(state: State) -> tuple[Storage, ...]:
    return tuple(state.storages[name] for name in (state.read_from, state.write_to, state.receive_in))


def notices(state: State, command: Command) -> Outcome:
    """`AT+CNMI` (§3.4.1)."""
    personality = state.settings.personality
    offered = personality.notices
    if not offered:
        raise NotUnderstood
    match command.form:
        case Form.READ:
            return Answer(lines=("+CNMI: " + ",".join(map(str, state.profile.notices)),))
        case Form.TEST:
            return Answer(lines=("+CNMI: " + ",".join(f"({','.join(map(str, values))})" for values in offered),))
        case Form.WRITE | Form.EXECUTE:
            if len(command.arguments) > len(offered):
                raise BadArgument
            wanted = Notices(*(command.number(at, values, values[0]) for at, values in enumerate(offered)))
            if wanted.ds in personality.reports_refused:
                raise CmsError(303)
            state.profile.notices = wanted
            return OK


def service_centre(state: State, command: Command) -> Outcome:
    """`AT+CSCA` (§3.3.1)."""
    match command.form:
        case Form.READ:
            shown = in_charset(state.smsc, state.profile.charset)
            return Answer(lines=(f'+CSCA: "{shown}",{address_type(state.smsc)}',))
        case Form.WRITE:
            number = from_charset(command.text(0, ""), state.profile.charset)
            international = command.text(1, "") == "145" and not number.startswith("+")
            state.smsc = f"+{number}" if international else number
            return OK
        case Form.TEST:
            return OK
        case Form.EXECUTE:
            raise BadArgument


def text_parameters(state: State, command: Command) -> Outcome:
    """`AT+CSMP` (§3.3.2)."""
    match command.form:
        case Form.READ:
            return Answer(lines=(text_mode.parameters_line(state.profile.text_parameters),))
        case Form.WRITE:
            old = state.profile.text_parameters
            state.profile.text_parameters = TextParameters(*(command.number(at, _OCTET, old[at]) for at in range(4)))
            if state.settings.personality.csmp_erases_smsc:
                state.smsc = ""
            return OK
        case Form.TEST:
            return OK
        case Form.EXECUTE:
            raise BadArgument


def show_parameters(state: State, command: Command) -> Outcome:
    """`AT+CSDH` (§3.3.3)."""
    match command.form:
        case Form.READ:
            return Answer(lines=(f"+CSDH: {state.profile.show_parameters:d}",))
        case Form.TEST:
            return Answer(lines=("+CSDH: (0,1)",))
        case Form.WRITE | Form.EXECUTE:
            state.profile.show_parameters = bool(command.number(0, (0, 1), 0))
            return OK


def more_to_send(state: State, command: Command) -> Outcome:
    """`AT+CMMS` (§3.5.6): keeps the link to the network; here the link costs nothing."""
    if not state.settings.personality.more_to_send:
        raise CmsError(500)
    match command.form:
        case Form.READ:
            return Answer(lines=(f"+CMMS: {state.profile.more_to_send}",))
        case Form.TEST:
            return Answer(lines=("+CMMS: (0-2)",))
        case Form.WRITE | Form.EXECUTE:
            state.profile.more_to_send = command.number(0, range(3), 0)
            return OK


# --- reading and deleting


def list_messages(state: State, command: Command) -> Outcome:
    """`AT+CMGL` (§3.4.2, §4.1): what was unread becomes read."""
    if command.form is Form.TEST:
        names = ",".join(f'"{name}"' for name in (*text_mode.STATUS_NAMES, "ALL"))
        return Answer(lines=(f"+CMGL: ({names})" if state.profile.text_mode else "+CMGL: (0-4)",))
    wanted = _wanted_status(state, command)
    storage = state.storages[state.read_from]
    lines: list[str] = []
    for index, message in storage.messages():
        if wanted in (None, message.status):
            fields, text = _entry(state, message)
            lines.append(f"+CMGL: {index},{fields}")
            lines += [] if text is None else [text]
            _mark_read(storage, index, message)
    return Answer(lines=tuple(lines))


def _wanted_status(state: State, command: Command) -> Status | None:
    """The status asked for; None: all of them."""
    if not state.profile.text_mode:
        number = command.number(0, range(5), 0)
        return None if number == _ALL else Status(number)
    name = command.text(0, "REC UNREAD").upper()
    if name == "ALL":
        return None
    if name not in text_mode.STATUS_NAMES:
        raise BadArgument
    return text_mode.STATUS_NAMES[name]


def read_message(state: State, command: Command) -> Outcome:
    """`AT+CMGR` (§3.4.3, §4.2)."""
    if command.form is Form.TEST:
        return OK
    storage = state.storages[state.read_from]
    index = _index(storage, command)
    message = storage.get(index)
    if message is None:
        return _nothing_there(state, storage)
    fields, text = _entry(state, message)
    _mark_read(storage, index, message)
    return Answer(lines=(f"+CMGR: {fields}",) if text is None else (f"+CMGR: {fields}", text))


def _nothing_there(state: State, storage: Storage) -> Answer:
    personality = state.settings.personality
    if personality.dummies_in == storage.name:
        # siemens_mc35i.json: one field too many, and what is no message.
        return Answer(lines=(f"+CMGR: 2,2,,{_DUMMY_OCTETS}", "00" + "FF" * _DUMMY_OCTETS))
    match personality.empty_slot:
        case EmptySlot.ERROR_321:
            raise CmsError(321)
        case EmptySlot.NOTHING:
            return OK
        case EmptySlot.ZERO:
            return Answer(lines=("+CMGR: 0,,0", ""))
        case _:
            assert_never(personality.empty_slot)


def _entry(state: State, message: StoredMessage) -> tuple[str, str | None]:
    if state.profile.text_mode:
        return text_mode.entry(message, state.profile, state.smsc)
    alpha = state.settings.personality.alpha
    return f"{message.status:d},{alpha},{tpdu_length(message.pdu)}", message.pdu.hex().upper()


def _mark_read(storage: Storage, index: int, message: StoredMessage) -> None:
    if message.status is Status.RECEIVED_UNREAD:
        storage.mark(index, Status.RECEIVED_READ)


def _index(storage: Storage, command: Command) -> int:
    try:
        return command.number(0, storage.indexes)
    except BadArgument:
        raise CmsError(321) from None


def delete_message(state: State, command: Command) -> Outcome:
    """`AT+CMGD` (§3.5.4); deleting an empty slot is no error."""
    storage = state.storages[state.read_from]
    if command.form is Form.TEST:
        used = ",".join(str(index) for index, _ in storage.messages())
        return Answer(lines=(f"+CMGD: ({used}),(0-4)",))
    if len(command.arguments) > 1 and not state.settings.personality.delete_flag:
        raise CmsError(500)
    flag = command.number(1, range(5), 0)
    if not flag:
        storage.delete(_index(storage, command))
        return OK
    for index, message in storage.messages():
        if message.status in _DELETED[flag]:
            storage.delete(index)
    return OK


# --- sending and writing


def send_message(state: State, command: Command) -> Outcome:
    """`AT+CMGS` (§3.5.1, §4.3): the message follows behind the prompt."""
    if command.form is Form.TEST:
        return OK
    return _prompt(state, command, None)


def write_message(state: State, command: Command) -> Outcome:
    """`AT+CMGW` (§3.5.3, §4.4)."""
    if command.form is Form.TEST:
        return OK
    if not state.profile.text_mode:
        return _prompt(state, command, Status(command.number(1, range(4), Status.STORED_UNSENT)))
    name = command.text(2, "STO UNSENT").upper()
    if name not in ("STO UNSENT", "STO SENT"):
        raise BadArgument
    return _prompt(state, command, text_mode.STATUS_NAMES[name])


def _prompt(state: State, command: Command, status: Status | None) -> Prompt:
    if not state.profile.text_mode:
        return Prompt(status=status, length=command.number(0, range(1, LONGEST_TPDU + 1)))
    number = from_charset(command.text(0), state.profile.charset)
    international = command.text(1, "") == "145" and not number.startswith("+")
    try:
        address = Address.from_text(f"+{number}" if international else number)
    except EncodeError:
        raise CmsError(305) from None
    return Prompt(status=status, length=None, address=address)


def finish(state: State, prompt: Prompt, typed: bytes) -> Outcome:
    """What was typed up to Ctrl-Z becomes a submission or a stored message; CmsError 304 or 305 when it is none."""
    if prompt.address is not None:
        pdu = text_mode.compose(typed, prompt.address, state.profile)
    else:
        pdu = _read_pdu(typed, prompt.length)
    if prompt.status is None:
        return Submit(answer="+CMGS", pdu=pdu)
    index = state.storages[state.write_to].store(StoredMessage(status=prompt.status, pdu=pdu))
    if index is None:
        raise CmsError(322)
    return Answer(lines=(f"+CMGW: {index}",))


def _read_pdu(typed: bytes, announced: int | None) -> bytes:
    try:
        pdu = binascii.a2b_hex(typed.strip())
    except ValueError:
        raise CmsError(304) from None
    if not pdu or tpdu_length(pdu) != announced:
        raise CmsError(304)
    return pdu


def send_stored(state: State, command: Command) -> Outcome:
    """`AT+CMSS=<index>` (§3.5.2, §4.7)."""
    if command.form is Form.TEST:
        return OK
    storage = state.storages[state.write_to]
    index = _index(storage, command)
    message = storage.get(index)
    if message is None or message.status.received or len(command.arguments) > 1:
        raise CmsError(321 if message is None else 302)
    return Submit(answer="+CMSS", pdu=message.pdu, slot=index)


def acknowledge(state: State, command: Command) -> Outcome:
    """`AT+CNMA` (§3.4.4): under service 0 nothing awaits it."""
    raise CmsError(340)


COMMANDS: Final[dict[str, Handler]] = {
    "+CGSMS": accepted,
    "+CMGD": delete_message,
    "+CMGF": message_format,
    "+CMGL": list_messages,
    "+CMGR": read_message,
    "+CMGS": send_message,
    "+CMGW": write_message,
    "+CMMS": more_to_send,
    "+CMSS": send_stored,
    "+CNMA": acknowledge,
    "+CNMI": notices,
    "+CPMS": storages,
    "+CRES": accepted,
    "+CSAS": accepted,
    "+CSCA": service_centre,
    "+CSDH": show_parameters,
    "+CSMP": text_parameters,
    "+CSMS": message_service,
}
