"""The client library: request and reply within a deadline, events without gaps.

    with Client(settings.endpoint("clients"), settings.endpoint("events")) as client:
        client.request("send", {"to": "+33639980001", "text": "Alarm", "key": "alarm-17"})
        for event in client.events():
            ...

Results are the plain maps of `smsbus.requests`; `codec.from_body` makes them typed. Nothing heavy is imported here, so
that a command-line `send` starts quickly.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from smsbus import codec
from smsbus.codec import Body
from smsbus.errors import KeyRefused, Malformed, NoReply, RequestRefused, SmsbusError
from smsbus.sockets import Caller, Context, Happening, Subscriber

if TYPE_CHECKING:
    from smsbus.curve import Credentials

DEFAULT_TIMEOUT_S = 5.0
RECHECK_S = 2.0
"""After this long without an event the stream asks `events.since`: PUB drops silently, and routerd may restart."""


class Client:
    """A connection to routerd. Not for use from several threads."""

    def __init__(self, clients: str, events: str, credentials: Credentials | None = None) -> None:
        self._context = Context(linger_ms=0)
        self._caller = Caller(self._context, clients, credentials)
        self._clients = clients
        self._events = events
        self._credentials = credentials

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Drops the connection; what was not answered stays unknown."""
        self._context.close()

    def request(self, kind: str, body: Body | None = None, *, timeout_s: float = DEFAULT_TIMEOUT_S) -> Any:
        """Asks and returns the `result` of the reply.

        Raises `RequestRefused` with the error of the reply, or `NoReply` after `timeout_s`: then whether it was done is
        unknown, and a `send` may safely be repeated with the same `key`. Raises `KeyRefused` at once when a routerd on
        another host does not let this one in.
        """
        request_id = os.urandom(8).hex()
        self._caller.send(codec.frames(kind, {**(body or {}), "id": request_id}))
        reply = self._reply(request_id, time.monotonic() + timeout_s)
        if reply is None:
            raise self._silence(timeout_s)
        if not reply.get("ok"):
            error = reply.get("error") or {}
            raise RequestRefused(error.get("code", "internal"), error.get("message", ""), error.get("details"))
        return reply.get("result")

    def events(self, topics: Sequence[str] = (), *, since: int | None = None) -> EventStream:
        """A stream of the events whose topic starts with one of `topics`, after `since` (None: from now on)."""
        subscriber = Subscriber(self._context, self._events, credentials=self._credentials)
        return EventStream(self, subscriber, topics, since)

    def _silence(self, timeout_s: float) -> SmsbusError:
        happened = self._caller.happened
        if happened is None:
            where = f" at {self._clients}" if self._credentials else ""
            return NoReply(
                f"routerd{where} did not answer within {timeout_s:g} s; is it running? (smsctl up, smsctl ps)"
            )
        from smsbus.linking import explain

        reason = explain(happened, self._clients, "clients", self._credentials)
        return KeyRefused(reason) if happened is Happening.REFUSED else NoReply(reason)

    def _reply(self, request_id: str, deadline: float) -> Body | None:
        while (left_s := deadline - time.monotonic()) > 0:
            frames = self._caller.receive(left_s)
            if frames is None:
                return None
            kind, body = codec.parse(frames)
            # A reply to a request that was given up earlier may still come: it is not this one's.
            if kind == "reply" and body.get("id") == request_id:
                return body
        return None


class EventStream:
    """Events in sequence, none missing as long as routerd keeps them; `lost` tells when it no longer did.

    Whoever has noted it sets it to False, to be told of the next time.
    """

    def __init__(self, client: Client, subscriber: Subscriber, topics: Sequence[str], since: int | None) -> None:
        self._client = client
        self._subscriber = subscriber
        self._topics = tuple(topics)
        # The subscription exists before the position is asked: nothing falls between the two.
        self._seq = client.request("events.since", {"seq": -1})["last"] if since is None else since
        self._waiting: deque[Body] = deque()
        self._checked = since is None
        self.lost = False

    def __iter__(self) -> Iterator[Body]:
        while True:
            event = self.next(RECHECK_S)
            if event is not None:
                yield event

    def next(self, timeout_s: float) -> Body | None:
        """The next event, or None when none came in time. Raises `NoReply` while routerd is away: call again."""
        deadline = time.monotonic() + timeout_s
        while True:
            while self._waiting:
                event = self._waiting.popleft()
                if not self._topics or event["topic"].startswith(self._topics):
                    return event
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                return None
            self._gather(min(left_s, RECHECK_S))

    def _gather(self, timeout_s: float) -> None:
        event = self._live(timeout_s) if self._checked else None
        if event is not None and event["seq"] == 0:
            self._waiting.append(event)  # an alert of a store that cannot be written: no `events.since` will repeat it
        elif event is None or event["seq"] > self._seq + 1:
            self._catch_up()
        elif event["seq"] == self._seq + 1:
            self._take(event)

    def _live(self, timeout_s: float) -> Body | None:
        frames = self._subscriber.receive(timeout_s)
        if frames is None:
            return None
        kind, body = codec.parse(frames)
        if kind != "event" or not isinstance(body.get("seq"), int):
            raise Malformed("routerd published something that is no event")
        return body

    def _catch_up(self) -> None:
        document = self._client.request("events.since", {"seq": self._seq})
        # With more than a page to come, the next one is asked for at once.
        self._checked = not document["events"] or document["events"][-1]["seq"] >= document["last"]
        self.lost = self.lost or bool(document["lost"])
        for event in document["events"]:
            self._take(event)
        if not document["events"]:
            self._seq = document["last"]  # all that was missed has been purged, or there was nothing

    def _take(self, event: Body) -> None:
        self._seq = event["seq"]
        self._waiting.append(event)
