"""What tests of several packages need: a clock moved by hand, and folders short enough for sockets."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

# How long one example takes says something of the machine and of what else it does, not of the code.
settings.register_profile("smsbus", deadline=None)
settings.load_profile("smsbus")

# A shell that starts the tests in the background has SIGINT ignored, in all that the tests start too.
signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(slots=True)
class Clock:
    """Stands still until moved."""

    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now

    def move(self, seconds: float) -> float:
        """Moves it; the new moment."""
        self.now += seconds
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock moved by hand."""
    return Clock()


@pytest.fixture
def run_dir() -> Iterator[Path]:
    """A folder whose sockets have paths of less than the 107 octets that are allowed; pytest's own are often longer."""
    with tempfile.TemporaryDirectory(prefix="smsbus-") as folder:
        yield Path(folder)
