"""Commands of people: which are harmless, and what USSD answers mean."""

import pytest

from modemd.at.commands import BadArgument, ResponseLine
from modemd.at.events import Completed
from modemd.at.order_commands import AskUssd, RawCommand, UssdAnswer
from modemd.at.results import OK
from tests.modemd.at.test_engine import Line, completed


@pytest.mark.parametrize(
    "command",
    ["AT", "ATI", "at+csq", "AT+COPS?", "AT+CNMI=?", "AT^HCSQ?", "AT+CGMI", "AT+CSQ;+CREG?", "AT+CMGR=3", "AT+CPIN?"],
)
def test_what_only_tells_something_is_harmless(command: str) -> None:
    assert not RawCommand(text=command).harmful


@pytest.mark.parametrize(
    "command",
    [
        "AT+CMGS=18",
        "AT+CMSS=1",
        "AT+CMGD=1",
        "at + cmgd = 1",
        "AT+CMGW=18",
        "AT+CFUN=1,1",
        "AT+CFUN=0",
        "ATZ",
        "AT&F",
        "ATD123;",
        "ATE1",
        "ATI+CFUN=1,1",
        "ATIZ",
        "AT+CSQ;+CMGD=1",
        'AT+CSQ;+CMGD=1,"?"',
        "AT+CMGF=1",
        "AT+CNMI=0",
        "AT^RESET",
        "AT^GETPORTMODE?",
        "AT#REBOOT",
        "AT+QPOWD",
        "AT+CRESET",
        "AT+CLAC",
        "AT$X",
    ],
)
def test_what_could_send_delete_reset_or_change_is_not(command: str) -> None:
    assert RawCommand(text=command).harmful


@pytest.mark.parametrize(
    "command", ["", "CSQ", "AT\r", "AT\x1a", "ATé", "AT" + "x" * 200, 'AT+CPIN="1234"', 'AT+CSQ;+CPIN="1234"']
)
def test_what_is_no_command_or_holds_a_pin_is_refused(command: str) -> None:
    with pytest.raises(BadArgument):
        RawCommand(text=command)


def test_the_lines_of_its_response_are_told_and_codes_thrown_in_are_not() -> None:
    line = Line().synchronised()
    command = RawCommand(text="ATI")
    line.asked(command)
    outputs = line.says('ATI\r\r\nManufacturer: huawei\r\n^RSSI:18\r\n+CMTI: "SM",3\r\nModel: E173\r\n\r\nOK\r\n')
    assert outputs[-1] == completed(command, "Manufacturer: huawei", "Model: E173")


@pytest.mark.parametrize(
    ("spoken", "answer"),
    [
        ('\r\nOK\r\n\r\n+CUSD: 0,"Your credit: 5 EUR",15\r\n', UssdAnswer(state=0, text="Your credit: 5 EUR")),
        ('\r\n+CUSD: 0,"Credit",15\r\n\r\nOK\r\n', UssdAnswer(state=0, text="Credit")),
        ('\r\nOK\r\n\r\n+CUSD: 1,"1 Credit\r\n2 Help\n",15\r\n', UssdAnswer(state=1, text="1 Credit\n2 Help\n")),
        ("\r\nOK\r\n\r\n+CUSD: 4\r\n", UssdAnswer(state=4, text=None)),
        ('\r\nOK\r\n+CMTI: "SM",3\r\n+CUSD: 0,"x"\r\n', UssdAnswer(state=0, text="x")),
    ],
)
def test_the_answer_of_the_network_comes_behind_the_ok(spoken: str, answer: UssdAnswer) -> None:
    line = Line().synchronised()
    command = AskUssd(code="*100#")
    line.asked(command)
    done = [output for output in line.says(spoken) if isinstance(output, Completed)]
    assert [each.result for each in done] == [OK]
    found = command.answer(done[0].lines)
    assert found is not None
    assert (found.state, (found.text or "").strip() or None) == (answer.state, (answer.text or "").strip() or None)


@pytest.mark.parametrize(
    ("written", "shown", "text"),
    [
        ("plain", '"5.00 EUR",15', "5.00 EUR"),
        ("plain", '"12345678",15', "12345678"),
        ("ucs2", '"0035002020AC",72', "5 €"),
        ("plain", '"00350020004500550052",15', "5 EUR"),  # the coding is wrong
        ("packed", '"C8329BFD06",15', "Hello"),
        ("packed", '"C8329BFD06"', "Hello"),
        ("packed", '"00480069",72', "Hi"),
        ("packed", " C8329BFD06", "Hello"),  # huawei_e160.json
        ("packed", " C8329BFD06,15", "Hello"),
        ("packed", '"C8329BFD06",0', "Hello"),
        ("plain", '"041104300"', "041104300"),
        ("plain", '"0411043004340435043D",17', "Баден"),
        ("packed", '"04110430043B0430043D0441003A00200035",15', "Баланс: 5"),  # the coding is wrong
        ("plain", '"5.00 EUR",72', "5.00 EUR"),
        ("packed", '"5.00 EUR",17', "5.00 EUR"),
    ],
)
def test_an_answer_is_read_in_whatever_it_is_written(written: str, shown: str, text: str) -> None:
    answer = AskUssd(code="*1#", written=written).answer((ResponseLine(text=f"+CUSD: 0,{shown}"),))
    assert answer == UssdAnswer(state=0, text=text)


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("plain", 'AT+CUSD=1,"*100#",15'),
        ("ucs2", 'AT+CUSD=1,"002A0031003000300023",15'),
        ("packed", 'AT+CUSD=1,"AA180C3602",15'),
    ],
)
def test_a_code_is_written_in_three_ways(written: str, line: str) -> None:
    assert AskUssd(code="*100#", written=written).line == line


@pytest.mark.parametrize("code", ["", "credit", '*100#",15', "*1\r"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(BadArgument):
        AskUssd(code=code)
