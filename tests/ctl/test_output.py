from __future__ import annotations

import pytest

from ctl.output import cell, document, local_time, printable, rfc3339, table


def test_moments_and_nothing_else_become_rfc_3339() -> None:
    value = {
        "at": 1_795_000_000_250,
        "scts": 0,
        "sent_at": None,
        "seen_at": 1_795_000_000_000,
        "count": 1_795_000_000_250,
        "asks_at": True,
        "nested": [{"at": 1}, ("x", {"since_at": 2})],
        "text": "at 5",
        "pdu": b"\x00\xff",
    }
    assert document(value) == {
        "at": "2026-11-18T11:06:40.250Z",
        "scts": "1970-01-01T00:00:00.000Z",
        "sent_at": None,
        "seen_at": "2026-11-18T11:06:40.000Z",
        "count": 1_795_000_000_250,
        "asks_at": True,
        "nested": [{"at": "1970-01-01T00:00:00.001Z"}, ["x", {"since_at": "1970-01-01T00:00:00.002Z"}]],
        "text": "at 5",
        "pdu": "00ff",
    }


@pytest.mark.parametrize("moment", [2**62, -(2**62), 2**80])
def test_an_impossible_moment_is_shown_and_not_a_failure(moment: int) -> None:
    assert rfc3339(moment).endswith("Z")
    assert isinstance(local_time(moment), str)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("16.3 °C", "16.3 °C"),
        ("two\nlines", "two\nlines"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\u202eesrever", "\\u202eesrever"),
        ("\x9b2J", "\\x9b2J"),
        ("😀", "😀"),
    ],
)
def test_control_characters_never_reach_the_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(("value", "shown"), [(None, "-"), (True, "yes"), (False, "no"), (0, "0"), ("a\nb", "a\\nb")])
def test_a_cell_is_one_line(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert table(("id", "text"), [(1, "a"), (1234, None)]) == ["ID    TEXT", "1     a", "1234  -"]
