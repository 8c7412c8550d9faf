"""What is tried at once when a submission is refused."""

from __future__ import annotations

import pytest

from modemd.at.commands import Command, ResponseLine
from modemd.at.events import Completed
from modemd.at.results import ERROR, OK, FinalResult, ResultKind
from modemd.procedure import Reply
from modemd.session import Session
from modemd.submitting import submit
from smsbus.config import ModemSettings
from smsbus.messages import Outcome, SubmitJob

CENTRE = "+33639980099"


def cms(code: int) -> FinalResult:
    return FinalResult(kind=ResultKind.CMS, code=code)


class Answering:
    """A modem that refuses submissions with what is next in `submissions`, and answers the rest from `others`."""

    def __init__(self, session: Session, others: dict[str, tuple[FinalResult, str]] | None = None) -> None:
        self.session = session
        self.others = others or {}

    def submit(self, *submissions: FinalResult, report: bool = False, smsc: str = "") -> tuple[list[str], Outcome]:
        """The lines asked, and what came of it."""
        job = SubmitJob(job="a", recipient="+33639980001", text="x", alphabet="gsm7", delivery_report=report)
        procedure = submit(self.session, ModemSettings(port="x", delivery_reports=True, smsc=smsc), job)
        left, asked = list(submissions), list[str]()
        reply: Reply = None
        while True:
            try:
                step = procedure.send(reply)
            except StopIteration as end:
                assert not left
                return asked, end.value.outcome
            assert isinstance(step, Command)
            asked.append(step.line)
            result, text = (left.pop(0), "") if "+CMGS=" in step.line else self.others.get(step.line, (ERROR, ""))
            reply = Completed(command=step, result=result, lines=(ResponseLine(text=text),) if text else ())


SEND = "AT+CMGS=14"


def test_a_lost_service_centre_is_restored_from_the_settings_before_what_the_sim_had() -> None:
    modem = Answering(Session(modem="sim", smsc=CENTRE))
    asked, outcome = modem.submit(cms(330), OK)
    assert (asked, outcome) == ([SEND, f'AT+CSCA="{CENTRE}",145', SEND], Outcome.SENT)
    asked, _ = modem.submit(cms(330), OK, smsc="+33639980098")
    assert asked[1] == 'AT+CSCA="+33639980098",145'


@pytest.mark.parametrize("code", [38, 500])
def test_a_refusal_that_may_mean_a_lost_service_centre_has_it_looked_at(code: int) -> None:
    lost = {"AT+CSCA?": (OK, '+CSCA: "",129')}
    asked, outcome = Answering(Session(modem="sim", smsc=CENTRE), lost).submit(cms(code), OK)
    assert asked == [SEND, "AT+CSCA?", f'AT+CSCA="{CENTRE}",145', SEND]
    assert outcome is Outcome.SENT
    there = {"AT+CSCA?": (OK, f'+CSCA: "{CENTRE}",145')}
    asked, outcome = Answering(Session(modem="sim", smsc=CENTRE), there).submit(cms(code))
    assert (asked, outcome) == ([SEND, "AT+CSCA?"], Outcome.FAILED)


def test_a_service_centre_that_nobody_knows_cannot_be_restored() -> None:
    assert Answering(Session(modem="sim")).submit(cms(330)) == ([SEND], Outcome.FAILED)


def test_a_refused_report_is_left_out_once_and_no_more() -> None:
    asked, outcome = Answering(Session(modem="sim")).submit(cms(50), cms(50), report=True)
    assert (asked, outcome) == ([SEND, SEND], Outcome.FAILED)


def test_when_every_submission_is_refused_without_a_cause_another_way_through_the_network_is_taken() -> None:
    session = Session(modem="sim")
    modem = Answering(session, {"AT+CGSMS=1": (OK, "")})
    for _ in range(2):
        assert modem.submit(cms(500)) == ([SEND], Outcome.FAILED)
    assert modem.submit(cms(500), OK) == ([SEND, "AT+CGSMS=1", SEND], Outcome.SENT)
    assert (session.way, session.refusals) == (1, 0)


def test_ways_that_do_not_help_or_are_refused_are_tried_in_turn_and_each_once() -> None:
    session = Session(modem="sim", refusals=2)
    modem = Answering(session, {"AT+CGSMS=1": (OK, ""), "AT+CGSMS=2": (OK, "")})
    assert modem.submit(cms(500), cms(500))[0] == [SEND, "AT+CGSMS=1", SEND]
    assert modem.submit(cms(500), cms(500))[0] == [SEND, "AT+CGSMS=3", "AT+CGSMS=2", SEND]
    assert modem.submit(cms(500))[0] == [SEND, "AT+CGSMS=0"]
    assert modem.submit(cms(500))[0] == [SEND]


def test_another_error_in_between_is_no_row_of_refusals() -> None:
    session = Session(modem="sim", refusals=2)
    Answering(session).submit(cms(41))
    assert session.refusals == 0


@pytest.mark.parametrize("result", [cms(322), cms(208), FinalResult(kind=ResultKind.CME, code=20)])
def test_a_full_memory_is_noted(result: FinalResult) -> None:
    session = Session(modem="sim")
    Answering(session).submit(result)
    assert session.memory_full
