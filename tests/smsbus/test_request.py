"""What every request has."""

from smsbus.request import Request
from smsbus.requests import FROM_CLIENTS


def test_every_kind_that_clients_may_ask_is_a_request() -> None:
    assert all(issubclass(declared, Request) for declared in FROM_CLIENTS.values())
