"""The three kinds of message: what they have, what they cannot have."""

from dataclasses import FrozenInstanceError, fields

import pytest

from smsbus.sms.address import Address
from smsbus.sms.message import Direction, Message, SmsDeliver, SmsStatusReport, SmsSubmit

SOMEBODY = Address.from_text("+33639980001")


def names(kind: type[Message]) -> set[str]:
    return {field.name for field in fields(kind)}


def test_each_kind_has_only_the_fields_of_its_own() -> None:
    assert names(SmsDeliver) - names(SmsSubmit) == {"originating", "scts", "more_messages", "loop_prevention"}
    assert names(SmsSubmit) - names(SmsDeliver) == {"destination", "mr", "validity", "reject_duplicates"}
    assert names(SmsStatusReport) - names(SmsDeliver) == {"recipient", "mr", "status", "discharge", "for_command"}


@pytest.mark.parametrize(
    "message",
    [
        SmsDeliver(originating=SOMEBODY),
        SmsSubmit(destination=SOMEBODY),
        SmsStatusReport(mr=0, recipient=SOMEBODY, status=0),
    ],
    ids=lambda message: type(message).__name__,
)
def test_a_message_does_not_change(message: Message) -> None:
    with pytest.raises(FrozenInstanceError):
        message.text = "other"  # type: ignore[misc]


def test_a_message_without_further_words_asks_for_nothing() -> None:
    message = SmsSubmit(destination=SOMEBODY, text="Hi")
    assert (message.smsc, message.validity, message.message_class, message.concatenation) == (None,) * 4
    assert not (message.status_report or message.reply_path or message.reject_duplicates)


@pytest.mark.parametrize(
    ("status", "direction"),
    [
        (0, Direction.MT),
        (1, Direction.MT),
        (2, Direction.MO),
        (3, Direction.MO),
        ("REC UNREAD", Direction.MT),
        ("STO UNSENT", Direction.MO),
        ("STO SENT", Direction.MO),
        (4, Direction.MT),
        ("", Direction.MT),
    ],
)
def test_where_a_message_was_read_tells_its_direction(status: int | str, direction: Direction) -> None:
    assert Direction.of_status(status) is direction
