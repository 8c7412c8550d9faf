"""The mode, and the whole modem in text mode on the simulator."""

import re

import pytest

from modemd.simulator.faults import LostNotice, Restart
from smsbus.config import ModemSettings
from smsbus.messages import Content, JobResult, ModemCondition, ModemHello, Outcome, ReceivedPart, StatusReport
from tests.modemd.simulated import Simulator
from tests.modemd.wired import Wired

ALICE = "+33639980001"


class Refusing(Simulator):
    """A modem that answers commands that match with these lines instead."""

    def __init__(self, table: dict[str, str]) -> None:
        super().__init__()
        self.table = table

    def hear(self, octets: bytes, now: float) -> list[bytes]:
        for pattern, answer in self.table.items():
            if re.fullmatch(pattern.encode() + rb"\r", octets):
                return [answer.encode()]
        return super().hear(octets, now)


ERROR = "\r\nERROR\r\n"
CHARSETS = {
    "UCS2": {},
    "GSM": {r"AT\+CSCS=\?": '\r\n+CSCS: ("GSM","IRA")\r\n\r\nOK\r\n'},
    "IRA": {r"AT\+CSCS=\?": '\r\n+CSCS: ("IRA")\r\n\r\nOK\r\n'},
}


def ready(modem: Simulator, **settings: object) -> Wired:
    house = Wired(far_end=modem, settings=ModemSettings(port="/dev/test", **settings))  # type: ignore[arg-type]
    return house.start().until(ModemCondition.READY, within_s=90).run(1)


@pytest.fixture(params=["UCS2", "GSM"])
def house(request: pytest.FixtureRequest) -> Wired:
    return ready(Refusing(CHARSETS[request.param]), text_mode=True)


def simulator(house: Wired) -> Simulator:
    assert isinstance(house.far_end, Simulator)
    return house.far_end


@pytest.mark.parametrize(
    "text", ["Hello", "16.3 °C", "OK", 'a\nOK\n\n+CMTI: "SM",9\n> b', "€ [x]", "@", "日本 😀", "é" * 160, " x "]
)
def test_a_text_is_read_told_and_deleted(house: Wired, text: str) -> None:
    house.said(simulator(house).text(ALICE, text, house.now))
    house.run(2)
    (received,) = house.heard(ReceivedPart)
    assert (received.sender, received.sender_type, received.text) == (ALICE, "international", text)
    assert received.scts
    assert simulator(house).used == 0


def test_octet_by_octet_nothing_changes() -> None:
    house = Wired(
        far_end=Simulator(),
        settings=ModemSettings(port="/dev/test", text_mode=True),
        cut=lambda octets: [bytes([octet]) for octet in octets],
    ).start()
    house.until(ModemCondition.READY)
    house.said(simulator(house).text(ALICE, "OK\nOK", house.now))
    house.run(1)
    assert house.texts == ["OK\nOK"]


def test_a_modem_in_text_mode_says_so_and_how_long_a_message_may_be() -> None:
    for charset, most in (("UCS2", 160), ("GSM", 70), ("IRA", 70)):
        house = ready(Refusing(CHARSETS[charset]), text_mode=True)
        assert house.states[-1][1] == "registered in its home network; in text mode"
        assert house.heard(ModemHello)[-1].capabilities.max_chars == most
        assert house.heard(ModemHello)[0].capabilities.max_chars == 70


def test_texts_waiting_at_start_are_listed_and_read_one_by_one() -> None:
    modem = Simulator()
    for number in range(5):
        modem.text(ALICE, f"OK {number}\nOK", float(100 - number))
    house = ready(modem, text_mode=True)
    assert house.texts == [f"OK {number}\nOK" for number in (4, 3, 2, 1, 0)]
    assert modem.used == 0


def test_without_a_listing_slots_are_read_one_by_one() -> None:
    modem = Refusing({r'AT\+CMGL="ALL"': ERROR})
    modem.text(ALICE, "Hello", 1.0)
    assert ready(modem, text_mode=True).texts == ["Hello"]


def test_a_lost_notice_is_found_by_the_poll(house: Wired) -> None:
    simulator(house).misbehave(LostNotice(), house.now)
    house.said(simulator(house).text(ALICE, "Hello", house.now))
    house.run(31)
    assert house.texts == ["Hello"]


@pytest.mark.parametrize(
    ("text", "alphabet"), [("Hello", "gsm7"), ("OK\nERROR", "gsm7"), ("16.3 °C", "ucs2"), ("€Ξ@", "gsm7")]
)
def test_a_text_is_submitted(house: Wired, text: str, alphabet: str) -> None:
    house.submit("a", text=text, alphabet=alphabet)
    assert [(result.outcome, result.reference) for result in house.heard(JobResult)] == [(Outcome.SENT, 0)]
    assert [(sent.to, sent.text) for sent in simulator(house).submitted] == [(ALICE, text)]


@pytest.mark.parametrize("stored", [True, False])
def test_a_report_comes_stored_or_passed_on(stored: bool) -> None:
    refused = r"AT\+CNMI=2,1,0,1.*" if stored else r"AT\+CNMI=2,1,0,2.*"
    house = ready(Refusing({refused: ERROR}), text_mode=True, delivery_reports=True)
    house.submit("a", delivery_report=True)
    house.run(5)
    (report,) = house.heard(StatusReport)
    assert (report.recipient, report.reference, report.status) == (ALICE, 0, 0)
    assert simulator(house).used == 0


def test_flash_is_a_message_of_class_zero(house: Wired) -> None:
    house.submit("a", flash=True)
    assert b"AT+CSMP=17,255,0,16\r" in house.written


def test_a_text_passed_on_is_told(house: Wired) -> None:
    house.said([b'\r\n+CMT: "+33639980001",,"26/11/22,14:30:59+04",145,4,0,0,"+33639980099",145,8\r\n0OK\nRING\r\n'])
    house.run(1)
    assert house.texts == ["0OK\nRING"]


def test_a_modem_that_refuses_text_mode_uses_pdu_mode_and_says_so() -> None:
    modem = Refusing({r"AT\+CMGF=1": ERROR, r"AT\+CMGF=\?": "\r\n+CMGF: (0)\r\n\r\nOK\r\n"})
    house = ready(modem, text_mode=True)
    assert house.states[-1][1].endswith("this modem refuses text mode, PDU mode is used")
    assert house.now < 5
    assert house.heard(ModemHello)[-1].capabilities.max_chars == 0
    house.submit("a")
    assert modem.submitted[-1].text == "Hello"


@pytest.mark.parametrize("offered", ["\r\n+CMGF: (1)\r\n\r\nOK\r\n", ERROR])
def test_a_modem_that_knows_only_text_mode_is_used_so_and_says_so(offered: str) -> None:
    modem = Refusing({r"AT\+CMGF=0": ERROR, r"AT\+CMGF=\?": offered})
    house = ready(modem)
    assert house.states[-1][1].endswith("this modem knows text mode only")
    house.said(modem.text(ALICE, "Hello", house.now))
    house.run(1)
    assert house.texts == ["Hello"]


def test_a_modem_that_refuses_both_modes_is_recovered_and_says_why() -> None:
    modem = Refusing({r"AT\+CMGF=[01]": ERROR})
    house = Wired(far_end=modem).start().until(ModemCondition.RECOVERING, within_s=90)
    assert "refuses both PDU mode and text mode" in house.states[-1][1]


@pytest.mark.parametrize("text_mode", [True, False])
def test_a_modem_that_falls_back_into_the_other_mode_is_set_right(text_mode: bool) -> None:
    house = ready(Simulator(), text_mode=text_mode)
    simulator(house).core.state.profile.text_mode = not text_mode
    house.said(simulator(house).text(ALICE, "Hello", house.now))
    house.run(5)
    assert house.texts == ["Hello"]
    assert [part.content for part in house.heard(ReceivedPart)] == [Content.TEXT]
    assert simulator(house).used == 0


@pytest.mark.parametrize("text", ["1234", "@ [x]", "é", "Hi\n^RSSI:18", "RING", "0048", "#SALE: all"])
def test_after_a_restart_without_a_word_a_text_is_read_again_as_text_mode_is_set(house: Wired, text: str) -> None:
    house.said(simulator(house).misbehave(Restart(for_s=0.1, silent=True), house.now))
    house.run(0.2)
    house.said(simulator(house).text(ALICE, text, house.now))
    house.run(40)
    assert house.texts == [text]
    assert simulator(house).used == 0
    assert any("it forgot its settings" in reason for _, reason in house.states)


@pytest.mark.parametrize("text", ["Hi", "Hi\n^RSSI:18", "RING\nOK"])
def test_where_only_the_lengths_are_lost_they_are_asked_for_and_nothing_is_set_up_anew(house: Wired, text: str) -> None:
    simulator(house).core.state.profile.show_parameters = False
    before = (len(house.states), house.written.count(b"AT+CSDH=1\r"))
    for _ in range(2):
        house.said(simulator(house).text(ALICE, text, house.now))
        house.run(3)
    assert house.texts == [text] * 2
    assert (len(house.states), house.written.count(b"AT+CSDH=1\r")) == (before[0], before[1] + 1)


@pytest.mark.parametrize("text", ["1234", "Hi", "0048", "OK"])
def test_where_only_the_character_set_is_lost_a_text_of_digits_is_none_of_ucs2(text: str) -> None:
    house = ready(Simulator(), text_mode=True)
    simulator(house).core.state.profile.charset = "IRA"
    house.said(simulator(house).text(ALICE, text, house.now))
    house.run(3)
    assert house.texts == [text]
    assert simulator(house).core.state.profile.charset == "UCS2"


@pytest.mark.parametrize("answer", ["\r\nOK\r\n", ERROR])
def test_a_modem_that_announces_no_lengths_is_asked_once_more_and_then_believed(answer: str) -> None:
    house = ready(Refusing({r"AT\+CSDH=1": answer}), text_mode=True)
    for number in range(3):
        house.said(simulator(house).text(ALICE, f"Hello {number}", house.now))
        house.run(2)
    assert house.texts == ["Hello 0", "Hello 1", "Hello 2"]
    assert house.written.count(b"AT+CSDH=1\r") == 2
    assert simulator(house).used == 0


def test_a_text_that_is_gone_when_it_is_read_again_is_not_told_as_it_was_read_first() -> None:
    table: dict[str, str] = {}
    house = ready(Refusing(table), text_mode=True)
    simulator(house).core.state.profile.show_parameters = False
    busy = "\r\n+CMS ERROR: 500\r\n"
    shown = '\r\n+CMGR: "REC UNREAD","+33639980001",,"26/11/22,14:30:59+04"\r\nHi\r\n\r\nOK\r\n'
    table |= {r"AT\+CMGR=1": shown, r"AT\+CSCS=.*": busy}
    house.said([b'\r\n+CMTI: "SM",1\r\n'])
    house.run(0.31)
    table[r"AT\+CMGR=1"] = busy
    house.run(5)
    assert house.texts == []


def test_a_service_centre_that_parameters_erase_is_restored() -> None:
    modem = Simulator()
    erasing = modem.hear

    def hear(octets: bytes, now: float) -> list[bytes]:
        if octets.startswith(b"AT+CSMP="):
            modem.core.state.smsc = ""
        return erasing(octets, now)

    modem.hear = hear  # type: ignore[method-assign]
    house = ready(modem, text_mode=True)
    house.submit("a")
    assert [result.outcome for result in house.heard(JobResult)] == [Outcome.SENT]
    assert modem.core.state.smsc == "+33639980099"
