"""The text behind a header of text mode: where it ends, whatever it says."""

import pytest

from modemd.at import urcs
from modemd.at.bodies import (
    Body,
    announced_characters,
    fits,
    is_report,
    is_text_header,
    without_codes,
)
from modemd.at.engine import TEXT_END_S
from modemd.at.events import Completed, Output, Unsolicited
from modemd.at.results import OK
from modemd.at.text_commands import ReadText
from tests.modemd.at.test_engine import CMTI, Line

STAMP = '"26/11/22,14:30:59+04"'


def header(length: int | None) -> str:
    shown = "" if length is None else f',145,4,0,0,"+33639980099",145,{length}'
    return f'+CMGR: "REC UNREAD","+33639980001",,{STAMP}{shown}'


def read(shown: str, length: int | None, *, wait: bool = False, octet_by_octet: bool = False) -> list[Output]:
    line = Line().synchronised()
    line.asked(ReadText(index=1))
    spoken = f"\r\n{header(length)}\r\n{shown}\r\n\r\nOK\r\n"
    outputs = []
    for piece in spoken if octet_by_octet else [spoken]:
        outputs += line.says(piece)
    return outputs + (line.waits(TEXT_END_S) if wait else [])


def text_of(outputs: list[Output]) -> str | None:
    done = outputs[-1]
    assert isinstance(done, Completed)
    assert done.result == OK
    return done.lines[0].payload


@pytest.mark.parametrize("octet_by_octet", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "Hello",
        "OK",
        "OK\nOK\n\nOK",
        '+CMTI: "SM",3',
        '+CMTI: "SM",3\nERROR\n>',
        "> Hello",
        "\nHello\n",
        "  blanks  ",
        "+CMS ERROR: 321\nCOMMAND NOT SUPPORT",
        f'x\n+CMGR: "REC READ","1",,{STAMP}\ny',
        "RING\n^RSSI:18",
        "00480065006C006C006F",
    ],
)
def test_a_text_may_say_anything_and_is_read_as_it_is(text: str, octet_by_octet: bool) -> None:
    assert text_of(read(text, len(text), octet_by_octet=octet_by_octet)) == text


def test_line_ends_inside_a_text_may_be_shown_as_two_octets() -> None:
    assert text_of(read("OK\r\n\r\n\r\nERROR\r\nb", len("OK\n\n\nERROR\nb"))) == "OK\n\n\nERROR\nb"


@pytest.mark.parametrize("length", [None, 9])
def test_a_text_shorter_than_announced_ends_when_nothing_follows(length: int | None) -> None:
    assert text_of(read("5 ???", length, wait=True)) == "5 ???"
    assert not [output for output in read("5 ???", length) if isinstance(output, Completed)]


def test_without_a_length_a_result_code_with_something_behind_it_is_text() -> None:
    line = Line().synchronised()
    line.asked(ReadText(index=1))
    line.says(f"\r\n{header(None)}\r\nall is\r\nOK\r\n")
    line.waits(TEXT_END_S / 2)
    line.says("I think\r\n\r\nOK\r\n")
    assert text_of(line.waits(TEXT_END_S)) == "all is\nOK\nI think"


@pytest.mark.parametrize("shown", ['+CMTI: "SM",3\r\n00480069', '00480069\r\n\r\n+CMTI: "SM",3', '+CMTI: "SM",3\r\nHi'])
def test_a_code_thrown_in_is_told_from_the_text_by_the_length(shown: str) -> None:
    outputs = read(shown, 2)
    assert CMTI in outputs
    done = next(output for output in outputs if isinstance(output, Completed))
    assert done.lines[0].payload in ("00480069", "Hi")


NOISE = "^RSSI:18"


@pytest.mark.parametrize(
    "text", ["00480069", "Hi", "Hi\nthere", "Hi\n^RSSI:18", "#SALE: now\n\n+1", "^RSSI:18\n^RSSI:18", "\nHi"]
)
@pytest.mark.parametrize(
    "shown", [f"{{}}\r\n\r\n{NOISE}", f"{{}}\r\n{NOISE}", f"{{}}\r\n\r\n{NOISE}\r\n\r\n{NOISE}", f"\r\n{NOISE}\r\n{{}}"]
)
def test_a_code_of_a_vendor_is_too_and_one_that_was_typed_stays(text: str, shown: str) -> None:
    outputs = read(shown.format(text), 2 if text == "00480069" else len(text))
    assert text_of(outputs) == text
    assert outputs[0] == Unsolicited(event=urcs.Chatter(text=NOISE))


def test_a_body_full_of_codes_is_settled_at_once() -> None:
    body = Body(header=header(10))
    for number in range(20_000):
        body.add(f"+A{number}: 1", 12)
    assert body.settled()[0].count("\n") == 19_999


def test_where_no_length_is_announced_a_line_in_a_vendors_form_stays_and_is_doubted() -> None:
    text = text_of(read(f"Hi\r\n{NOISE}", None, wait=True))
    assert text == f"Hi\n{NOISE}"
    assert not fits(header(None), text)
    assert fits(header(None), "Hi\n+1 and #1")


def test_a_code_behind_the_end_is_none_of_the_text_and_delays_nothing() -> None:
    line = Line().synchronised()
    line.asked(ReadText(index=1))
    line.says(f"\r\n{header(None)}\r\nHi\r\n\r\nOK\r\n\r\n{NOISE}\r\n")
    outputs = line.waits(TEXT_END_S)
    assert text_of(outputs) == "Hi"
    assert outputs[0] == Unsolicited(event=urcs.Chatter(text=NOISE))


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (f"00480069\n\n{NOISE}", "00480069"),
        (f"{NOISE}\n00480069\nRING", "00480069"),
        ("00480069", "00480069"),
        ("00480069\nHi", "00480069\nHi"),
        (f"00480069\n00480069\n{NOISE}", f"00480069\n00480069\n{NOISE}"),
        (f"Hi\n{NOISE}", f"Hi\n{NOISE}"),
        (NOISE, NOISE),
        ("", ""),
    ],
)
def test_codes_around_hexadecimal_are_none_of_it(shown: str, text: str) -> None:
    assert without_codes(shown) == text


def test_an_empty_text_has_no_line() -> None:
    assert text_of(read("", 0)) == ""


def test_a_deadline_ends_a_text_that_never_does() -> None:
    line = Line().synchronised()
    line.asked(ReadText(index=1))
    line.says(f"\r\n{header(500)}\r\nabc\r\n")
    assert [type(output).__name__ for output in line.waits(10.0)] == ["TimedOut"]
    line.asked(ReadText(index=1))
    line.says("\r\nOK\r\n")
    line.waits(0.1)
    assert text_of(line.says(f"\r\n{header(2)}\r\nHi\r\n\r\nOK\r\n")) == "Hi"


def test_a_text_passed_on_is_told_with_its_header_when_it_is_whole() -> None:
    line = Line().synchronised()
    spoken = f'+CMT: "+33639980001",,{STAMP},145,4,0,0,"+33639980099",145,5'
    assert line.says(f"\r\n{spoken}\r\nOK\n") == []
    assert line.says("ab\r\n") == [Unsolicited(event=urcs.MessagePassedOn(pdu="OK\nab", header=spoken))]


def test_a_report_has_no_text() -> None:
    line = Line().synchronised()
    spoken = f'+CDS: 6,5,"+33639980001",145,{STAMP},{STAMP},0'
    assert line.says(f"\r\n{spoken}\r\n") == [Unsolicited(event=urcs.MessagePassedOn(pdu="", header=spoken))]


@pytest.mark.parametrize(
    ("shown", "text", "report", "length"),
    [
        (f'+CMGR: "REC READ","+33639980001",,{STAMP}', True, False, None),
        (f'+CMGR: "REC READ","38000",,{STAMP},129,4,0,8,"+33",145,12', True, False, 12),
        (f'+CMGL: 3,"REC READ","38000",,{STAMP},129,12', True, False, 12),
        (f'+CMGL: 3,"REC READ",6,5,"+33639980001",145,{STAMP},{STAMP},0', True, True, 0),
        (f'+CMGR: "REC UNREAD",6,5,,,{STAMP},{STAMP},0', True, True, 0),
        ('+CMGL: 3,"STO SENT","38000",', True, False, None),
        ('+CMGR: "RX","+33639980001"', True, False, None),  # whatever it says: in PDU mode a number stands there
        ('+CMGL: 3,"0052004500430020","00330038"', True, False, None),
        ('+CMGR: 0,"Bob",24', False, True, None),
        ('+CMGL: 3,1,"Bob, home",24', False, True, None),
        ('+CMGL: 3,"",24', False, True, None),
        ("+CMGL: 3,1,,24", False, True, None),
        ("+CMT: ,24", False, False, None),
        ("+CDS: 24", False, False, None),
    ],
)
def test_headers_tell_mode_kind_and_length(shown: str, text: bool, report: bool, length: int | None) -> None:
    assert is_text_header(shown) is text
    if text:
        assert is_report(shown) is report
        assert report or announced_characters(shown) == length
