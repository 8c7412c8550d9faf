"""TP-PID: rows of 23.040 §9.2.3.9."""

import pytest

from smsbus.sms import pid


@pytest.mark.parametrize(
    ("octet", "words"),
    [
        (0x00, "short message"),
        (0x01, "SM-AL protocol 1"),
        (0x1F, "SM-AL protocol 31"),
        (0x20, "device type for this destination"),
        (0x22, "group 3 telefax"),
        (0x2E, "reserved"),
        (0x32, "Internet e-mail"),
        (0x38, "specific to the centre"),
        (0x3F, "GSM or UMTS mobile station"),
        (0x40, "short message type 0"),
        (0x41, "replace short message type 1"),
        (0x47, "replace short message type 7"),
        (0x48, "device triggering"),
        (0x49, "reserved"),
        (0x5F, "return call message"),
        (0x7D, "ME data download"),
        (0x7F, "(U)SIM data download"),
        (0x80, "reserved"),
        (0xBF, "reserved"),
        (0xC0, "specific to the centre"),
    ],
)
def test_an_identifier_has_the_words_of_the_standard(octet: int, words: str) -> None:
    assert words in pid.describe(octet)


def test_every_identifier_means_something_and_seven_replace() -> None:
    assert all(pid.describe(octet) for octet in range(256))
    assert {octet: pid.replaces(octet) for octet in range(256) if pid.replaces(octet)} == {
        0x40 + kind: kind for kind in range(1, 8)
    }
    assert pid.describe(pid.TYPE_0) == "short message type 0"
