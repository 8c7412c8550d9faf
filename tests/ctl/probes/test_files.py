from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctl.probes import files
from smsbus import config


def settings(tmp_path: Path, more: str = "", interactions: str = "") -> config.Settings:
    (tmp_path / "interactions.toml").write_text(interactions, encoding="utf-8")
    path = tmp_path / "smsbus.toml"
    path.write_text(
        f'[service]\nstate_dir = "state"\nrun_dir = "run"\nlog_dir = "log"\n[modems.main]\nport = "sim:"\n{more}',
        encoding="utf-8",
    )
    return config.load(path)


def test_a_file_is_told_with_owner_group_and_mode(tmp_path: Path) -> None:
    (tmp_path / "x").touch(mode=0o640)
    (tmp_path / "x").chmod(0o640)
    found = files.file(tmp_path / "x")
    assert found is not None
    assert (found.uid, found.gid, found.mode) == (os.geteuid(), os.getegid(), 0o640)
    assert files.file(tmp_path / "missing") is None
    assert list(files.files([str(tmp_path / "x"), str(tmp_path / "missing")])) == [str(tmp_path / "x")]


def test_folders_are_told_with_the_room_on_their_disks(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    state, run, log = files.folders(settings(tmp_path), root=Path("/"))
    assert (state.key, run.key, log.key) == ("state_dir", "run_dir", "log_dir")
    assert state.free is not None
    assert state.size is not None
    assert 0 <= state.free <= state.size
    assert not state.read_only
    assert (run.file, run.free) == (None, None)


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="needs /proc")
def test_a_read_only_file_system_is_seen() -> None:
    mounts = [line.split() for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()]
    read_only = [fields[4] for fields in mounts if "ro" in fields[5].split(",") and Path(fields[4]).is_dir()]
    for path in read_only[:1]:
        assert files.folder("state_dir", Path(path), root=Path("/")).read_only


def test_the_disk_below_a_folder_is_known_by_the_kernels_names(tmp_path: Path) -> None:
    blocks = tmp_path / "sys/dev/block"
    blocks.mkdir(parents=True)
    (blocks / "179:2").symlink_to("../../devices/platform/soc/mmc_host/mmc0/block/mmcblk0/mmcblk0p2")
    (blocks / "8:0").symlink_to("../../devices/pci0000:00/ata1/host0/block/sda")
    assert files.disks_of(os.makedev(179, 2), root=tmp_path) == ("mmcblk0p2", "mmcblk0")
    assert files.disks_of(os.makedev(8, 0), root=tmp_path) == ("sda",)
    assert files.disks_of(os.makedev(0, 40), root=tmp_path) == ()


def test_secrets_are_found_where_the_settings_and_the_interactions_name_them(tmp_path: Path) -> None:
    for name in ("main.pin", "token", "state/pin.key"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch(mode=0o600)
    chosen = settings(
        tmp_path,
        'pin_file = "main.pin"\n',
        '[source.home]\ntoken_file = "token"\n[[source.more]]\npassword_file = "missing"\n',
    )
    holds = {Path(secret.file.path).name: secret.holds for secret in files.secrets(chosen)}
    assert holds == {"main.pin": "the pin", "token": "the token", "pin.key": "the key of the PIN records"}


def test_a_pin_in_the_settings_makes_them_a_secret_and_an_empty_one_does_not(tmp_path: Path) -> None:
    assert files.secrets(settings(tmp_path, 'pin = ""\npin_file = ""\n')) == ()
    [secret] = files.secrets(settings(tmp_path, 'pin = "1234"\n'))
    assert (Path(secret.file.path).name, secret.holds) == ("smsbus.toml", "a pin")


def test_a_file_that_is_no_toml_has_no_secrets(tmp_path: Path) -> None:
    assert files.secrets(settings(tmp_path, "", "[[[")) == ()
