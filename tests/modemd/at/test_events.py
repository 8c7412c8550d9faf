"""Inputs and outputs of the engine."""

from modemd.at.events import Write


def test_what_holds_a_pin_does_not_show_itself() -> None:
    assert "1234" not in repr(Write(octets=b'AT+CPIN="1234"\r', secret=True))
    assert "AT+CSQ" in repr(Write(octets=b"AT+CSQ\r"))
