"""The ladder: from harmless to drastic, and rarely drastic."""

import itertools

from modemd.procedure import Blind
from modemd.profiles import GENERIC, find
from modemd.recovery import ESCAPE, LADDER, RADIO, RADIO_IN_SILENCE, REOPEN, RESET, USB, WAIT, BackOff, Ladder, climb


def test_rungs_are_tried_from_harmless_to_drastic() -> None:
    ladder = Ladder()
    assert (
        [ladder.climb(float(at)) for at in range(0, 40, 10)]
        == [ESCAPE, REOPEN, RADIO_IN_SILENCE, RESET]
        == list(LADDER)
    )


def test_above_the_last_rung_the_port_is_reopened_until_a_reset_is_allowed_again() -> None:
    ladder = Ladder()
    rungs = [ladder.climb(float(at)) for at in range(0, 7200, 10)]
    resets = [index * 10 for index, rung in enumerate(rungs) if rung is RESET]
    assert all(later - earlier >= 600 for earlier, later in itertools.pairwise(resets))
    assert all(sum(start <= at < start + 3600 for at in resets) <= 3 for start in range(0, 3600, 10))
    assert set(rungs[4:60]) == {WAIT}
    assert [rung for rung in rungs if rung in (RESET, USB)] == [RESET, USB, RESET, USB, RESET, USB]


def test_a_modem_that_worked_for_a_while_begins_at_the_lowest_rung() -> None:
    ladder = Ladder()
    ladder.climb(0.0)
    ladder.climb(10.0)
    assert ladder.climb(1000.0) is ESCAPE


def test_a_modem_without_sim_is_reset_after_ten_minutes_and_then_each_half_hour() -> None:
    ladder = Ladder()
    resets = [at for at in range(0, 7200, 10) if ladder.without_sim(float(at)) is RESET]
    assert resets == [600, 2400, 4200, 6000]
    assert ladder.counts == {"reset": 4}
    assert ladder.without_sim(20_000.0) is None  # the next time it begins anew


def test_each_rung_is_counted() -> None:
    ladder = Ladder()
    for at in (0.0, 10.0, 1000.0):
        ladder.climb(at)
    assert ladder.counts == {"escape": 2, "reopen": 1}


def test_a_usb_device_that_cannot_be_reset_makes_room_for_a_reset_by_command() -> None:
    ladder = Ladder()
    rungs = [ladder.climb(float(at)) for at in range(0, 700, 10)]
    assert rungs[-1] is not USB
    assert USB in rungs
    ladder.usb_was_impossible()
    assert ladder.climb(710.0) is RESET
    assert "usb" not in ladder.counts


def test_what_is_no_usb_device_is_not_reset_as_one() -> None:
    ladder = Ladder(usb_possible=False)
    rungs = [ladder.climb(float(at)) for at in range(0, 3600, 10)]
    assert USB not in rungs
    assert rungs.count(RESET) == 3


def test_a_modem_without_network_has_its_radio_switched_then_one_reset_and_then_rarely_its_radio() -> None:
    ladder = Ladder()
    tried = [(at, rung) for at in range(0, 7200, 3) if (rung := ladder.network(float(at)))]
    assert tried == [(0, RADIO), (600, RESET), (2400, RADIO), (4200, RADIO), (6000, RADIO)]
    ladder.network_is_well()
    assert ladder.network(6300.0) is None  # it comes and goes: not all the time
    assert ladder.network(7000.0) is RADIO


def test_a_reset_is_also_said_in_the_words_of_the_maker() -> None:
    said = [step.command.line for step in climb(RESET, find("huawei", "E173")) if isinstance(step, Blind)]
    assert said == ["AT+CFUN=1,1", "AT^RESET"]
    assert [type(step) for step in climb(ESCAPE, GENERIC)] == []


def test_the_pause_before_the_port_is_opened_again_doubles_up_to_thirty_seconds() -> None:
    pauses = BackOff()
    assert [pauses.next() for _ in range(7)] == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    pauses.reset()
    assert pauses.next() == 1.0


def test_a_port_that_is_missing_is_looked_for_every_two_seconds_and_opened_soon_once_it_is_there() -> None:
    pauses = BackOff()
    assert [pauses.next() for _ in range(5)][-1] == 16.0
    assert [pauses.missing() for _ in range(3)] == [2.0, 2.0, 2.0]
    assert pauses.next() == 1.0
