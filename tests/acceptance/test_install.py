"""`make install` into a folder: what is where, with which mode, and that nothing tells where it was built."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import eventually, new_house

pytestmark = pytest.mark.acceptance

ROOT = Path(__file__).parents[2]
FILES = {
    "etc/smsbus/directory.toml.sample": 0o644,
    "etc/smsbus/interactions.toml.sample": 0o644,
    "etc/smsbus/smsbus.toml.sample": 0o644,
    "etc/usb_modeswitch.d/12d1:1f01": 0o644,
    "etc/usb_modeswitch.d/1bbb:f000": 0o644,
    "usr/lib/smsbus/share/smsbus/supervisord.conf": 0o644,
    "usr/lib/smsbus/share/smsbus/udev/99-smsbus-brltty.rules": 0o644,
    "usr/lib/smsbus/bin/smsctl": 0o755,
    "usr/lib/systemd/system/smsbus.service": 0o644,
    "usr/lib/sysusers.d/smsbus.conf": 0o644,
    "usr/lib/udev/rules.d/78-smsbus.rules": 0o644,
    "usr/share/man/man1/smsctl.1": 0o644,
    "usr/share/man/man1/modemd.1": 0o644,
}


def make(target: str, destination: Path, **variables: str) -> None:
    command = ["make", "--silent", target, f"DESTDIR={destination}", f"PYTHON={sys.executable}"]
    settings = [f"{name}={value}" for name, value in variables.items()]
    done = subprocess.run([*command, *settings], cwd=ROOT, capture_output=True, text=True, timeout=300, umask=0o077)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    destination = tmp_path_factory.mktemp("destination")
    make("install", destination, PREFIX="/usr", SYSCONFDIR="/etc")
    yield destination
    shutil.rmtree(destination)


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_in_its_place_for_everybody_to_read(installed: Path, name: str) -> None:
    path = installed / name
    assert path.stat().st_mode & 0o777 == FILES[name]
    folders = [folder for folder in path.parents if folder.is_relative_to(installed) and folder != installed]
    assert [folder for folder in folders if folder.stat().st_mode & 0o777 != 0o755] == []


def test_nothing_is_installed_over_settings_nor_anywhere_else(installed: Path) -> None:
    assert sorted(path.name for path in (installed / "etc/smsbus").iterdir()) == [
        "directory.toml.sample",
        "interactions.toml.sample",
        "smsbus.toml.sample",
    ]
    assert sorted(path.name for path in installed.iterdir()) == ["etc", "usr"]
    assert sorted(path.name for path in (installed / "usr").iterdir()) == ["bin", "lib", "share"]


def test_the_commands_are_in_the_path_and_run_from_their_own_environment(installed: Path) -> None:
    for name in ("smsctl", "routerd", "modemd", "interactd"):
        assert (installed / "usr/bin" / name).readlink() == Path(f"../lib/smsbus/bin/{name}")
        assert (installed / "usr/bin" / name).read_text().startswith("#!/usr/lib/smsbus/bin/python\n")


def test_nothing_tells_where_it_was_built(installed: Path) -> None:
    for path in installed.rglob("*"):
        if path.is_file() and not path.is_symlink():
            octets = path.read_bytes()
            assert str(installed).encode() not in octets, path
            assert f"{ROOT}/".encode() not in octets, path


def test_systemd_finds_nothing_wrong_with_the_unit_and_little_exposed(installed: Path, tmp_path: Path) -> None:
    unit = installed / "usr/lib/systemd/system/smsbus.service"
    text = unit.read_text()
    commands = re.findall(r"^Exec\w+=(\S+)", text, re.MULTILINE)
    assert set(commands) == {"/usr/lib/smsbus/bin/smsctl"}
    assert "/usr/local" not in text
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze here")
    here = tmp_path / "smsbus.service"
    here.write_text(text.replace("/usr/lib/smsbus/bin/smsctl", str(Path(sys.executable).with_name("smsctl"))))
    verified = subprocess.run(["systemd-analyze", "verify", str(here)], capture_output=True, text=True)
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=35", "--no-pager", str(here)],
        capture_output=True,
        text=True,
    )
    assert judged.returncode == 0, judged.stdout[-500:]


def test_the_unit_lets_serial_ports_be_opened() -> None:
    text = (ROOT / "etc/systemd/smsbus.service").read_text()
    settings = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    assert settings["SupplementaryGroups"] == "dialout"
    assert not settings.keys() & {"PrivateDevices", "DevicePolicy", "DeviceAllow", "ProtectClock", "DynamicUser"}
    # A modemd may finish its submission: 120 s and 10 s, as `stopwaitsecs` has it; two of them, and the rest.
    assert int(settings["TimeoutStopSec"]) >= 2 * 130 + 2 * 15
    assert settings["KillMode"] == "mixed"


def test_what_was_installed_is_taken_away_again_and_settings_stay(tmp_path: Path) -> None:
    kept = tmp_path / "etc/smsbus/smsbus.toml"
    own = tmp_path / "etc/usb_modeswitch.d/12d1:1f01"
    for path in (kept, own):
        path.parent.mkdir(parents=True)
        path.write_text("mine\n")
    (tmp_path / "usr/local/lib/smsbus/bin").mkdir(parents=True)
    (tmp_path / "usr/local/lib/smsbus/bin/smsctl").touch()
    make("uninstall", tmp_path)
    assert kept.read_text() == own.read_text() == "mine\n"
    assert not (tmp_path / "usr/local/lib/smsbus").exists()


def test_in_the_foreground_it_is_supervisord_and_ends_with_sigterm() -> None:
    with new_house() as house:
        house.plug()
        command = [sys.executable, "-m", "ctl", "--config", str(house.settings_path), "up", "--foreground"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as service:
            eventually((house.folder / "run" / "supervisor.sock").exists, "supervisord listens")
            house.up()  # waits until everything answers; this is `systemctl reload`
            assert house.modem_state()["connected"]
            again = house.run("up", "--foreground")
            assert (again.returncode, again.stderr) == (
                2,
                f"smsctl: supervisord runs already (process {service.pid}); end it with: smsctl down\n",
            )
            service.terminate()
            assert service.wait(60) == 0
        house.unplug()
        assert house.processes() == []
