"""Commands of text mode: their lines, and what their answers mean."""

import pytest

from modemd.at.commands import BadArgument, ResponseLine
from modemd.at.events import Committed, Completed, Write
from modemd.at.results import OK
from modemd.at.text_commands import (
    ListTexts,
    ReadText,
    SetTextParameters,
    SubmitText,
    TestCharacterSets,
    TestFormats,
)
from tests.modemd.at.test_engine import Line

STAMP = '"26/11/22,14:30:59+04"'


def lines(*texts: str) -> tuple[ResponseLine, ...]:
    return tuple(ResponseLine(text=text, payload="x") for text in texts)


@pytest.mark.parametrize(
    ("answer", "formats"),
    [("+CMGF: (0,1)", {0, 1}), ("+CMGF: (0-1)", {0, 1}), ("+CMGF: (1)", {1}), ("+CMGF:0", {0}), ("+CMGF: ", set())],
)
def test_the_modes_a_modem_offers(answer: str, formats: set[int]) -> None:
    assert TestFormats().answer(lines(answer)) == formats


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ('+CSCS: ("IRA","UCS2","GSM")', ("IRA", "UCS2", "GSM")),
        ('+CSCS: ("GSM","8859-1")', ("GSM", "8859-1")),
        ("+CSCS: (ucs2)", ("UCS2",)),
    ],
)
def test_the_character_sets_a_modem_offers(answer: str, names: tuple[str, ...]) -> None:
    assert TestCharacterSets().answer(lines(answer)) == names


def test_the_listing_tells_slots_and_leaves_out_what_is_to_be_sent() -> None:
    listed = lines(
        f'+CMGL: 0,"REC UNREAD","+33639980001",,{STAMP},145,2',
        '+CMGL: 2,"STO UNSENT","+33639980001",,',
        f'+CMGL: 5,"REC READ",6,5,"+33639980001",145,{STAMP},{STAMP},0',
        "+CMGL: ",
    )
    assert ListTexts().answer(listed) == [0, 5]


def test_what_is_to_be_sent_is_no_message() -> None:
    assert ReadText(index=1).answer(lines('+CMGR: "STO SENT","+33639980001",')) is None
    assert ReadText(index=1).answer(()) is None


def test_the_lines_of_commands() -> None:
    assert SetTextParameters(first_octet=49, validity=255, coding=8).line == "AT+CSMP=49,255,0,8"
    command = SubmitText(recipient="36105", text=b"x", coded=True, answer_within_s=1)
    assert command.line == 'AT+CMGS="00330036003100300035",129'
    assert SubmitText(recipient="+336", text=b"x", answer_within_s=1).line == 'AT+CMGS="+336",145'


@pytest.mark.parametrize(
    ("recipient", "text"),
    [("+336\r", b"x"), ('+336",1', b"x"), ("", b"x"), ("Bank", b"x"), ("+336", b"a\x1ab"), ("+336", b"a\x1bb")],
)
def test_what_could_leave_the_line_or_the_prompt_is_refused(recipient: str, text: bytes) -> None:
    with pytest.raises(BadArgument):
        SubmitText(recipient=recipient, text=text, answer_within_s=1)


def test_an_echoed_text_that_reads_like_a_result_code_is_none() -> None:
    line = Line().synchronised()
    command = SubmitText(recipient="+336", text=b"OK\nERROR", answer_within_s=1)
    line.asked(command)
    assert line.says("\r\n> ") == [Committed(command=command), Write(octets=b"OK\nERROR\x1a")]
    assert line.says("OK\r\n> ERROR\r\n") == []
    done = Completed(command=command, result=OK, lines=(ResponseLine(text="+CMGS: 5"),))
    assert line.says("\r\n+CMGS: 5\r\n\r\nOK\r\n") == [done]
