"""How much: refused to clients, waited for by modems."""

from __future__ import annotations

from pathlib import Path

import pytest

from routerd.exchange import ClockJumped, FromClient, Send
from routerd.rates import free_at, take
from routerd.work import Bucket
from smsbus.config import RouterSettings
from smsbus.messages import FailureCause, JobResult, Outcome, SubmitJob
from smsbus.requests import Reply, SendRequest, StatusRequest
from tests.routerd.house import ALICE, BOB, STRANGER, House


def open_house(folder: Path, router: str) -> House:
    house = House(folder, router=router)
    house.furnish()
    house.hello()
    house.greet()
    house.forget()
    return house


def asks(house: House, peer: bytes, user: int | str | None, key: str | None = None, **more: object) -> str:
    """A `send` of this client; the error code, or "ok"."""
    request = SendRequest(id=1, to=BOB, text="x", key=key, **more)  # type: ignore[arg-type]
    outputs = house.feed(FromClient(peer=peer, request=request, user=user))
    [reply] = [o.message for o in outputs if isinstance(o, Send) and isinstance(o.message, Reply)]
    return "ok" if reply.error is None else reply.error.code


# --- clients


def test_a_script_gone_wild_is_refused_whatever_connections_it_makes_and_others_are_not(tmp_path: Path) -> None:
    house = open_house(tmp_path, "client_per_minute = 3")
    assert [asks(house, bytes([n]), 1000) for n in range(5)] == ["ok", "ok", "ok", "refused", "refused"]
    assert asks(house, b"9", 1001) == "ok"
    assert len(house.outbox()) == 4


def test_after_a_while_it_may_ask_again(tmp_path: Path) -> None:
    house = open_house(tmp_path, "client_per_minute = 3")
    for _ in range(3):
        asks(house, b"p", 1000)
    house.now += 19
    assert asks(house, b"p", 1000) == "refused"
    house.now += 1
    assert [asks(house, b"p", 1000) for _ in range(2)] == ["ok", "refused"]


def test_where_nobody_tells_the_user_each_connection_counts(tmp_path: Path) -> None:
    house = open_house(tmp_path, "client_per_minute = 1")
    assert [asks(house, peer, None) for peer in (b"a", b"a", b"b")] == ["ok", "refused", "ok"]


def test_over_tcp_the_name_of_the_key_counts_whatever_connections_are_made(tmp_path: Path) -> None:
    house = open_house(tmp_path, "client_per_minute = 1")
    assert [asks(house, bytes([n]), "garage") for n in range(2)] == ["ok", "refused"]
    assert asks(house, b"9", "shed") == "ok"
    assert asks(house, b"9", 1000) == "ok"


def test_a_repeated_key_and_a_rehearsal_cost_nothing(tmp_path: Path) -> None:
    house = open_house(tmp_path, "client_per_minute = 1")
    assert [asks(house, b"p", 1000, key="k") for _ in range(3)] == ["ok", "ok", "ok"]
    assert asks(house, b"p", 1000, dry_run=True) == "ok"
    assert asks(house, b"p", 1000) == "refused"


def test_without_a_limit_everything_is_taken(tmp_path: Path) -> None:
    house = open_house(tmp_path, "client_per_minute = 0\nrecipient_per_hour = 0")
    assert {asks(house, b"p", 1000) for _ in range(200)} == {"ok"}


@pytest.mark.parametrize(
    ("tokens", "waited_s", "taken", "left"),
    [
        (3.0, 0.0, True, 2.0),
        (0.5, 0.0, False, 0.5),
        (0.5, 10.0, True, 0.0),
        (0.0, 900.0, True, 2.0),
        (1.0, -9.0, True, 0),
    ],
)
def test_the_bucket(tokens: float, waited_s: float, taken: bool, left: float) -> None:
    bucket = Bucket(tokens=tokens, at=100.0)
    assert take(bucket, 3, 100.0 + waited_s) is taken
    assert bucket.tokens == pytest.approx(left)


# --- recipients


def test_more_to_one_recipient_within_an_hour_is_refused_as_a_whole(tmp_path: Path) -> None:
    house = open_house(tmp_path, "recipient_per_hour = 2")
    house.send(BOB)
    house.send(BOB)
    reply = house.ask(SendRequest(id=1, to=f"{ALICE};{BOB}", text="x"))
    assert reply.error is not None
    assert (reply.error.code, reply.error.details) == ("refused", {"limit": "recipient_per_hour"})
    assert BOB not in reply.error.message
    assert len(house.outbox()) == 2
    house.send(ALICE)
    house.now += 3601
    house.send(BOB)


def test_the_hour_of_a_recipient_does_not_begin_anew_with_a_restart(tmp_path: Path) -> None:
    house = open_house(tmp_path, "recipient_per_hour = 1")
    house.send(BOB)
    house.restart()
    assert house.error(SendRequest(id=1, to=BOB, text="x")) == "refused"


def test_answers_do_not_count_towards_the_hour_of_a_recipient(tmp_path: Path) -> None:
    house = open_house(tmp_path, "recipient_per_hour = 1")
    for _ in range(3):
        house.receive()
        house.answer(house.question().question)
    house.send(ALICE)


def test_a_client_that_gives_its_messages_the_priority_of_answers_is_no_exception(tmp_path: Path) -> None:
    house = open_house(tmp_path, "recipient_per_hour = 1\nanswers_per_hour = 1")
    house.send(ALICE, priority="answer")
    assert house.error(SendRequest(id=1, to=ALICE, text="x", priority="answer")) == "refused"
    house.receive()
    assert house.inbox()[-1]["reason"] == "known"  # nor does it count as one


# --- modems


SETTINGS = RouterSettings(modem_per_minute=2, modem_per_hour=4, modem_per_day=0)


@pytest.mark.parametrize(
    ("sent", "flying", "expected"),
    [
        ([], 0, 0.0),
        ([990.0], 0, 0.0),
        ([980.0, 990.0], 0, 1040.0),  # the first leaves the minute then
        ([990.0], 1, 1050.0),
        ([], 2, 1060.0),  # asked again when one has its result
        ([100.0, 200.0, 300.0, 400.0], 0, 3700.0),
        ([100.0, 200.0, 300.0, 980.0, 990.0], 0, 3800.0),
        ([900.0, 930.0], 0, 960.0),  # is over
    ],
)
def test_when_a_modem_may_have_one_more(sent: list[float], flying: int, expected: float) -> None:
    assert free_at(sent, flying, SETTINGS, 1000.0) == expected


def sends(house: House, count: int) -> int:
    """The modem sends what it is given, as long as there is more; how many it was given in all."""
    for number in range(count):
        house.send(text=str(number))
    return goes_on(house)


def goes_on(house: House) -> int:
    done = 0
    while done < len(house.seen(SubmitJob)):
        house.sent(house.seen(SubmitJob)[done].job, reference=done % 256)
        done += 1
    return done


def test_what_is_too_much_for_a_modem_waits_and_goes_by_itself(tmp_path: Path) -> None:
    house = open_house(tmp_path, "modem_per_minute = 3")
    assert sends(house, 5) == 3
    house.wait(59)
    assert len(house.seen(SubmitJob)) == 3
    house.wait(1)
    assert goes_on(house) == 5
    assert house.events("alert") == []


def test_the_limits_hold_across_a_restart(tmp_path: Path) -> None:
    house = open_house(tmp_path, "modem_per_day = 3")
    assert sends(house, 5) == 3
    house.restart()
    house.forget()
    house.wait(10)
    house.hello()
    assert house.seen(SubmitJob) == []


def test_one_alert_tells_that_the_limit_of_a_day_holds_messages_back(tmp_path: Path) -> None:
    house = open_house(tmp_path, "modem_per_day = 3")
    assert sends(house, 3) == 3
    assert house.events("alert") == []  # nothing waits
    sends(house, 3)
    house.wait(3600)
    [alert] = house.events("alert")
    assert "modem gsm has sent 3 messages within a day" in alert.data["message"]
    shown = [alert["message"] for alert in house.result(StatusRequest(id=1))["alerts"]]
    assert "modem gsm has reached modem_per_day: messages wait" in shown


def test_alerts_wait_for_no_limit_of_a_modem(tmp_path: Path) -> None:
    house = open_house(tmp_path, "modem_per_minute = 1")
    assert sends(house, 2) == 1
    house.send(STRANGER, "Fire", priority="alert")
    assert house.job().text == "Fire"


def test_attempts_that_fail_do_not_count(tmp_path: Path) -> None:
    house = open_house(tmp_path, "modem_per_minute = 1\nretry_first = 1.0")
    house.send()
    cause = FailureCause(source="final")
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.FAILED, cause=cause))
    house.wait(2)
    assert len(house.seen(SubmitJob)) == 2


def test_after_the_clock_was_set_back_nothing_is_held_longer_than_its_limit(tmp_path: Path) -> None:
    house = open_house(tmp_path, "modem_per_minute = 1")
    assert sends(house, 2) == 1
    house.now -= 7200
    house.feed(ClockJumped(seconds=-7200.0))
    house.wait(61)
    assert len(house.seen(SubmitJob)) == 2
