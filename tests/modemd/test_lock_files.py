"""Lock files: respected while their process lives, taken over when it does not, gone at the end."""

import os
import struct
import subprocess
from pathlib import Path

import pytest

from modemd.lock_files import LockFile, lock_file_of, process_in

NOBODY = 2**22 + 1
"""More than the kernel ever gives to a process."""


@pytest.fixture
def lock(tmp_path: Path) -> LockFile:
    return LockFile(path=tmp_path / "LCK..ttyUSB2")


def test_the_number_of_the_process_stands_in_ten_columns_and_goes_with_the_lock(lock: LockFile) -> None:
    assert lock.take() is None
    assert lock.path.read_text() == f"{os.getpid():10d}\n"
    assert lock.path.stat().st_mode & 0o777 == 0o644
    assert lock.holder() is None  # it is ours
    lock.release()
    assert list(lock.path.parent.iterdir()) == []


def test_a_living_process_keeps_its_lock(lock: LockFile) -> None:
    other = subprocess.Popen(["sleep", "60"])
    try:
        lock.path.write_text(f"{other.pid:10d} minicom root\n")
        assert lock.holder() == other.pid
        assert lock.take() == other.pid
        lock.release()
        assert lock.path.read_text().startswith(f"{other.pid:10d}")
    finally:
        other.kill()
        other.wait()
    assert lock.take() is None
    assert process_in(lock.path) == os.getpid()


@pytest.mark.parametrize(
    "octets",
    [f"{NOBODY:10d}\n".encode(), struct.pack("=i", NOBODY), b"", b"garbage\n", b"0\n", b"99999999999999999999\n"],
    ids=["dead", "dead, binary", "empty", "garbage", "nobody", "no number of a process"],
)
def test_a_lock_of_nobody_who_lives_is_taken_over(lock: LockFile, octets: bytes) -> None:
    lock.path.write_bytes(octets)
    assert lock.holder() is None
    assert lock.take() is None
    assert process_in(lock.path) == os.getpid()


def test_a_lock_that_is_older_than_the_process_with_its_number_is_of_one_that_was_killed(lock: LockFile) -> None:
    lock.path.write_text("         1\n")
    assert lock.holder() == 1
    os.utime(lock.path, (1_000_000_000, 1_000_000_000))
    assert lock.holder() is None
    assert lock.take() is None
    assert process_in(lock.path) == os.getpid()


def test_a_lock_in_octets_counts_as_well(lock: LockFile) -> None:
    lock.path.write_bytes(struct.pack("=i", 1))
    assert lock.holder() == 1


def test_where_nothing_can_be_written_it_is_done_without(tmp_path: Path) -> None:
    lock = LockFile(path=tmp_path / "nowhere" / "LCK..ttyUSB2")
    assert lock.take() is None
    lock.release()


def test_the_lock_is_named_after_the_device_and_not_after_a_link_to_it(tmp_path: Path) -> None:
    device = tmp_path / "dev/ttyUSB2"
    by_path = tmp_path / "dev/serial/by-path/pci-0000:00:14.0-usb-0:1.2:1.2-port0"
    by_path.parent.mkdir(parents=True)
    device.touch()
    by_path.symlink_to("../../ttyUSB2")
    folders = (tmp_path / "var", tmp_path / "run")
    assert lock_file_of(str(by_path), folders=folders) is None  # there is no such folder
    for folder in folders:
        folder.mkdir()
    expected = LockFile(path=tmp_path / "var/LCK..ttyUSB2")
    assert lock_file_of(str(by_path), folders=folders) == lock_file_of(str(device), folders=folders) == expected
    (tmp_path / "run/LCK..ttyUSB2").write_text("1\n")
    assert lock_file_of(str(device), folders=folders) == LockFile(path=tmp_path / "run/LCK..ttyUSB2")


@pytest.mark.parametrize("port", ["/dev/pts/3", "socket://192.0.2.1:4001", "/dev/null", "/tmp/ttyUSB0"])
def test_pseudo_terminals_and_sockets_have_none(port: str) -> None:
    assert lock_file_of(port) is None
