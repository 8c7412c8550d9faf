from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ctl.commands import status as module
from ctl.commands.status import lines
from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Refusal, Smsctl


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, 0),
        ({"alerts": [documents.alert()]}, 1),
        ({"alerts": [documents.alert("critical")]}, 2),
        ({"modems": [documents.modem(state="registering")]}, 1),
        ({"daemons": [documents.daemon(answering=False)]}, 2),
    ],
)
def test_the_exit_code_is_the_health(routerd: FakeRouterd, smsctl: Smsctl, changes: dict[str, Any], code: int) -> None:
    routerd.answers["status"] = documents.status(**changes)
    assert smsctl("status").code == code


def test_it_names_the_settings_in_use_and_shows_values_modems_and_queues(
    routerd: FakeRouterd, smsctl: Smsctl, settings_path: Path
) -> None:
    routerd.answers["status"] = documents.status()
    out = smsctl("status").out.splitlines()
    assert out[:2] == [f"settings  {settings_path}", "health    good"]
    assert "main   ready  ▂▄▆· -71 dBm (68 %)  Simulated (home)  -    SM 2/30  registered with Simulated" in out
    assert "Home    House      message  Hello" in out
    assert "queues    queued 1, in flight 0, uncertain 0, failed 24h 0, questions 0, incomplete 0, asks 0" in out


def test_daemons_whose_supervisord_was_killed_are_a_warning(
    routerd: FakeRouterd, smsctl: Smsctl, settings_path: Path
) -> None:
    routerd.answers["status"] = documents.status()
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    (settings_path.parent / "run" / "supervisord.pid").write_text(f"{ended.pid}\n")
    done = smsctl("status")
    assert done.code == 1
    assert f"warning: supervisord (process {ended.pid}) was killed: what ends now is not started again" in done.out


def test_the_last_messages_of_both_boxes_are_shown_newest_first(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["status"] = documents.status()
    boxes = {
        "inbox": [documents.inbox(id=3, received_at=documents.AT + 2000), documents.inbox(id=1)],
        "outbox": [documents.outbox(id=2, queued_at=documents.AT + 1000, text="x" * 200)],
    }
    routerd.answers["message.list"] = lambda request: boxes[request.box]
    out = smsctl("status").out.splitlines()
    begin = next(index for index, line in enumerate(out) if line.startswith("MESSAGE"))
    assert [line.split("  ")[0] for line in out[begin + 1 : begin + 4]] == ["in 3", "out 2", "in 1"]
    assert out[begin + 2].endswith("  " + "x" * 79 + "…")


def test_who_may_not_read_the_inbox_sees_no_texts(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["status"] = documents.status()
    routerd.answers["message.list"] = Refusal("refused", "this key may not read messages")
    done = smsctl("status")
    assert done.code == 0
    assert "MESSAGE" not in done.out


def test_watching_on_a_pipe_prints_one_block_per_look_and_ends_with_the_last_health(
    routerd: FakeRouterd, settings_path: Path
) -> None:
    routerd.answers["status"] = documents.status(alerts=[documents.alert()])
    watching = subprocess.Popen(
        [sys.executable, "-m", "ctl", "status", "--watch", "0.1"], stdout=subprocess.PIPE, text=True
    )
    assert watching.stdout is not None
    seen = 0
    for line in watching.stdout:
        seen += line.startswith("settings  ")
        assert "\x1b" not in line
        if seen == 3:
            watching.send_signal(signal.SIGINT)
            break
    watching.stdout.read()
    assert watching.wait(10) == 1


def test_watching_with_json_is_one_document_per_line(routerd: FakeRouterd, settings_path: Path) -> None:
    routerd.answers["status"] = documents.status()
    watching = subprocess.Popen(
        [sys.executable, "-m", "ctl", "status", "--json", "--watch=0.1"], stdout=subprocess.PIPE, text=True
    )
    assert watching.stdout is not None
    for _ in range(2):
        assert json.loads(watching.stdout.readline())["alerts"] == []
    watching.send_signal(signal.SIGTERM)
    watching.stdout.read()
    assert watching.wait(10) == 0


def test_critical_alerts_come_first_and_hidden_equipment_not_at_all() -> None:
    status = documents.status(
        alerts=[documents.alert(), documents.alert("critical", "the disk is full")],
        equipments=[documents.equipment(name="Secret", visible=False)],
    )
    written = lines(status)
    assert written[3] == "critical: the disk is full (since 2026-11-18 11:06:40)"
    assert not any("Secret" in line for line in written)


def test_json_is_the_document_with_the_six_keys(routerd: FakeRouterd, smsctl: Smsctl, settings_path: Path) -> None:
    routerd.answers["status"] = documents.status()
    document = json.loads(smsctl("--json", "status").out)
    assert list(document) == ["config", "daemons", "modems", "equipments", "queues", "alerts"]
    assert document["config"] == str(settings_path)
    assert document["modems"][0]["since_at"] == "2026-11-18T11:06:40.250Z"


def test_without_routerd_it_says_so_and_is_critical(
    smsctl: Smsctl, settings_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TIMEOUT_S", 0.05)
    done = smsctl("--json", "status")
    document = json.loads(done.out)
    assert done.code == 2
    assert (document["config"], document["queues"]) == (str(settings_path), None)
    assert document["daemons"] == [{"name": "routerd", "answering": False, "pid": None, "seen_at": None, "busy_ms": 0}]
    done = smsctl("status")
    assert done.code == 2
    assert "critical: routerd does not answer; start everything with: smsctl up" in done.out
