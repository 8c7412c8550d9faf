"""`smsctl init` without a terminal; with one: tests/acceptance/test_terminal.py."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smsbus import config
from tests.ctl.conftest import Smsctl
from tests.modemd.sysfs import Tree


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings_path: Path) -> Path:
    """A home without anything, on a computer without a modem."""
    monkeypatch.delenv("SMSBUS_CONFIG")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANG", "fr_BE.UTF-8")
    monkeypatch.setenv("SMSBUS_ROOT", str(Tree(tmp_path / "machine").root))
    return tmp_path / "home"


def test_it_writes_private_files_that_the_config_loader_takes(smsctl: Smsctl, bare: Path) -> None:
    done = smsctl("init", "--modem", "sim", "--contact", "Alice=+33639980001", "--no-up")
    assert (done.code, done.err) == (0, "")
    house = bare / "house"
    settings = config.load(house / "smsbus.toml")
    assert settings.modems["main"].port == "sim:"
    assert settings.numbers.default_region == "BE"
    for name in ("", "state", "run", "log"):
        assert (house / name).stat().st_mode & 0o777 == 0o700
    assert (house / "smsbus.toml").stat().st_mode & 0o777 == 0o600
    assert f"export SMSBUS_CONFIG={house}/smsbus.toml" in done.out
    assert "  smsctl up\n" in done.out
    assert "--from Alice\n" in done.out


def test_nothing_is_replaced_without_force(smsctl: Smsctl, bare: Path) -> None:
    path = bare / "house" / "interactions.toml"
    path.parent.mkdir(parents=True)
    path.write_text("precious")
    done = smsctl("init", "--modem", "sim", "--no-up")
    assert done.code == 2
    assert done.err == (
        f"smsctl: nothing was written: {path} exists; --force would replace them, and keep the old ones as NAME.old\n"
    )
    assert [entry.name for entry in path.parent.iterdir()] == ["interactions.toml"]
    done = smsctl("--json", "init", "--modem", "sim", "--no-up", "--force")
    document = json.loads(done.out)
    assert (done.code, document["kept"]) == (0, [f"{path}.old"])
    assert Path(f"{path}.old").read_text() == "precious"
    assert document["written"][0] == document["config"] == f"{bare}/house/smsbus.toml"
    assert document["status"] is None


def test_without_a_terminal_and_without_flags_it_says_which_there_are(smsctl: Smsctl, bare: Path) -> None:
    done = smsctl("init")
    assert done.code == 2
    for flag in ("--yes", "--modem", "--pin-file", "--region", "--number", "--contact", "--folder", "--system", "--up"):
        assert flag in done.err
    assert not (bare / "house").exists()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--modem", "ttyUSB0"], "no port"),
        (["--modem", "sim", "--region", "XX"], "no country"),
        (["--modem", "sim", "--contact", "Alice"], "NAME=NUMBER"),
        (["--modem", "sim", "--number", "12"], "not a possible number"),
        (["--modem", "sim", "--pin-file", "/nowhere"], "does not exist"),
        (["--modem", "sim", "--folder", "/tmp/" + "x" * 100], "too long"),
        (["--modem", "sim", "--folder", "/tmp/a b"], "contains ' '"),
        (["--modem", "sim", "--folder", "/tmp/a", "--system"], "one of"),
        (["--modem", "sim", "--destdir", "/tmp/a"], "--destdir goes with --system"),
    ],
)
def test_what_cannot_be_is_one_line_and_writes_nothing(
    smsctl: Smsctl, bare: Path, options: list[str], complaint: str
) -> None:
    done = smsctl("init", "--no-up", *options)
    assert (done.code, done.out) == (2, "")
    assert complaint in done.err
    assert done.err.count("\n") == 1
    assert not (bare / "house").exists()
    assert not Path(options[-1]).is_dir() or options[-1] == "/tmp"


def test_the_settings_file_may_be_named(smsctl: Smsctl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert smsctl("--config", str(tmp_path / "a" / "my.toml"), "init", "--modem", "sim", "--no-up").code == 0
    assert (tmp_path / "a" / "my.toml").exists()
    monkeypatch.setenv("SMSBUS_CONFIG", str(tmp_path / "b" / "smsbus.toml"))
    assert smsctl("init", "--modem", "sim", "--no-up").code == 0
    assert (tmp_path / "b" / "interactions.toml").exists()


def test_the_files_of_a_package_go_below_its_folder(smsctl: Smsctl, tmp_path: Path) -> None:
    done = smsctl("--json", "init", "--system", "--destdir", str(tmp_path / "package"), "--yes")
    document = json.loads(done.out)
    assert document["written"][0] == f"{tmp_path}/package/etc/smsbus/smsbus.toml"
    assert document["config"] == "/etc/smsbus/smsbus.toml"
    assert document["modem"] == {"port": "auto", "found": None, "reason": None}
    assert (tmp_path / "package" / "var" / "lib" / "smsbus").is_dir()
    assert str(tmp_path) not in (tmp_path / "package" / "etc" / "smsbus" / "smsbus.toml").read_text()


def test_a_modem_that_is_not_there_yet_is_looked_for_later(smsctl: Smsctl, bare: Path) -> None:
    done = smsctl("init", "--yes", "--no-up")
    assert done.code == 0
    assert done.out.startswith("modem: ")
    assert config.load(bare / "house" / "smsbus.toml").modems["main"].port == "auto"


def test_a_pin_file_is_named_and_never_shown(smsctl: Smsctl, bare: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("4321\n")
    done = smsctl("init", "--modem", "/dev/ttyUSB9", "--pin-file", str(tmp_path / "mine"), "--no-up")
    assert config.load(bare / "house" / "smsbus.toml").modems["main"].pin_file == str(tmp_path / "mine")
    assert "4321" not in done.out + (bare / "house" / "smsbus.toml").read_text()
    assert "modem    /dev/ttyUSB9, with a PIN" in done.out
