"""Makes a virtual environment that was built in one place name another: `relocate.py BUILT FINAL`, for `make install`.

venv and pip write the folder they work in into scripts, and pip notes where a package came from. After this nothing in
BUILT tells where it was built, and its modules are compiled with the paths they will have.
"""

from __future__ import annotations

import compileall
import csv
import sys
from pathlib import Path


def relocate(built: Path, final: str) -> None:
    """Rewrites the files below `built`."""
    texts = [built / "pyvenv.cfg", *(path for path in (built / "bin").iterdir() if not path.is_symlink())]
    for path in texts:
        octets = path.read_bytes()
        path.write_bytes(octets.replace(str(built).encode(), final.encode()))
    settings = built / "pyvenv.cfg"
    kept = [line for line in settings.read_text("utf-8").splitlines() if not line.startswith("command =")]
    settings.write_text("\n".join(kept) + "\n", "utf-8")  # which Python built it, and how, is nobody's business
    for origin in built.glob("lib/*/site-packages/*.dist-info/direct_url.json"):
        origin.unlink()
        _strike(origin.with_name("RECORD"), f"{origin.parent.name}/{origin.name}")
    compileall.compile_dir(str(built / "lib"), quiet=2, force=True, stripdir=str(built), prependdir=final, workers=0)


def _strike(record: Path, name: str) -> None:
    with record.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if row and row[0] != name]
    with record.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    relocate(Path(sys.argv[1]), sys.argv[2])
