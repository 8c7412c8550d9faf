"""The check of a large store, in a process of its own beside the running daemon: it reads the whole file.

`python -m routerd.integrity FILE` prints what is wrong with a store, nothing when nothing is. It reads only, and gives
way to everything else that wants the processor. `--version` does not read the file: it prints its version and the one
that this routerd writes, for `smsctl doctor`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from routerd import store

NICENESS = 15


class Check:
    """A running check of the store at `path`; `descriptor` can be read when it is over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        command = [sys.executable, "-P", "-m", "routerd.integrity", str(path)]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self.descriptor = self._process.stdout.fileno()

    def verdict(self) -> str | None:
        """What is wrong with the store, for a person; None when nothing is. Only after `descriptor` could be read."""
        said, _ = self._process.communicate()
        damage = said.decode(errors="replace").strip()
        if self._process.returncode and not damage:
            return None  # the check failed, which says nothing of the store
        return store.corrupt(self._path, damage) if damage else None

    def end(self) -> None:
        """Ends it, wherever it is."""
        self._process.kill()
        self._process.wait()


def main() -> int:
    """Checks the file named on the command line."""
    os.nice(NICENESS)
    if sys.argv[1] == "--version":
        answer = f"{store.version(Path(sys.argv[2]))} {len(store.MIGRATION_FILES)}"
    else:
        answer = store.damage(Path(sys.argv[1])) or ""
    print(answer, end="")  # noqa: T201 - the answer
    return 0


if __name__ == "__main__":
    sys.exit(main())
