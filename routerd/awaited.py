"""Requests that routerd cannot answer itself: another daemon owes the answer, and a client waits for it.

They are not in the store: a restart of routerd ends the client's connection too, and what was asked has no consequence
that somebody would have to be told of later.
"""

from __future__ import annotations

from collections.abc import Mapping

from routerd.exchange import FromClient, Link
from routerd.peers import Peer
from routerd.requests import refusal
from routerd.work import Awaited, Work
from smsbus.errors import Code, RequestRefused
from smsbus.messages import Order
from smsbus.questions import Question
from smsbus.requests import Reply

MOST = 100
"""Waiting at once for the daemons of one link: a client that floods must not fill the memory."""

_SILENT = {Link.MODEMS: "the modem gave no answer in time", Link.INTERACTIONS: "interactd gave no answer in time"}
_ENDED = {
    Link.MODEMS: "modemd ended before the modem answered",
    Link.INTERACTIONS: "interactd ended before it answered",
}


def check_room(work: Work, link: Link, what: str) -> None:
    """Raises `RequestRefused` when too many wait already; `what` names them to the client."""
    if sum(awaited.link is link for awaited in work.memory.awaited.values()) >= MOST:
        raise RequestRefused(Code.REFUSED, f"{MOST} {what} are waiting for answers already: try again later")


def ask(work: Work, incoming: FromClient, peer: Peer, message: Order | Question, *, within_s: float) -> None:
    """Hands the message to `peer`, whose answer the client of `incoming` is to have within that time."""
    name = message.order if isinstance(message, Order) else message.question
    work.memory.awaited[name] = Awaited(
        asked=incoming,
        link=peer.link,
        daemon=peer.id,
        within_s=within_s,
        deadline=work.now + within_s,
    )
    work.send(peer.link, peer.id, message)


def take(work: Work, name: str) -> Awaited | None:
    """Whom the answer to order or question `name` is for; None if nobody waits for it, or not any more."""
    return work.memory.awaited.pop(name, None)


def reply(work: Work, awaited: Awaited, result: Mapping[str, object]) -> None:
    """Gives the client its result."""
    _send(work, awaited.asked, Reply(id=awaited.asked.request.id, ok=True, result=result))


def refuse(work: Work, awaited: Awaited, error: RequestRefused) -> None:
    """Tells the client why there is none."""
    _send(work, awaited.asked, refusal(awaited.asked.request.id, error))


def give_up(work: Work) -> None:
    """Tells the clients whose answer did not come in time."""
    for name, awaited in list(work.memory.awaited.items()):
        if awaited.deadline <= work.now:
            _fail(work, name, _SILENT[awaited.link])


def peer_gone(work: Work, link: Link, peer: bytes) -> None:
    """A daemon's connection ended: what it was asked will not be answered."""
    for name, awaited in list(work.memory.awaited.items()):
        if (awaited.link, awaited.daemon) == (link, peer):
            _fail(work, name, _ENDED[link])


def clock_set(work: Work) -> None:
    """Nobody waits longer than the limit after the clock was set."""
    for awaited in work.memory.awaited.values():
        awaited.deadline = min(awaited.deadline, work.now + awaited.within_s)


def deadline(waiting: dict[str, Awaited]) -> float | None:
    """When the next one is given up."""
    return min((awaited.deadline for awaited in waiting.values()), default=None)


def _fail(work: Work, name: str, reason: str) -> None:
    refuse(work, work.memory.awaited.pop(name), RequestRefused(Code.UNAVAILABLE, reason))


def _send(work: Work, asked: FromClient, reply: Reply) -> None:
    work.send(Link.CLIENTS, asked.peer, reply, delimited=asked.delimited)
