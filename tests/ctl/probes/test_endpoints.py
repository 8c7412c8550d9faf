from __future__ import annotations

import socket
from pathlib import Path

from ctl.probes.endpoints import listening, sockets
from smsbus import config
from tests.ctl.probes.test_files import settings
from tests.ctl.probes.test_processes import process

HEAD = "Num       RefCount Protocol Flags    Type St Inode Path\n"


def table(root: Path, *rows: tuple[str, int, str]) -> None:
    (root / "proc/net").mkdir(parents=True, exist_ok=True)
    lines = (f"0000000000000000: 00000002 00000000 {flags} 0001 01 {inode} {path}\n" for flags, inode, path in rows)
    (root / "proc/net/unix").write_text(HEAD + "".join(lines), encoding="utf-8")


def test_who_listens_at_an_endpoint_is_named(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    clients = tmp_path / "run" / "clients"
    table(
        tmp_path,
        ("00010000", 5, str(clients)),
        ("00000000", 6, str(clients)),  # a connection to it
        ("00010000", 7, "/run/other socket"),
        ("00000000", 8, ""),
    )
    (process(tmp_path, 17, "python3", "python3\0-m\0routerd\0") / "fd" / "9").symlink_to("socket:[5]")
    found = {each.name: each for each in sockets(chosen, root=tmp_path)}
    assert list(found) == ["modems", "interactions", "clients", "events"]
    assert (found["clients"].listening, found["clients"].owners) == (True, ("routerd (process 17)",))
    assert found["clients"].owner_pids == {17}
    assert (found["events"].listening, found["events"].owners) == (False, ())


def test_of_a_routerd_on_another_host_no_socket_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "this.key").touch()
    path = tmp_path / "smsbus.toml"
    path.write_text(f'[bus]\nserver_key = "{"k" * 40}"\nmodems = "tcp://house:5551"\n')
    assert sockets(config.load(path), root=tmp_path) == ()


def test_where_the_table_cannot_be_read_nothing_is_known(tmp_path: Path) -> None:
    assert listening(tmp_path) is None
    assert all(each.listening is None for each in sockets(settings(tmp_path), root=tmp_path))


def test_a_real_socket_is_seen(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        found = listening(Path("/"))
        assert found is not None
        assert str(tmp_path / "s") not in found
        server.listen()
        assert str(tmp_path / "s") in (listening(Path("/")) or {})
