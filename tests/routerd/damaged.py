"""Stores that a bad disk damaged."""

from __future__ import annotations

from pathlib import Path

from routerd.store import Store


def fill(path: Path, rows: int = 500) -> None:
    """A store with something in it, on disk and nowhere else."""
    store = Store.open(path)
    for number in range(rows):
        store.insert("submission", key=f"key-{number:06d}", digest="d" * 64, at=number)
    store.commit()
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


def damage(path: Path) -> None:
    """Overwrites one page of the idempotency keys: whoever reads none of them sees nothing of it."""
    octets = bytearray(path.read_bytes())
    at = octets.index(b"key-000250") & ~4095
    octets[at : at + 4096] = b"\x55" * 4096
    path.write_bytes(octets)
