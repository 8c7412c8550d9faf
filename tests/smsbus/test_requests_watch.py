"""Requests of whoever looks after the daemons are asked like all others."""

import pytest

from smsbus import codec
from smsbus.errors import Malformed
from smsbus.requests import FROM_CLIENTS
from smsbus.requests_watch import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_request_may_be_asked_and_says_what_it_results_in(kind: str) -> None:
    assert FROM_CLIENTS[kind] is KINDS[kind]
    assert (KINDS[kind].__doc__ or "").startswith("-> ")


@pytest.mark.parametrize(
    "body", [{"id": 1, "subject": "s"}, {"id": 1, "subject": "s", "message": "m", "severity": "loud"}]
)
def test_an_alert_has_a_message_and_one_of_two_severities(body: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        codec.decode(codec.frames("alert.raise", body), FROM_CLIENTS)
