"""`modem.command` and `modem.ussd`: an order for a modemd, whose result goes to the client that asked."""

from __future__ import annotations

from routerd import requests_directory
from routerd.exchange import FromClient, Link
from routerd.requests import refusal
from routerd.work import Ordered, Work
from smsbus.errors import Code, RequestRefused
from smsbus.messages import Order, OrderResult
from smsbus.requests import ModemCommandRequest, ModemUssdRequest, Reply

MOST_ORDERS = 100
"""Waiting at once: a client that floods must not fill the memory."""
ANSWER_WITHIN_S = 200.0
"""A search for networks takes a modem three minutes."""


def start(work: Work, incoming: FromClient, request: ModemCommandRequest | ModemUssdRequest) -> None:
    """Hands the order to the modem's modemd. Raises `RequestRefused` when it is not there."""
    requests_directory.check_modem(work, request.modem)
    peer = work.memory.peers.named(Link.MODEMS, request.modem)
    if peer is None or not peer.usable:
        raise RequestRefused(Code.UNAVAILABLE, f"modemd of {request.modem} does not answer; `ps` shows whether it runs")
    if len(work.memory.orders) >= MOST_ORDERS:
        raise RequestRefused(Code.REFUSED, f"{MOST_ORDERS} orders are waiting for answers already: try again later")
    name = work.ids.token()
    if isinstance(request, ModemCommandRequest):
        order = Order(order=name, command=request.command, force=request.force)
    else:
        order = Order(order=name, ussd=request.code)
    work.memory.orders[name] = Ordered(
        peer=incoming.peer,
        request=request.id,
        delimited=incoming.delimited,
        ussd=order.ussd is not None,
        modemd=peer.id,
        deadline=work.now + ANSWER_WITHIN_S,
    )
    work.send(Link.MODEMS, peer.id, order)


def done(work: Work, message: OrderResult) -> None:
    """Passes the result on, if anybody still waits for it."""
    ordered = work.memory.orders.pop(message.order, None)
    if ordered is None:
        work.count("orders.late")
    elif message.error is not None:
        error = RequestRefused(message.error, message.problem or "the modem did not do it")
        work.send(Link.CLIENTS, ordered.peer, refusal(ordered.request, error), delimited=ordered.delimited)
    else:
        result = {"text": message.text} if ordered.ussd else {"lines": message.lines, "result": message.result}
        reply = Reply(id=ordered.request, ok=True, result=result)
        work.send(Link.CLIENTS, ordered.peer, reply, delimited=ordered.delimited)


def give_up(work: Work) -> None:
    """Tells clients whose result did not come in time."""
    for name, ordered in list(work.memory.orders.items()):
        if ordered.deadline <= work.now:
            _fail(work, name, "the modem gave no answer in time")


def peer_gone(work: Work, peer: bytes) -> None:
    """A modemd's connection ended: its orders will not be answered."""
    for name, ordered in list(work.memory.orders.items()):
        if ordered.modemd == peer:
            _fail(work, name, "modemd ended before the modem answered")


def clock_set(work: Work) -> None:
    """No order waits longer than its limit after the clock was set."""
    latest = work.now + ANSWER_WITHIN_S
    for ordered in work.memory.orders.values():
        ordered.deadline = min(ordered.deadline, latest)


def deadline(orders: dict[str, Ordered]) -> float | None:
    """When the next one is given up."""
    return min((ordered.deadline for ordered in orders.values()), default=None)


def _fail(work: Work, name: str, reason: str) -> None:
    ordered = work.memory.orders.pop(name)
    error = RequestRefused(Code.UNAVAILABLE, reason)
    work.send(Link.CLIENTS, ordered.peer, refusal(ordered.request, error), delimited=ordered.delimited)
