from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ctl.commands.watch import line, masked
from tests.ctl.conftest import FakeRouterd, Smsctl


def test_an_event_is_one_line_with_its_fields() -> None:
    event = {
        "seq": 3,
        "topic": "sms.received",
        "at": 1_795_000_000_250,
        "data": {"message": 12, "sender": "+33639980001", "contact": None, "asks": True},
    }
    assert line(event).endswith("  sms.received       message=12 sender=+336*****001 asks=yes")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("call of +33639980001", "call of +336*****001"),
        ("+336*****001", "+336*****001"),
        ("36105", "36105"),
        ({"to": ["+33639980001"]}, {"to": ["+336*****001"]}),
        (17, 17),
    ],
)
def test_full_numbers_are_masked_wherever_they_are(value: object, expected: object) -> None:
    assert masked(value) == expected


@pytest.mark.parametrize("topic", ["sms.recieved", "+33639980001", "smsx"])
def test_a_topic_that_no_event_has_is_a_usage_error(smsctl: Smsctl, topic: str) -> None:
    done = smsctl("watch", topic)
    assert done.code == 2
    assert "sms.received" in done.err


def test_json_prints_one_line_per_event_as_they_come_and_ends_with_0_on_ctrl_c(
    routerd: FakeRouterd, settings_path: Path
) -> None:
    routerd.event("alert", message="old")
    routerd.event("sms.sent", message=7)
    routerd.event("alert", message="new")
    command = [sys.executable, "-m", "ctl", "--json", "watch", "--since", "0", "alert"]
    watching = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ))
    assert watching.stdout is not None
    events = [json.loads(watching.stdout.readline()) for _ in range(2)]
    assert [(event["seq"], event["topic"], event["data"]) for event in events] == [
        (1, "alert", {"message": "old"}),
        (3, "alert", {"message": "new"}),
    ]
    assert events[0]["at"] == "2026-11-18T11:06:40.250Z"
    watching.send_signal(signal.SIGINT)
    _, err = watching.communicate(timeout=10)
    assert (watching.returncode, err) == (0, b"")


def test_who_was_away_for_too_long_is_told_and_sees_the_oldest_kept(routerd: FakeRouterd, settings_path: Path) -> None:
    for number in range(5):
        routerd.event("alert", message=f"event {number}")
    routerd.forgotten = 3
    command = [sys.executable, "-m", "ctl", "--json", "watch", "--since", "1"]
    watching = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ))
    assert watching.stdout is not None
    assert [json.loads(watching.stdout.readline())["seq"] for _ in range(2)] == [4, 5]
    watching.send_signal(signal.SIGINT)
    _, err = watching.communicate(timeout=10)
    assert err.decode().splitlines() == ["smsctl: some events are too old to be told; going on with the oldest kept"]


def test_a_reader_that_goes_away_ends_it_without_a_word(routerd: FakeRouterd, settings_path: Path) -> None:
    for number in range(3000):
        routerd.event("alert", message=f"event {number} of rather many that fill a pipe")
    command = f"{sys.executable} -m ctl watch --since 0 2>&1 >&3 | cat"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {{ {command}; }} 3>&1 | head -1"],
        capture_output=True,
        text=True,
        timeout=20,
        env=dict(os.environ),
    )
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stdout + done.stderr
