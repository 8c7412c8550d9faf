"""One modem among the settings."""

from pathlib import Path

import pytest

from modemd.settings import chosen, port_of
from smsbus.config import Settings, load
from smsbus.errors import ConfigError


def settings(tmp_path: Path, modem: str) -> Settings:
    path = tmp_path / "smsbus.toml"
    path.write_text(f'[service]\nrun_dir = "run"\n[modems.sim]\n{modem}\n')
    return load(path)


def test_the_port_is_taken_as_it_is_and_sim_is_that_of_the_simulator(tmp_path: Path) -> None:
    assert port_of(settings(tmp_path, 'port = "/dev/ttyUSB0"'), "sim") == "/dev/ttyUSB0"
    assert port_of(settings(tmp_path, 'port = "sim:"'), "sim") == str(tmp_path / "run" / "sim.tty")


@pytest.mark.parametrize(
    ("modem", "name", "words"),
    [
        ('port = "x"', "other", "modems.other: there is no such modem; there are: sim"),
        ('port = "remote:"', "sim", "modems.sim.port: remote: says that its modemd runs on another host"),
        ('port = "x"\ninit = ["CSQ"]', "sim", "modems.sim.init: "),
        ('port = "x"\nsmsc = "mine"', "sim", "modems.sim.smsc: "),
    ],
)
def test_what_cannot_be_used_is_said_with_its_key(tmp_path: Path, modem: str, name: str, words: str) -> None:
    with pytest.raises(ConfigError) as error:
        chosen(settings(tmp_path, modem), name)
    assert words in str(error.value)


def test_sound_settings_are_given(tmp_path: Path) -> None:
    assert chosen(settings(tmp_path, 'port = "x"\ncycle = 5'), "sim").cycle == 5
