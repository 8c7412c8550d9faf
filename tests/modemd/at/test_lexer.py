"""Octets -> lines and prompts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemd.at.lexer import MAX_LINE_OCTETS, Lexer, Line, Prompt, Token


def tokens(*pieces: bytes, prompt_awaited: bool = False) -> list[Token]:
    lexer, found = Lexer(), []
    for piece in pieces:
        lexer.push(piece)
        while (token := lexer.next(prompt_awaited=prompt_awaited)) is not None:
            found.append(token)
    return found


@pytest.mark.parametrize(
    ("octets", "lines"),
    [
        (b"\r\n+CSQ: 18,99\r\n\r\nOK\r\n", ["+CSQ: 18,99", "OK"]),
        (b"AT+CSQ\r\r\n+CSQ: 18,99\r\n", ["AT+CSQ", "+CSQ: 18,99"]),
        (b"ATE0\rATE0\r\r\nOK\r\n", ["ATE0", "ATE0", "OK"]),
        (b"\r\r\n+CRING: VOICE\r\r\n", ["+CRING: VOICE"]),
        (b"\r\n\r\n\r\nOK\r\n\r\n", ["OK"]),
        (b"  WAVECOM MODEM  \r\n", ["WAVECOM MODEM"]),
        (b"\0\0O\0K\r\n", ["OK"]),
        (b"\xff\xe9\r\n", ["\xff\xe9"]),
        (b"not yet a line", []),
    ],
)
def test_both_line_ends_end_a_line_and_empty_lines_are_none(octets: bytes, lines: list[str]) -> None:
    assert tokens(octets) == [Line(text=text) for text in lines]
    assert tokens(*(bytes([octet]) for octet in octets)) == [Line(text=text) for text in lines]


@pytest.mark.parametrize("octets", [b"\r\n> ", b"\r\n>", b"> ", b">\r\n", b">", b"AT+CMGS=18\r\r\n> "])
def test_every_kind_of_prompt_is_seen_without_a_line_end(octets: bytes) -> None:
    assert Prompt() in tokens(octets, prompt_awaited=True)


def test_lines_in_front_of_a_prompt_come_first() -> None:
    assert tokens(b"\r\n^RSSI:18\r\n\r\n> ", prompt_awaited=True) == [Line(text="^RSSI:18"), Prompt()]


def test_a_line_that_begins_like_a_prompt_is_a_line_when_none_is_awaited() -> None:
    assert tokens(b"> hello\r\n") == [Line(text="> hello")]


def test_a_line_without_end_is_cut_and_its_rest_dropped() -> None:
    found = tokens(b"x" * 10_000, b"y" * 10_000, b"\r\nOK\r\n")
    assert [(token.cut, len(token.text)) for token in found if isinstance(token, Line)] == [
        (True, MAX_LINE_OCTETS),
        (False, 2),
    ]


@given(st.lists(st.binary(max_size=5000), max_size=20), st.booleans())
def test_any_octets_give_tokens_and_the_buffer_stays_small(pieces: list[bytes], prompt_awaited: bool) -> None:
    lexer = Lexer()
    for piece in pieces:
        lexer.push(piece)
        while lexer.next(prompt_awaited=prompt_awaited) is not None:
            continue
        assert len(lexer._pending) <= MAX_LINE_OCTETS
