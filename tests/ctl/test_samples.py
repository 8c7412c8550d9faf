"""The files of etc/: what they say is what the code does."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import msgspec
import pytest

from ctl.programs import sample
from smsbus import config

SECTIONS = {
    "service": config.ServiceSettings,
    "bus": config.BusSettings,
    "numbers": config.NumbersSettings,
    "router": config.RouterSettings,
    "interactions": config.InteractionsSettings,
}


def _tables() -> dict[str, dict[str, object]]:
    return tomllib.loads(sample("smsbus.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SECTIONS)
def test_every_setting_stands_in_the_sample_with_its_default(name: str) -> None:
    assert _tables()[name] == msgspec.json.decode(msgspec.json.encode(SECTIONS[name]()))


def test_every_setting_of_a_modem_stands_in_the_sample_with_its_default() -> None:
    (table,) = _tables()["modems"].values()
    assert table == {**msgspec.to_builtins(config.ModemSettings(port="sim:")), "init": []}


def test_the_sample_has_no_table_of_its_own_and_can_be_used_as_it_is() -> None:
    assert _tables().keys() == {*SECTIONS, "modems"}
    assert config.load(sample("smsbus.toml")).modems["main"].port == "sim:"


def test_every_setting_is_explained_by_a_comment_above_it_or_its_group() -> None:
    lines = sample("smsbus.toml").read_text(encoding="utf-8").splitlines()
    for above, line in itertools.pairwise(lines):
        if " = " in line and not line.startswith("#"):
            assert above.startswith("#") or " = " in above, line


def test_everything_that_is_installed_is_there() -> None:
    root = Path(__file__).parents[2]
    setup = (root / "setup.cfg").read_text(encoding="utf-8")
    installed = [line.strip() for line in setup.splitlines() if line.strip().startswith("etc/")]
    assert {"etc/supervisord.conf", "etc/smsbus.toml"} <= set(installed)
    assert [name for name in installed if not (root / name).is_file()] == []
