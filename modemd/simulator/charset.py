"""The character sets of `+CSCS` (27.007 §5.5): how names, numbers and texts are written between modem and program."""

from __future__ import annotations

from smsbus.sms import gsm7


def address_type(number: str) -> int:
    """`<type>` of a number (24.008 §10.5.4.7): 145 international, 129 anything else."""
    return 145 if number.startswith("+") else 129


def in_charset(text: str, charset: str) -> str:
    """A name or number as `charset` writes it; they are plain ASCII here, so most sets leave them alone."""
    return text.encode("utf-16-be").hex().upper() if charset == "UCS2" else text


def from_charset(written: str, charset: str) -> str:
    """The name or number a program wrote in `charset`; some programs write it plainly all the same."""
    if charset != "UCS2":
        return written
    try:
        return bytes.fromhex(written).decode("utf-16-be")
    except ValueError:
        return written


def show_text(text: str, charset: str) -> str:
    """A text of the GSM alphabet as text mode shows it. The line is Latin-1: one character for each octet."""
    match charset:
        case "UCS2":
            return text.encode("utf-16-be").hex().upper()
        case "GSM":
            return gsm7.encode(text).decode("latin-1")
        case "8859-1":
            return text.encode("latin-1", "replace").decode("latin-1")
        case _:
            return text.encode("ascii", "replace").decode("ascii")


def read_text(typed: bytes, charset: str) -> str:
    """The text typed in `charset`; ValueError when it cannot be one."""
    match charset:
        case "UCS2":
            return bytes.fromhex(typed.decode("ascii")).decode("utf-16-be")
        case "GSM":
            return gsm7.decode(bytes(octet & 0x7F for octet in typed))
        case "8859-1":
            return typed.decode("latin-1")
        case _:
            return typed.decode("ascii", "replace").replace("\ufffd", "?")
