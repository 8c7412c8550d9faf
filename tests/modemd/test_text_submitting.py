"""Submitting in text mode: parameters, numbers, alphabets."""

import pytest

from modemd.at.commands import Command, ResponseLine
from modemd.at.events import Completed
from modemd.at.results import ERROR, OK, FinalResult
from modemd.procedure import Procedure, Reply
from modemd.session import Session, TextMode
from modemd.submitting import submit
from modemd.text_submitting import written
from smsbus.config import ModemSettings
from smsbus.messages import FailureCause, JobResult, Outcome, SubmitJob
from smsbus.sms.dcs import Alphabet
from smsbus.sms.errors import EncodeError

SETTINGS = ModemSettings(port="x")


def session(charset: str = "UCS2") -> Session:
    return Session(modem="sim", smsc="+33639980099", text=TextMode(charset=charset, coded=charset == "UCS2"))


def job(**more: object) -> SubmitJob:
    fields = {"job": "a", "recipient": "36105", "text": "Hi", "alphabet": "gsm7", **more}
    return SubmitJob(**fields)  # type: ignore[arg-type]


def play(procedure: Procedure[JobResult], answers: dict[str, FinalResult] | None = None) -> tuple[list[str], JobResult]:
    """OK to everything that `answers` does not name; the service centre that is read is gone."""
    asked: list[str] = []
    reply: Reply = None
    while True:
        try:
            step = procedure.send(reply)
        except StopIteration as end:
            return asked, end.value
        assert isinstance(step, Command)
        asked.append(step.line)
        lines = (ResponseLine(text='+CSCA: "",129'),) if step.line == "AT+CSCA?" else ()
        reply = Completed(command=step, result=(answers or {}).get(step.line, OK), lines=lines)


def test_parameters_go_first_and_a_service_centre_that_they_erased_is_restored() -> None:
    asked, result = play(submit(session("GSM"), SETTINGS, job()))
    assert asked == ["AT+CSMP=17,255,0,0", "AT+CSCA?", 'AT+CSCA="+33639980099",145', 'AT+CMGS="36105",129']
    assert result.outcome is Outcome.SENT


def test_parameters_go_again_only_where_they_differ() -> None:
    known = session("GSM")
    play(submit(known, SETTINGS, job()))
    assert play(submit(known, SETTINGS, job()))[0] == ['AT+CMGS="36105",129']
    asked, _ = play(submit(known, SETTINGS, job(delivery_report=True, flash=True, validity_s=3600, alphabet="ucs2")))
    assert asked[0] == "AT+CSMP=49,11,0,24"


def test_a_number_in_ucs2_that_is_refused_is_written_plainly_from_then_on() -> None:
    known = session()
    asked, result = play(submit(known, SETTINGS, job()), {'AT+CMGS="00330036003100300035",129': ERROR})
    assert asked[-2:] == ['AT+CMGS="00330036003100300035",129', 'AT+CMGS="36105",129']
    assert result.outcome is Outcome.SENT
    assert play(submit(known, SETTINGS, job()))[0] == ['AT+CMGS="36105",129']


def test_parameters_that_are_refused_fail_the_part() -> None:
    _, result = play(submit(session(), SETTINGS, job()), {"AT+CSMP=17,255,0,0": ERROR})
    assert result.cause == FailureCause(source="final")


@pytest.mark.parametrize(
    ("text", "alphabet", "charset", "expected"),
    [
        ("Hi", "gsm7", "UCS2", (Alphabet.GSM7, b"00480069")),
        ("Hi\nOK", "gsm7", "GSM", (Alphabet.GSM7, b"Hi\nOK")),
        ("@é", "gsm7", "GSM", (Alphabet.GSM7, b"\x00\x05")),
        ("€", "gsm7", "GSM", (Alphabet.UCS2, b"20AC")),  # ESC would leave the prompt
        ("Ξ", "gsm7", "GSM", (Alphabet.UCS2, b"039E")),  # Ctrl-Z would end it
        ("@ $", "gsm7", "IRA", (Alphabet.GSM7, b"@ $")),
        ("é", "gsm7", "IRA", (Alphabet.UCS2, b"00E9")),
        ("°", "ucs2", "GSM", (Alphabet.UCS2, b"00B0")),
    ],
)
def test_what_is_typed_at_the_prompt(text: str, alphabet: str, charset: str, expected: tuple[Alphabet, bytes]) -> None:
    assert written(text, alphabet, charset) == expected


@pytest.mark.parametrize(
    ("text", "alphabet", "charset"),
    [("x" * 161, "gsm7", "UCS2"), ("°" * 71, "ucs2", "UCS2"), ("€" * 71, "gsm7", "GSM"), ("日", "gsm7", "UCS2")],
)
def test_what_does_not_fit_is_refused(text: str, alphabet: str, charset: str) -> None:
    with pytest.raises(EncodeError):
        written(text, alphabet, charset)


def test_a_part_cut_for_longer_messages_goes_with_its_text() -> None:
    _, result = play(submit(session(), SETTINGS, job(text="x" * 153)))
    assert result.outcome is Outcome.SENT
