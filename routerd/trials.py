"""`interaction.test`: a question for an interactd whose answer goes to the client that asked, and to nobody else."""

from __future__ import annotations

from routerd.exchange import FromClient, Link
from routerd.requests import refusal
from routerd.work import Trial, Work
from smsbus.errors import Code, RequestRefused
from smsbus.messages import Answer, Question
from smsbus.numbers import InvalidNumber, parse
from smsbus.requests import InteractionTestRequest, Reply

MOST_TRIALS = 100
"""Waiting at once: a client that floods must not fill the memory."""


def start(work: Work, incoming: FromClient, request: InteractionTestRequest) -> None:
    """Hands the question to an interactd. Raises `RequestRefused` when there is none."""
    peers = work.memory.peers.usable(Link.INTERACTIONS)
    if not peers:
        raise RequestRefused(Code.UNAVAILABLE, "no interactd is connected and answering; `ps` shows whether it runs")
    if len(work.memory.trials) >= MOST_TRIALS:
        raise RequestRefused(Code.REFUSED, f"{MOST_TRIALS} tests are waiting for answers already: try again later")
    equipment, contact, user = _as_whom(work, request.sender)
    question = Question(
        question=work.ids.token(),
        text=request.text,
        contact=contact,
        user=user,
        equipment=equipment,
        received_at=work.now_ms,
        trial=True,
    )
    work.memory.trials[question.question] = Trial(
        peer=incoming.peer,
        request=request.id,
        delimited=incoming.delimited,
        interactd=peers[0].id,
        deadline=work.now + work.settings.router.question_timeout,
    )
    work.send(Link.INTERACTIONS, peers[0].id, question)


def answered(work: Work, message: Answer) -> bool:
    """Passes the answer on; False when it is no trial's."""
    trial = work.memory.trials.pop(message.question, None)
    if trial is None:
        return False
    result = {
        "outcome": message.outcome.value,
        "text": message.text,
        "interaction": message.interaction,
        "explanation": message.explanation,
    }
    reply = Reply(id=trial.request, ok=True, result=result)
    work.send(Link.CLIENTS, trial.peer, reply, delimited=trial.delimited)
    return True


def give_up(work: Work) -> None:
    """Tells clients whose answer did not come in time."""
    for question, trial in list(work.memory.trials.items()):
        if trial.deadline <= work.now:
            _fail(work, question, "interactd gave no answer in time")


def peer_gone(work: Work, peer: bytes) -> None:
    """An interactd's connection ended: its trials will not be answered."""
    for question, trial in list(work.memory.trials.items()):
        if trial.interactd == peer:
            _fail(work, question, "interactd ended before it answered")


def clock_set(work: Work) -> None:
    """No trial waits longer than its limit after the clock was set."""
    latest = work.now + work.settings.router.question_timeout
    for question, trial in work.memory.trials.items():
        if trial.deadline > latest:
            work.memory.trials[question] = Trial(
                peer=trial.peer,
                request=trial.request,
                delimited=trial.delimited,
                interactd=trial.interactd,
                deadline=latest,
            )


def deadline(work_trials: dict[str, Trial]) -> float | None:
    """When the next one is given up."""
    return min((trial.deadline for trial in work_trials.values()), default=None)


def _fail(work: Work, question: str, reason: str) -> None:
    trial = work.memory.trials.pop(question)
    reply = refusal(trial.request, RequestRefused(Code.UNAVAILABLE, reason))
    work.send(Link.CLIENTS, trial.peer, reply, delimited=trial.delimited)


def _as_whom(work: Work, sender: str | None) -> tuple[str | None, str | None, str | None]:
    """Equipment, contact and user of a contact's name or number."""
    if sender is None or not sender.strip():
        return None, None, None
    known = work.directory.contacts_named(sender.strip())
    if not known:
        try:
            known = work.directory.knowing(parse(sender, work.settings.numbers.default_region))
        except InvalidNumber:
            raise RequestRefused(Code.NOT_FOUND, f"{sender!r} is neither a contact nor a number") from None
    if not known:
        return None, None, None
    equipment, contact = known[0]
    return equipment.name, contact.name, contact.user
