from __future__ import annotations

from tests.ctl.conftest import Smsctl


def test_its_help_tells_both_ways_of_running_it(smsctl: Smsctl) -> None:
    out = smsctl("demo", "--help").out
    assert "smsctl demo\n" in out
    assert "smsctl demo < /dev/null" in out
