from __future__ import annotations

from pathlib import Path

import pytest

from ctl import programs
from ctl.watchdog import watched
from ctl.watchdog.watched import Watched
from smsbus import config
from smsbus.errors import ConfigError

FILES = {
    "nothing set": "",
    "modems": "[modems.main]\nport = '/dev/ttyUSB2'\n[modems.sim]\nport = 'sim:'\n",
    "a modem on another host": "[modems.main]\nport = '/dev/ttyUSB2'\n[modems.garage]\nport = 'remote:'\n",
    "folders": "[service]\nrun_dir = 'run'\n[modems.sim]\nport = 'sim:'\n",
    "limit": "[service]\nrestarts_per_hour = 0\nlog_level = 'debug'\nlog_format = 'json'\n",
    "bus": "[bus]\nclients = 'ipc:///run/elsewhere'\n",
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES.keys())
def test_it_reads_what_the_settings_say(tmp_path: Path, text: str) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text(text, encoding="utf-8")
    settings = config.load(path)
    supervised = {name.removesuffix(".conf") for name in programs.program_files(settings)}
    assert watched.read(path) == Watched(
        clients=settings.endpoint("clients"),
        programs=frozenset({"routerd", "interactd", *supervised}),
        simulators={
            f"simulator-{name}": str(settings.simulator_control(name))
            for name, modem in settings.modems.items()
            if modem.port == "sim:"
        },
        restarts_per_hour=settings.service.restarts_per_hour,
        log_level=settings.service.log_level,
        log_format=settings.service.log_format,
    )
    assert watched._by_the_rules(path) == watched.read(path)


def test_a_mistake_elsewhere_does_not_keep_it_from_watching(tmp_path: Path) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text("[router]\nmax_attempts = 'many'\n[modems.main]\nprot = 3\n", encoding="utf-8")
    assert watched.read(path).programs == {"routerd", "interactd", "modemd-main"}


@pytest.mark.parametrize(
    "text",
    [
        "x =",
        "modems = 3",
        "[modems]\nmain = 3",
        "[service]\nrestarts_per_hour = -1",
        "[service]\nrestarts_per_hour = true",
        "[service]\nlog_level = 'loud'",
        "service = []",
    ],
)
def test_what_cannot_be_used_is_told_by_the_rules_of_the_settings(tmp_path: Path, text: str) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=str(path)):
        watched.read(path)


def test_the_defaults_are_those_of_the_settings() -> None:
    assert config.ServiceSettings().restarts_per_hour == watched.DEFAULT_RESTARTS_PER_HOUR
    assert config.SIMULATED_PORT == watched.SIMULATED_PORT
    assert config.REMOTE_PORT == watched.REMOTE_PORT
