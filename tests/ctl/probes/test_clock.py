from __future__ import annotations

from pathlib import Path

import pytest

from ctl.probes import clock
from tests.ctl import documents

NOW_MS = documents.AT


def test_lateness_is_received_minus_stamped_of_the_last_day() -> None:
    messages = [
        documents.inbox(received_at=NOW_MS, scts=NOW_MS - 4_000),
        documents.inbox(received_at=NOW_MS - 1, scts=None),
        documents.inbox(received_at=NOW_MS - 2 * clock.DAY_MS, scts=NOW_MS - 9 * clock.DAY_MS),
    ]
    assert clock.late(messages, NOW_MS) == (4_000,)


@pytest.mark.parametrize(("said", "known"), [("yes", True), ("no", False), ("", None)])
def test_systemd_is_asked_whether_a_server_set_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, known: bool | None
) -> None:
    tool = tmp_path / "timedatectl"
    tool.write_text(f"#!/bin/sh\necho {said}\n", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert clock.clock([]).synchronised is known


def test_without_systemd_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert clock.synchronised() is None
