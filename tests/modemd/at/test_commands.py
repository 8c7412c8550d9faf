"""Command lines, and what answers mean; the forms are those that modems were seen to give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemd.at import commands
from modemd.at.commands import (
    BadArgument,
    EnterPin,
    OperatorAnswer,
    Plain,
    ReadFunctionality,
    ReadOperator,
    ReadPinCounter,
    ReadPinState,
    ReadRegistration,
    RegistrationAnswer,
    ResponseLine,
    SetFunctionality,
    announced_length,
    fields,
)
from modemd.at.message_commands import (
    DeleteMessage,
    ReadMessage,
    SelectStorages,
    SetNotices,
    SetServiceCentre,
    SubmitPdu,
)


def lines(*texts: str) -> tuple[ResponseLine, ...]:
    return tuple(ResponseLine(text=text) for text in texts)


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (commands.ATTENTION, "AT"),
        (EnterPin(pin="1234"), 'AT+CPIN="1234"'),
        (SelectStorages(names=("SM", "SM", "SM")), 'AT+CPMS="SM","SM","SM"'),
        (SetNotices(values=(2, 1, 0, 2, 0)), "AT+CNMI=2,1,0,2,0"),
        (SetServiceCentre(number="+33639980099"), 'AT+CSCA="+33639980099",145'),
        (SetServiceCentre(number="0639980099"), 'AT+CSCA="0639980099",129'),
        (DeleteMessage(index=3), "AT+CMGD=3"),
        (ReadMessage(index=0), "AT+CMGR=0"),
        (SetFunctionality(level=1, reset=True), "AT+CFUN=1,1"),
        (SubmitPdu(tpdu=bytes(18), answer_within_s=1), "AT+CMGS=18"),
    ],
)
def test_a_command_has_its_line(command: commands.Command, line: str) -> None:
    assert command.line == line


@pytest.mark.parametrize("text", ["AT+CSQ\r", "AT\nAT", "AT\x1a", "AT\x1b", "+CSQ", "", "ATé"])
def test_what_would_start_a_second_command_or_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadArgument):
        Plain(text=text)


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", '1"34', "１２３４"])
def test_only_digits_are_a_pin(pin: str) -> None:
    with pytest.raises(BadArgument):
        EnterPin(pin=pin)


def test_a_pin_does_not_show_itself() -> None:
    assert "1234" not in repr(EnterPin(pin="1234"))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,0,,24", ["1", "0", "", "24"]),
        ('"a,b", 2', ["a,b", "2"]),
        ('2,1,"0B,"0100701",7', ["2", "1", "0B,0100701,7"]),
        ("", [""]),
        (",,", ["", "", ""]),
    ],
)
def test_fields_are_read_whatever_the_quotes(text: str, values: list[str]) -> None:
    assert fields(text) == values


@given(st.text())
def test_reading_fields_never_fails(text: str) -> None:
    assert fields(text)


@pytest.mark.parametrize(
    ("header", "length"),
    [
        ("+CMGR: 0,,23", 23),
        ("+CMGR: 1,,78", 78),
        ('+CMGR: 0,"",50', 50),
        ("+CMGR: 0,23", 23),
        ("+CMGR: 24", 24),
        ("+CMGR: ,,92", 92),
        ("+CMGR: 2,2,,174", 174),
        ("+CMGR: 0,,0", 0),
        ("+CMGR: ", None),
    ],
)
def test_the_last_number_of_a_header_is_the_length(header: str, length: int | None) -> None:
    assert announced_length(header) == length


@pytest.mark.parametrize(
    ("texts", "state"),
    [
        (["+CPIN: READY"], "READY"),
        (['+CPIN: "READY"'], "READY"),
        (["+CPIN:SIM PIN"], "SIM PIN"),
        (["+CPIN: SIM PUK"], "SIM PUK"),
        ([], None),
    ],
)
def test_the_pin_state_is_read(texts: list[str], state: str | None) -> None:
    assert ReadPinState().answer(lines(*texts)) == state


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("+CPINR: SIM PIN,3,3", 3),
        ("+CPINR: SIM PUK,10,10", None),
        ("^CPIN: SIM PIN,3,10,2,10,3", 2),
        ("^CPIN: READY,,10,3,10,3", 3),
        ("+SPIC: 3,10,3,10", 3),
        ("^SPIC: 1", 1),
        ("^SPIC: SIM PIN", None),
    ],
)
def test_the_attempts_left_are_read_in_every_vendors_words(text: str, left: int | None) -> None:
    assert ReadPinCounter().answer(lines(text)) == left


@pytest.mark.parametrize(("text", "level"), [("+CFUN: 1", 1), ("+CFUN: 0,0", 0), ("+CFUN: (0-1,4-7),(0-1)", None)])
def test_a_list_of_levels_is_no_level(text: str, level: int | None) -> None:
    assert ReadFunctionality().answer(lines(text)) == level


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("+CREG: 0,1", RegistrationAnswer(status=1, technology=None)),
        ("+CREG:0,5", RegistrationAnswer(status=5, technology=None)),
        ('+CREG: 2,1,"8BE3","00002BAF",2', RegistrationAnswer(status=1, technology=2)),
        ("+CREG: 2,1,8BE3,2BAF", RegistrationAnswer(status=1, technology=None)),
        ('+CREG: 2,1,"","605F"', RegistrationAnswer(status=1, technology=None)),
        ('+CREG: 2,1,"0B,"0100701",7', RegistrationAnswer(status=1, technology=None)),
        ('+CREG: 002,001,"18d8","ffff"', RegistrationAnswer(status=1, technology=None)),
        ("+CREG: 1,1,84CD,00D30173", RegistrationAnswer(status=1, technology=None)),
        ("+CREG: 2,2,,", RegistrationAnswer(status=2, technology=None)),
        ("+CREG: 2,1, 81ED, 1A9CEB", RegistrationAnswer(status=1, technology=None)),
        ('+CREG: 2,1,"8BE3","00002BAF",7,,,"00"', RegistrationAnswer(status=1, technology=7)),
    ],
)
def test_the_read_form_of_the_registration_is_owned_and_read(line: str, answer: RegistrationAnswer) -> None:
    command = ReadRegistration(what="CREG")
    assert command.owns(line)
    assert command.answer(lines(line)) == answer


@pytest.mark.parametrize(
    "line", ["+CREG: 1", "+CREG: 1,84CD,00D30156", '+CREG: 1,"0101","0202"', "+CGREG: 0,1", "+CREG: 2,,"]
)
def test_the_unsolicited_form_of_the_registration_is_not_the_answer(line: str) -> None:
    assert not ReadRegistration(what="CREG").owns(line)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('+COPS: 0,0,"Orange F",2', OperatorAnswer(operator="Orange F", technology=2)),
        ('+COPS: 0,2,"20801",7', OperatorAnswer(operator="20801", technology=7)),
        ("+COPS: 0", OperatorAnswer(operator=None, technology=None)),
        ('+COPS: 0,0,"Orange F"', OperatorAnswer(operator="Orange F", technology=None)),
        ('+COPS: 0,0,"004F00720061006E00670065",2', OperatorAnswer(operator="Orange", technology=2)),
        ('+COPS: 0,0,"Orange\x01",2', OperatorAnswer(operator="Orange", technology=2)),
        ('+COPS: 0,0,"",2', OperatorAnswer(operator=None, technology=2)),
        ('+COPS: "Orange F",2', OperatorAnswer(operator="Orange F", technology=2)),  # without the mode
        ('+COPS: 0,"Orange F"', OperatorAnswer(operator="Orange F", technology=None)),
        ('+COPS: "20801"', OperatorAnswer(operator="20801", technology=None)),
        ('+COPS: 0,0,"3",2', OperatorAnswer(operator="3", technology=2)),
        ('+COPS: 0,2,"00320030003800300031",7', OperatorAnswer(operator="20801", technology=7)),
    ],
)
def test_the_operator_is_read(text: str, answer: OperatorAnswer) -> None:
    assert ReadOperator().answer(lines(text)) == answer


@pytest.mark.parametrize(
    ("text", "name"),
    [("huawei", "huawei"), (" WAVECOM  MODEM ", "WAVECOM MODEM"), ('+CGMI: "Option N.V."', "Option N.V.")],
)
def test_a_name_is_read_without_its_dress(text: str, name: str) -> None:
    assert commands.MANUFACTURER.answer(lines(text)) == name


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("490154200010371", "490154200010371"),
        ("+CGSN: 490154200010371", "490154200010371"),
        ("490154200010371,ABC123", "490154200010371"),
        ("OK?", None),
    ],
)
def test_a_serial_number_is_digits(text: str, digits: str | None) -> None:
    assert commands.SERIAL.digits(lines(text)) == digits


def test_a_registration_without_any_value_is_no_answer() -> None:
    assert not ReadRegistration(what="CREG").owns("+CREG:")
    assert ReadRegistration(what="CREG").answer(()) is None


@pytest.mark.parametrize("what", ["CGREG", "CEREG"])
def test_the_packet_registrations_are_read_alike(what: str) -> None:
    command = ReadRegistration(what=what)
    for line in (f"+{what}: 0,1", f'+{what}: 2,1,"1234","01ABCDEF",7,"FF"'):
        assert command.owns(line)
        answer = command.answer(lines(line))
        assert answer is not None
        assert answer.status == 1
