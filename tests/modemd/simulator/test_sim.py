"""The SIM's lock."""

from __future__ import annotations

import pytest

from modemd.simulator.results import CmeError
from modemd.simulator.sim import SimCard, SimCondition


def locked() -> SimCard:
    return SimCard(pin="4821", puk="12345678")


def refusal(card: SimCard, code: str, new_pin: str | None = None) -> int:
    with pytest.raises(CmeError) as caught:
        card.enter(code, new_pin)
    return caught.value.code


def test_a_card_without_pin_is_ready_and_takes_none() -> None:
    card = SimCard(pin=None, puk="12345678")
    assert card.condition is SimCondition.READY
    assert refusal(card, "0000") == 3


def test_the_right_pin_unlocks_until_the_next_power_up() -> None:
    card = locked()
    card.enter("4821", None)
    assert card.condition is SimCondition.READY
    card.power_up()
    assert card.condition is SimCondition.PIN


def test_a_wrong_pin_costs_an_attempt_that_no_power_cycle_gives_back() -> None:
    card = locked()
    assert refusal(card, "0000") == 16
    card.power_up()
    assert card.pin_attempts == 2
    card.enter("4821", None)
    assert card.pin_attempts == 3


def test_three_wrong_pins_ask_for_the_puk_which_sets_a_new_pin() -> None:
    card = locked()
    assert [refusal(card, "0000") for _ in range(3)] == [16, 16, 16]
    assert card.condition is SimCondition.PUK
    assert refusal(card, "4821") == 12
    assert refusal(card, "87654321", "1111") == 16
    assert card.puk_attempts == 9
    card.enter("12345678", "1111")
    assert card.condition is SimCondition.READY
    card.power_up()
    card.enter("1111", None)
    assert card.condition is SimCondition.READY


@pytest.mark.parametrize(("wrong", "code"), [(0, 11), (3, 12)])
def test_a_locked_card_says_what_it_wants(wrong: int, code: int) -> None:
    card = locked()
    for _ in range(wrong):
        refusal(card, "0000")
    with pytest.raises(CmeError) as caught:
        card.check_ready()
    assert caught.value.code == code
