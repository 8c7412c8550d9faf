"""Questions and answers on the wire; what holds for every kind is in `test_messages`."""

from __future__ import annotations

from smsbus import codec
from smsbus.errands import Errand, Plan
from smsbus.questions import FROM_INTERACTD, TO_INTERACTD, Answer, AnswerOutcome, Question

PLAN = Plan(number=1, what="open the gate", note="{}", due_at=1_700_000_000_000)


def test_a_question_arrives_with_the_errands_of_its_sender_as_what_they_are() -> None:
    errand = Errand(number=1, what="open the gate", note="{}", due_at=1_700_000_000_000, errand=7)
    question = Question(
        question="q",
        text="open the gate",
        contact="Alice",
        user=None,
        equipment="House",
        received_at=1_700_000_000_000,
        errands=[errand],
        errand=errand,
        turn="late",
    )
    assert codec.decode(codec.encode(question), TO_INTERACTD) == question


def test_an_answer_arrives_with_its_plans() -> None:
    answer = Answer(question="q", outcome=AnswerOutcome.ANSWERED, text="I will do it.", plans=[PLAN], cancelled=[3])
    assert codec.decode(codec.encode(answer), FROM_INTERACTD) == answer


def test_what_an_answer_leaves_out_is_nothing() -> None:
    frames = codec.frames("answer", {"question": "q", "outcome": "not-yet", "text": None})
    decoded = codec.decode(frames, FROM_INTERACTD)
    assert decoded == Answer(question="q", outcome=AnswerOutcome.NOT_YET, text=None)
    assert isinstance(decoded, Answer)
    assert (decoded.plans, decoded.cancelled, decoded.memory) == ([], [], None)
