"""Commands about the modem, its SIM and the network: V.250 and 3GPP TS 27.007. `COMMANDS` is the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from .charset import address_type, from_charset, in_charset
from .command_line import Command, Form
from .results import NO_CARRIER, BadArgument, CmeError, ErrorReports, NotUnderstood
from .sim import PIN_ATTEMPTS, PUK_ATTEMPTS
from .state import Answer, Handler, Outcome, Profile, State

OK: Final = Answer()
_ACCESS_TECHNOLOGY: Final = 7  # LTE
_AREA: Final = '"1A2B","0000C3D4"'


def fixed(information: Callable[[State], str]) -> Handler:
    """A command whose execution shows one line."""

    def handler(state: State, command: Command) -> Outcome:
        match command.form:
            case Form.EXECUTE:
                return Answer(lines=(information(state),))
            case Form.TEST:
                return OK
            case _:
                raise BadArgument

    return handler


def accepted(state: State, command: Command) -> Outcome:
    """A command that means nothing to this modem and disturbs nothing."""
    return OK


def show_attention(state: State, command: Command) -> Outcome:
    """`ATI`."""
    personality = state.settings.personality
    return Answer(lines=(personality.manufacturer, personality.model, f"Revision: {personality.revision}"))


def set_echo(state: State, command: Command) -> Outcome:
    """`ATE` (V.250 §6.2.4)."""
    state.profile.echo = bool(command.number(0, (0, 1), 0))
    return OK


def reset_profile(state: State, command: Command) -> Outcome:
    """`ATZ`, `AT&F`."""
    state.profile = Profile.fresh(state.settings)
    return OK


def only(*values: int) -> Handler:
    """A basic command of which this modem has the usual setting alone (`ATV1`, `ATQ0`)."""

    def handler(state: State, command: Command) -> Outcome:
        try:
            command.number(0, values, 0)
        except BadArgument:
            raise NotUnderstood from None
        return OK

    return handler


def hang_up(state: State, command: Command) -> Outcome:
    """`ATH`, `AT+CHUP`."""
    state.call = None
    return OK


def no_voice(state: State, command: Command) -> Outcome:
    """`ATD`, `ATA`: there is nobody to talk to."""
    state.call = None
    return Answer(final=NO_CARRIER)


def error_reports(state: State, command: Command) -> Outcome:
    """`AT+CMEE` (27.007 §9.1)."""
    match command.form:
        case Form.READ:
            return Answer(lines=(f"+CMEE: {state.profile.error_reports:d}",))
        case Form.TEST:
            return Answer(lines=("+CMEE: (0-2)",))
        case Form.WRITE | Form.EXECUTE:
            state.profile.error_reports = ErrorReports(command.number(0, range(3), 0))
            return OK


def pin(state: State, command: Command) -> Outcome:
    """`AT+CPIN` (27.007 §8.3)."""
    match command.form:
        case Form.READ:
            return Answer(lines=(f"+CPIN: {state.sim.condition}",))
        case Form.WRITE:
            state.sim.enter(command.text(0), command.text(1, "") or None)
            state.occupy_sim()
            return OK
        case Form.TEST:
            return OK
        case Form.EXECUTE:
            raise BadArgument


def pin_attempts(state: State, command: Command) -> Outcome:
    """`AT+CPINR` (27.007 §8.65): attempts left; or the same in the words of Huawei, SIMCom or Siemens."""
    sim = state.sim
    pin, puk = sim.pin_attempts, sim.puk_attempts
    if command.name != state.settings.personality.pin_counter:
        raise NotUnderstood
    match command.name:
        case "^CPIN":
            wanted = "" if sim.condition == "READY" else puk if sim.condition == "SIM PUK" else pin
            return Answer(lines=(f"^CPIN: {sim.condition},{wanted},{puk},{pin},{PUK_ATTEMPTS},{PIN_ATTEMPTS}",))
        case "+SPIC":
            return Answer(lines=(f"+SPIC: {pin},{puk},0,{PUK_ATTEMPTS}",))
        case "^SPIC":
            return Answer(lines=(f"^SPIC: {puk if sim.condition == 'SIM PUK' else pin}",))
        case _:
            pin_line = f"+CPINR: SIM PIN,{pin},{PIN_ATTEMPTS}"
            return Answer(lines=(pin_line, f"+CPINR: SIM PUK,{puk},{PUK_ATTEMPTS}"))


def chatter(state: State, command: Command) -> Outcome:
    """`AT^CURC`: whether the lines that come by themselves do."""
    if not state.settings.personality.chatter:
        raise NotUnderstood
    state.profile.chatter = bool(command.number(0, (0, 1), 1))
    return OK


def facility_lock(state: State, command: Command) -> Outcome:
    """`AT+CLCK="SC",2` (27.007 §7.4): whether the SIM asks for a PIN. Changing that is not simulated."""
    match command.form:
        case Form.TEST:
            return Answer(lines=('+CLCK: ("SC")',))
        case Form.WRITE if command.text(0) == "SC" and command.text(1) == "2":
            return Answer(lines=(f"+CLCK: {state.sim.asks_pin:d}",))
        case _:
            raise CmeError(3)


def functionality(state: State, command: Command) -> Outcome:
    """`AT+CFUN` (27.007 §8.2): 0 and 4 switch the radio off; `=1,1` starts the modem anew."""
    match command.form:
        case Form.READ:
            return Answer(lines=(f"+CFUN: {state.functionality}",))
        case Form.TEST:
            return Answer(lines=("+CFUN: (0,1,4),(0,1)",))
        case Form.WRITE | Form.EXECUTE:
            state.functionality = command.number(0, (0, 1, 4), 1)
            return Answer(restart=bool(command.number(1, (0, 1), 0)))


def signal(state: State, command: Command) -> Outcome:
    """`AT+CSQ` (27.007 §8.5)."""
    match command.form:
        case Form.EXECUTE | Form.READ:
            heard = state.conditions.signal if state.functionality == 1 else 99
            return Answer(lines=(f"+CSQ: {heard},99",))
        case Form.TEST:
            return Answer(lines=("+CSQ: (0-31,99),(99)",))
        case Form.WRITE:
            raise BadArgument


def registration_line(state: State, name: str) -> str:
    """The unsolicited line of `+CREG`, `+CGREG` or `+CEREG` (27.007 §7.2)."""
    return f"{name}: {state.registration}{_whereabouts(state, name)}"


def _whereabouts(state: State, name: str) -> str:
    with_area = state.profile.registration_codes.get(name, 0) == 2 and state.online
    return f",{_AREA},{_ACCESS_TECHNOLOGY}" if with_area else ""


def registration(state: State, command: Command) -> Outcome:
    """`AT+CREG`, `AT+CGREG`, `AT+CEREG` (27.007 §7.2, §10.1.20, §10.1.22)."""
    name = command.name
    match command.form:
        case Form.READ:
            codes = state.profile.registration_codes.get(name, 0)
            return Answer(lines=(f"{name}: {codes},{state.registration}{_whereabouts(state, name)}",))
        case Form.TEST:
            return Answer(lines=(f"{name}: (0-2)",))
        case Form.WRITE | Form.EXECUTE:
            state.profile.registration_codes[name] = command.number(0, range(3), 0)
            return OK


def operator(state: State, command: Command) -> Outcome:
    """`AT+COPS` (27.007 §7.3): there is one network, chosen automatically."""
    settings, profile = state.settings, state.profile
    match command.form:
        case Form.READ if not state.online:
            return Answer(lines=("+COPS: 0",))
        case Form.READ:
            name = settings.plmn if profile.operator_format == 2 else settings.operator
            shown = in_charset(name, profile.charset)
            return Answer(lines=(f'+COPS: 0,{profile.operator_format},"{shown}",{_ACCESS_TECHNOLOGY}',))
        case Form.TEST:
            name = settings.operator
            return Answer(lines=(f'+COPS: (2,"{name}","{name}","{settings.plmn}",{_ACCESS_TECHNOLOGY}),,(0,3),(0-2)',))
        case Form.WRITE | Form.EXECUTE:
            if command.number(0, (0, 3), 0) == 3:
                profile.operator_format = command.number(1, range(3))
            return OK


def attached(state: State, command: Command) -> Outcome:
    """`AT+CGATT` (27.007 §10.1.9)."""
    return Answer(lines=(f"+CGATT: {state.online:d}",)) if command.form is Form.READ else OK


def charset(state: State, command: Command) -> Outcome:
    """`AT+CSCS` (27.007 §5.5)."""
    match command.form:
        case Form.READ:
            return Answer(lines=(f'+CSCS: "{state.profile.charset}"',))
        case Form.TEST:
            return Answer(
                lines=("+CSCS: ({})".format(",".join(f'"{name}"' for name in state.settings.personality.charsets)),)
            )
        case Form.WRITE:
            name = from_charset(command.text(0), state.profile.charset).upper()
            if name not in state.settings.personality.charsets:
                raise BadArgument
            state.profile.charset = name
            return OK
        case Form.EXECUTE:
            raise BadArgument


def own_number(state: State, command: Command) -> Outcome:
    """`AT+CNUM` (27.007 §7.1)."""
    if command.form is not Form.EXECUTE:
        return OK
    number = state.settings.number
    shown = in_charset(number, state.profile.charset)
    return Answer(lines=(f'+CNUM: "","{shown}",{address_type(number)}',))


def phone_book(state: State, command: Command) -> Outcome:
    """`AT+CPBS` (27.007 §8.11): the SIM's phone book, which is empty."""
    match command.form:
        case Form.READ:
            return Answer(lines=('+CPBS: "SM",0,100',))
        case Form.TEST:
            return Answer(lines=('+CPBS: ("SM")',))
        case Form.WRITE if from_charset(command.text(0), state.profile.charset) == "SM":
            return OK
        case _:
            raise BadArgument


def phone_book_entries(state: State, command: Command) -> Outcome:
    """`AT+CPBR` (27.007 §8.12)."""
    match command.form:
        case Form.TEST:
            return Answer(lines=("+CPBR: (1-100),40,18",))
        case Form.WRITE:
            command.number(0, range(1, 101))
            return OK
        case _:
            raise BadArgument


def caller_identity(state: State, command: Command) -> Outcome:
    """`AT+CLIP` (27.007 §7.6)."""
    match command.form:
        case Form.READ:
            return Answer(lines=(f"+CLIP: {state.profile.caller_identity:d},1",))
        case Form.TEST:
            return Answer(lines=("+CLIP: (0,1)",))
        case Form.WRITE | Form.EXECUTE:
            state.profile.caller_identity = bool(command.number(0, (0, 1), 0))
            return OK


def activity(state: State, command: Command) -> Outcome:
    """`AT+CPAS` (27.007 §8.1): 0 ready, 3 ringing."""
    return Answer(lines=(f"+CPAS: {3 if state.call else 0}",)) if command.form is Form.EXECUTE else OK


def card_number(state: State, command: Command) -> Outcome:
    """`AT+CCID`."""
    return Answer(lines=(f"+CCID: {state.settings.iccid}",)) if command.form is not Form.TEST else OK


_IDENTITY: Final[dict[str, Callable[[State], str]]] = {
    "GMI": lambda state: state.settings.personality.manufacturer,
    "GMM": lambda state: state.settings.personality.model,
    "GMR": lambda state: state.settings.personality.revision,
    "GSN": lambda state: state.settings.imei,
}

BEFORE_PIN: Final[dict[str, Handler]] = {
    **{f"+{name}": fixed(shown) for name, shown in _IDENTITY.items()},
    **{f"+C{name}": fixed(shown) for name, shown in _IDENTITY.items()},
    "A": no_voice,
    "D": no_voice,
    "E": set_echo,
    "H": hang_up,
    "I": show_attention,
    "L": accepted,
    "M": accepted,
    "Q": only(0),
    "V": only(1),
    "X": accepted,
    "Z": reset_profile,
    "&C": accepted,
    "&D": accepted,
    "&F": reset_profile,
    "&K": accepted,
    "&W": accepted,
    "+CCID": card_number,
    "+CFUN": functionality,
    "+CHUP": hang_up,
    "+CLCK": facility_lock,
    "+CMEE": error_reports,
    "+CPAS": activity,
    "+CPIN": pin,
    "+CPINR": pin_attempts,
    "+SPIC": pin_attempts,
    "^SPIC": pin_attempts,
    "^CPIN": pin_attempts,
    "^CURC": chatter,
    "+CREG": registration,
    "+CGREG": registration,
    "+CEREG": registration,
    "+CSCS": charset,
    "+CSQ": signal,
    "+GCAP": fixed(lambda state: "+GCAP: +CGSM"),
    "+IFC": accepted,
    "+IPR": accepted,
}
"""The commands that work while the SIM is locked."""

AFTER_PIN: Final[dict[str, Handler]] = {
    "+CGATT": attached,
    "+CIMI": fixed(lambda state: state.settings.imsi),
    "+CLIP": caller_identity,
    "+CNUM": own_number,
    "+COPS": operator,
    "+CPBR": phone_book_entries,
    "+CPBS": phone_book,
}
"""The commands that a locked SIM refuses."""
