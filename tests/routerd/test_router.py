"""The main job end to end, and what the router does with peers, garbage and a store that cannot be written."""

from __future__ import annotations

from tests.routerd.house import ALICE, House


def test_a_question_is_asked_and_its_answer_sent_to_the_asker(house: House) -> None:
    house.receive("What is the temperature of the room ?")
    question = house.question()
    assert (question.text, question.contact, question.user) == (
        "What is the temperature of the room ?",
        "Alice",
        "alice",
    )
    house.take(question.question)
    house.answer(question.question, "16.3 °C")
    job = house.job()
    assert (job.recipient, job.text, job.alphabet) == (ALICE, "16.3 °C", "ucs2")
    house.sent(job.job)
    assert [message["state"] for message in house.outbox()] == ["sent"]
