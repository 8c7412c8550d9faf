"""What whoever looks after the daemons asks: do they answer, how long may they still be busy; and alerts that a client
raises. Those live in memory: who raised one repeats it as long as it holds, and it ends by itself.
"""

from __future__ import annotations

from typing import Any

from routerd import store_outbox
from routerd.exchange import Link
from routerd.peers import Peer
from routerd.work import RaisedAlert, Work
from smsbus import requests_watch as wire
from smsbus.documents import AlertDocument, DaemonDocument
from smsbus.errors import Code, RequestRefused

MOST_RAISED = 50
"""At once: a client that floods must not fill the memory, nor the status document."""
LONGEST_SUBJECT = 64
LONGEST_MESSAGE = 300
LONGEST_S = 86_400
USUAL_SUBMIT_TIMEOUT_S = 120.0


def daemons(work: Work, request: wire.DaemonsRequest) -> list[DaemonDocument]:
    """routerd itself, and every daemon that has connected."""
    return documents(work)


def alert_raise(work: Work, request: wire.AlertRaiseRequest) -> dict[str, Any]:
    """Tells people, once per subject and message."""
    raised = work.memory.raised
    _check(request)
    if len(raised) >= MOST_RAISED and request.subject not in raised:
        _forget_ended(work)
        if len(raised) >= MOST_RAISED:
            raise RequestRefused(Code.REFUSED, f"{MOST_RAISED} alerts are raised already: clear some first")
    before = raised.get(request.subject)
    until = work.now + request.for_s
    if before is not None and before.until > work.now and before.message == request.message:
        before.until = until
        return {"repeated": True}
    raised[request.subject] = RaisedAlert(
        severity=request.severity, message=request.message, at=work.now, until=until, for_s=request.for_s
    )
    work.event("alert", subject=request.subject, message=request.message, severity=request.severity)
    work.log("warning", "alert", subject=request.subject, message=request.message)
    return {"repeated": False}


def alert_clear(work: Work, request: wire.AlertClearRequest) -> dict[str, Any]:
    """Says that it is over."""
    before = work.memory.raised.pop(request.subject, None)
    if before is None or before.until <= work.now:
        return {"cleared": False}
    work.event("alert", subject=request.subject, message=before.message, severity=before.severity, over=True)
    return {"cleared": True}


def documents(work: Work) -> list[DaemonDocument]:
    """What `status` and `daemons` tell of daemons."""
    own = DaemonDocument(name="routerd", answering=True, pid=work.memory.pid, seen_at=work.now_ms)
    peers = work.memory.peers
    return [
        own,
        *(_document(peer, f"modemd-{peer.name}", _busy_ms(work, peer.name)) for peer in peers.all(Link.MODEMS)),
        *(_document(peer, peer.name, 0) for peer in peers.all(Link.INTERACTIONS)),
    ]


def alerts(work: Work) -> list[AlertDocument]:
    """What was raised and is not over."""
    return [
        AlertDocument(severity=raised.severity, message=raised.message, at=round(raised.at * 1000))
        for raised in work.memory.raised.values()
        if raised.until > work.now
    ]


def clock_set(work: Work) -> None:
    """No alert lasts longer than was asked for, nor ends at once, because the clock was set."""
    for raised in work.memory.raised.values():
        raised.until = work.now + raised.for_s


def _document(peer: Peer, name: str, busy_ms: int) -> DaemonDocument:
    return DaemonDocument(
        name=name, answering=peer.usable, pid=peer.pid, seen_at=round(peer.seen_at * 1000), busy_ms=busy_ms
    )


def _busy_ms(work: Work, modem: str) -> int:
    """How much longer the modem may take for the last part it was given."""
    handed_at = max((part.handed_at or 0 for part in store_outbox.in_flight(work.store, modem)), default=None)
    if handed_at is None:
        return 0
    settings = work.settings.modems.get(modem)
    limit_ms = round((settings.submit_timeout if settings else USUAL_SUBMIT_TIMEOUT_S) * 1000)
    # The clock may have been set back since.
    return max(0, min(limit_ms, handed_at + limit_ms - work.now_ms))


def _check(request: wire.AlertRaiseRequest) -> None:
    for name, text, longest in (
        ("subject", request.subject, LONGEST_SUBJECT),
        ("message", request.message, LONGEST_MESSAGE),
    ):
        if not 1 <= len(text) <= longest or not text.isprintable():
            raise RequestRefused(Code.INVALID, f"{name} must have 1 to {longest} printable characters")
    if not 1 <= request.for_s <= LONGEST_S:
        raise RequestRefused(Code.INVALID, f"for_s must be 1 to {LONGEST_S} seconds")


def _forget_ended(work: Work) -> None:
    for subject in [subject for subject, raised in work.memory.raised.items() if raised.until <= work.now]:
        del work.memory.raised[subject]
