"""`modemd --survey` and `modemd --examine` as processes, on a simulated modem."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from modemd.examination import Examined
from modemd.examining import document
from smsbus.messages import Registration
from tests.modemd.sysfs import Tree
from tests.modemd.test_report import port as pseudo_terminal


@pytest.fixture
def link(tmp_path: Path) -> Iterator[Path]:
    link = tmp_path / "modem"
    command = [sys.executable, "-m", "modemd.simulator", "--link", str(link), "--pin", "4321"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        while not link.exists():
            assert process.poll() is None
        yield link
        process.terminate()


def run(tmp_path: Path, *arguments: str, port: str, more: str = "") -> Any:
    path = tmp_path / "smsbus.toml"
    path.write_text(f'[service]\nstate_dir = "state"\n[modems.main]\nport = "{port}"\n{more}', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "modemd", "--config", str(path), *arguments],
        capture_output=True,
        env={**os.environ, "SMSBUS_ROOT": str(Tree(tmp_path / "root").root)},
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_modem_that_waits_for_its_pin_is_told_as_such_and_the_pin_file_is_not_used_up(
    tmp_path: Path, link: Path
) -> None:
    [examined] = run(tmp_path, "--examine", port=str(link))
    assert (examined["state"], examined["sim_trouble"]) == ("sim-locked", "pin-needed")
    (tmp_path / "again").mkdir()
    [examined] = run(tmp_path / "again", "--examine", port=str(link), more='pin = "4321"')
    assert (examined["state"], examined["sim_trouble"]) == ("waits", None)
    assert not (tmp_path / "again" / "state").exists()


def test_a_port_that_is_silent_or_missing_is_told_in_the_time_there_is(tmp_path: Path) -> None:
    with pseudo_terminal(lambda heard: b"") as silent:
        [examined] = run(tmp_path, "--examine", "--within", "3.5", port=silent)
    assert examined["state"] == "silent"
    (tmp_path / "other").mkdir()
    [examined] = run(tmp_path / "other", "--examine", port="/dev/ttyNOSUCH")
    assert (examined["state"], examined["trouble"]) == ("absent", "missing")


def test_a_simulated_modem_is_not_there_while_nothing_runs(tmp_path: Path) -> None:
    assert run(tmp_path, "--examine", port="sim:") == []


def test_a_survey_opens_nothing(tmp_path: Path, link: Path) -> None:
    surveyed = run(tmp_path, "--survey", port=str(link))
    assert surveyed["devices"] == []
    assert surveyed["modems"][0]["device"] == str(link.resolve())


def test_the_document_holds_plain_values_only() -> None:
    examined = Examined(modem="m", port="auto", state="answers", reason="", registration=Registration.HOME)
    assert json.loads(json.dumps(document(examined)))["registration"] == "home"
