"""Replies: the operator's words around a value; data stay data."""

from datetime import timedelta, timezone

import pytest

from interactd.errors import DeclarationError, ReplyFailed
from interactd.replies import MAX_CHARS, Display, clock, read, render, show

WORDS = {"value": "16.3", "unit": "°C", "user": "alice", "contact": "Alice", "equipment": "House"}
WORDS |= {"time": "14:05", "date": "2025-01-31"}


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("{{ value }} °C", "16.3 °C"),
        ("{{ value }} {{ unit }}, {{ contact }}", "16.3 °C, Alice"),
        ("{% if value|float > 20 %}warm{% else %}cold{% endif %}", "cold"),
        ("{{ value | float | round | int }}", "16"),
        ("It is {{ time }} on {{ date }}.", "It is 14:05 on 2025-01-31."),
        ("  padded\n", "padded"),
        ("two\nlines", "two\nlines"),
        ("bell\a gone", "bell gone"),
    ],
)
def test_a_reply_says_the_value(written: str, text: str) -> None:
    assert render(read(written, frozenset()), WORDS) == text


@pytest.mark.parametrize("hostile", ["{{ 7 * 7 }}", "{% for x in y %}", "{room}", "$(id)", "<b>", "%s"])
def test_what_a_source_wrote_is_never_rendered(hostile: str) -> None:
    assert render(read("{{ value }}!", frozenset()), WORDS | {"value": hostile}) == hostile + "!"


@pytest.mark.parametrize(
    "written",
    [
        "{{ value.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ value | attr('__class__') }}",
        "{{ '{0.__class__}'.format(value) }}",
    ],
)
def test_the_sandbox_holds(written: str) -> None:
    with pytest.raises(ReplyFailed):
        render(read(written, frozenset()), WORDS)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "may not be empty"),
        (
            "{{ valeu }}",
            "names valeu, which is none of contact, date, equipment, result, room, time, unit, user, value",
        ),
        ("{{ range(10) }}", "names range"),
        ("{{ lipsum() }}", "names lipsum"),
        ("{{ value", "is not a reply template"),
        ("{% unknown %}", "is not a reply template"),
        ("{{ value | nofilter }}", "is not a reply template"),
    ],
)
def test_a_reply_that_cannot_be_used_is_refused_at_load(written: str, reason: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        read(written, frozenset({"room"}))
    assert reason in caught.value.reason


@pytest.mark.parametrize("written", ["{{ value | int / 0 }}", "{{ value.nothing }}", "{% include 'x' %}", "{{ '' }}"])
def test_a_reply_that_cannot_be_made_says_so(written: str) -> None:
    with pytest.raises(ReplyFailed):
        render(read(written, frozenset()), WORDS)


def test_a_long_reply_is_cut() -> None:
    text = render(
        read("{% for a in 'x' * 1000 %}{% for b in 'x' * 1000 %}yes {% endfor %}{% endfor %}", frozenset()), {}
    )
    assert len(text) == MAX_CHARS
    assert text.endswith("...")


@pytest.mark.parametrize(
    ("value", "display", "shown"),
    [
        ("16.30", Display(), "16.30"),
        ("1", Display(map={"0": "closed", "1": "open"}), "open"),
        ("2", Display(map={"0": "closed"}), "2"),
        ("16.35", Display(decimals=1), "16.4"),
        ("16,35", Display(decimals=0), "16"),
        ("-0.5", Display(decimals=0), "-1"),
        ("1e2", Display(decimals=0), "100"),
        ("5", Display(decimals=2), "5.00"),
        ("off", Display(decimals=1, map={"off": "none"}), "none"),
    ],
)
def test_a_value_is_mapped_or_rounded(value: str, display: Display, shown: str) -> None:
    assert show(value, display) == shown


@pytest.mark.parametrize("value", ["warm", "nan", "inf", "1e999999", "16.3 °C", ""])
def test_what_is_no_number_is_not_rounded(value: str) -> None:
    with pytest.raises(ReplyFailed):
        show(value, Display(decimals=1))


def test_the_clock_is_that_of_the_zone() -> None:
    assert clock(0.0, timezone(timedelta(hours=-5))) == {"time": "19:00", "date": "1969-12-31"}
