"""What is known of each server's key, so that a refused one is not tried again and again.

Jeedom lets whoever brings a wrong key wait five seconds, and after a few of them, like Home Assistant, bans the
address: then the whole gateway is cut off because people went on texting. So a key that was refused rests for a minute,
and a key that has not been accepted yet is tried by one reading at a time. Another key in the file is a new key.
"""

from __future__ import annotations

import enum
import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from interactd.connectors.connecting import TICK_S
from interactd.connectors.http_client import SUCCESSFUL, Answer, Request, exchange
from interactd.connectors.source import Patience
from interactd.errors import SourceFailed

REST_S = 60.0
"""How long a refused key is left alone."""


class Permission(enum.Enum):
    """Whether a key may be used now."""

    USE = "use"
    WAIT = "wait"
    REFUSED = "refused"


class _Standing(enum.Enum):
    TRYING = "trying"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    standing: _Standing
    since: float


class Keys:
    """The standing of every key at every server. Any thread may call; `now` is monotonic."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[str, bytes], _Known] = {}

    def claim(self, server: str, secret: str, now: float) -> Permission:
        """Whether to use it; after USE one of the other methods must be called."""
        with self._lock:
            self._forget(now)
            known = self._known.get((server, _digest(secret)))
            match known.standing if known else None:
                case _Standing.ACCEPTED:
                    return Permission.USE
                case _Standing.TRYING:
                    return Permission.WAIT
                case _Standing.REFUSED:
                    return Permission.REFUSED
            self._known[server, _digest(secret)] = _Known(standing=_Standing.TRYING, since=now)
            return Permission.USE

    def accepted(self, server: str, secret: str, now: float) -> None:
        """The server took the key."""
        self._learn(server, secret, _Standing.ACCEPTED, now)

    def refused(self, server: str, secret: str, now: float) -> None:
        """The server refused the key."""
        self._learn(server, secret, _Standing.REFUSED, now)

    def untold(self, server: str, secret: str) -> None:
        """The server said nothing of the key: if it was on trial, it may be tried again."""
        with self._lock:
            known = self._known.get((server, _digest(secret)))
            if known is not None and known.standing is _Standing.TRYING:
                del self._known[server, _digest(secret)]

    def silence(self, server: str, secret: str, now: float) -> None:
        """A server that makes those wait who bring a wrong key did not answer in time: a key on trial is refused."""
        with self._lock:
            known = self._known.get((server, _digest(secret)))
            if known is not None and known.standing is _Standing.TRYING:
                self._known[server, _digest(secret)] = _Known(standing=_Standing.REFUSED, since=now)

    def _learn(self, server: str, secret: str, standing: _Standing, now: float) -> None:
        with self._lock:
            self._known[server, _digest(secret)] = _Known(standing=standing, since=now)

    def _forget(self, now: float) -> None:
        rested = [
            at for at, one in self._known.items() if one.standing is _Standing.REFUSED and one.since + REST_S <= now
        ]
        for at in rested:
            del self._known[at]


def exchange_with_key(
    request: Request, secret: str, keys: Keys, patience: Patience, is_refusal: Callable[[Answer | None], bool]
) -> Answer:
    """`exchange` with a request that carries `secret`, unless that was refused lately. Raises `SourceFailed`.

    `is_refusal` looks at an answer, or at None for no answer in time.
    """
    server = request.address.origin
    while (permission := keys.claim(server, secret, time.monotonic())) is Permission.WAIT:
        if not patience.left_s():
            raise SourceFailed(f"{server}: took too long")
        patience.cancelled.wait(TICK_S)
    if permission is Permission.REFUSED:
        raise SourceFailed(f"{server}: the key was refused within the last minute, so it is not tried again yet")
    try:
        answer = exchange(request, patience)
    except BaseException:
        if not patience.left_s() and is_refusal(None):
            keys.silence(server, secret, time.monotonic())
        keys.untold(server, secret)
        raise
    if is_refusal(answer):
        keys.refused(server, secret, time.monotonic())
        raise SourceFailed(f"{server}: refused the key: check the file with it")
    if answer.status in SUCCESSFUL:
        keys.accepted(server, secret, time.monotonic())
    keys.untold(server, secret)
    return answer


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
