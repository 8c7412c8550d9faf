"""How much goes through a modem, to a recipient, and from a client.

A client that asks too much is refused, so that a script gone wild does not empty the credit: by the minute and user of
the system, from memory, and by the hour and recipient, from the store. What is too much for a modem waits: counted are
the parts it sent, from the store when routerd starts. Alerts wait for no limit of a modem.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from routerd import store_outbox
from routerd.outbox import Recipient
from routerd.pool import Modem
from routerd.work import Bucket, Work
from smsbus.config import RouterSettings
from smsbus.errors import Code, RequestRefused
from smsbus.numbers import mask

MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86400.0
MOST_CLIENTS = 1000


def take(bucket: Bucket, per_minute: int, now: float) -> bool:
    """Takes a token, if there is one."""
    gained = max(0.0, now - bucket.at) * per_minute / MINUTE_S
    bucket.tokens = min(float(per_minute), bucket.tokens + gained)
    bucket.at = now
    if bucket.tokens < 1:
        return False
    bucket.tokens -= 1
    return True


def check_client(work: Work, client: str) -> None:
    """Raises `RequestRefused` when this client has asked to send too often."""
    per_minute = work.settings.router.client_per_minute
    if not per_minute:
        return
    buckets = work.memory.buckets
    if client not in buckets:
        if len(buckets) >= MOST_CLIENTS:
            buckets.clear()
        buckets[client] = Bucket(tokens=float(per_minute), at=work.now)
    if not take(buckets[client], per_minute, work.now):
        raise RequestRefused(
            Code.REFUSED,
            f"more than {per_minute} messages in a minute from this user: wait, name several recipients in one "
            "request, or set client_per_minute in [router]",
            {"limit": "client_per_minute"},
        )


def check_recipients(work: Work, to: Sequence[Recipient]) -> None:
    """Raises `RequestRefused` when one of them was sent too much within the last hour."""
    most = work.settings.router.recipient_per_hour
    if not most:
        return
    after = work.now_ms - round(HOUR_S * 1000)
    for recipient in to:
        number = recipient.number.value
        if store_outbox.sends_since(work.store, number, after) >= most:
            raise RequestRefused(
                Code.REFUSED,
                f"{most} messages to {recipient.contact or mask(number)} within an hour: nothing was queued; wait, or "
                "set recipient_per_hour in [router]",
                {"limit": "recipient_per_hour"},
            )


def free_at(sent: Sequence[float] | deque[float], flying: int, settings: RouterSettings, now: float) -> float:
    """When a modem that sent at these times, oldest first, may have one more part beside those `flying`; 0 for now."""
    return max((_free_at(sent, flying, most, window_s, now) for most, window_s in _limits(settings)), default=0.0)


def may_have(work: Work, modem: Modem, flying: int) -> bool:
    """Whether its limits let this modem have one more part that is no alert; else notes until when they do not."""
    limits = _limits(work.settings.router)
    modem.held_until = None
    if not limits:
        return True
    sent = _sent(work, modem)
    at = free_at(sent, flying, work.settings.router, work.now)
    if at > work.now:
        modem.held_until = at
    return at <= work.now


def held_back(work: Work, modem: Modem) -> None:
    """A message waits for a limit: when it is that of a day, somebody should know, once in that time."""
    most = work.settings.router.modem_per_day
    if not most or (modem.told_at is not None and work.now < modem.told_at + DAY_S):
        return
    if _free_at(_sent(work, modem), 0, most, DAY_S, work.now) <= work.now:
        return
    modem.told_at = work.now
    work.event(
        "alert",
        message=f"modem {modem.name} has sent {most} messages within a day: others wait, except alerts; if this is "
        "meant, set modem_per_day in [router]",
        modem=modem.name,
    )
    work.log("warning", "held-back", modem=modem.name, modem_per_day=most)


def sent(work: Work, name: str) -> None:
    """A modem sent a part."""
    modem = work.memory.modems.get(name)
    if modem is not None and modem.sent_at is not None:
        modem.sent_at.append(work.now)


def _sent(work: Work, modem: Modem) -> deque[float]:
    if modem.sent_at is None:
        after = work.now_ms - round(DAY_S * 1000)
        modem.sent_at = deque(min(at / 1000, work.now) for at in store_outbox.sent_since(work.store, modem.name, after))
    while modem.sent_at and modem.sent_at[0] <= work.now - DAY_S:
        modem.sent_at.popleft()
    return modem.sent_at


def _limits(settings: RouterSettings) -> list[tuple[int, float]]:
    limits = [
        (settings.modem_per_minute, MINUTE_S),
        (settings.modem_per_hour, HOUR_S),
        (settings.modem_per_day, DAY_S),
    ]
    return [limit for limit in limits if limit[0]]


def _free_at(sent: Sequence[float] | deque[float], flying: int, most: int, window_s: float, now: float) -> float:
    # The part that must be out of the window before there is room: the `most`-th last, counting those on their way.
    if flying >= most:
        return now + window_s  # asked again when one of them has a result
    place = len(sent) - (most - flying)
    return sent[place] + window_s if place >= 0 else 0.0
