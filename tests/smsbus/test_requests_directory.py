"""Requests of their own subject are asked like all others."""

import pytest

from smsbus import codec
from smsbus.errors import Malformed
from smsbus.requests import FROM_CLIENTS
from smsbus.requests_directory import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_request_may_be_asked_and_says_what_it_results_in(kind: str) -> None:
    assert FROM_CLIENTS[kind] is KINDS[kind]
    assert (KINDS[kind].__doc__ or "").startswith("-> ")


def test_names_must_be_given() -> None:
    with pytest.raises(Malformed, match="required"):
        codec.decode(codec.frames("contact.show", {"id": 1, "equipment": "House"}), FROM_CLIENTS)
