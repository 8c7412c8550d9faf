"""The doors on real sockets: the list of keys decides, and is read again."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from routerd import doors
from routerd.doors import Doors
from routerd.exchange import Disconnections, Input, Link, Refused, Strangers
from smsbus import config, keys
from smsbus.curve import Credentials
from smsbus.errors import ConfigError, SmsbusError
from smsbus.keys import Allowed, KeyPair, Role
from smsbus.loop import Loop
from smsbus.sockets import Context, Happening, new_keys
from smsbus.sockets import Link as Connection

WITHIN_S = 10.0


class House:
    """Doors in a folder, whose loop turns while a test waits for something."""

    deadline: float | None = None

    def __init__(self, folder: Path, context: Context) -> None:
        self.context = context
        self.path = folder / "smsbus.toml"
        self.public, secret = new_keys()
        pair = KeyPair(name="house", public=self.public, secret=secret)
        keys.write_pair(folder / "keys" / "this.key", pair, replace=False)
        self.allowed = folder / "keys" / "allowed"
        with socket.create_server(("127.0.0.2", 0)) as server:
            port = server.getsockname()[1]
        self.path.write_text(f'[service]\nrun_dir = "{folder}"\n[bus.listen]\nmodems = "tcp://127.0.0.2:{port}"\n')
        self.taken: list[Input] = []

    def open(self) -> None:
        self.doors = Doors(self.context, config.load(self.path))

    def until(self, seen: Callable[[], object]) -> None:
        loop = Loop(time.monotonic)
        self.doors.watch(loop, self.taken.append)
        limit = time.monotonic() + WITHIN_S

        def look() -> None:
            assert time.monotonic() < limit, "nothing came of it"
            for service in self.doors.services.values():
                list(service.receive())
            self.doors.publisher.drain()
            if seen():
                loop.stop()
            self.deadline = time.monotonic() + 0.01

        look()
        loop.run(self, look)

    def allow(self, name: str, public: str, *roles: Role) -> None:
        keys.allow(self.allowed, Allowed(name=name, roles=roles, public=public))

    def client(self) -> tuple[Credentials, Connection]:
        public, secret = new_keys()
        shown = Credentials(name="garage", public=public, secret=secret, server=self.public)
        address = self.doors.services[Link.MODEMS].address
        assert address is not None
        return shown, Connection(self.context, address, shown)


@pytest.fixture
def house(run_dir: Path) -> Iterator[House]:
    context = Context(linger_ms=0)
    yield House(run_dir, context)
    context.close()


def test_a_key_of_the_list_comes_in_and_another_is_told_to_the_router(house: House) -> None:
    house.open()
    shown, link = house.client()
    house.until(lambda: Happening.REFUSED in link.happenings())
    (refused,) = [incoming for incoming in house.taken if isinstance(incoming, Refused)]
    assert (refused.endpoint, refused.address) == ("modems", "127.0.0.1")
    assert f"smsctl keys allow NAME '{shown.public}' --may modem" in refused.reason
    house.allow("garage", shown.public, Role.MODEM)
    house.doors.reload(config.load(house.path))
    link.reconnect()
    house.until(link.connected)


def test_a_key_for_something_else_stays_out(house: House) -> None:
    house.open()
    shown, link = house.client()
    house.allow("garage", shown.public, Role.CLIENT, Role.INTERACTIONS)
    house.doors.reload(config.load(house.path))
    link.reconnect()
    house.until(lambda: Happening.REFUSED in link.happenings())


def test_when_a_key_is_revoked_its_connection_ends_and_when_one_is_added_none_does(house: House) -> None:
    house.open()
    shown, link = house.client()
    house.allow("garage", shown.public, Role.MODEM)
    house.doors.reload(config.load(house.path))
    link.reconnect()
    house.until(link.connected)
    house.taken.clear()
    house.allow("shed", new_keys()[0], Role.MODEM)
    house.doors.reload(config.load(house.path))
    keys.revoke(house.allowed, "garage")
    house.until(lambda: True)
    assert house.taken == []
    house.doors.reload(config.load(house.path))
    house.until(lambda: Happening.REFUSED in link.happenings())
    house.until(lambda: Disconnections(link=Link.MODEMS) in house.taken)


def test_a_list_that_is_wrong_keeps_the_old_one_in_force(house: House) -> None:
    house.open()
    shown, link = house.client()
    house.allow("garage", shown.public, Role.MODEM)
    house.doors.reload(config.load(house.path))
    house.allowed.write_text("garage modem short\n")
    with pytest.raises(ConfigError, match="line 1"):
        house.doors.reload(config.load(house.path))
    link.reconnect()
    house.until(link.connected)


def test_addresses_that_changed_are_noticed_for_they_need_a_restart(house: House) -> None:
    house.open()
    assert not house.doors.outdated(config.load(house.path))
    house.path.write_text(house.path.read_text() + 'clients = "tcp://127.0.0.2:5553"\n')
    assert house.doors.outdated(config.load(house.path))


def test_settings_of_a_routerd_on_another_host_start_none_here(house: House) -> None:
    house.open()
    house.path.write_text(f'[bus]\nserver_key = "{house.public}"\nmodems = "tcp://192.168.1.5:5551"\n')
    assert house.doors.outdated(config.load(house.path))
    with pytest.raises(ConfigError, match="not started here"):
        house.open()


def test_whoever_shows_no_key_is_told_as_a_stranger(house: House) -> None:
    house.open()
    address = house.doors.services[Link.MODEMS].address
    assert address is not None
    host, _, port = address.removeprefix("tcp://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"\xff" + b"\0" * 8 + b"\x7f\x03\0" + b"NULL".ljust(20, b"\0") + b"\0" * 32)
        house.until(lambda: Strangers(link=Link.MODEMS, count=1) in house.taken)


def test_a_key_that_others_may_read_opens_no_door(house: House) -> None:
    (house.path.parent / "keys" / "this.key").chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        house.open()


def test_without_tcp_no_key_is_asked_for(run_dir: Path) -> None:
    path = run_dir / "smsbus.toml"
    path.write_text(f'[service]\nrun_dir = "{run_dir}"\n')
    context = Context(linger_ms=0)
    doors = Doors(context, config.load(path))
    doors.reload(config.load(path))
    assert [service.address for service in doors.services.values()] == [None] * 3
    context.close()


def test_only_clients_may_be_of_the_group_and_a_daemon_of_this_user_alone(house: House) -> None:
    house.open()
    folder = house.path.parent
    modes = {name: oct((folder / name).stat().st_mode & 0o777) for name in config.ENDPOINTS}
    assert modes == {"modems": "0o600", "interactions": "0o600", "clients": "0o660", "events": "0o660"}


@pytest.mark.parametrize("name", config.ENDPOINTS)
@pytest.mark.parametrize("taken", [False, True])
def test_a_socket_that_nobody_finds_any_more_ends_the_process_so_that_the_next_binds_it_anew(
    house: House, name: str, taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "LOOK_S", 0.01)
    house.open()
    path = house.path.parent / name
    path.rename(path.with_name("aside"))  # a file that is removed may leave its number to the next one
    if taken:
        path.touch()
    with pytest.raises(SmsbusError, match=f"{path}: removed or taken by another program"):
        house.until(lambda: False)
