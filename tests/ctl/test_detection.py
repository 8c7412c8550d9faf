from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctl import detection
from ctl.exits import Exit, Failure
from tests.modemd.sysfs import Tree


def test_a_computer_without_a_modem_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMSBUS_ROOT", str(Tree(tmp_path).root))
    assert json.loads(detection.said("--json"))["found"] is None
    assert detection.said().strip()


def test_what_breaks_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Failure, match="unrecognized arguments") as caught:
        detection.said("--no-such-option")
    assert caught.value.exit_code is Exit.INTERNAL


def test_one_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detection, "TIMEOUT_S", 0.001)
    with pytest.raises(Failure) as caught:
        detection.said()
    assert caught.value.exit_code is Exit.TIME_OUT
