"""Delivery reports: which part one is about, and what it makes of it.

A report repeats the message reference (TP-MR, 0 to 255, used again soon) and the recipient; it is about the newest part
that fits within `WINDOW_S`. It may come before the result of the very submission (a slow modem, a fast phone): then it
is kept and applied when the result comes. One whose reference says nothing shows that an uncertain part was sent, if it
can be about no other: a wrong guess would lose that part for good, while without one it is sent again.
"""

from __future__ import annotations

from routerd import outbox, store_outbox, store_purge, store_reports
from routerd.exchange import Link
from routerd.outbox import State
from routerd.store_outbox import Part
from routerd.work import Work
from smsbus import numbers
from smsbus.messages import ReportAck, StatusReport
from smsbus.sms.causes import Outcome, describe_status

WINDOW_S = 7 * 86400.0
EARLY_S = 5.0
"""How much before the hand-over a report may be stamped as received: both are our clock, which may be set."""
SKEW_S = 60.0
"""How much the message centre's clock, which stamps when a message reached it, may be behind ours."""


def receive(work: Work, peer: bytes, report: StatusReport) -> None:
    """Stores a report and applies it; the acknowledgement goes out after the commit."""
    work.send(Link.MODEMS, peer, ReportAck(key=report.key))
    if store_reports.knows(work.store, report.key):
        work.count("repeated-reports")
        store_purge.read_again(work.store, report.key, work.now_ms)
        return
    recipient = _recipient(work, report.recipient)
    store_reports.add(
        work.store,
        key=report.key,
        modem=report.modem,
        tp_mr=report.reference,
        recipient=recipient,
        status=report.status,
        received_at=work.now_ms,
    )
    part = _part_of(work, report, recipient)
    if part is not None:
        _apply(work, report.key, report.status, part)


def apply_early(work: Work, part: Part) -> None:
    """Applies the report that came before the result of this part, now known to be sent."""
    early = None if part.tp_mr is None else _early(work, part, part.tp_mr)
    if early is not None:
        key, _, status = early
        _apply(work, key, status, part)


def resolve_doubt(work: Work, part: Part) -> None:
    """Takes an uncertain part as sent when a report on a message to its recipient has already come."""
    early = _early(work, part, None)
    if early is not None and not _may_be_about_another(work, part):
        key, tp_mr, status = early
        _apply(work, key, status, outbox.move(work, part, State.SENT, tp_mr=tp_mr, sent_at=work.now_ms))


def _early(work: Work, part: Part, tp_mr: int | None) -> tuple[str, int, int] | None:
    message = store_outbox.message(work.store, part.message)
    if message is None or not message.delivery_report or part.modem is None or part.handed_at is None:
        return None
    after = part.handed_at - round(EARLY_S * 1000)
    return store_reports.unmatched(work.store, modem=part.modem, tp_mr=tp_mr, recipient=message.recipient, after=after)


def _part_of(work: Work, report: StatusReport, recipient: str) -> Part | None:
    found = store_reports.part_reported(
        work.store,
        modem=report.modem,
        tp_mr=report.reference,
        recipient=recipient,
        sent_after=work.now_ms - round(WINDOW_S * 1000),
    )
    if found is not None:
        return found
    candidates = [
        part
        for part in store_reports.undecided_to(work.store, modem=report.modem, recipient=recipient)
        if _may_be_about(report, part)
    ]
    # One in flight is at least as likely as one in doubt: when its result comes, `apply_early` knows by the reference.
    if len(candidates) != 1 or candidates[0].state != State.UNCERTAIN:
        return None
    return outbox.move(work, candidates[0], State.SENT, tp_mr=report.reference, sent_at=work.now_ms)


def _may_be_about(report: StatusReport, part: Part) -> bool:
    """Whether the centre had the message only after the part was handed over."""
    assert part.handed_at is not None
    return report.scts is None or report.scts + round(SKEW_S * 1000) >= part.handed_at


def _may_be_about_another(work: Work, part: Part) -> bool:
    """Whether another part to this number, whose reference nobody knows, went to the modem; it may have ended."""
    message = store_outbox.message(work.store, part.message)
    assert message is not None
    assert part.modem is not None
    after = work.now_ms - round(WINDOW_S * 1000)
    nameless = store_reports.nameless_to(work.store, modem=part.modem, recipient=message.recipient, handed_after=after)
    return any(other != part.id for other in nameless)


def _apply(work: Work, key: str, tp_status: int, part: Part) -> None:
    store_reports.match(work.store, key, part.id)
    if part.state != State.SENT:
        return
    status = describe_status(tp_status)
    if status.outcome is Outcome.DELIVERED:
        outbox.move(work, part, State.DELIVERED, delivered_at=work.now_ms)
    elif status.outcome in (Outcome.FAILED, Outcome.FAILED_TEMPORARILY):
        outbox.give_up(work, part, State.FAILED, f"the message centre could not deliver it: {status.meaning}")


def _recipient(work: Work, recipient: str) -> str:
    """Reports may name the number in national form."""
    kind = "international" if recipient.startswith("+") else "unknown"
    return numbers.from_network(recipient, kind, work.settings.numbers.default_region).value
