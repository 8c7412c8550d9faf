"""Inputs and outputs of the core."""

from modemd.events import PinFetched


def test_a_pin_does_not_show_itself() -> None:
    assert "1234" not in repr(PinFetched(pin="1234"))
