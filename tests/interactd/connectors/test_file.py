"""Values from files."""

import os
import time
from pathlib import Path

import pytest

from interactd.connectors.file import FileSource, declare
from interactd.connectors.source import MAX_OCTETS, Patience
from interactd.errors import DeclarationError, SourceFailed

PATIENCE = Patience(ends_at=time.monotonic() + 60)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"16.3\n", "16.3"),
        (b"\n  two lines\nhere \n", "two lines\nhere"),
        (b"", ""),
        ("21 °C".encode(), "21 °C"),
        (b"\xef\xbb\xbf5", "5"),
        (b"\xff5", "\ufffd5"),
        (b"x" * MAX_OCTETS, "x" * MAX_OCTETS),
    ],
)
def test_a_file_is_read_and_stripped(tmp_path: Path, content: bytes, value: str) -> None:
    (tmp_path / "living").write_bytes(content)
    source = declare("{room}", tmp_path)
    assert source.filled({"room": "living"}).read(PATIENCE) == value


def test_an_absolute_path_stays_as_it_is() -> None:
    assert declare("/run/{room}", Path("/etc/smsbus")) == FileSource(path="/run/{room}")


def test_what_cannot_be_read_fails_with_the_reason(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "long").write_bytes(b"x" * (MAX_OCTETS + 1))
    for name, reason in {
        "missing": "No such file",
        "": "not a regular file",
        "pipe": "not a regular file",
        "long": "longer than 65536 octets",
    }.items():
        with pytest.raises(SourceFailed, match=reason):
            FileSource(path=str(tmp_path / name)).read(PATIENCE)


@pytest.mark.parametrize("value", ["..", ".", "", "a/b", "/etc/passwd", "../x", "a..b", "a\0", "a\\b"])
def test_a_slot_is_never_a_path(value: str) -> None:
    with pytest.raises(SourceFailed, match="the value of room may not be part of a path"):
        FileSource(path="/s/{room}").filled({"room": value, "unused": "/"})


@pytest.mark.parametrize("value", [5, "", "a\0", None, ["/a"]])
def test_what_is_no_path_is_refused(value: object) -> None:
    with pytest.raises(DeclarationError):
        declare(value, Path("/"))
