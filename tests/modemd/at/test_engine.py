"""The AT engine: what a line is depends on what is awaited."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modemd.at import commands, urcs
from modemd.at.commands import Command, ReadPinState, ReadRegistration, ResponseLine
from modemd.at.engine import HOLD_S, SETTLE_S, SYNC_WAIT_S, UNSAID_END_S, Engine, EngineBusy, Phase
from modemd.at.events import (
    Committed,
    Completed,
    HeldTooLong,
    Hold,
    Noise,
    Output,
    Received,
    Silent,
    Submit,
    TimedOut,
    TimePassed,
    Unsolicited,
    Write,
)
from modemd.at.message_commands import ListMessages, ReadMessage, SubmitPdu
from modemd.at.results import ERROR, OK, FinalResult, ResultKind
from modemd.at.signal_commands import ReadSignal
from tests.modemd.transcript import NAMES, Transcript, framed

PDU = "07913336990890F90405816301F500006230419062354009C337B90C8AC96634"
SUBMISSION = SubmitPdu(tpdu=b"\x01\x00\xab", answer_within_s=120.0)
CMTI = Unsolicited(event=urcs.MessageStored(storage="SM", index=3))


@dataclass
class Line:
    """An engine on a line that is synchronised, with a clock moved by hand."""

    engine: Engine = field(default_factory=lambda: Engine(timeout_s=10.0))
    now: float = 0.0

    def synchronised(self) -> "Line":
        self.engine.handle(Submit(command=commands.ATTENTION), self.now)
        self.says("\r\nOK\r\n")
        self.waits(SETTLE_S)
        self.says("\r\nOK\r\n")
        assert self.engine.phase is Phase.FREE
        return self

    def asked(self, command: Command) -> list[Output]:
        return self.engine.handle(Submit(command=command), self.now)

    def says(self, text: str) -> list[Output]:
        return self.engine.handle(Received(octets=text.encode("latin-1")), self.now)

    def waits(self, seconds: float) -> list[Output]:
        self.now += seconds
        return self.engine.handle(TimePassed(), self.now)


@pytest.fixture
def line() -> Line:
    return Line().synchronised()


def completed(command: Command, *lines: str, result: FinalResult = OK) -> Completed:
    return Completed(command=command, result=result, lines=tuple(ResponseLine(text=text) for text in lines))


def test_a_command_is_written_with_a_cr_and_answered(line: Line) -> None:
    assert line.asked(ReadSignal()) == [Write(octets=b"AT+CSQ\r")]
    assert line.says("\r\n+CSQ: 18,99\r\n") == []
    assert line.says("\r\nOK\r\n") == [completed(ReadSignal(), "+CSQ: 18,99")]


def test_a_second_command_at_the_same_time_is_a_mistake(line: Line) -> None:
    line.asked(ReadSignal())
    with pytest.raises(EngineBusy):
        line.asked(ReadSignal())


@pytest.mark.parametrize(
    "echo",
    ["AT+CSQ\r", "AT+CSQ\rAT+CSQ\r", "AT+CSQ\r\r\n", "\r\n^RSSI:18\r\nAT+CSQ\r"],
    ids=["once", "twice", "crlf", "late"],
)
def test_an_echo_is_dropped(line: Line, echo: str) -> None:
    line.asked(ReadSignal())
    outputs = line.says(echo + "\r\n+CSQ: 18,99\r\n\r\nOK\r\n")
    assert outputs[-1] == completed(ReadSignal(), "+CSQ: 18,99")
    assert not [output for output in outputs if isinstance(output, Noise)]


def test_an_unsolicited_code_inside_a_response_is_an_event(line: Line) -> None:
    line.asked(ReadSignal())
    outputs = line.says('\r\n+CSQ: 18,99\r\n\r\n+CMTI: "SM",3\r\n\r\nOK\r\n')
    assert outputs == [CMTI, completed(ReadSignal(), "+CSQ: 18,99")]


def test_a_result_code_inside_a_message_text_does_not_end_the_response(line: Line) -> None:
    # A modem that answers in text mode although PDU mode was asked for.
    line.asked(ListMessages())
    outputs = line.says('\r\n+CMGL: 1,"REC READ","+33639980001",,,145,2\r\nOK\r\n\r\nOK\r\n')
    assert [type(output) for output in outputs] == [Completed]
    (done,) = outputs
    assert isinstance(done, Completed)
    assert [(each.payload) for each in done.lines] == ["OK"]


def test_a_pdu_follows_its_header_also_with_a_code_thrown_in_between(line: Line) -> None:
    line.asked(ReadMessage(index=3))
    outputs = line.says(f'\r\n+CMGR: 0,,24\r\n\r\n+CMTI: "SM",3\r\n{PDU}\r\n\r\nOK\r\n')
    assert outputs == [
        CMTI,
        Completed(command=ReadMessage(index=3), result=OK, lines=(ResponseLine(text="+CMGR: 0,,24", payload=PDU),)),
    ]


def test_a_header_whose_pdu_was_lost_does_not_take_the_next_header_for_it(line: Line) -> None:
    line.asked(ListMessages())
    outputs = line.says(f"\r\n+CMGL: 1,1,,24\r\n\r\n+CMGL: 2,1,,24\r\n{PDU}\r\n\r\nOK\r\n")
    done = outputs[-1]
    assert isinstance(done, Completed)
    assert done.lines == (ResponseLine(text="+CMGL: 2,1,,24", payload=PDU),)


def test_a_message_that_is_passed_on_between_a_header_and_its_pdu_takes_only_its_own(line: Line) -> None:
    other = PDU[:-2] + "00"
    line.asked(ListMessages())
    outputs = line.says(
        f"\r\n+CMGL: 1,1,,24\r\n\r\n+CMT: ,24\r\n{other}\r\n{PDU}\r\n+CMGL: 2,1,,24\r\n{PDU}\r\n\r\nOK\r\n"
    )
    rows = (ResponseLine(text="+CMGL: 1,1,,24", payload=PDU), ResponseLine(text="+CMGL: 2,1,,24", payload=PDU))
    assert outputs == [
        Unsolicited(event=urcs.MessagePassedOn(pdu=other)),
        Completed(command=ListMessages(), result=OK, lines=rows),
    ]


@pytest.mark.parametrize("behind", ["", f"\r\n+CMGL: 2,1,,24\r\n{PDU}\r\n"], ids=["the end", "the next"])
def test_a_message_that_is_passed_on_in_place_of_a_pdu_that_was_lost_costs_nothing_else(
    line: Line, behind: str
) -> None:
    line.asked(ListMessages())
    outputs = line.says(f"\r\n+CMGL: 1,1,,24\r\n\r\n+CMT: ,24\r\n{PDU}\r\n{behind}\r\nOK\r\n")
    rows = (ResponseLine(text="+CMGL: 2,1,,24", payload=PDU),) if behind else ()
    assert outputs == [
        Unsolicited(event=urcs.MessagePassedOn(pdu=PDU)),
        Noise(text="+CMGL: 1,1,,24"),
        Completed(command=ListMessages(), result=OK, lines=rows),
    ]


def test_the_next_header_stuck_to_a_pdu_is_a_header(line: Line) -> None:
    line.asked(ListMessages())
    (done,) = line.says(f"\r\n+CMGL: 1,1,,24\r\n{PDU}+CMGL: 2,1,,24\r\n{PDU}\r\n\r\nOK\r\n")
    assert isinstance(done, Completed)
    assert [each.text for each in done.lines] == ["+CMGL: 1,1,,24", "+CMGL: 2,1,,24"]


def test_a_header_that_announces_nothing_has_no_pdu(line: Line) -> None:
    line.asked(ReadMessage(index=3))
    assert line.says("\r\n+CMGR: 0,,0\r\n\r\n\r\nOK\r\n") == [completed(ReadMessage(index=3), "+CMGR: 0,,0")]


def test_a_message_that_is_passed_on_inside_a_response_is_taken_whole(line: Line) -> None:
    line.asked(ReadSignal())
    outputs = line.says(f"\r\n+CMT: ,24\r\n{PDU}\r\n\r\n+CSQ: 18,99\r\n\r\nOK\r\n")
    assert outputs == [Unsolicited(event=urcs.MessagePassedOn(pdu=PDU)), completed(ReadSignal(), "+CSQ: 18,99")]


def test_a_message_that_is_passed_on_while_the_next_command_is_written_is_not_lost(line: Line) -> None:
    assert line.says("\r\n+CMT: ,24\r\n") == []
    line.asked(ReadSignal())
    assert line.says(f"{PDU}\r\n") == [Unsolicited(event=urcs.MessagePassedOn(pdu=PDU))]


def test_where_one_prefix_is_answer_and_code_the_parameters_decide(line: Line) -> None:
    command = ReadRegistration(what="CREG")
    line.asked(command)
    outputs = line.says("\r\n+CREG: 1,84CD,00D30156\r\n\r\n+CREG: 1,1,84CD,00D30173\r\n\r\nOK\r\n")
    assert outputs == [
        Unsolicited(event=urcs.RegistrationChanged()),
        completed(command, "+CREG: 1,1,84CD,00D30173"),
    ]


def test_names_come_without_prefix_and_codes_between_them_are_not_names(line: Line) -> None:
    line.asked(commands.REVISION)
    outputs = line.says("\r\nV 01\r\n\r\n^RSSI:18\r\n24-11-08\r\n\r\nOK\r\n")
    assert outputs[-1] == completed(commands.REVISION, "V 01", "24-11-08")


@pytest.mark.parametrize("final", ["ERROR", "COMMAND NOT SUPPORT", "+CME ERROR: 4", "+CMS ERROR: 303"])
def test_a_refusal_is_a_result_and_no_exception(line: Line, final: str) -> None:
    line.asked(ReadSignal())
    (done,) = line.says(f"\r\n{final}\r\n")
    assert isinstance(done, Completed)
    assert not done.result.ok


def test_a_final_result_code_that_nobody_awaits_is_noise(line: Line) -> None:
    assert line.says("\r\nOK\r\n") == [Noise(text="OK")]


# --- submitting


@pytest.mark.parametrize("prompt", ["\r\n> ", "> ", ">\r\n", "\r\n>", "AT+CMGS=3\r\r\n> "])
def test_the_pdu_goes_out_at_the_prompt_without_a_cr(line: Line, prompt: str) -> None:
    assert line.asked(SUBMISSION) == [Write(octets=b"AT+CMGS=3\r")]
    assert line.says(prompt) == [Committed(command=SUBMISSION), Write(octets=b"000100AB\x1a")]
    assert line.says("\r\n+CMGS: 7\r\n\r\nOK\r\n") == [completed(SUBMISSION, "+CMGS: 7")]


def test_the_echo_of_the_pdu_is_dropped(line: Line) -> None:
    line.asked(SUBMISSION)
    line.says("\r\n> ")
    assert line.says("000100AB\x1a\r\n+CMGS: 7\r\n\r\nOK\r\n") == [completed(SUBMISSION, "+CMGS: 7")]


def test_an_error_instead_of_the_prompt_ends_the_submission_and_no_pdu_goes_out(line: Line) -> None:
    line.asked(SUBMISSION)
    outputs = line.says("\r\n+CMS ERROR: 304\r\n")
    assert outputs == [completed(SUBMISSION, result=FinalResult(kind=ResultKind.CMS, code=304))]


def test_a_code_between_ctrl_z_and_the_answer_is_an_event(line: Line) -> None:
    line.asked(SUBMISSION)
    line.says("\r\n> ")
    assert line.says('\r\n+CMTI: "SM",3\r\n\r\n+CMGS: 9\r\n\r\nOK\r\n') == [CMTI, completed(SUBMISSION, "+CMGS: 9")]


def test_a_reference_that_comes_when_none_is_awaited_is_a_late_one(line: Line) -> None:
    late = Unsolicited(event=urcs.LateSubmission(reference=23))
    assert line.says("\r\n+CMGS: 23\r\n\r\nOK\r\n") == [late, Noise(text="OK")]
    line.asked(SUBMISSION)
    assert line.says("\r\n+CMGS: 24\r\n") == [Unsolicited(event=urcs.LateSubmission(reference=24))]


def test_a_submission_has_the_usual_limit_for_its_prompt_and_its_own_for_the_answer(line: Line) -> None:
    line.asked(SUBMISSION)
    assert line.engine.deadline == line.now + 10.0
    line.says("\r\n> ")
    assert line.engine.deadline == line.now + 120.0


# --- deadlines


def test_chatter_does_not_extend_a_deadline(line: Line) -> None:
    line.asked(ReadSignal())
    for _ in range(9):
        assert line.waits(1.0) == []
        line.says("\r\n^RSSI:18\r\n")
    assert line.waits(1.0) == [TimedOut(command=ReadSignal())]


def test_an_answer_without_final_result_code_is_accepted_where_modems_do_so(line: Line) -> None:
    line.asked(ReadPinState())
    line.says("\r\n+CPIN: READY\r\n")
    assert line.waits(UNSAID_END_S) == [completed(ReadPinState(), "+CPIN: READY")]


def test_after_a_missed_deadline_the_line_is_synchronised_first(line: Line) -> None:
    line.asked(ReadSignal())
    line.waits(10.0)
    assert line.asked(commands.MODEL) == [Write(octets=b"\x1b\rAT\r")]
    assert line.says("\r\nOK\r\n") == []
    assert line.waits(SETTLE_S) == [Write(octets=b"AT+CGMM\r")]


def test_a_late_answer_is_not_taken_for_that_of_the_next_command(line: Line) -> None:
    line.asked(ReadSignal())
    line.waits(10.0)
    line.asked(commands.MODEL)
    late = line.says("\r\n+CSQ: 18,99\r\n\r\nOK\r\n")  # of AT+CSQ
    assert not [output for output in late if isinstance(output, Write)]
    line.now += SETTLE_S / 2
    assert line.says("\r\nOK\r\n") == []  # of AT
    assert line.waits(SETTLE_S) == [Write(octets=b"AT+CGMM\r")]
    assert line.says("\r\nE220\r\n\r\nOK\r\n") == [completed(commands.MODEL, "E220")]


def test_the_answer_of_a_killed_predecessors_submission_is_told_before_anything_is_asked() -> None:
    line = Line()
    line.asked(commands.ATTENTION)
    assert line.says("\r\n+CMGS: 41\r\n\r\nOK\r\n") == [Unsolicited(event=urcs.LateSubmission(reference=41))]


def test_a_modem_that_does_not_even_answer_at_is_silent_after_three_tries(line: Line) -> None:
    line.asked(ReadSignal())
    line.waits(10.0)
    line.asked(ReadSignal())
    assert line.waits(SYNC_WAIT_S) == [Write(octets=b"\x1b\rAT\r")]
    assert line.waits(SYNC_WAIT_S) == [Write(octets=b"\x1b\rAT\r")]
    assert line.waits(SYNC_WAIT_S) == [Silent(command=ReadSignal())]
    assert line.engine.deadline is None


def test_an_error_in_answer_to_esc_does_not_count_as_the_answer_to_at() -> None:
    line = Line()
    line.asked(ReadSignal())
    assert line.says("\r\nERROR\r\n") == [Noise(text="ERROR")]
    line.says("\r\nOK\r\n")
    assert line.waits(SETTLE_S) == [Write(octets=b"AT+CSQ\r")]


# --- everything


@pytest.mark.parametrize("name", NAMES)
def test_every_recorded_answer_ends_its_command_with_the_recorded_result(name: str) -> None:
    for command, reply in Transcript(name).data["responses"].items():
        if not isinstance(reply, list) or command.startswith(("AT+CPIN", "AT+CLAC", "ATE0+")):
            continue
        line = Line().synchronised()
        line.asked(commands.Plain(text=command))
        done = line.says(f"{command}\r{framed(reply)}")[-1]
        assert isinstance(done, Completed), command
        assert done.result.ok == (reply[-1] == "OK"), command


PIECES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [
            b"\r\nOK\r\n",
            b"\r\n> ",
            b"\r\n+CMT: ,24\r\n",
            b"\r\n+CMGL: 1,1,,24\r\n",
            b"\r\n+CMGS: 3\r\n",
            b"\r\nERROR\r\n",
            b"\r",
        ]
    ),
)
COMMANDS = st.sampled_from([ReadSignal(), ListMessages(), SUBMISSION, commands.MODEL, ReadPinState()])


@settings(max_examples=200)
@given(st.lists(st.one_of(PIECES, COMMANDS, st.floats(0, 200)), max_size=60))
def test_whatever_comes_the_engine_neither_fails_nor_grows(steps: list[bytes | Command | float]) -> None:
    line = Line()
    for step in steps:
        if isinstance(step, bytes):
            line.engine.handle(Received(octets=step), line.now)
        elif isinstance(step, float):
            line.waits(step)
        elif line.engine.free:
            line.asked(step)
        assert len(line.engine._lines) <= len(steps)
        assert (line.engine.deadline is None) == line.engine.free


def test_a_response_without_end_is_bounded(line: Line) -> None:
    line.asked(ListMessages())
    for _ in range(20):
        line.says(f"\r\n+CMGL: 1,1,,24\r\n{PDU}\r\n" * 200)
    assert len(line.engine._lines) == 2048


def test_an_error_is_an_error(line: Line) -> None:
    line.asked(ReadSignal())
    assert line.says("\r\nERROR\r\n") == [completed(ReadSignal(), result=ERROR)]


# --- held at the prompt


def test_a_held_submission_waits_at_its_prompt_until_it_is_let_go(line: Line) -> None:
    line.engine.handle(Hold(held=True), line.now)
    line.asked(SUBMISSION)
    assert line.says("\r\n> ") == []
    assert line.says('\r\n+CMTI: "SM",3\r\n') == [CMTI]
    let_go = line.engine.handle(Hold(held=False), line.now)
    assert let_go == [Committed(command=SUBMISSION), Write(octets=b"000100AB\x1a")]
    assert line.says("\r\n+CMGS: 7\r\n\r\nOK\r\n") == [completed(SUBMISSION, "+CMGS: 7")]


def test_one_that_is_let_go_before_its_prompt_is_not_held_there(line: Line) -> None:
    line.engine.handle(Hold(held=True), line.now)
    line.asked(SUBMISSION)
    assert line.engine.handle(Hold(held=False), line.now) == []
    assert line.says("\r\n> ") == [Committed(command=SUBMISSION), Write(octets=b"000100AB\x1a")]


def test_one_that_is_held_too_long_leaves_the_prompt_with_esc_and_the_line_is_synchronised_again(line: Line) -> None:
    line.engine.handle(Hold(held=True), line.now)
    line.asked(SUBMISSION)
    line.says("\r\n> ")
    assert line.waits(HOLD_S - 0.1) == []
    assert line.waits(0.1) == [Write(octets=b"\x1b"), HeldTooLong(command=SUBMISSION)]
    assert line.says("\r\nOK\r\n") == [Noise(text="OK")]
    assert line.asked(ReadSignal()) == [Write(octets=b"\x1b\rAT\r")]


def test_a_modem_that_gives_the_prompt_up_by_itself_ends_the_submission(line: Line) -> None:
    line.engine.handle(Hold(held=True), line.now)
    line.asked(SUBMISSION)
    line.says("\r\n> ")
    outputs = line.says("\r\n+CMS ERROR: 304\r\n")
    assert outputs == [completed(SUBMISSION, result=FinalResult(kind=ResultKind.CMS, code=304))]


def test_holding_concerns_submissions_only(line: Line) -> None:
    line.engine.handle(Hold(held=True), line.now)
    assert line.asked(ReadSignal()) == [Write(octets=b"AT+CSQ\r")]
    assert line.says("\r\n+CSQ: 21,99\r\n\r\nOK\r\n") == [completed(ReadSignal(), "+CSQ: 21,99")]


@pytest.mark.parametrize("code", ["+CMT: ,24", "+CDS: 24", "+CBM: 88"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_two_lines_that_come_anywhere_in_a_listing_cost_none_of_its_messages(line: Line, code: str, place: int) -> None:
    line.asked(ListMessages())
    entries = [f"+CMGL: {index},1,,24\r\n{PDU}\r\n" for index in range(2)]
    entries.insert(place, f"{code}\r\n{PDU}\r\n")
    outputs = line.says("\r\n" + "".join(entries) + "\r\nOK\r\n")
    (completed,) = [output for output in outputs if isinstance(output, Completed)]
    assert [stored.index for stored in ListMessages().answer(completed.lines)] == [0, 1]
