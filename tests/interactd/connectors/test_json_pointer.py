"""JSON pointers: the examples of RFC 6901 §5, what slots may do in them, and answers that are none."""

import pytest

from interactd.connectors import json_pointer
from interactd.errors import DeclarationError, SourceFailed

# RFC 6901 §5, with single values in place of the whole document.
DOCUMENT = r"""
{ "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8 }
"""


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/foo/0", "bar"),
        ("/foo/1", "baz"),
        ("/", "0"),
        ("/a~1b", "1"),
        ("/c%d", "2"),
        ("/e^f", "3"),
        ("/g|h", "4"),
        ("/i\\j", "5"),
        ('/k"l', "6"),
        ("/ ", "7"),
        ("/m~0n", "8"),
    ],
)
def test_the_examples_of_the_standard(pointer: str, value: str) -> None:
    assert json_pointer.text(json_pointer.document(DOCUMENT), json_pointer.check(pointer)) == value


def test_an_escaped_tilde_followed_by_one_is_no_slash() -> None:
    assert json_pointer.text(json_pointer.document('{"~1": "tilde", "/": "slash"}'), "/~01") == "tilde"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"16.3"', "16.3"),
        ("16.30", "16.30"),
        ("-1e3", "-1e3"),
        ("true", "true"),
        ("false", "false"),
        ('""', ""),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ],
)
def test_a_single_value_is_a_text_and_a_number_stays_as_written(text: str, value: str) -> None:
    assert json_pointer.text(json_pointer.document(text), "") == value


@pytest.mark.parametrize(
    "pointer", ["/foo/2", "/foo/-", "/foo/01", "/foo/-1", "/foo/٠", "/foo/9999999", "/bar", "/foo/0/x"]
)
def test_what_is_not_there_fails(pointer: str) -> None:
    with pytest.raises(SourceFailed, match="the answer has nothing at the pointer"):
        json_pointer.text(json_pointer.document(DOCUMENT), pointer)


@pytest.mark.parametrize(("text", "reason"), [("null", "null"), ("[]", "no single value"), ("{}", "no single value")])
def test_what_is_no_single_value_fails(text: str, reason: str) -> None:
    with pytest.raises(SourceFailed, match=reason):
        json_pointer.text(json_pointer.document(text), "")


@pytest.mark.parametrize("text", ["", "{", "hello", "<html>", "[" * 60000, '{"a":' * 10000, "1 2", "\x00"])
def test_what_is_no_json_fails_without_showing_it(text: str) -> None:
    with pytest.raises(SourceFailed) as caught:
        json_pointer.document(text)
    assert str(caught.value) == "the answer is not JSON"


@pytest.mark.parametrize("pointer", ["a", "a/b", "/~", "/~2", "/a~", 5, None, ["/a"], "#/a"])
def test_what_is_no_pointer_is_refused(pointer: object) -> None:
    with pytest.raises(DeclarationError, match="must be a JSON pointer"):
        json_pointer.check(pointer)


def test_a_slot_is_part_of_one_name() -> None:
    assert json_pointer.fill("/rooms/{room}/temperature", {"room": "a/b~c"}) == "/rooms/a~1b~0c/temperature"
