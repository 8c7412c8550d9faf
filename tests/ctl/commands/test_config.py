from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ctl.conftest import Smsctl


def test_a_good_file_is_named(smsctl: Smsctl, settings_path: Path) -> None:
    assert smsctl("config", "check").out == f"{settings_path}: good\n"
    document = json.loads(smsctl("--json", "config", "check").out)
    assert document == {"config": str(settings_path), "ok": True, "modems": ["main"]}


def test_the_option_goes_before_the_environment(smsctl: Smsctl, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("", encoding="utf-8")
    done = smsctl("--config", str(other), "config", "check")
    assert done.out == f"{other}: good\nno modem: add a table [modems.NAME] to send and receive\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[modems.main]\npin = ''", "port is missing"),
        ("[modems.main]\nport = 'sim:'\npni = '1234'", "unknown key pni"),
        ("[service]\nlog_level = 'loud'", "service.log_level"),
        ("x = [", "not valid TOML"),
        ("[service]\nrun_dir = '/run/with blank'", "contains ' '"),
        ("[service]\nrun_dir = '/" + "r" * 120 + "'", "octets too long"),
    ],
)
def test_a_wrong_file_is_one_line_and_2(smsctl: Smsctl, settings_path: Path, text: str, words: str) -> None:
    settings_path.write_text(text, encoding="utf-8")
    done = smsctl("config", "check")
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith(f"smsctl: {settings_path}: ") and done.err.count("\n") == 1
    assert words in done.err


def test_a_missing_file_with_json_is_an_error_document(smsctl: Smsctl) -> None:
    done = smsctl("--json", "--config", "/nowhere/smsbus.toml", "config", "check")
    error = json.loads(done.err)["error"]
    assert (done.code, error["code"]) == (2, "settings")
    assert "/nowhere/smsbus.toml" in error["message"]
