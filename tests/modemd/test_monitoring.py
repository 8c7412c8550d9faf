"""Signal, registration, network, calls."""

import pytest

from modemd.at.commands import Command, ResponseLine
from modemd.at.events import Completed
from modemd.at.results import ERROR, OK
from modemd.at.signal_commands import Measure, Strength
from modemd.events import Tell
from modemd.monitoring import CALLER_WITHIN_S, Calls, hang_up, observe, read_registration, signal_from, signal_of
from modemd.procedure import Procedure, Reply
from modemd.session import Session
from smsbus.messages import IncomingCall, Message, ModemNetwork, ModemSignal, Registration


def play(procedure: Procedure[object], answers: dict[str, str]) -> tuple[list[str], list[Message]]:
    """Answers commands from the table, with ERROR for what is not in it; the lines asked and what was told."""
    asked: list[str] = []
    told: list[Message] = []
    reply: Reply = None
    while True:
        try:
            step = procedure.send(reply)
        except StopIteration:
            return asked, told
        reply = None
        if isinstance(step, Tell):
            told.append(step.message)
        else:
            assert isinstance(step, Command)
            asked.append(step.line)
            answer = answers.get(step.line)
            lines = (ResponseLine(text=answer),) if answer else ()
            reply = Completed(command=step, result=ERROR if answer is None else OK, lines=lines)


@pytest.mark.parametrize(
    ("raw", "dbm", "percent"),
    [(0, -113, 0), (18, -77, 58), (31, -51, 100), (99, None, None), (32, None, None), (100, -116, 0), (191, -25, 100)],
)
def test_a_raw_signal_in_dbm_and_percent(raw: int, dbm: int | None, percent: int | None) -> None:
    signal = signal_of("sim", raw)
    assert (signal.dbm, signal.percent) == (dbm, percent)


@pytest.mark.parametrize(
    ("creg", "cgreg", "cereg", "registration"),
    [
        ("0,1", None, None, Registration.HOME),
        ("0,0", "0,0", "0,1", Registration.HOME),  # LTE: +CREG says nothing
        ("0,2", "0,5", None, Registration.ROAMING),
        ("0,6", None, None, Registration.HOME),
        ("0,3", "0,0", None, Registration.DENIED),
        ("0,2", "0,3", None, Registration.SEARCHING),
        ("0,7", None, None, Registration.ROAMING),
        ("0,9", None, None, Registration.HOME),
        ("0,10", None, None, Registration.ROAMING),
        ("0,6", "0,0", "0,1", Registration.HOME),
        ("0,8", None, None, Registration.EMERGENCY_ONLY),
        ("0,11", None, None, Registration.EMERGENCY_ONLY),
        ("0,77", None, None, Registration.UNKNOWN),
        (None, None, None, Registration.UNKNOWN),
    ],
)
def test_the_best_of_three_registrations_counts(
    creg: str | None, cgreg: str | None, cereg: str | None, registration: Registration
) -> None:
    given = {"CREG": creg, "CGREG": cgreg, "CEREG": cereg}
    answers = {f"AT+{what}?": f"+{what}: {answer}" for what, answer in given.items() if answer is not None}
    session = Session(modem="sim")
    play(read_registration(session), answers)
    assert session.registration is registration


def test_what_a_modem_does_not_know_is_not_asked_again() -> None:
    session = Session(modem="sim")
    play(read_registration(session), {"AT+CREG?": "+CREG: 0,1"})
    asked, _ = play(read_registration(session), {"AT+CREG?": "+CREG: 0,1"})
    assert asked == ["AT+CREG?"]


ANSWERS = {"AT+CREG?": "+CREG: 0,1", "AT+CSQ": "+CSQ: 18,99", "AT+COPS?": '+COPS: 0,0,"Orange F",2'}


def test_only_what_changed_is_told() -> None:
    session = Session(modem="sim")
    _, told = play(observe(session), ANSWERS)
    assert [type(message) for message in told] == [ModemSignal, ModemNetwork]
    for csq, kinds in (("+CSQ: 19,99", []), ("+CSQ: 20,99", [ModemSignal]), ("+CSQ: 18,99", [ModemSignal])):
        _, told = play(observe(session), {**ANSWERS, "AT+CSQ": csq})
        assert [type(message) for message in told] == kinds


def test_the_network_is_told_with_name_and_technology() -> None:
    session = Session(modem="sim")
    play(observe(session), ANSWERS)
    assert session.network == ModemNetwork(
        modem="sim",
        operator="Orange F",
        plmn=None,
        registration=Registration.HOME,
        technology="UMTS",
        roaming=False,
    )


def test_where_csq_says_nothing_another_command_is_asked_and_one_that_is_not_known_only_once() -> None:
    session = Session(modem="sim")
    answers = {"AT+CREG?": "+CREG: 0,1", "AT+CSQ": "+CSQ: 99,99", "AT^HCSQ?": '^HCSQ: "LTE",49,46,111,20'}
    asked, told = play(observe(session), answers)
    assert told[0] == ModemSignal(modem="sim", raw=20, dbm=-72, percent=66)
    assert isinstance(told[1], ModemNetwork)
    assert told[1].technology == "LTE"
    assert "AT+CESQ" in asked
    asked, told = play(observe(session), answers)
    assert "AT+CESQ" not in asked
    assert told == []


@pytest.mark.parametrize(
    ("measure", "dbm", "raw", "percent"),
    [
        (Measure.RSRP, -75, 31, 100),
        (Measure.RSRP, -100, 16, 50),
        (Measure.RSRP, -140, 0, 0),
        (Measure.RSCP, -60, 31, 100),
        (Measure.RSSI, -77, 18, 58),
    ],
)
def test_other_measures_are_put_on_the_scale_of_csq(measure: Measure, dbm: int, raw: int, percent: int) -> None:
    assert signal_from("sim", Strength(measure=measure, dbm=dbm)) == ModemSignal(
        modem="sim", raw=raw, dbm=dbm, percent=percent
    )


def test_without_registration_there_is_no_operator() -> None:
    session = Session(modem="sim")
    play(observe(session), ANSWERS)
    asked, told = play(observe(session), {**ANSWERS, "AT+CREG?": "+CREG: 0,2"})
    assert "AT+COPS?" not in asked
    assert [(message.operator, message.registration) for message in told if isinstance(message, ModemNetwork)] == [
        (None, Registration.SEARCHING)
    ]


def test_a_call_waits_a_moment_for_its_number() -> None:
    calls = Calls()
    calls.ring(10.0)
    assert (calls.ringing_until, calls.number) == (10.0 + CALLER_WITHIN_S, None)
    calls.caller("+33639980001", 10.1)
    assert (calls.ringing_until, calls.number) == (10.1, "+33639980001")


def test_the_rings_that_are_on_their_way_when_we_hang_up_are_no_new_call() -> None:
    calls = Calls()
    calls.ring(10.0)
    calls.over(10.5)
    calls.ring(13.0)
    calls.caller("+33639980001", 13.1)
    assert calls.ringing_until is None
    calls.ring(30.0)
    assert calls.ringing_until is not None


def test_a_call_is_told_and_rejected_also_by_a_modem_that_only_knows_ath() -> None:
    asked, told = play(hang_up(Session(modem="sim"), "+33639980001"), {"ATH": ""})
    assert asked == ["AT+CHUP", "ATH"]
    assert told == [IncomingCall(modem="sim", caller="+33639980001")]


def test_a_storage_that_somebody_else_selected_is_noticed() -> None:
    session = Session(modem="sim", receive="SM", selected="SM")
    play(observe(session), {**ANSWERS, "AT+CPMS?": '+CPMS: "ME",3,100,"ME",3,100,"SM",1,30'})
    assert session.selected is None
    assert [(name, fill.used) for name, fill in session.fills.items()] == [("ME", 3)]


def test_an_operator_without_name_is_told_by_its_number_and_not_asked_for_again() -> None:
    session = Session(modem="sim")
    answers = {**ANSWERS, "AT+COPS=3,2": "", "AT+COPS=3,0": "", "AT+COPS?": '+COPS: 0,0,"",2'}
    numbered = dict(answers)
    procedure = observe(session)
    asked: list[str] = []
    reply: Reply = None
    while True:
        try:
            step = procedure.send(reply)
        except StopIteration:
            break
        reply = None
        if isinstance(step, Command):
            asked.append(step.line)
            numbered["AT+COPS?"] = '+COPS: 0,2,"20801",2' if asked[-2:-1] == ["AT+COPS=3,2"] else answers["AT+COPS?"]
            text = numbered.get(step.line, "")
            reply = Completed(command=step, result=OK, lines=(ResponseLine(text=text),) if text else ())
    assert session.network is not None
    assert (session.network.operator, session.network.plmn) == ("20801", "20801")
    assert "AT+COPS=3,2" not in play(observe(session), answers)[0]


@pytest.mark.parametrize("technology", range(14))
def test_every_technology_has_a_name(technology: int) -> None:
    session = Session(modem="sim")
    play(observe(session), {**ANSWERS, "AT+COPS?": f'+COPS: 0,0,"Orange F",{technology}'})
    assert session.network is not None
    names = ["GSM", "GSM", "UMTS", "EDGE", "HSDPA", "HSUPA", "HSPA", "LTE", "LTE-M", "NB-IoT", "LTE", "5G", "5G", "5G"]
    assert session.network.technology == names[technology]


def test_a_technology_that_cops_does_not_tell_is_asked_for_in_the_makers_words() -> None:
    session = Session(modem="sim")
    answers = {**ANSWERS, "AT+COPS?": '+COPS: 0,0,"Orange F"', "AT+CNSMOD?": "+CNSMOD: 0,8"}
    asked, _ = play(observe(session), answers)
    assert asked[-3:] == ["AT+COPS=3,2", "AT^SYSINFO", "AT+CNSMOD?"]
    assert session.network is not None
    assert session.network.technology == "LTE"
    assert "AT^SYSINFO" not in play(observe(session), answers)[0]


def test_of_a_signal_that_is_not_known_neither_dbm_nor_percent_are_made_up() -> None:
    session = Session(modem="sim")
    _, told = play(observe(session), {"AT+CREG?": "+CREG: 0,1", "AT+CSQ": "+CSQ: 99,99"})
    assert told[0] == ModemSignal(modem="sim", raw=99, dbm=None, percent=None)
    assert play(observe(session), {"AT+CREG?": "+CREG: 0,1", "AT+CSQ": "+CSQ: 199,99"})[1] == []
