from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Refusal


def offered(line: str) -> list[str]:
    """What Tab offers at the end of the line, as bash asks for it."""
    words = line.split(" ")
    asked = {"_SMSCTL_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run(
        [sys.executable, "-m", "ctl"], capture_output=True, text=True, env={**os.environ, **asked}, timeout=20
    )
    assert done.stderr == ""
    return [item.partition(",")[2] for item in done.stdout.splitlines() if item]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("smsctl equ", ["equipment"]),
        ("smsctl --js", ["--json"]),
        ("smsctl inbox ", ["list", "purge", "show"]),
        ("smsctl inbox s", ["show"]),
        ("smsctl inbox --st", ["--state"]),
        ("smsctl inbox --state re", ["refused"]),
        ("smsctl send --pri", ["--priority"]),
        ("smsctl modem info ", ["main"]),
        ("smsctl send --modem ", ["main"]),
        ("smsctl restart m", ["modemd-main"]),
        ("smsctl watch sms.re", ["sms.received", "sms.refused"]),
        ("smsctl value House s", ["sender", "signal"]),
        ("smsctl completion ", ["bash", "zsh", "fish"]),
    ],
)
def test_commands_options_and_what_the_settings_name_are_offered_while_nothing_runs(
    settings_path: Path, line: str, expected: list[str]
) -> None:
    assert offered(line) == expected


def test_names_of_people_and_equipments_come_from_routerd(routerd: FakeRouterd) -> None:
    routerd.answers["equipment.list"] = [documents.equipment(), documents.equipment(name="Garage")]
    routerd.answers["contact.list"] = lambda request: [
        documents.contact(),
        documents.contact(name="Alain"),
        *([] if request.equipment else [documents.contact(name="Albert", equipment="Garage")]),
    ]
    assert offered("smsctl send al") == ["Alice", "Alain", "Albert"]
    assert offered("smsctl send @") == ["@House", "@Garage"]
    assert offered("smsctl contact show House ") == ["Alice", "Alain"]
    assert offered("smsctl equipment set G") == ["Garage"]
    assert offered("smsctl export --contact Alb") == ["Albert"]


def test_a_name_that_a_shell_would_run_is_not_offered(routerd: FakeRouterd) -> None:
    names = ["$(reboot)", "a;reboot", "Alice Liddell", "`id`", "Zoë", "+33639980001"]
    routerd.answers["contact.list"] = [documents.contact(name=name) for name in names]
    assert offered("smsctl ask ") == ["Zoë", "+33639980001"]


def test_a_routerd_that_refuses_or_talks_nonsense_is_nothing_to_complain_about(routerd: FakeRouterd) -> None:
    routerd.answers["contact.list"] = Refusal("internal", "broken")
    assert offered("smsctl ask ") == []
    routerd.answers["contact.list"] = {"no": "list"}
    assert offered("smsctl ask ") == []


@pytest.mark.parametrize("settings", [None, "not TOML [", "[service]\nrun_dir = 7"])
def test_without_usable_settings_it_is_silent(settings_path: Path, settings: str | None) -> None:
    if settings is None:
        settings_path.unlink()
    else:
        settings_path.write_text(settings, encoding="utf-8")
    assert offered("smsctl send A") == []
    assert offered("smsctl modem info ") == []


def test_nobody_waits_for_a_routerd_that_is_away(settings_path: Path) -> None:
    offered("smsctl equ")
    begun = time.monotonic()
    assert offered("smsctl send A") == []
    assert time.monotonic() - begun < 2  # 0.3 s, and a process to start on a busy machine
