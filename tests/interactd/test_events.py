"""Inputs and outputs of the dialogue are values: nobody can change one after it was made."""

from dataclasses import FrozenInstanceError, is_dataclass
from typing import get_args

import pytest

from interactd import events
from interactd.events import Acknowledged


@pytest.mark.parametrize("event", [*get_args(events.Input), *get_args(events.Output)])
def test_every_event_is_a_frozen_dataclass(event: type) -> None:
    assert is_dataclass(event)
    assert event.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_an_event_cannot_be_changed() -> None:
    event = Acknowledged(question="q1")
    with pytest.raises(FrozenInstanceError):
        event.question = "q2"  # type: ignore[misc]
