"""The sender's words, said back: on one line, short, and nothing in them that cannot be seen."""

import pytest

from interactd.quoting import LONGEST, quoted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("open the gate", "open the gate"),
        ("  open \r\n\tthe\u00a0gate ", "open the gate"),
        ("open\x1b[2J the\x07 gate\x00", "open[2J the gate"),
        ("open \u202ethe\u202c g\u200bate\u2066", "open the gate"),
        ("open\u2028the gate", "open the gate"),
        ("ouvre l’été °C 😀", "ouvre l’été °C 😀"),
        ("half \ud83d", "half"),
        ("\x1b\u202e", ""),
        ("x" * LONGEST, "x" * LONGEST),
        ("x" * (LONGEST + 1), "x" * (LONGEST - 3) + "..."),
    ],
)
def test_what_cannot_be_seen_is_left_out(text: str, shown: str) -> None:
    assert quoted(text) == shown
