"""SIGKILL between every two effects of routerd while an errand's turn has come: done at most once, told once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from routerd.exchange import FromModem, Input, TimePassed
from tests.routerd.house import ALICE, MODEM, START
from tests.routerd.test_crashes_errands import LATER, REGRET, ActingWorld
from tests.routerd.test_kills import FarWorld, each_kill, furnished, lives

__all__ = ["furnished", "lives"]


@dataclass
class FarActingWorld(FarWorld, ActingWorld):
    """An interactd that acts, around a real process."""


def test_an_errand_is_done_at_most_once_and_told_once_wherever_routerd_is_killed(lives: Path, furnished: Path) -> None:
    outcomes = set()

    def begin(world: FarWorld) -> list[Input]:
        part = world.house.part(LATER)
        world.sim = {part.key: part}
        world.run(FromModem(peer=MODEM, message=part))
        assert [job.text for job in world.on_air] == ["Planned."]
        world.house.now = START + 60
        return [TimePassed()]

    def check(world: FarWorld) -> None:
        assert world.acted in ([], [LATER]), "done twice"
        texts = [job.text for job in world.on_air[1:]]
        assert texts in ([f"done: {LATER}"], [REGRET + LATER]), "told never, or twice"
        assert {job.recipient for job in world.on_air} == {ALICE}
        [errand] = world.house.store.rows("SELECT state FROM errand")
        assert errand["state"] in ("done", "dropped")
        outcomes.add((len(world.acted), texts[0].startswith(REGRET)))

    assert each_kill(lives, furnished, begin, check, FarActingWorld) > 10
    assert {(1, False), (1, True)} <= outcomes
