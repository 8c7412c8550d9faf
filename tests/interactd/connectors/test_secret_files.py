"""Secrets: one line, from a file that its owner alone reads."""

import os
from pathlib import Path

import pytest

from interactd.connectors import secret_files
from interactd.errors import SourceFailed


def secret_file(folder: Path, content: bytes, mode: int = 0o600) -> str:
    path = folder / "key"
    path.write_bytes(content)
    path.chmod(mode)
    return str(path)


@pytest.mark.parametrize("content", [b"a1B2", b"a1B2\n", b"  a1B2\r\n"])
def test_a_secret_is_stripped(tmp_path: Path, content: bytes) -> None:
    assert secret_files.read(secret_file(tmp_path, content)) == "a1B2"


def test_credentials_of_two_words_are_one_secret(tmp_path: Path) -> None:
    assert secret_files.read(secret_file(tmp_path, b"Basic dXNlcg==\n")) == "Basic dXNlcg=="


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o610, 0o601])
def test_a_secret_that_others_can_reach_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    path = secret_file(tmp_path, b"a1B2", mode)
    with pytest.raises(SourceFailed, match=f"others may read it, so it is not used; run: chmod 600 {path}"):
        secret_files.read(path)


@pytest.mark.parametrize("content", [b"", b"\n", b"one\ntwo", b"one\r\nX: two", b"a\0b", "é".encode(), b"x" * 4097])
def test_what_is_no_secret_is_refused_and_not_repeated(tmp_path: Path, content: bytes) -> None:
    path = secret_file(tmp_path, content)
    with pytest.raises(SourceFailed) as caught:
        secret_files.read(path)
    assert str(caught.value) == f"{path}: must hold one line of printable ASCII characters"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match=f"{tmp_path}/none: No such file"):
        secret_files.read(str(tmp_path / "none"))


def test_a_pipe_does_not_hold_the_reader(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(SourceFailed, match="not a regular file"):
        secret_files.read(str(tmp_path / "pipe"))


def test_a_changed_key_is_used_at_once(tmp_path: Path) -> None:
    path = secret_file(tmp_path, b"old")
    assert secret_files.read(path) == "old"
    Path(path).write_text("new")
    assert secret_files.read(path) == "new"
