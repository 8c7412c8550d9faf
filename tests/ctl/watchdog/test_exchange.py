from __future__ import annotations

import dataclasses

import pytest

from ctl.watchdog import exchange


@pytest.mark.parametrize("kind", [*exchange.Input.__args__, *exchange.Output.__args__], ids=lambda kind: kind.__name__)
def test_what_goes_in_and_comes_out_are_values(kind: type) -> None:
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert kind.__slots__ is not None  # type: ignore[attr-defined]
