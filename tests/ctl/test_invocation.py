from __future__ import annotations

from pathlib import Path

import pytest

from ctl.exits import Exit, Failure
from ctl.invocation import Invocation, request
from smsbus.errors import ConfigError
from tests.ctl.conftest import FakeRouterd


def test_settings_and_connection_come_from_the_same_file(routerd: FakeRouterd, settings_path: Path) -> None:
    routerd.answers["ping"] = {"service": "routerd", "pid": 1}
    invocation = Invocation(None, {"SMSBUS_CONFIG": str(settings_path)}, json=False)
    assert invocation.settings().path == settings_path
    assert invocation.ask("ping") == {"service": "routerd", "pid": 1}


def test_a_missing_file_is_told_before_anything_is_asked() -> None:
    with pytest.raises(ConfigError, match="/nowhere"):
        Invocation("/nowhere", {}, json=False).client()


def test_who_forgot_to_name_the_settings_that_init_wrote_is_told_how(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctl.endpoints.DEFAULT_PATH", str(tmp_path / "etc" / "smsbus.toml"))
    invocation = Invocation(None, {"HOME": str(tmp_path)}, json=False)
    assert invocation.path == tmp_path / "etc" / "smsbus.toml"
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "smsbus.toml").touch()
    with pytest.raises(Failure, match=f"export SMSBUS_CONFIG={tmp_path}/house/smsbus.toml$"):
        invocation.settings()
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "smsbus.toml").touch()
    assert invocation.settings().path == tmp_path / "etc" / "smsbus.toml"


@pytest.mark.parametrize(
    "body", [{"text": "x" * 65536}, {"text": "\udcff"}, {"message": 2**64}], ids=["too long", "no UTF-8", "too large"]
)
def test_what_no_message_can_carry_is_refused_and_not_lost(settings_path: Path, body: dict[str, object]) -> None:
    with (
        Invocation(str(settings_path), {}, json=False).client() as client,
        pytest.raises(Failure) as caught,
    ):
        request(client, "send", body)
    assert caught.value.exit_code is Exit.USAGE
