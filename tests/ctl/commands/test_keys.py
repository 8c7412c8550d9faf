"""`smsctl keys`, on files and without any routerd."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from ctl.commands.keys import ROLES
from smsbus.keys import Role
from tests.ctl.conftest import Smsctl

KEY = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
OTHER = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"


@pytest.fixture
def key_file(settings_path: Path) -> Path:
    return settings_path.parent / "keys" / "this.key"


@pytest.fixture
def allowed(settings_path: Path) -> Path:
    return settings_path.parent / "keys" / "allowed"


def test_the_roles_offered_are_those_there_are() -> None:
    assert tuple(ROLES) == tuple(Role)


def test_a_new_key_is_private_and_its_secret_is_shown_nowhere(smsctl: Smsctl, key_file: Path) -> None:
    done = smsctl("keys", "new", "garage")
    assert done.code == 0
    assert key_file.stat().st_mode & 0o777 == 0o600
    public, secret = re.findall('^(?:public|secret) = "(.{40})"$', key_file.read_text(), re.MULTILINE)
    assert f"smsctl keys allow garage '{public}' --may modem" in done.out
    assert f'server_key = "{public}"' in done.out
    assert secret not in done.out + done.err
    shown = smsctl("--json", "keys")
    assert json.loads(shown.out) == {
        "own": {"name": "garage", "public": public, "file": str(key_file)},
        "allowed": [],
    }
    assert secret not in shown.out + smsctl("keys").out


def test_a_key_can_be_made_where_the_settings_already_want_one(
    smsctl: Smsctl, key_file: Path, settings_path: Path
) -> None:
    settings_path.write_text('[bus.listen]\nmodems = "tcp://127.0.0.1:5551"\n')
    assert smsctl("config", "check").code == 2
    assert smsctl("keys", "new", "house").code == 0
    assert smsctl("config", "check").code == 0


def test_without_a_name_the_key_is_called_as_the_host(smsctl: Smsctl, key_file: Path) -> None:
    import socket

    assert smsctl("keys", "new").code == 0
    assert f'name = "{socket.gethostname().partition(".")[0]}"' in key_file.read_text()


def test_a_key_there_is_stays_unless_force_is_given(smsctl: Smsctl, key_file: Path) -> None:
    smsctl("keys", "new", "garage")
    before = key_file.read_text()
    refused = smsctl("keys", "new", "garage")
    assert (refused.code, key_file.read_text()) == (2, before)
    assert "--force" in refused.err
    assert smsctl("keys", "new", "garage", "--force").code == 0
    assert key_file.read_text() != before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_what_root_makes_belongs_to_the_user_of_the_daemons(
    smsctl: Smsctl, settings_path: Path, key_file: Path, allowed: Path
) -> None:
    state_dir = settings_path.parent / "state"
    state_dir.mkdir()
    os.chown(state_dir, 65534, 65534)
    smsctl("keys", "new", "garage")
    smsctl("keys", "allow", "shed", KEY)
    smsctl("keys", "allow", "shed", KEY, "--may", "client")
    assert {path.stat().st_uid for path in (key_file, allowed, key_file.parent)} == {65534}
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_a_key_that_others_may_read_is_told_where_it_is_shown(smsctl: Smsctl, key_file: Path) -> None:
    smsctl("keys", "new", "garage")
    key_file.chmod(0o644)
    refused = smsctl("keys")
    assert refused.code == 2
    assert "chmod 600" in refused.err


def test_a_key_is_allowed_as_a_modem_unless_more_is_said_and_more_adds_up(smsctl: Smsctl, allowed: Path) -> None:
    done = smsctl("keys", "allow", "garage", KEY)
    assert done.code == 0
    assert "may connect as modem" in done.out
    assert "SIGHUP" in done.out
    smsctl("keys", "allow", "garage", KEY, "--may", "client")
    assert allowed.read_text().splitlines()[1:] == [f"garage  modem,client  {KEY}"]
    assert json.loads(smsctl("--json", "keys").out)["allowed"] == [
        {"name": "garage", "may": ["modem", "client"], "public": KEY}
    ]
    assert "modem, client" in smsctl("keys").out


def test_another_key_under_a_name_in_use_is_refused(smsctl: Smsctl, allowed: Path) -> None:
    smsctl("keys", "allow", "garage", KEY)
    before = allowed.read_text()
    refused = smsctl("keys", "allow", "garage", OTHER)
    assert (refused.code, allowed.read_text()) == (2, before)
    assert "smsctl keys revoke garage" in refused.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("allow", "garage", "short"), "40 characters"),
        (("allow", "gar age", KEY), "no name of a key"),
        (("allow", "garage", KEY, "--may", "root"), "root"),
        (("new", "gar/age"), "no name of a key"),
        (("revoke", "garage"), "smsctl keys lists"),
    ],
)
def test_what_cannot_be_done_is_told(smsctl: Smsctl, arguments: tuple[str, ...], words: str) -> None:
    refused = smsctl("keys", *arguments)
    assert refused.code == 2
    assert words in refused.err


def test_a_revoked_key_is_off_the_list(smsctl: Smsctl, allowed: Path) -> None:
    smsctl("keys", "allow", "garage", KEY)
    smsctl("keys", "allow", "shed", OTHER)
    done = smsctl("--json", "keys", "revoke", "garage")
    assert json.loads(done.out) == {"name": "garage", "may": [], "public": KEY, "told": False}
    assert [line.split()[0] for line in allowed.read_text().splitlines()[1:]] == ["shed"]


def test_a_list_that_is_damaged_is_told_with_its_line_and_left_alone(smsctl: Smsctl, allowed: Path) -> None:
    smsctl("keys", "allow", "garage", KEY)
    allowed.write_text("garage modem\n")
    refused = smsctl("keys", "allow", "shed", OTHER)
    assert refused.code == 2
    assert "line 1" in refused.err
    assert allowed.read_text() == "garage modem\n"
