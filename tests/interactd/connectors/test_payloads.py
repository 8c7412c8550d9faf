"""Payloads: a slot is a value in what the operator wrote, never more of it."""

import json

import pytest

from interactd.connectors.payloads import check, fill
from interactd.errors import DeclarationError, SourceFailed


@pytest.mark.parametrize(
    ("template", "slots", "payload"),
    [
        ("on", {}, "on"),
        ("{state}", {"state": "on"}, "on"),
        ("{state}", {"state": '{"a": 1}'}, '{"a": 1}'),
        ("say {text}", {"text": '"{state}" \n'}, 'say "{state}" \n'),
        ('{"state": "{state}"}', {"state": "ON"}, '{"state": "ON"}'),
        ('{"level": {level}, "x": "{level}"}', {"level": "50"}, '{"level": 50, "x": "50"}'),
        ('[{"say": "{text}"}]', {"text": 'été "x" \\ \n'}, '[{"say": "été \\"x\\" \\\\ \\n"}]'),
        ('{"state": ""}', {}, '{"state": ""}'),
    ],
)
def test_slots_are_put_in(template: str, slots: dict[str, str], payload: str) -> None:
    assert fill(template, slots) == payload


@pytest.mark.parametrize("text", ['x", "door": "open', 'x"}, {"a": "b', "x\\", '\\", "a": "', "\\u0022, "])
def test_within_quotes_no_value_ends_the_quotes(text: str) -> None:
    assert json.loads(fill('{"say": "{text}", "volume": 5}', {"text": text})) == {"say": text, "volume": 5}


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ('{"level": {level} }', '1, "door": "open"'),
        ('{"level": {level} }', "1, 2"),
        ('{"level": {level} }', "[1]"),
        ('{"level": {level} }', "{}"),
        ('{"level": {level} }', ""),
        ('{"level": {level} }', "on"),
        ('{"level": {level} }', "1}{"),
        ("[{level}, 2]", "1, 3"),
        ("[{level}, 2]", "[" * 60_000),
        ('{"a": {level}, "a": 1}', '1, "b": 2'),
    ],
)
def test_without_quotes_a_value_that_changes_the_structure_is_refused(template: str, value: str) -> None:
    with pytest.raises(SourceFailed, match="may not change the structure"):
        fill(template, {"level": value})


def test_a_payload_too_long_or_no_text_is_refused() -> None:
    assert len(fill("{text}", {"text": "x" * 65_536})) == 65_536
    with pytest.raises(SourceFailed, match="longer than 65536 octets"):
        fill("{text}", {"text": "x" * 65_537})
    with pytest.raises(SourceFailed, match="cannot be encoded"):
        fill("{text}", {"text": "\ud800"})


def test_a_slot_that_no_sentence_gave_is_refused() -> None:
    with pytest.raises(SourceFailed, match="gave no level"):
        fill("{level}", {})
    with pytest.raises(SourceFailed, match="gave no level"):
        fill('{"level": {level} }', {"other": "1"})


def test_a_slot_that_a_doubled_brace_hides_is_refused_at_load() -> None:
    with pytest.raises(DeclarationError, match="needs a blank"):
        check('{"level": {level}}')
    for template in ('{"level": {level} }', '{"level": "{level}"}', "{level}", '{"a": {}}', "{{ x }}", "{{x}}"):
        check(template)
