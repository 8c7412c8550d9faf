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
