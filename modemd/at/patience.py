"""How long a command may take: less than the settings allow once the modem has shown that it answers this one at once.

A modem that falls silent for a few seconds swallows the command it was just given, and whoever then waits for the whole
of `timeout` has lost more time than the modem. So a command that was answered at once the last time is given up sooner.
That is no verdict: AT is asked three times before the modem is thought to be silent, which together is as long as
`timeout`, and the command itself gets all of its time when it is tried again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from modemd.at.commands import Command

AT_ONCE_S: Final = 1.0
SOONER_S: Final = 3.0

_WITHOUT_ARGUMENTS: Final = re.compile(r"[^=?]*(?:=\?|=|\?)?")


@dataclass(slots=True)
class Patience:
    """Which commands the modem answers at once; `AT+CPMS?`, `AT+CPMS=` and `AT+CPMS=?` are three of them."""

    _at_once: set[str] = field(default_factory=set)

    def limit_s(self, command: Command, timeout_s: float) -> float:
        """The time `command` is given now. Where it has a limit of its own, what it takes varies too much to tell."""
        if command.limit_s is not None:
            return command.limit_s
        return min(SOONER_S, timeout_s) if _kind(command) in self._at_once else timeout_s

    def answered(self, command: Command, took_s: float) -> None:
        """The modem answered it, or asked for what follows at the prompt, after this time."""
        (self._at_once.add if took_s <= AT_ONCE_S else self._at_once.discard)(_kind(command))

    def missed(self, command: Command) -> None:
        """No answer came: the next time it gets all of its time."""
        self._at_once.discard(_kind(command))


def _kind(command: Command) -> str:
    found = _WITHOUT_ARGUMENTS.match(command.line)
    return found[0].upper() if found else ""
