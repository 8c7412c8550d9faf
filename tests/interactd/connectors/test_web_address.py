"""Addresses: what the operator may write, and that a slot never leads elsewhere."""

import pytest

from interactd.connectors import web_address
from interactd.connectors.web_address import WebAddress
from interactd.errors import DeclarationError, SourceFailed


@pytest.mark.parametrize(
    ("written", "origin", "target"),
    [
        ("http://127.0.0.1:8080/rooms", "http://127.0.0.1:8080", "/rooms"),
        ("http://house.local", "http://house.local", "/"),
        ("HTTPS://House.local:443", "https://house.local", "/"),
        ("https://house.local:8443/a?b=c&d", "https://house.local:8443", "/a?b=c&d"),
        ("http://[::1]:80/x", "http://[::1]", "/x"),
        ("http://home_assistant:8123/", "http://home_assistant:8123", "/"),
        ("http://h?cmd=Power%20On", "http://h", "/?cmd=Power%20On"),
        ("http://h/Wohnzimmer Süd?a=é b", "http://h", "/Wohnzimmer%20S%C3%BCd?a=%C3%A9%20b"),
        ("http://h/{{x}}?y={ z }", "http://h", "/%7B%7Bx%7D%7D?y=%7B%20z%20%7D"),
    ],
)
def test_what_the_operator_writes(written: str, origin: str, target: str) -> None:
    address = web_address.parse(written)
    assert (address.origin, address.target) == (origin, target)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("http://{room}/x", "no slot may stand in the scheme, host or port"),
        ("http://{room}.local/x", "no slot may stand in the scheme, host or port"),
        ("http://h:{port}/x", "no slot may stand in the scheme, host or port"),
        ("{scheme}://h/x", "no slot may stand in the scheme, host or port"),
        ("http://h{room}", "no slot may stand in the scheme, host or port"),
        ("http://user:secret@h/", "may hold no user and no password"),
        ("http://h/#top", "may not hold #"),
        ("ftp://h/", "must be an address"),
        ("file:///etc/passwd", "must be an address"),
        ("//h/", "must be an address"),
        ("h:8080/x", "must be an address"),
        ("http://", "must be an address"),
        ("http:///x", "must be an address"),
        ("http://h:0/", "must be an address"),
        ("http://h:65536/", "must be an address"),
        ("http://h:8080x/", "must be an address"),
        ("http://hé/", "must be an address"),
        ("http://h\\x/", "must be an address"),
        ("http://h/a/../b", "segments . and .."),
        ("http://h/a/%2e%2E/b", "segments . and .."),
        ("http://h/./b", "segments . and .."),
        ("http://h/a\r\nX: y", "control characters"),
        ("http://h/\0", "control characters"),
        (5, "must be a text"),
        (None, "must be a text"),
    ],
)
def test_what_is_refused_at_load(written: object, reason: str) -> None:
    with pytest.raises(DeclarationError, match=reason):
        web_address.parse(written)


def test_a_slot_is_percent_encoded_in_path_and_query() -> None:
    address = web_address.parse("http://h/rooms/{room}/now?unit={unit}&x=1")
    assert address.placeholders() == {"room", "unit"}
    filled = address.filled({"room": "salle à manger?a=b#c%2F;d", "unit": "a&b=c/../d +#%"})
    assert filled.target == (
        "/rooms/salle%20%C3%A0%20manger%3Fa%3Db%23c%252F%3Bd/now?unit=a%26b%3Dc%2F..%2Fd%20%2B%23%25&x=1"
    )
    assert filled.origin == "http://h"


def test_braces_in_a_slot_mean_nothing() -> None:
    filled = web_address.parse("http://h/{a}?{b}").filled({"a": "{b}", "b": "{a}"})
    assert filled.target == "/%7Bb%7D?%7Ba%7D"
    assert filled.placeholders() == frozenset()


@pytest.mark.parametrize(
    "value", ["", ".", "..", "a/b", "/", "../x", "a..b", "a\\b", "a\r\nb", "a\0", "\x7f", "\ud800"]
)
def test_a_slot_never_adds_a_segment_to_the_path_or_leaves_it(value: str) -> None:
    with pytest.raises(SourceFailed) as caught:
        web_address.parse("http://h/rooms/{room}").filled({"room": value})
    assert len(value) < 2 or value not in str(caught.value)


def test_dots_put_together_are_no_way_up_either() -> None:
    with pytest.raises(SourceFailed, match="dots"):
        web_address.parse("http://h/rooms/.{room}/x").filled({"room": "."})
    with pytest.raises(SourceFailed, match="dots"):
        web_address.parse("http://h/rooms/{a}{b}").filled({"a": ".", "b": "."})


@pytest.mark.parametrize("value", ["a\r\nHost: evil", "\n", "\0", "\udfff"])
def test_control_characters_and_halves_of_characters_are_refused_in_the_query(value: str) -> None:
    with pytest.raises(SourceFailed, match="the value of q may not be part of an address"):
        web_address.parse("http://h/?q={q}").filled({"q": value})


def test_a_path_below() -> None:
    base = web_address.parse("http://h:81/jeedom/")
    assert base.below("/core/x.php") == WebAddress(scheme="http", host="h", port=81, path="/jeedom/core/x.php")
