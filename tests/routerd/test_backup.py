"""A copy of the store beside the running daemon."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from routerd import __main__ as routerd_main
from routerd import backup, store
from routerd.store import Store
from tests.routerd.damaged import damage, fill


def keys(path: Path) -> set[str]:
    opened = Store.open(path)
    found = {str(row["key"]) for row in opened.rows("SELECT key FROM submission")}
    opened.close()
    return found


@pytest.fixture
def state_dir(tmp_path: Path) -> Path:
    (tmp_path / "state").mkdir()
    fill(tmp_path / "state" / backup.FILE_NAME)
    return tmp_path / "state"


def test_the_copy_has_what_was_committed_and_nothing_of_what_was_not(state_dir: Path, tmp_path: Path) -> None:
    running = Store.open(state_dir / backup.FILE_NAME)
    running.insert("submission", key="committed", digest="d", at=1)
    running.commit()
    running.insert("submission", key="not yet", digest="d", at=1)
    assert backup.back_up(state_dir, tmp_path / "copy") is None
    running.commit()
    running.close()
    assert "committed" in keys(tmp_path / "copy")
    assert "not yet" not in keys(tmp_path / "copy")
    assert "not yet" in keys(state_dir / backup.FILE_NAME)


def test_the_copy_is_private_whole_and_alone(state_dir: Path, tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        assert backup.back_up(state_dir, tmp_path / "copy") is None
    finally:
        os.umask(umask)
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    assert store.damage(tmp_path / "copy") is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "state"]


def test_an_existing_file_is_never_written_over(state_dir: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "copy", state_dir / backup.FILE_NAME):
        path.touch()
        before = path.read_bytes()
        assert backup.back_up(state_dir, path) == f"{path}: exists already; name a new file"
        assert path.read_bytes() == before


def test_a_damaged_store_or_a_folder_that_is_not_there_leaves_no_copy(state_dir: Path, tmp_path: Path) -> None:
    reason = backup.back_up(state_dir, tmp_path / "nowhere" / "copy")
    assert reason is not None
    assert reason.startswith(f"{tmp_path}/nowhere/copy: not written: ")
    damage(state_dir / backup.FILE_NAME)
    reason = backup.back_up(state_dir, tmp_path / "copy")
    assert reason is not None
    assert "not written" in reason
    assert sorted(path.name for path in tmp_path.iterdir()) == ["state"]


def test_where_there_is_no_store_that_is_said(tmp_path: Path) -> None:
    reason = backup.back_up(tmp_path, tmp_path / "copy")
    assert reason == f"{tmp_path}/{backup.FILE_NAME}: no such file; there is nothing to back up yet"
    assert list(tmp_path.iterdir()) == []


def test_as_a_program_it_says_what_is_wrong_and_ends_with_1(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "routerd.backup", str(tmp_path), str(tmp_path / "copy")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.endswith("there is nothing to back up yet")


def test_it_is_the_store_that_routerd_uses() -> None:
    assert backup.FILE_NAME == routerd_main.FILE_NAME
