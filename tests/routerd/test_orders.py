"""`modem.command` and `modem.ussd`."""

from __future__ import annotations

import pytest

from routerd.exchange import ClockJumped, FromClient, Link, Output, Send, Undelivered
from smsbus.messages import Order, OrderResult
from smsbus.requests import ModemCommandRequest, ModemUssdRequest, Reply
from tests.routerd.house import CLIENT, MODEM, House

COMMAND = ModemCommandRequest(id=5, modem="gsm", command="AT+CSQ")


def ordered(house: House, request: ModemCommandRequest | ModemUssdRequest = COMMAND) -> Order:
    """A client's order goes out to the modem, and the client waits."""
    outputs: list[Output] = house.feed(FromClient(peer=CLIENT, request=request, delimited=True))
    assert house.seen(Reply) == []
    return next(each.message for each in outputs if isinstance(each, Send) and isinstance(each.message, Order))


def failed(house: House) -> str:
    [reply] = house.seen(Reply)
    assert reply.error is not None
    return reply.error.code


def test_the_lines_of_the_modem_go_to_the_client(house: House) -> None:
    order = ordered(house)
    assert (order.command, order.ussd, order.force) == ("AT+CSQ", None, False)
    house.modem(OrderResult(modem="gsm", order=order.order, lines=["+CSQ: 21,99"], result="OK"))
    [reply] = house.seen(Reply)
    assert (reply.id, reply.result) == (5, {"lines": ["+CSQ: 21,99"], "result": "OK"})


@pytest.mark.parametrize("text", ["5 EUR", None])
def test_the_answer_of_the_network_goes_to_the_client(house: House, text: str | None) -> None:
    order = ordered(house, ModemUssdRequest(id=6, modem="gsm", code="*100#"))
    house.modem(OrderResult(modem="gsm", order=order.order, text=text, result="OK"))
    [reply] = house.seen(Reply)
    assert reply.result == {"text": text}


def test_what_the_modemd_refuses_is_an_error_with_its_words(house: House) -> None:
    order = ordered(house)
    house.modem(OrderResult(modem="gsm", order=order.order, error="refused", problem="this could delete"))
    [reply] = house.seen(Reply)
    assert reply.error is not None
    assert (reply.error.code, reply.error.message) == ("refused", "this could delete")


def test_an_unknown_modem_and_one_without_modemd_are_said_at_once(empty: House) -> None:
    assert empty.error(COMMAND) == "unavailable"
    assert empty.error(ModemCommandRequest(id=1, modem="other", command="AT")) == "not-found"


def test_without_a_result_in_time_it_is_said_and_a_late_one_is_dropped(house: House) -> None:
    order = ordered(house)
    house.wait(201)
    assert failed(house) == "unavailable"
    house.modem(OrderResult(modem="gsm", order=order.order, result="OK"))
    assert len(house.seen(Reply)) == 1


def test_when_the_modemd_ends_it_is_said(house: House) -> None:
    order = ordered(house)
    house.feed(Undelivered(link=Link.MODEMS, peer=MODEM, message=order))
    assert failed(house) == "unavailable"


def test_a_clock_set_back_does_not_make_it_wait_longer(house: House) -> None:
    ordered(house)
    house.now -= 86_400
    house.feed(ClockJumped(seconds=-86_400))
    house.wait(201)
    assert failed(house) == "unavailable"


def test_only_so_many_may_wait(house: House) -> None:
    for _ in range(100):
        ordered(house)
    assert house.error(COMMAND) == "refused"
