"""The line on its way out."""

from __future__ import annotations

from modemd.simulator.line import Line, Wear


def test_octets_go_out_whole_at_once() -> None:
    line = Line()
    assert line.push(b"\r\nOK\r\n", 1.0) == [b"\r\nOK\r\n"]
    assert line.deadline is None


def test_pieces_follow_each_other_with_the_pause() -> None:
    line = Line()
    line.cut(2, 0.5)
    assert line.push(b"abcde", 1.0) == [b"ab"]
    assert line.release(1.4) == []
    assert line.deadline == 1.5
    assert line.release(1.5) == [b"cd"]
    assert line.release(2.0) == [b"e"]
    assert line.deadline is None


def test_what_is_said_later_stays_behind_what_waits() -> None:
    line = Line()
    line.cut(1, 0.5)
    said = line.push(b"ab", 1.0)
    line.cut(0, 0.0)
    said += line.push(b"cd", 1.1)
    said += line.release(1.5)
    said += line.release(1.5)
    assert said == [b"a", b"b", b"cd"]


def test_nothing_remains_of_a_port_that_is_gone() -> None:
    line = Line()
    line.cut(1, 0.5)
    line.push(b"ab", 1.0)
    line.drop()
    assert (line.deadline, line.release(9.0)) == (None, [])


def test_wear_strikes_one_of_so_many_and_the_same_ones_for_the_same_seed() -> None:
    strikes = [wear.strikes(10) for wear in [Wear(1)] for _ in range(10_000)]
    assert 900 < sum(strikes) < 1100
    assert strikes == [wear.strikes(10) for wear in [Wear(1)] for _ in range(10_000)]
    assert strikes != [wear.strikes(10) for wear in [Wear(2)] for _ in range(10_000)]
    assert all(wear.strikes(1) for wear in [Wear(0)] for _ in range(10))
