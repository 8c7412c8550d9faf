"""How the modem puts what it says: answers, codes and prompts as octets, with the faults that belong to them."""

from __future__ import annotations

from typing import assert_never

from . import faults
from .faults import Faults, OddPrompt


def code(line: str) -> bytes:
    """An unsolicited code."""
    return f"\r\n{line}\r\n".encode("latin-1")


def answer(lines: tuple[str, ...], final: str, command: str, in_force: Faults, *, echo: bool) -> bytes:
    """Information lines and final result code (V.250 §5.7). `command` is the line behind its AT, in capitals."""
    information = "\r\n{}\r\n".format("\r\n".join(lines)) if lines else ""
    noise = in_force.strike(faults.Noise)
    thrown_in = f"\r\n{noise.text}\r\n" if noise else ""
    result = f"\r\n{final}\r\n"
    lost = in_force.active(faults.LostResult)
    if lost is not None and command.startswith(lost.command):
        in_force.strike(faults.LostResult)
        result = ""
        if lost.whole:
            return garbage(in_force)
    octets = f"{thrown_in}{information}{thrown_in}{result}".encode("latin-1")
    if echo and in_force.strike(faults.EchoGlued):
        octets = octets.removeprefix(b"\r\n")
    return garbage(in_force) + octets


def garbage(in_force: Faults) -> bytes:
    """The octets that stand before an answer on a bad line."""
    fault = in_force.strike(faults.Garbage)
    return bytes.fromhex(fault.hex) if fault else b""


def prompt(standard: bytes, odd: OddPrompt | None) -> bytes:
    """What asks for the message (27.005 §3.5.1: CR, LF, greater-than, space), as this modem does it."""
    if odd is None:
        return standard
    match odd.form:
        case "standard":
            return standard
        case "bare":
            return b"> "
        case "tight":
            return b"\r\n>"
        case "line":
            return b"\r\n>\r\n"
        case "none":
            return b""
        case _:
            assert_never(odd.form)
