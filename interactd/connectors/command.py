"""`value = { command = ["program", "{room}"] }`: what a program prints, stripped.

Never a shell: a slot is part of one argument, whatever it holds; and no slot makes an argument an option, unless the
file says that there are no more options (`--`). The program gets a stated environment, no input, its
own process group, the time the settings allow, and is killed when that is over or when it prints too much.
"""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from interactd.connectors import slots as slot_values
from interactd.connectors.source import MAX_OCTETS, Patience
from interactd.errors import DeclarationError, SourceFailed

_NUMBER = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")

ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
"""All that a program finds in its environment."""

TICK_S = 0.1
"""How often a silent program is looked at: whether it ended (a child may hold its output open) or is to be killed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSource:
    """A program and its arguments, in which slots may stand; it runs in `folder`."""

    argv: tuple[str, ...]
    folder: str
    kind: str = "command"

    def placeholders(self) -> frozenset[str]:
        return frozenset[str]().union(*(slot_values.names(argument) for argument in self.argv))

    def choices(self) -> frozenset[str]:
        return self.placeholders()

    def filled(self, slots: Mapping[str, str]) -> CommandSource:
        argv = tuple(slot_values.fill(argument, slots) for argument in self.argv)
        if any("\0" in argument for argument in argv):
            raise SourceFailed("an argument may not hold a NUL character")
        options_end = self.argv.index("--") if "--" in self.argv else len(self.argv)
        if any(map(_becomes_option, self.argv[1:options_end], argv[1:options_end])):
            raise SourceFailed(
                'an argument that begins with a slot may not begin with "-" unless "--" stands before it'
            )
        return CommandSource(argv=argv, folder=self.folder)

    def read(self, patience: Patience) -> str:
        try:
            process = subprocess.Popen(
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=ENVIRONMENT,
                cwd=self.folder,
                start_new_session=True,
            )
        except (OSError, UnicodeEncodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "an argument cannot be encoded"
            raise SourceFailed(f"{self.argv[0]}: {reason}") from None
        try:
            octets = _output(process, patience)
        except SourceFailed as error:
            raise SourceFailed(f"{self.argv[0]}: {error}", uncertain=error.uncertain) from None
        finally:
            _end(process)
        return octets.decode(errors="replace").strip()


def declare(value: object, folder: Path) -> CommandSource:
    """The source of `command = VALUE`; a program with a slash is relative to `folder`. Raises `DeclarationError`."""
    argv = value if isinstance(value, list) else []
    if not argv or not all(isinstance(argument, str) and "\0" not in argument for argument in argv) or not argv[0]:
        raise DeclarationError('command must be a list: ["/path/of/program", "argument", ...]; there is no shell')
    program, *arguments = argv
    if slot_values.names(program):
        raise DeclarationError("the program of a command may not come from a slot")
    if "/" in program:
        program = str(folder / program)
    return CommandSource(argv=(program, *arguments), folder=str(folder))


def _becomes_option(declared: str, argument: str) -> bool:
    return argument.startswith("-") and not declared.startswith("-") and not _NUMBER.fullmatch(argument)


def _output(process: subprocess.Popen[bytes], patience: Patience) -> bytes:
    """What the program printed until it ended. Raises `SourceFailed`."""
    assert process.stdout is not None
    descriptor = process.stdout.fileno()
    octets = bytearray()
    while True:
        if not patience.left_s():
            raise SourceFailed("took too long and was ended", uncertain=True)
        ended = process.poll() is not None
        if _readable(descriptor, 0.0 if ended else min(TICK_S, patience.left_s())):
            chunk = os.read(descriptor, 8192)
            octets += chunk
            if not chunk:
                break
        elif ended:
            break
        if len(octets) > MAX_OCTETS:
            raise SourceFailed(f"printed more than {MAX_OCTETS} octets and was ended", uncertain=True)
    _check_status(process, patience)
    return bytes(octets)


def _readable(descriptor: int, wait_s: float) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(wait_s * 1000))


def _check_status(process: subprocess.Popen[bytes], patience: Patience) -> None:
    while (status := _status(process, min(TICK_S, patience.left_s()))) is None:
        if not patience.left_s():
            raise SourceFailed("took too long and was ended", uncertain=True)
    if status > 0:
        raise SourceFailed(f"ended with status {status}")  # it says itself that it failed
    if status:
        raise SourceFailed(f"was ended by signal {-status}", uncertain=True)


def _status(process: subprocess.Popen[bytes], wait_s: float) -> int | None:
    try:
        return process.wait(wait_s)
    except subprocess.TimeoutExpired:
        return None


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    process.stdout.close()
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
