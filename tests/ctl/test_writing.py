from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from ctl.exits import Failure
from ctl.installation import File
from ctl.writing import Owner, existing, make_folder, write

MINE = Owner(None)


def test_files_and_folders_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        assert make_folder(tmp_path / "a" / "b", MINE)
        write(File(path=tmp_path / "a" / "b" / "pin", text="1234\n"), MINE)
    finally:
        os.umask(before)
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "a" / "b" / "pin").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert not make_folder(tmp_path, MINE)
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_what_was_there_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "smsbus.toml"
    assert write(File(path=path, text="one"), MINE) is None
    kept = write(File(path=path, text="two"), MINE)
    assert kept == tmp_path / "smsbus.toml.old"
    assert (kept.read_text(), path.read_text()) == ("one", "two")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["smsbus.toml", "smsbus.toml.old"]


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    link = tmp_path / "pin"
    link.symlink_to(victim)
    write(File(path=link, text="1234"), MINE)
    assert victim.read_text() == "precious"
    assert not link.is_symlink()


def test_a_link_to_nowhere_exists(tmp_path: Path) -> None:
    (tmp_path / "pin").symlink_to(tmp_path / "nothing")
    assert existing([tmp_path / "pin", tmp_path / "other"]) == [tmp_path / "pin"]


def test_what_cannot_be_written_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Failure, match=r"/file/house: Not a directory"):
        make_folder(tmp_path / "file" / "house", MINE)
    with pytest.raises(Failure, match=r"/none/pin: No such file"):
        write(File(path=tmp_path / "none" / "pin", text="1234"), MINE)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_root_writes_for_the_account_of_the_service(tmp_path: Path) -> None:
    nobody = Owner("nobody")
    assert nobody.other
    make_folder(tmp_path / "state", nobody)
    write(File(path=tmp_path / "state" / "pin", text="1234\n"), nobody)
    account = pwd.getpwnam("nobody")
    for path in (tmp_path / "state", tmp_path / "state" / "pin"):
        assert (path.stat().st_uid, path.stat().st_gid) == (account.pw_uid, account.pw_gid)


def test_an_account_that_does_not_exist_is_nobody_else() -> None:
    assert not Owner("no-such-account").other
    assert not MINE.other
