"""What every request has; the requests themselves are in `requests` and, by subject, in `requests_*`."""

from __future__ import annotations

from smsbus.messages import Message


class Request(Message, frozen=True, kw_only=True):
    """Base of all requests. `id` is chosen by the client and repeated in the reply."""

    id: str | int
