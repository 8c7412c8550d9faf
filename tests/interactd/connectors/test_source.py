"""Patience: how long a reading may take."""

import time

from interactd.connectors.source import Patience


def test_patience_ends_with_its_time_or_when_cancelled() -> None:
    assert Patience(ends_at=time.monotonic() - 1).left_s() == 0.0
    patience = Patience(ends_at=time.monotonic() + 1000)
    assert patience.left_s() > 900
    patience.cancelled.set()
    assert patience.left_s() == 0.0
