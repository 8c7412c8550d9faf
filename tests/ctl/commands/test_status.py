from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ctl.commands import status as module
from ctl.commands.status import lines
from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Smsctl


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
    assert "main   ready  -71 dBm (68 %)  Simulated (home)  registered with Simulated" in out
    assert "Home    House      message  Hello" in out
    assert "queues    queued 1, in flight 0, uncertain 0, failed 24h 0, questions 0, incomplete 0" in out


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
