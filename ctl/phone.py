"""The phones around a simulated modem: they text it, and receive what is sent through it, parts put together.

This is the client of the simulator's control socket (`modemd/simulator/control.py` says what it understands).
"""

from __future__ import annotations

import json
import socket
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from ctl.exits import Exit, Failure

READ_OCTETS = 65536
REPLY_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that arrived at the phone `to`."""

    to: str
    text: str


class Assembly:
    """Submissions of the simulator -> whole texts."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, int], dict[int, str]] = {}

    def add(self, submission: dict[str, Any]) -> Text | None:
        """The text that this part completes, if it does."""
        to, text, concatenation = submission["to"], submission["text"] or "", submission["concatenation"]
        if concatenation is None:
            return Text(to=to, text=text)
        key = (to, concatenation["reference"])
        parts = self._parts.setdefault(key, {})
        parts[concatenation["part"]] = text
        if len(parts) < concatenation["total"]:
            return None
        del self._parts[key]
        return Text(to=to, text="".join(parts[number] for number in sorted(parts)))


class Phones:
    """A connection to a simulator's control socket, which has to exist."""

    def __init__(self, control: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._pending = b""
        self._replies: deque[dict[str, Any]] = deque()
        self._arrived: deque[Text] = deque()
        self._assembly = Assembly()
        try:
            self._socket.connect(str(control))
        except OSError as error:
            self._socket.close()
            raise Failure(Exit.NO_DAEMON, "simulator", f"{control}: {error.strerror}: no simulator there") from None
        self._ask({"op": "watch"})

    def __enter__(self) -> Phones:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def fileno(self) -> int:
        """To wait for together with others; readable when `receive` may have something."""
        return self._socket.fileno()

    def text(self, sender: str, text: str) -> None:
        """The phone `sender` texts the modem. Raises `Failure` when the simulator refuses."""
        self._ask({"op": "deliver", "from": sender, "text": text})

    def receive(self, timeout_s: float) -> Text | None:
        """The next text that arrived at a phone; None when none came in time."""
        deadline = time.monotonic() + timeout_s
        while not self._arrived:
            if not self._read(deadline - time.monotonic()):
                return None
        return self._arrived.popleft()

    def _ask(self, request: dict[str, Any]) -> None:
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        deadline = time.monotonic() + REPLY_TIMEOUT_S
        while not self._replies:
            if not self._read(deadline - time.monotonic()):
                raise Failure(Exit.NO_DAEMON, "simulator", "the simulated modem does not answer")
        reply = self._replies.popleft()
        if not reply["ok"]:
            raise Failure(Exit.USAGE, "simulator", f"the simulated phone cannot do that: {reply['error']}")

    def _read(self, timeout_s: float) -> bool:
        """Takes in what comes within `timeout_s`; False when nothing came."""
        self._socket.settimeout(max(timeout_s, 0.001))
        try:
            octets = self._socket.recv(READ_OCTETS)
        except TimeoutError:
            return False
        if not octets:
            raise Failure(Exit.NO_DAEMON, "simulator", "the simulated modem has ended")
        *lines, self._pending = (self._pending + octets).split(b"\n")
        for line in lines:
            self._take(json.loads(line))
        return True

    def _take(self, message: dict[str, Any]) -> None:
        if "submission" not in message:
            self._replies.append(message)
        elif (text := self._assembly.add(message["submission"])) is not None:
            self._arrived.append(text)
