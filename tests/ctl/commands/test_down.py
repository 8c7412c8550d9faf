from __future__ import annotations

import json
from pathlib import Path

from tests.ctl.conftest import Smsctl


def test_with_nothing_running_it_says_so_and_is_done(smsctl: Smsctl, settings_path: Path) -> None:
    done = smsctl("down")
    assert (done.code, done.out) == (0, f"nothing runs for {settings_path}\n")
    assert json.loads(smsctl("--json", "down").out) == {"stopped": False}
