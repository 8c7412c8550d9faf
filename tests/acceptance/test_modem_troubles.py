"""A modem that is full at start, silent, absent, locked: reported, and back by itself."""

import json

import pytest

from tests.acceptance.house import ALICE, ANSWER, QUESTION, House, eventually, new_house

pytestmark = pytest.mark.acceptance


def state_becomes(house: House, state: str) -> str:
    return eventually(
        lambda: (house.modem_state()["state"] == state and house.modem_state()["reason"]) or None, f"state {state}", 40
    )


def test_messages_waiting_on_the_sim_are_delivered_oldest_first() -> None:
    with new_house() as house:
        house.plug()
        for number in range(8):
            house.phone.text(f"waiting {number}")
        house.up()
        house.with_alice("--disable-interactions")
        texts = eventually(
            lambda: len(house.json("inbox")) == 8 and [message["text"] for message in house.json("inbox")],
            "eight messages",
        )
        assert texts == [f"waiting {number}" for number in reversed(range(8))]  # the inbox is newest first
        eventually(lambda: house.phone.order(op="state")["used"] == 0, "an empty SIM")


def test_an_absent_modem_is_reported_and_comes_back_by_itself() -> None:
    with new_house() as house:
        house.up()
        house.with_alice()
        assert str(house.link) in state_becomes(house, "absent")
        assert house.run("status").returncode > 0
        house.do("send", "+33612345678", "later")
        house.plug()
        state_becomes(house, "ready")
        house.phone.awaits("+33612345678", "later")
        house.unplug()
        state_becomes(house, "absent")
        house.plug()
        house.phone.text(QUESTION)
        house.phone.awaits(ALICE, ANSWER)


def test_a_silent_modem_is_reported_and_comes_back_by_itself() -> None:
    with new_house(modem="timeout = 1\ncycle = 1") as house:
        house.plug()
        house.up()
        house.ready()
        house.with_alice()
        house.phone.order(op="fault", name="mute")
        reason = state_becomes(house, "recovering")
        assert "answer" in reason
        house.phone.text(QUESTION)
        house.phone.order(op="end_fault", name="mute")
        house.phone.awaits(ALICE, ANSWER)
        state_becomes(house, "ready")


def test_a_message_that_no_notice_announced_is_found_by_the_poll() -> None:
    with new_house(modem="cycle = 1") as house:
        house.plug()
        house.up()
        house.ready()
        house.with_alice()
        house.phone.order(op="fault", name="lost-notice", count=1)
        house.phone.text(QUESTION)
        house.phone.awaits(ALICE, ANSWER)


def test_a_wrong_pin_costs_one_attempt_however_often_modemd_starts() -> None:
    with new_house(modem='pin = "1111"') as house:
        house.plug("--pin", "4321")
        house.up()
        reason = state_becomes(house, "sim-locked")
        assert "1111" not in reason
        before = house.phone.order(op="state")["pin_attempts_left"]
        for _ in range(3):
            house.do("restart", "modemd-sim")
            state_becomes(house, "sim-locked")
        assert before == 2
        assert house.phone.order(op="state")["pin_attempts_left"] == before
        house.modem = 'pin = "4321"'
        house.write_settings()
        house.do("restart", "modemd-sim")
        state_becomes(house, "ready")


def test_a_failed_submission_is_tried_again_and_a_hopeless_one_fails_with_its_reason() -> None:
    with new_house(router="retry_first = 0.2\nretry_longest = 0.5") as house:
        house.plug()
        house.up()
        house.ready()
        house.phone.order(op="fault", name="submit-error", code=41, count=1)
        (message,) = house.json("send", "+33612345678", "passing", "--wait")["messages"]
        assert message["state"] == "sent"
        house.phone.order(op="fault", name="submit-error", code=28, count=1)
        done = house.run("--json", "send", "+33612345678", "hopeless", "--wait")
        assert done.returncode == 3
        (message,) = json.loads(done.stdout)["messages"]
        assert message["state"] == "failed"
        assert "28" in message["reason"]
        assert house.phone.texts_to("+33612345678") == ["passing"]
