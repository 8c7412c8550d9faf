"""What lies in slots is read, listed or not, and emptied."""

from typing import Any

import pytest

from modemd import reading
from modemd.at.commands import Command, ResponseLine
from modemd.at.events import Completed
from modemd.at.results import ERROR, OK, FinalResult, ResultKind
from modemd.procedure import NoAnswer, Procedure, Reply
from modemd.reading import read_all
from modemd.receiving import Found, Inbox
from modemd.session import Session, Slot
from smsbus.messages import Content, ReceivedPart

OLD = "07913336990890F9040B913336990800F100006230419062354017C2B75BFDAECB41E432BC9E9E83D86550FB4D2EB701"
NEW = "07913336990890F90405816301F500006230519062354009C337B90C8AC96634"
DUMMY = "00" + "FF" * 174


def slot(index: int) -> Slot:
    return Slot(storage="SM", index=index)


def listed(pdu: str, index: int, status: int = 1) -> str:
    return f"+CMGL: {index},{status},,{len(pdu) // 2 - 1 - int(pdu[:2], 16)}|{pdu}"


Answer = tuple[FinalResult, str] | None
"""The result, and lines; `header|PDU`. None: no answer."""


def play(procedure: Procedure[Any], answers: dict[str, Answer]) -> tuple[list[str], Any]:
    """Answers commands from the table, with ERROR for what is not in it: the lines asked, and what was returned."""
    asked: list[str] = []
    reply: Reply | NoAnswer = None
    while True:
        try:
            step = procedure.throw(reply) if isinstance(reply, NoAnswer) else procedure.send(reply)
        except StopIteration as end:
            return asked, end.value
        reply = None
        if isinstance(step, Command):
            asked.append(step.line)
            answer = answers.get(step.line, (ERROR, ""))
            if answer is None:
                reply = NoAnswer(step, silent=False)
                continue
            split = [line.partition("|") for line in answer[1].splitlines()]
            lines = tuple(ResponseLine(text=text, payload=pdu or None) for text, _, pdu in split)
            reply = Completed(command=step, result=answer[0], lines=lines)


def on_sim(**more: Any) -> Session:
    return Session(modem="sim", receive="SM", selected="SM", selection=("SM",) * 3, **more)


def indexes(read: list[Found]) -> list[int]:
    return [item.slot.index for item in read if item.slot is not None]


def test_a_listing_that_is_refused_is_replaced_by_reading_each_slot_from_0_to_the_total() -> None:
    session = on_sim()
    session.filled("SM", 1, 5)
    asked, read = play(read_all(session, ("SM",)), {"AT+CMGR=3": (OK, listed(OLD, 3).replace("CMGL: 3,", "CMGR: "))})
    assert asked == ["AT+CMGL=4", "AT+CMGD=?", *(f"AT+CMGR={index}" for index in range(6))]
    assert indexes(read) == [3]
    assert play(read_all(session, ("SM",)), {})[0][0] == "AT+CMGD=?"  # it does not list: not asked again


def test_a_listing_that_never_ends_is_replaced_too_and_after_two_not_tried_again() -> None:
    session = on_sim()
    session.filled("SM", 1, 1)
    answers: dict[str, Answer] = {
        "AT+CMGL=4": None,
        "AT": (OK, ""),
        "AT+CMGR=0": (OK, listed(OLD, 0).replace("CMGL: 0,", "CMGR: ")),
    }
    for _ in range(2):
        asked, read = play(read_all(session, ("SM",)), answers)
        assert asked == ["AT+CMGL=4", "AT", "AT+CMGD=?", "AT+CMGR=0", "AT+CMGR=1"]
        assert indexes(read) == [0]
    assert "AT+CMGL=4" not in play(read_all(session, ("SM",)), answers)[0]


def test_a_modem_that_is_only_busy_is_asked_to_list_again_the_next_time() -> None:
    session = on_sim()
    session.filled("SM", 0, 1)
    busy = FinalResult(kind=ResultKind.CMS, code=314)
    play(read_all(session, ("SM",)), {"AT+CMGL=4": (busy, "")})
    assert session.lists


@pytest.mark.parametrize("empty", [(OK, ""), (OK, "+CMGR: 0,,0"), (ERROR, "")])
def test_an_empty_slot_of_every_form_holds_nothing(empty: Answer) -> None:
    assert play(reading.read(on_sim(), slot(4)), {"AT+CMGR=4": empty}) == (["AT+CMGR=4"], [])


@pytest.mark.parametrize(("kind", "code"), [(ResultKind.CMS, 321), (ResultKind.CME, -1), (ResultKind.CMS, 500)])
def test_an_empty_slot_by_its_error_holds_nothing(kind: ResultKind, code: int) -> None:
    answer = (FinalResult(kind=kind, code=code), "")
    assert play(reading.read(on_sim(), slot(4)), {"AT+CMGR=4": answer})[1] == []


def test_what_fills_empty_slots_of_siemens_is_no_message_and_a_pdu_of_00_is_one_to_be_removed() -> None:
    lines = f"+CMGL: 1,2,,174|{DUMMY}\n+CMGL: 2,1,,174|{DUMMY}\n+CMGL: 3,1,,0|00"
    _, read = play(read_all(on_sim(), ("SM",)), {"AT+CMGL=4": (OK, lines)})
    assert indexes(read) == [3]


def test_what_some_program_stored_to_be_sent_is_left_alone_until_the_storage_is_full() -> None:
    # 11: SMS-SUBMIT with a validity, to +33639980001, "Hello".
    own = "0011000B913336990800F10000AA05C8329BFD06"
    lines = f"{listed(own, 1, 3)}\n{listed(own, 2, 2)}\n{listed(OLD, 3, 0)}"
    session = on_sim()
    session.filled("SM", 3, 4)
    assert indexes(play(read_all(session, ("SM",)), {"AT+CMGL=4": (OK, lines)})[1]) == [3]
    session.filled("SM", 4, 4)
    read = play(read_all(session, ("SM",)), {"AT+CMGL=4": (OK, lines)})[1]
    assert indexes(read) == [1, 2, 3]
    told = Inbox(modem="sim").add(read[:1], "s", 0.0)
    assert [(part.content, part.pdu.hex().upper()) for part in told if isinstance(part, ReceivedPart)] == [
        (Content.UNDECODABLE, own)
    ]
    assert "stored to be sent" in told[0].warnings[0] if isinstance(told[0], ReceivedPart) else False


@pytest.mark.parametrize(
    ("result", "emptied"),
    [
        (OK, True),
        (FinalResult(kind=ResultKind.CMS, code=321), True),
        (FinalResult(kind=ResultKind.CME, code=22), True),
        (FinalResult(kind=ResultKind.CMS, code=500), False),
        (ERROR, False),
    ],
)
def test_a_slot_is_deleted_by_its_index_alone_and_one_that_is_empty_counts(result: FinalResult, emptied: bool) -> None:
    assert play(reading.delete(on_sim(), slot(7)), {"AT+CMGD=7": (result, "")}) == (["AT+CMGD=7"], emptied)


def test_a_message_in_another_storage_is_read_there_and_deleted_there_and_the_storage_is_selected_for_it() -> None:
    session = on_sim()
    answers: dict[str, Answer] = {
        'AT+CPMS="SR"': (OK, "+CPMS: 1,100,0,20,0,20"),
        "AT+CMGR=50": (OK, "+CMGR: 0,,25|0006270B913336990800F1623041906235406230419062454000"),
    }
    asked, read = play(reading.read(session, Slot(storage="SR", index=50)), answers)
    assert asked == ['AT+CPMS="SR"', "AT+CMGR=50"]
    assert [str(item.slot) for item in read] == ["SR:50"]
    assert (session.selected, session.fills["SR"].total) == ("SR", 100)
