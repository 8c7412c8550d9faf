from __future__ import annotations

from pathlib import Path

import pytest

from ctl import endpoints
from smsbus import config
from smsbus.errors import ConfigError

FILES = {
    "nothing set": "",
    "run_dir": "[service]\nrun_dir = '/run/other'",
    "relative": "[service]\nrun_dir = 'run'",
    "bus": "[bus]\nclients = 'ipc:///run/a'\nevents = 'ipc:///run/b'",
    "half a bus": "[service]\nrun_dir = 'run'\n[bus]\nclients = 'ipc:///run/a'",
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES.keys())
def test_they_are_those_that_the_settings_give(tmp_path: Path, text: str) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text(text, encoding="utf-8")
    settings = config.load(path)
    assert endpoints.endpoints(path) == (settings.endpoint("clients"), settings.endpoint("events"))


@pytest.mark.parametrize(
    "text", ["x =", "service = 3", "[service]\nrun_dir = 3", "bus = []", "[bus]\nclients = 'tcp://x'"]
)
def test_what_cannot_be_used_is_told_by_the_rules_of_the_settings(tmp_path: Path, text: str) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=str(path)):
        endpoints.endpoints(path)


def test_of_a_routerd_on_another_host_they_are_taken_by_the_rules(tmp_path: Path) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text(f"[bus]\nserver_key = '{'k' * 40}'\nclients = 'tcp://a:1'\nevents = 'tcp://a:2'", encoding="utf-8")
    with pytest.raises(ConfigError, match="smsctl keys new"):
        endpoints.endpoints(path)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "this.key").touch()
    assert endpoints.endpoints(path) == ("tcp://a:1", "tcp://a:2")
    path.write_text(f"[bus]\nserver_key = '{'k' * 40}'\nmodems = 'tcp://a:1'", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"bus\.clients"):
        endpoints.endpoints(path)


def test_a_mistake_elsewhere_does_not_keep_an_alert_from_being_sent(tmp_path: Path) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text("[modems.main]\nport = 17", encoding="utf-8")
    assert endpoints.endpoints(path)[0] == "ipc:///run/smsbus/clients"


@pytest.mark.parametrize(
    ("option", "environment"),
    [("a.toml", {"SMSBUS_CONFIG": "/b.toml"}), (None, {"SMSBUS_CONFIG": "/b.toml"}), (None, {"SMSBUS_CONFIG": ""})],
)
def test_the_file_is_looked_for_where_the_daemons_look(option: str | None, environment: dict[str, str]) -> None:
    assert endpoints.find(option, environment) == config.find(option, environment)


def test_the_defaults_are_those_of_the_settings() -> None:
    assert Path(endpoints.DEFAULT_PATH) == config.DEFAULT_PATH
    assert endpoints.ENVIRONMENT_VARIABLE == config.ENVIRONMENT_VARIABLE
    assert config.ServiceSettings().run_dir == endpoints.DEFAULT_RUN_DIR
