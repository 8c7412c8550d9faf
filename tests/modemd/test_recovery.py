"""The ladder: from harmless to drastic, and rarely drastic."""

import itertools

from modemd.recovery import (
    ESCAPE,
    LADDER,
    RADIO,
    RADIO_IN_SILENCE,
    REOPEN,
    RESET,
    BackOff,
    Ladder,
)


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
    assert set(rungs[4:60]) == {REOPEN}


def test_a_modem_that_worked_for_a_while_begins_at_the_lowest_rung() -> None:
    ladder = Ladder()
    ladder.climb(0.0)
    ladder.climb(10.0)
    assert ladder.climb(1000.0) is ESCAPE


def test_each_rung_is_counted() -> None:
    ladder = Ladder()
    for at in (0.0, 10.0, 1000.0):
        ladder.climb(at)
    assert ladder.counts == {"escape": 2, "reopen": 1}


def test_the_radio_of_a_modem_without_network_is_not_switched_all_the_time() -> None:
    ladder = Ladder()
    assert ladder.radio(0.0) is RADIO
    assert ladder.radio(599.0) is None
    assert ladder.radio(600.0) is RADIO


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
