"""routerd without sockets as a process of its own, which kills itself where it is told to.

    python -m tests.routerd.crashing SOCKET

Each connection to SOCKET is a life: a process forked for it, with the real router and the store of the folder that the
first line names. Then each line is a turn, {"now", "inputs", "kill_after"}; each output is answered by a line as soon
as it is carried out, the turn by {"deadline"}. `kill_after`: the number of effects (a commit about to be made, a commit
made, an output) after which the process sends itself SIGKILL; null leaves what was said before, `NEVER` takes it back.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import Any, TextIO

from routerd.daemon import RandomIds
from routerd.exchange import Input, Link, Output, Publish, Send, TimePassed
from routerd.reading import read
from routerd.router import Router
from routerd.store import Store
from routerd.turn import Turns
from smsbus import codec, config

NEVER = -1


class Fuse:
    """Counts effects, and kills the process after the last that is allowed."""

    def __init__(self) -> None:
        self.left: int | None = None

    def burn(self) -> None:
        """One more effect."""
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
                signal.pause()


class MortalStore(Store):
    """A store around whose commits the process may end."""

    fuse: Fuse

    def commit(self) -> None:
        if self._connection.in_transaction:
            self.fuse.burn()
            super().commit()
            self.fuse.burn()


class Life:
    """One process."""

    def __init__(self, folder: Path, out: TextIO) -> None:
        self.fuse, self.out = Fuse(), out
        store = MortalStore.open(folder / "store")
        assert isinstance(store, MortalStore)
        store.fuse = self.fuse
        self.router = Router(store, config.load(folder / "smsbus.toml"), RandomIds(), pid=os.getpid())
        self.turns = Turns(self.router, store)

    def turn(self, told: dict[str, Any]) -> None:
        """Carries out one turn as the daemon does."""
        if told["kill_after"] is not None:
            self.fuse.left = None if told["kill_after"] == NEVER else told["kill_after"]
        inputs = [_input(*incoming) for incoming in told["inputs"]]
        for output in self.turns.run(inputs, told["now"]):
            shown = _shown(output)
            if shown is not None:
                self.say(shown)
                self.fuse.burn()
        self.say({"deadline": self.router.deadline, "left": self.fuse.left})

    def say(self, line: dict[str, Any]) -> None:
        """What a line holds is out before anything else happens, as what a socket took is."""
        self.out.write(json.dumps(line) + "\n")
        self.out.flush()


def _input(link: str, peer: str, frames: list[str]) -> Input:
    if link == "time":
        return TimePassed()
    return read(Link(link), peer.encode(), [bytes.fromhex(frame) for frame in frames])


def _shown(output: Output) -> dict[str, Any] | None:
    match output:
        case Send():
            frames = [frame.hex() for frame in codec.encode(output.message)]
            return {"link": output.link.value, "peer": output.peer.decode(), "frames": frames}
        case Publish():
            return {"seq": output.event.seq, "topic": output.event.topic}
        case _:
            return None


def main(path: str) -> None:
    """Gives each connection a process, until standard input ends with whoever started this."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        sys.stdout.write("listening\n")
        sys.stdout.flush()
        while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                with connection, connection.makefile("rw", encoding="utf-8") as lines:
                    life = Life(Path(lines.readline().strip()), lines)
                    for line in lines:
                        life.turn(json.loads(line))
                os._exit(0)
            connection.close()


if __name__ == "__main__":
    main(sys.argv[1])
