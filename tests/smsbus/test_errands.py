"""Errands on the wire."""

import msgspec

from smsbus import codec
from smsbus.errands import Errand, Plan
from smsbus.questions import FROM_INTERACTD, TO_INTERACTD, Answer, AnswerOutcome, Question

PLAN = Plan(number=1, what="open the gate at 17:30", note="{}", due_at=1_700_000_000_000, relative=True)
ERRAND = Errand(errand=7, **msgspec.structs.asdict(PLAN))


def test_a_plan_travels_with_an_answer() -> None:
    answer = Answer(question="q", outcome=AnswerOutcome.ANSWERED, text="At 17:30.", plans=[PLAN], cancelled=[3])
    assert codec.decode(codec.encode(answer), FROM_INTERACTD) == answer


def test_an_errand_travels_with_a_question() -> None:
    question = Question(
        question="q", text=ERRAND.what, contact="Alice", user=None, equipment="House", received_at=1,
        errands=[ERRAND], errand=ERRAND, turn="late",
    )  # fmt: skip
    assert codec.decode(codec.encode(question), TO_INTERACTD) == question
