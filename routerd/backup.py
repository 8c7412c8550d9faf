"""A copy of the store, in a process of its own beside the running daemon: it reads the whole file.

`python -m routerd.backup STATE_DIR FILE`, which `smsctl backup` runs, writes FILE, which must not exist, and gives way
to everything else that wants the processor. It prints what is wrong, and ends with 1 then.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from routerd import store
from routerd.integrity import NICENESS

FILE_NAME = "smsbus.sqlite3"


def back_up(state_dir: Path, copy: Path) -> str | None:
    """Copies the store of `state_dir`; what is in the way, or None."""
    path = state_dir / FILE_NAME
    if copy.exists():
        return f"{copy}: exists already; name a new file"
    if not path.exists():
        return f"{path}: no such file; there is nothing to back up yet"
    reason = store.save(path, copy)
    return f"{copy}: not written: {reason}" if reason else None


def main() -> int:
    """Copies what the command line names."""
    os.nice(NICENESS)
    reason = back_up(Path(sys.argv[1]), Path(sys.argv[2]))
    print(reason or "", end="")  # noqa: T201 - the answer
    return int(bool(reason))


if __name__ == "__main__":
    sys.exit(main())
