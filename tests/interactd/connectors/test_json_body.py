"""JSON bodies: built from data, so that a slot is never more than a text."""

import datetime

import pytest

from interactd.connectors import json_body
from interactd.errors import DeclarationError, SourceFailed

TABLE = {"on": "{state}", "levels": [1, 2.5, "{level} %"], "deep": {"yes": True}}


def test_slots_are_filled_wherever_a_text_stands() -> None:
    assert json_body.check(TABLE) == TABLE
    assert json_body.names(TABLE) == {"state", "level"}
    filled = json_body.fill(TABLE, {"state": "on", "level": "5"})
    assert json_body.encode(filled) == b'{"on": "on", "levels": [1, 2.5, "5 %"], "deep": {"yes": true}}'


def test_a_slot_with_the_signs_of_json_stays_a_text() -> None:
    filled = json_body.fill({"on": "{state}"}, {"state": '"}, "x": {"y": "\n\\'})
    assert json_body.encode(filled) == b'{"on": "\\"}, \\"x\\": {\\"y\\": \\"\\n\\\\"}'


@pytest.mark.parametrize(
    "declared",
    [
        {"at": datetime.date(2026, 1, 1)},
        {"x": float("inf")},
        {"x": float("nan")},
        {"{state}": "on"},
        {"x": [{"{y}": 1}]},
        {"x": None},
    ],
)
def test_what_json_does_not_hold_is_refused(declared: object) -> None:
    with pytest.raises(DeclarationError):
        json_body.check(declared)


def test_what_is_nested_too_deep_is_refused() -> None:
    nested: object = "x"
    for _ in range(21):
        nested = [nested]
    with pytest.raises(DeclarationError, match="nested more than 20 deep"):
        json_body.check(nested)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(SourceFailed, match="not Unicode text"):
        json_body.encode({"x": "\ud83d"})
