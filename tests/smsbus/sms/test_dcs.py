"""TP-DCS: one row per coding group of 23.038 §4."""

import pytest

from smsbus.sms.dcs import CODINGS, Alphabet, Coding, Waiting, WaitingIndication, octet_for
from smsbus.sms.errors import EncodeError

GSM7, DATA, UCS2 = Alphabet.GSM7, Alphabet.DATA, Alphabet.UCS2


def waiting(kind: Waiting, *, active: bool, store: bool) -> WaitingIndication:
    return WaitingIndication(kind=kind, active=active, store=store)


@pytest.mark.parametrize(
    ("octet", "coding"),
    [
        (0x00, Coding(alphabet=GSM7)),
        (0x03, Coding(alphabet=GSM7)),  # class bits without bit 4 mean nothing
        (0x04, Coding(alphabet=DATA)),
        (0x08, Coding(alphabet=UCS2)),
        (0x0C, Coding(alphabet=GSM7)),  # reserved alphabet
        (0x10, Coding(alphabet=GSM7, message_class=0)),
        (0x1A, Coding(alphabet=UCS2, message_class=2)),
        (0x20, Coding(alphabet=GSM7, compressed=True)),
        (0x28, Coding(alphabet=UCS2, compressed=True)),
        (0x40, Coding(alphabet=GSM7, delete_after_reading=True)),
        (0x59, Coding(alphabet=UCS2, message_class=1, delete_after_reading=True)),
        (0x80, Coding(alphabet=GSM7)),  # reserved groups
        (0xB8, Coding(alphabet=GSM7)),
        (0xC0, Coding(alphabet=GSM7, waiting=waiting(Waiting.VOICEMAIL, active=False, store=False))),
        (0xC9, Coding(alphabet=GSM7, waiting=waiting(Waiting.FAX, active=True, store=False))),
        (0xDA, Coding(alphabet=GSM7, waiting=waiting(Waiting.EMAIL, active=True, store=True))),
        (0xE3, Coding(alphabet=UCS2, waiting=waiting(Waiting.OTHER, active=False, store=True))),
        (0xF0, Coding(alphabet=GSM7, message_class=0)),
        (0xF5, Coding(alphabet=DATA, message_class=1)),
        (0xF9, Coding(alphabet=GSM7, message_class=1)),  # bit 3 is reserved and ignored
        (0xFF, Coding(alphabet=DATA, message_class=3)),
    ],
)
def test_an_octet_means_what_its_group_says(octet: int, coding: Coding) -> None:
    assert CODINGS[octet] == coding


@pytest.mark.parametrize("alphabet", Alphabet)
@pytest.mark.parametrize("message_class", [None, 0, 1, 2, 3])
def test_the_octet_for_alphabet_and_class_means_them(alphabet: Alphabet, message_class: int | None) -> None:
    coding = CODINGS[octet_for(alphabet, message_class)]
    assert coding == Coding(alphabet=alphabet, message_class=message_class)


def test_there_is_no_class_4() -> None:
    with pytest.raises(EncodeError):
        octet_for(GSM7, 4)


def test_the_words_of_the_wire_are_the_values() -> None:
    assert [alphabet.value for alphabet in Alphabet] == ["gsm7", "8bit", "ucs2"]
