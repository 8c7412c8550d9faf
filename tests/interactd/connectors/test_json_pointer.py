"""JSON pointer: the examples of RFC 6901 §5, and what is none."""

import pytest

from interactd.connectors.json_pointer import find
from interactd.errors import SourceFailed

DOCUMENT = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", DOCUMENT),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
    ],
)
def test_a_pointer_leads_to_what_the_standard_says(pointer: str, value: object) -> None:
    assert find(DOCUMENT, pointer) == value


def test_tilde_zero_one_is_a_tilde_and_a_one() -> None:
    assert find({"~1": "x"}, "/~01") == "x"


@pytest.mark.parametrize(
    "pointer",
    ["/nothing", "/foo/2", "/foo/-", "/foo/-1", "/foo/00", "/foo/1e0", "/foo/٠", "/foo/" + "9" * 5000, "/a/b"],
)
def test_where_nothing_is_the_reason_names_the_pointer(pointer: str) -> None:
    with pytest.raises(SourceFailed, match="there is nothing at /"):
        find(DOCUMENT, pointer)


@pytest.mark.parametrize("pointer", ["foo", "~", "/~", "/~2"])
def test_what_is_no_pointer_is_refused(pointer: str) -> None:
    with pytest.raises(SourceFailed, match="not a JSON pointer"):
        find(DOCUMENT, pointer)
