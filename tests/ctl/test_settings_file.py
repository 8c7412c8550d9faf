from __future__ import annotations

import difflib
import tomllib

from ctl.programs import sample
from ctl.settings_file import Values, written

SAMPLE = sample("smsbus.toml").read_text(encoding="utf-8")


def test_only_the_answers_differ_from_the_sample_and_every_comment_stays() -> None:
    values = Values(
        state_dir="state",
        run_dir="run",
        log_dir="log",
        region="GB",
        port="/dev/ttyUSB2",
        baudrate=115200,
        pin_file="pin",
        number="+447700900001",
    )
    text = written(SAMPLE, values)
    changed = [line for line in difflib.ndiff(SAMPLE.splitlines(), text.splitlines()) if line.startswith("+ ")]
    assert changed == [
        '+ state_dir = "state"',
        '+ run_dir = "run"',
        '+ log_dir = "log"',
        '+ default_region = "GB"',
        '+ port = "/dev/ttyUSB2"',
        '+ pin_file = "pin"',
        '+ number = "+447700900001"',
    ]
    assert len(text.splitlines()) == len(SAMPLE.splitlines())


def test_odd_paths_are_quoted() -> None:
    odd = 'C:\\"x"\n'
    values = Values(
        state_dir=odd, run_dir="run", log_dir="log", region="FR", port="sim:", baudrate=9600, pin_file="", number=""
    )
    assert tomllib.loads(written(SAMPLE, values))["service"]["state_dir"] == odd
