"""A large store is checked beside the running daemon."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from routerd import store
from routerd.integrity import Check
from routerd.store import Store
from tests.routerd.damaged import damage, fill


def test_a_store_that_is_whole_has_no_verdict(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    assert Check(tmp_path / "store").verdict() is None


def test_a_damaged_store_is_named_with_the_remedy(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    damage(tmp_path / "store")
    verdict = Check(tmp_path / "store").verdict()
    assert verdict is not None
    assert verdict.startswith(f"{tmp_path / 'store'}: is corrupt (")
    assert verdict.endswith("move it aside and restore a copy, and start again")


def test_it_sees_what_routerd_has_committed_and_hinders_no_write(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    running = Store.open(tmp_path / "store")
    check = Check(tmp_path / "store")
    running.insert("submission", key="new", digest="d", at=1)
    running.commit()
    assert check.verdict() is None


def test_a_check_that_cannot_be_made_says_nothing_of_the_store(tmp_path: Path) -> None:
    check = Check(tmp_path / "store")
    check.end()
    assert check.verdict() is None


def test_a_file_that_is_no_store_is_damage(tmp_path: Path) -> None:
    (tmp_path / "store").write_bytes(b"precious" * 1000)
    done = subprocess.run(
        [sys.executable, "-m", "routerd.integrity", str(tmp_path / "store")], capture_output=True, text=True, check=True
    )
    assert "not a database" in done.stdout


def test_only_a_large_store_is_left_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "store")
    assert Store.open(tmp_path / "store").unchecked is None
    monkeypatch.setattr(store, "CHECKED_AT_ONCE_OCTETS", 1000)
    assert Store.open(tmp_path / "store").unchecked == tmp_path / "store"


@pytest.mark.parametrize("made", [True, False])
def test_the_version_of_a_store_is_told_beside_the_one_that_is_known(tmp_path: Path, made: bool) -> None:
    if made:
        fill(tmp_path / "store")
    command = [sys.executable, "-m", "routerd.integrity", "--version", str(tmp_path / "store")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    known = len(store.MIGRATION_FILES)
    assert done.stdout == (f"{known} {known}" if made else f"None {known}")
    assert (tmp_path / "store").exists() is made
