"""`interaction.test`: a question for an interactd whose answer goes to the client that asked, and to nobody else."""

from __future__ import annotations

from routerd import awaited
from routerd.exchange import FromClient, Link
from routerd.work import Work
from smsbus.errors import Code, RequestRefused
from smsbus.numbers import InvalidNumber, parse
from smsbus.questions import Answer, Question
from smsbus.requests import InteractionTestRequest


def start(work: Work, incoming: FromClient, request: InteractionTestRequest) -> None:
    """Hands the question to an interactd. Raises `RequestRefused` when there is none."""
    peers = work.memory.peers.usable(Link.INTERACTIONS)
    if not peers:
        raise RequestRefused(Code.UNAVAILABLE, "no interactd is connected and answering; `ps` shows whether it runs")
    awaited.check_room(work, Link.INTERACTIONS, "tests")
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
    awaited.ask(work, incoming, peers[0], question, within_s=work.settings.router.question_timeout)


def answered(work: Work, message: Answer) -> bool:
    """Passes the answer on; False when it is no trial's."""
    trial = awaited.take(work, message.question)
    if trial is None:
        return False
    result = {
        "outcome": message.outcome.value,
        "text": message.text,
        "interaction": message.interaction,
        "explanation": message.explanation,
    }
    awaited.reply(work, trial, result)
    return True


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
