"""What a program may type: one line is one or several commands (V.250 §5.2 to §5.4, 27.007 §4.1).

AT  E0 V1 &F S0=0  +CMGF=0 ; +CNMI=2,1,0,2,0
    basic          extended, with `;` behind each but the last
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from enum import Enum
from typing import Final

from .results import BadArgument, NotUnderstood


class Form(Enum):
    """The four forms of an extended command (27.007 §4.1)."""

    EXECUTE = ""
    READ = "?"
    TEST = "=?"
    WRITE = "="


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: `name` in capitals with its sign (`+CMGF`, `E`, `&F`), and what stood between its commas."""

    name: str
    form: Form = Form.EXECUTE
    arguments: tuple[str, ...] = ()

    def text(self, position: int, default: str | None = None) -> str:
        """The argument at `position` without its quotes; BadArgument when it is absent and has no default."""
        if position < len(self.arguments) and self.arguments[position] != "":
            return self.arguments[position]
        if default is None:
            raise BadArgument
        return default

    def number(self, position: int, allowed: Container[int], default: int | None = None) -> int:
        """The argument at `position` as one of the `allowed` numbers; anything else is a BadArgument."""
        digits = self.text(position, None if default is None else str(default))
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 9 and int(digits) in allowed):
            raise BadArgument
        return int(digits)


_EXTENDED: Final = re.compile(r"([+^*#$%_][A-Z][A-Z0-9]*)(=\?|\?|=|)", re.IGNORECASE)
_DIAL: Final = re.compile(r"(D)(.*)", re.IGNORECASE)
_REGISTER: Final = re.compile(r"(S\d+)(?:(=)(\d*)|(\?))", re.IGNORECASE)
_BASIC: Final = re.compile(r"(&?[A-Z])(\d*)", re.IGNORECASE)
_QUOTED_OR_NOT: Final = re.compile(r'"[^"]*"?|[^"]')


def edited(line: str) -> str:
    """V.250 §5.2.2: a backspace takes back the character before it."""
    if "\b" not in line:
        return line
    kept: list[str] = []
    for character in line:
        if character != "\b":
            kept.append(character)
        elif kept:
            kept.pop()
    return "".join(kept)


def parse(line: str) -> list[Command]:
    """The commands of `line`, which begins behind its `AT`; NotUnderstood when it is none."""
    # V.250 §5.2.1: blanks mean nothing outside of strings.
    rest = "".join(piece for piece in _QUOTED_OR_NOT.findall(line) if piece != " ")
    commands = []
    while rest:
        command, rest = _first(rest)
        commands.append(command)
        rest = rest.lstrip(";")
    return commands


def _first(line: str) -> tuple[Command, str]:
    if found := _EXTENDED.match(line):
        name, form, rest = found[1].upper(), Form(found[2]), line[found.end() :]
        written, rest = _until_semicolon(rest)
        if form is Form.WRITE:
            return Command(name=name, form=form, arguments=_arguments(written)), rest
        if written:
            raise NotUnderstood
        return Command(name=name, form=form), rest
    if found := _DIAL.match(line):
        return Command(name="D", arguments=(found[2],)), ""
    if found := _REGISTER.match(line):
        form = Form.READ if found[4] else Form.WRITE
        return Command(name=found[1].upper(), form=form, arguments=(found[3] or "",)), line[found.end() :]
    if found := _BASIC.match(line):
        return Command(name=found[1].upper(), arguments=(found[2],)), line[found.end() :]
    raise NotUnderstood


def _until_semicolon(text: str) -> tuple[str, str]:
    taken = 0
    for piece in _QUOTED_OR_NOT.findall(text):
        if piece == ";":
            break
        taken += len(piece)
    return text[:taken], text[taken:]


def _arguments(written: str) -> tuple[str, ...]:
    arguments = [""]
    for piece in _QUOTED_OR_NOT.findall(written):
        if piece == ",":
            arguments.append("")
        else:
            arguments[-1] += piece.strip('"')
    return tuple(arguments)
