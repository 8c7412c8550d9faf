"""The table [mqtt]: what it may hold, and whom its password file may belong to."""

import os
from pathlib import Path

import pytest

from interactd.connectors.mqtt_broker import Broker, read
from interactd.errors import DeclarationError, SourceFailed


def password_file(folder: Path, octets: bytes, mode: int = 0o600) -> Path:
    path = folder / "password"
    path.write_bytes(octets)
    path.chmod(mode)
    return path


def test_without_settings_it_is_the_broker_of_this_machine(tmp_path: Path) -> None:
    assert read({}, tmp_path) == Broker(host="localhost", port=1883, client_id="smsbus", level=5)


def test_paths_are_relative_to_the_folder_of_the_file_and_tls_has_its_own_port(tmp_path: Path) -> None:
    password_file(tmp_path, b"s3cret\n")
    broker = read({"host": "broker", "username": "alice", "password_file": "password", "tls": True}, tmp_path)
    assert (broker.name, broker.password()) == ("broker:8883", "s3cret")
    assert "s3cret" not in repr(broker)


def test_the_version_may_be_the_older_one(tmp_path: Path) -> None:
    assert read({"version": "3.1.1"}, tmp_path).level == 4
    assert read({"version": 5}, tmp_path).level == 5


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ([], "must be a table"),
        ({"hosts": "a"}, "unknown key hosts"),
        ({"password": "s3cret"}, "unknown key password"),
        ({"host": ""}, "mqtt.host must be a text"),
        ({"host": 1}, "mqtt.host must be a text"),
        ({"host": "a\nb"}, "mqtt.host must be a text"),
        ({"port": 0}, "from 1 to 65535"),
        ({"port": 65536}, "from 1 to 65535"),
        ({"port": True}, "from 1 to 65535"),
        ({"port": "1883"}, "from 1 to 65535"),
        ({"tls": 1}, "mqtt.tls must be true or false"),
        ({"tls": False, "ca_file": "ca.pem"}, "remove one"),
        ({"version": "3.1"}, 'must be "5" or "3.1.1"'),
        ({"version": True}, 'must be "5" or "3.1.1"'),
        ({"version": []}, 'must be "5" or "3.1.1"'),
        ({"client_id": "a b"}, "letters, digits"),
        ({"client_id": "x" * 33}, "letters, digits"),
        ({"password_file": "missing"}, "without mqtt.username"),
    ],
)
def test_what_cannot_be_right_is_refused_at_load(tmp_path: Path, declared: object, reason: str) -> None:
    with pytest.raises(DeclarationError, match=reason) as caught:
        read(declared, tmp_path)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601, 0o644])
def test_a_password_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    password_file(tmp_path, b"s3cret", mode)
    broker = read({"username": "alice", "password_file": "password"}, tmp_path)
    with pytest.raises(SourceFailed, match="others may read it, so it is not used; run: chmod 600") as caught:
        broker.password()
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("octets", [b"", b"\n", b"x" * 4097, b"\xff", b"a\nb"])
def test_a_password_file_without_a_password_is_refused(tmp_path: Path, octets: bytes) -> None:
    password_file(tmp_path, octets)
    with pytest.raises(SourceFailed, match="password: must hold one line"):
        read({"username": "alice", "password_file": "password"}, tmp_path).password()


def test_a_pipe_in_the_place_of_the_password_file_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "password", 0o600)
    with pytest.raises(SourceFailed, match="not a regular file"):
        read({"username": "alice", "password_file": "password"}, tmp_path).password()


def test_a_password_is_read_anew_and_its_loss_is_a_failure_of_the_reading(tmp_path: Path) -> None:
    path = password_file(tmp_path, b"old")
    broker = read({"username": "alice", "password_file": "password"}, tmp_path)
    path.write_bytes(b"new")
    assert broker.password() == "new"
    path.chmod(0o644)
    with pytest.raises(SourceFailed, match="others may read it"):
        broker.password()
    path.unlink()
    with pytest.raises(SourceFailed, match="No such file"):
        broker.password()


def test_a_file_without_certificates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    for name in ("ca.pem", "missing.pem"):
        with pytest.raises(SourceFailed, match=f"{name}: cannot be read, or holds no certificates"):
            read({"ca_file": name}, tmp_path).context()
