from __future__ import annotations

from pathlib import Path

import pytest

from tests.ctl.conftest import Smsctl


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("[service]\nrun_dir = '/proc/smsbus'", "service.state_dir"),
        ("[service]\nstate_dir = 'state'\nrun_dir = '/proc/smsbus'", "service.run_dir: /proc/smsbus cannot be created"),
        ("[service]\nstate_dir = 'state'\nrun_dir = '/tmp'", "everybody may write into /tmp"),
        ("[service]\nstate_dir = 'smsbus.toml'\nrun_dir = 'run'", "service.state_dir"),
        ("[service]\nrun_dir = '/" + "r" * 100 + "'", "octets too long"),
        ("[service]\nrunn_dir = 'run'", "unknown key runn_dir"),
    ],
)
def test_what_cannot_work_is_one_line_and_nothing_is_started(
    smsctl: Smsctl, settings_path: Path, settings: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = "" if "state_dir" in settings else "/proc/state"
    text = settings.replace("[service]\n", f"[service]\nstate_dir = '{defaults}'\n" if defaults else "[service]\n")
    settings_path.write_text(text, encoding="utf-8")
    done = smsctl("up")
    assert done.code == 2
    assert done.err.startswith("smsctl: ") and done.err.count("\n") == 1
    assert words in done.err
    assert not (settings_path.parent / "run" / "supervisor.sock").exists()
