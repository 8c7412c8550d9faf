"""What is old enough to go, and in which steps."""

from __future__ import annotations

import pytest

from routerd.retention import BELIEVABLE_AT, EVERY_S, STAGES, Aged, Chosen, Stage, Sweep, chosen, following

NOW = BELIEVABLE_AT + 10_000
BEFORE = BELIEVABLE_AT + 5_000
OLD, YOUNG, AHEAD, UNSET = BELIEVABLE_AT + 1, BELIEVABLE_AT + 6_000, NOW + 1, 1_000


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        ([], Chosen([], None)),
        ([OLD, OLD], Chosen([1, 2], None)),  # fewer than asked for: the end of the table
        ([OLD, OLD, OLD], Chosen([1, 2, 3], 3)),
        ([OLD, YOUNG, OLD], Chosen([1], None)),
        ([BEFORE, OLD, OLD], Chosen([], None)),
        ([AHEAD, OLD, OLD], Chosen([2, 3], 3)),
        ([UNSET, OLD, UNSET], Chosen([2], 3)),
        ([UNSET, YOUNG, OLD], Chosen([], None)),
    ],
)
def test_a_batch_ends_at_the_first_young_row_and_believes_no_impossible_moment(
    moments: list[int], expected: Chosen
) -> None:
    batch = [Aged(number, at, True) for number, at in enumerate(moments, 1)]
    assert chosen(batch, before_at=BEFORE, now_at=NOW, most=3) == expected


def test_what_is_not_at_its_end_stays_and_holds_nothing_up() -> None:
    batch = [Aged(1, OLD, False), Aged(2, OLD, True)]
    assert chosen(batch, before_at=BEFORE, now_at=NOW, most=2) == Chosen([2], 2)


def test_a_sweep_goes_through_the_tables_and_then_rests() -> None:
    sweep, seen = Sweep(at=1.0), []
    while sweep.at != 9.0 + EVERY_S:
        seen.append(sweep.stage)
        sweep = following(sweep, None, 9.0, 0.5)
    assert tuple(seen) == STAGES
    assert sweep == Sweep(at=9.0 + EVERY_S)
    assert following(Sweep(stage=Stage.OUTBOX), 7, 9.0, 0.5) == Sweep(at=9.5, stage=Stage.OUTBOX, after=7)
