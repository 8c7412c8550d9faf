"""The main job end to end, and what the router does with peers and garbage."""

from __future__ import annotations

from typing import Any

import pytest

from routerd.exchange import (
    Commit,
    Disconnections,
    FromClient,
    FromInteractd,
    FromModem,
    Garbage,
    Link,
    Log,
    Publish,
    Send,
    TimePassed,
)
from smsbus.errors import Code
from smsbus.messages import (
    Concat,
    JobResult,
    Message,
    ModemHello,
    Outcome,
    PartAck,
    Ping,
    Pong,
    ResultAck,
    StatusReport,
    SubmitJob,
    Welcome,
    WhoAreYou,
)
from smsbus.questions import Answer, AnswerOutcome, Question, QuestionTaken
from smsbus.requests import Event, MessageShowRequest, Reply, StatsRequest
from tests.playbook import Scene, perform
from tests.routerd.house import ALICE, CLIENT, INTERACTD, MODEM, START, STRANGER, House

TEXT = "What is the temperature of the room ?"


def test_a_question_is_asked_and_its_answer_sent_to_the_asker(house: House) -> None:
    house.receive(TEXT)
    question = house.question()
    assert (question.text, question.contact, question.user, question.equipment) == (TEXT, "Alice", "alice", "home")
    house.take(question.question)
    house.answer(question.question, "16.3 °C")
    job = house.job()
    assert (job.recipient, job.text, job.alphabet) == (ALICE, "16.3 °C", "ucs2")
    house.sent(job.job)
    assert [(message["state"], message["contact"]) for message in house.outbox()] == [("sent", "Alice")]


def event(seq: int, topic: str, **data: Any) -> Publish:
    return Publish(event=Event(seq=seq, topic=topic, at=round(START * 1000), data=data))


def test_a_strangers_text_as_a_play(house: House) -> None:
    part = house.part("Hello", STRANGER, key="k1")
    refused = event(
        house.events()[-1].seq + 1 if house.events() else 4,
        "sms.refused",
        message=1,
        sender="+336*****099",
        contact=None,
        equipment=None,
        modem="gsm",
        content="text",
        parts=1,
        missing=0,
        reason="unknown",
        asks=False,
    )
    ack = Send(link=Link.MODEMS, peer=MODEM, message=PartAck(key="k1"))
    log = Log(level="info", verb="refused", fields={"message": 1, "sender": "+336*****099", "reason": "unknown"})
    perform(
        house.router,
        [
            Scene(at=START, incoming=FromModem(peer=MODEM, message=part), outputs=[Commit(), ack, refused, log]),
            Scene(at=START, incoming=FromModem(peer=MODEM, message=part), outputs=[ack]),
        ],
    )


def test_the_order_of_effects_of_a_whole_exchange(house: House) -> None:
    """What is sent, in which order, with the commit before it: acknowledgements, questions and jobs follow it."""

    def effects(*inputs: Any) -> list[type]:
        outputs = [output for incoming in inputs for output in house.handle(incoming)]
        house.outputs += outputs
        return [type(o.message) if isinstance(o, Send) else Commit for o in outputs if isinstance(o, Send | Commit)]

    assert effects(FromModem(peer=MODEM, message=house.part(TEXT))) == [Commit, PartAck, Commit, Question]
    question = house.question().question
    assert effects(FromInteractd(peer=INTERACTD, message=QuestionTaken(question=question))) == [Commit]

    answer = Answer(question=question, outcome=AnswerOutcome.ANSWERED, text="16.3 °C")
    assert effects(FromInteractd(peer=INTERACTD, message=answer)) == [Commit, Commit, SubmitJob]
    result = JobResult(modem="gsm", job=house.job().job, outcome=Outcome.SENT, reference=1)
    assert effects(FromModem(peer=MODEM, message=result)) == [Commit, ResultAck]


@pytest.mark.parametrize("link", [Link.MODEMS, Link.INTERACTIONS])
def test_who_has_not_said_hello_is_asked_who_it_is_and_not_used(house: House, link: Link) -> None:
    if link is Link.MODEMS:
        house.modem(house.part("Hello"), b"unknown")
    else:
        house.interactd(Pong(nonce=1), b"unknown")
    assert [(o.link, o.peer, type(o.message)) for o in house.outputs if isinstance(o, Send)] == [
        (link, b"unknown", WhoAreYou)
    ]
    assert house.inbox() == []


def test_a_hello_is_welcomed_before_anything_is_handed_over(empty: House) -> None:
    empty.send()
    empty.forget()
    empty.hello()
    assert [type(o.message) for o in empty.outputs if isinstance(o, Send)] == [Welcome, SubmitJob]


def test_when_a_connection_ended_all_of_that_link_are_pinged(house: House) -> None:
    house.feed(Disconnections(link=Link.MODEMS))
    assert [(o.link, type(o.message)) for o in house.outputs if isinstance(o, Send)] == [(Link.MODEMS, Ping)]


def test_everybody_is_pinged_at_once_and_every_five_seconds(house: House) -> None:
    house.wait(16)
    assert len(house.seen(Ping)) == 2 * 4


def test_garbage_is_counted_logged_once_a_minute_per_peer_and_answered_to_clients(house: House) -> None:
    garbage = Garbage(
        link=Link.CLIENTS, peer=b"odd", code=Code.UNKNOWN_KIND, reason="unknown kind 'x'", id=7, delimited=True
    )
    house.feed(garbage, garbage)
    house.now += 61
    house.feed(garbage)
    replies = [o for o in house.outputs if isinstance(o, Send) and isinstance(o.message, Reply)]
    assert [(o.peer, o.delimited, o.message.id, o.message.error.code) for o in replies] == [
        (b"odd", True, 7, "unknown-kind")
    ] * 3
    assert len([o for o in house.outputs if isinstance(o, Log)]) == 2
    assert house.result(StatsRequest(id=1))["unknown-kind.clients"] == 3


def test_garbage_of_daemons_is_not_answered(house: House) -> None:
    outputs = house.feed(Garbage(link=Link.MODEMS, peer=b"odd", code=Code.MALFORMED, reason="x"))
    assert [type(output) for output in outputs] == [Log]


def test_a_flood_of_peers_does_not_fill_the_memory(house: House) -> None:
    for index in range(3000):
        house.feed(Garbage(link=Link.MODEMS, peer=b"%d" % index, code=Code.MALFORMED, reason="x"))
    assert len(house.router._memory.complained) <= 1000


HUGE = 2**63
NASTY: list[Message] = [
    ModemHello(modem="gsm", boot="m1", pid=HUGE),
    StatusReport(
        key="k",
        modem="gsm",
        sim="s",
        reference=HUGE,
        recipient="",
        status=-1,
        scts=HUGE,
        discharged_at=None,
        pdu=b"",
    ),
    JobResult(modem="gsm", job="", outcome=Outcome.SENT, reference=HUGE),
    Welcome(),
]


@pytest.mark.parametrize("message", NASTY, ids=lambda message: message.kind)
def test_values_out_of_range_stop_nothing(house: House, message: Message) -> None:
    house.modem(message)
    house.receive(TEXT)
    assert len(house.seen(Question)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"scts": HUGE},
        {"sender": "", "sender_type": ""},
        {"sender": "\x00;@", "sender_type": "international"},
        {"concat": Concat(reference=HUGE, total=2, sequence=1)},
        {"concat": Concat(reference=-1, total=-1, sequence=-1)},
        {"text": None},
        {"key": ""},
    ],
)
def test_odd_parts_stop_nothing(house: House, fields: dict[str, Any]) -> None:
    house.modem(house.part(**({"text": "x"} | fields)))
    house.receive(TEXT)
    assert house.inbox()[-1]["text"] == TEXT


def test_a_result_out_of_range_is_not_acknowledged_and_counted(house: House) -> None:
    house.send()
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.SENT, reference=300))
    assert house.seen(ResultAck) == []
    assert house.result(StatsRequest(id=1))["unstorable"] == 1
    assert [message["state"] for message in house.outbox()] == ["in-flight"]


def test_a_reply_goes_out_before_the_events_of_what_it_answers(house: House) -> None:
    house.send()
    kinds = [type(output) for output in house.outputs]
    assert kinds.index(Send) < kinds.index(Publish)


def test_a_request_that_only_reads_needs_no_commit(house: House) -> None:
    request = MessageShowRequest(id=1, box="inbox", message=1)
    assert Commit() not in house.handle(FromClient(peer=CLIENT, request=request))


def test_a_new_router_wants_the_time_at_once_to_take_up_what_was_left(house: House) -> None:
    house.receive(TEXT)
    house.restart()
    assert house.router.deadline == 0.0
    house.now += 3600
    house.feed(TimePassed())
    assert [message["state"] for message in house.outbox()] == ["queued"]  # the apology, overdue since long
