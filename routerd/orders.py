"""`modem.command` and `modem.ussd`: an order for a modemd, whose result goes to the client that asked."""

from __future__ import annotations

from routerd import awaited, requests_directory
from routerd.exchange import FromClient, Link
from routerd.work import Work
from smsbus.errors import Code, RequestRefused
from smsbus.messages import Order, OrderResult
from smsbus.requests import ModemCommandRequest, ModemUssdRequest

ANSWER_WITHIN_S = 200.0
"""A search for networks takes a modem three minutes."""


def start(work: Work, incoming: FromClient, request: ModemCommandRequest | ModemUssdRequest) -> None:
    """Hands the order to the modem's modemd. Raises `RequestRefused` when it is not there."""
    requests_directory.check_modem(work, request.modem)
    peer = work.memory.peers.named(Link.MODEMS, request.modem)
    if peer is None or not peer.usable:
        raise RequestRefused(Code.UNAVAILABLE, f"modemd of {request.modem} does not answer; `ps` shows whether it runs")
    awaited.check_room(work, Link.MODEMS, "orders")
    name = work.ids.token()
    if isinstance(request, ModemCommandRequest):
        order = Order(order=name, command=request.command, force=request.force)
    else:
        order = Order(order=name, ussd=request.code)
    awaited.ask(work, incoming, peer, order, within_s=ANSWER_WITHIN_S)


def done(work: Work, message: OrderResult) -> None:
    """Passes the result on, if anybody still waits for it."""
    ordered = awaited.take(work, message.order)
    if ordered is None:
        work.count("orders.late")
    elif message.error is not None:
        awaited.refuse(work, ordered, RequestRefused(message.error, message.problem or "the modem did not do it"))
    elif isinstance(ordered.asked.request, ModemUssdRequest):
        awaited.reply(work, ordered, {"text": message.text})
    else:
        awaited.reply(work, ordered, {"lines": message.lines, "result": message.result})
