from __future__ import annotations

from tests.ctl.conftest import Smsctl


def test_with_nothing_running_there_is_nothing_to_restart(smsctl: Smsctl) -> None:
    done = smsctl("restart", "routerd")
    assert done.code == 6
    assert "smsctl up" in done.err
