"""How long a command may take: less than the settings allow once the modem has shown that it answers this one at once.

A modem that falls silent for a few seconds swallows the command it was just given, and whoever then waits for the whole
of `timeout` has lost more time than the modem. So a command that was answered at once the last time is given up sooner.
That is no verdict: AT is asked three times before the modem is thought to be silent, which together is as long as
`timeout`, and the command itself gets all of its time when it is tried again. The same goes for a command that has not
been asked yet, once the modem has been set up and answered nearly everything at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from modemd.at.commands import Command

AT_ONCE_S: Final = 1.0
SOONER_S: Final = 3.0
PROMPT_SOONER_S: Final = 4.5
"""A prompt may take longer: where it is given up, the modem has to leave it again."""
QUICK_AT: Final = 20
"""A modem that answered so many kinds of commands at once is taken to be quick; start-up has more of them."""

_WITHOUT_ARGUMENTS: Final = re.compile(r"[^=?]*(?:=\?|=|\?)?")


@dataclass(slots=True)
class Patience:
    """What the modem answers at once, and what not; `AT+CPMS?`, `AT+CPMS=` and `AT+CPMS=?` are three kinds."""

    _at_once: set[str] = field(default_factory=set)
    _slow: set[str] = field(default_factory=set)

    def limit_s(self, command: Command, timeout_s: float) -> float:
        """The time `command` is given now. Where it has a limit of its own, what it takes varies too much to tell."""
        if command.limit_s is not None:
            return command.limit_s
        kind = _kind(command)
        quick = len(self._at_once) >= QUICK_AT and kind not in self._slow
        if not quick and kind not in self._at_once:
            return timeout_s
        return min(SOONER_S if command.payload is None else PROMPT_SOONER_S, timeout_s)

    def answered(self, command: Command, took_s: float) -> None:
        """The modem answered it, or asked for what follows at the prompt, after this time."""
        if took_s > AT_ONCE_S:
            self.missed(command)
        else:
            self._at_once.add(_kind(command))
            self._slow.discard(_kind(command))

    def missed(self, command: Command) -> None:
        """No answer came: the next time it gets all of its time."""
        self._at_once.discard(_kind(command))
        self._slow.add(_kind(command))


def _kind(command: Command) -> str:
    found = _WITHOUT_ARGUMENTS.match(command.line)
    return found[0].upper() if found else ""
