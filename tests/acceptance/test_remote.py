"""Two hosts, each with its own settings and supervisord: routerd on one, the modem on the other, CURVE between them.

The network between them is a forwarder of the test, which can go silent as a real one does when a cable is pulled: no
connection is closed, nothing arrives.
"""

import json
import re
import shlex
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.acceptance.house import ALICE, ANSWER, QUESTION, House, eventually, new_house

pytestmark = pytest.mark.acceptance

OTHER_HOST = "127.0.0.2"
NOTICED_S = 60.0
"""Heartbeats take up to twelve seconds to notice a silent network, at both ends, and a modemd ten to try again."""


def free_port(host: str) -> int:
    with socket.create_server((host, 0)) as server:
        return int(server.getsockname()[1])


@dataclass
class Network:
    """Forwards what comes to `address` to `target`, unless it is cut."""

    target: tuple[str, int]
    whole: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.whole.set()
        self._server = socket.create_server((OTHER_HOST, 0))
        self.address = f"tcp://{OTHER_HOST}:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.whole.clear()

    def heal(self) -> None:
        self.whole.set()

    def close(self) -> None:
        self.whole.set()
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        self.whole.wait()
        try:
            far = socket.create_connection(self.target)
        except OSError:
            near.close()
            return
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self._forward, args=(one, other), daemon=True).start()

    def _forward(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while octets := one.recv(65536):
                self.whole.wait()
                other.sendall(octets)
        except OSError:
            return
        finally:
            one.close()
            other.close()


@dataclass
class RouterHost(House):
    """routerd and interactd; the modem is declared as being elsewhere."""

    ports: dict[str, int] = field(default_factory=dict)

    def write_settings(self) -> None:
        super().write_settings()
        self.ports = self.ports or {name: free_port("127.0.0.1") for name in ("modems", "clients", "events")}
        text = self.settings_path.read_text(encoding="utf-8").replace("[modems.sim]", "[modems.garage]")
        text = re.sub('^port = ".*"$', 'port = "remote:"', text, flags=re.MULTILINE)
        listen = "".join(f'{name} = "tcp://127.0.0.1:{port}"\n' for name, port in self.ports.items())
        self.write("smsbus.toml", f"{text}\n[bus.listen]\n{listen}")


@dataclass
class ModemHost(House):
    """A modem and smsctl, and settings that are as short as they may be."""

    bus: str = ""

    def write_settings(self) -> None:
        text = '[service]\nstate_dir = "state"\nrun_dir = "run"\nlog_dir = "log"\nlog_level = "debug"\n'
        self.write("smsbus.toml", f'{text}[bus]\n{self.bus}\n[modems.garage]\nport = "{self.link}"\ncycle = 2\n')


@pytest.fixture(scope="module")
def network(router: RouterHost) -> Iterator[Network]:
    network = Network(("127.0.0.1", router.ports["modems"]))
    yield network
    network.close()


@pytest.fixture(scope="module")
def router() -> Iterator[RouterHost]:
    with new_house(RouterHost) as house:
        house.do("keys", "new", "house")
        house.up()
        yield house.with_alice()


@pytest.fixture(scope="module")
def garage(router: RouterHost, network: Network) -> Iterator[ModemHost]:
    server_key = router.json("keys")["own"]["public"]
    addresses = {
        "modems": network.address,
        **{name: f"tcp://127.0.0.1:{router.ports[name]}" for name in ("clients", "events")},
    }
    bus = "".join(f'{name} = "{address}"\n' for name, address in addresses.items())
    with new_house(ModemHost, bus=f'{bus}server_key = "{server_key}"\n') as house:
        house.plug()
        yield house


def on_the_router(router: RouterHost, complaint: str) -> None:
    """Runs the command that a complaint says to run on the router's host."""
    found = re.search(r"smsctl (keys allow \S+ '\S+' --may \w+)", complaint)
    assert found is not None, complaint
    router.do(*shlex.split(found[1]))


def test_without_a_key_nothing_starts_and_the_error_says_how_to_make_one(garage: ModemHost) -> None:
    refused = garage.run("up")
    assert refused.returncode == 2
    assert "smsctl keys new" in refused.stderr
    assert garage.processes() == [garage.simulator_pid]


def test_a_key_that_is_not_allowed_is_refused_with_the_command_that_allows_it(
    router: RouterHost, garage: ModemHost
) -> None:
    garage.do("keys", "new", "garage")
    assert (garage.folder / "keys" / "this.key").stat().st_mode & 0o777 == 0o600
    refused = garage.run("up")
    assert refused.returncode == 5
    on_the_router(router, refused.stderr)
    said = eventually(lambda: _line(garage, "modemd-garage", "not-connected"), "modemd complains")
    on_the_router(router, said.replace('\\"', '"'))
    assert _line(router, "routerd", "refused address=127.0.0.1")
    assert router.json("keys")["allowed"][0]["may"] == ["modem", "client"]


def test_only_the_modem_runs_there_and_it_exchanges_texts_both_ways(router: RouterHost, garage: ModemHost) -> None:
    garage.do("up", "--timeout", str(NOTICED_S))
    assert [process["name"] for process in garage.json("ps")] == ["modemd-garage"]
    garage.ready()
    garage.phone.text(QUESTION)
    garage.phone.awaits(ALICE, ANSWER)
    garage.do("send", ALICE, "sent there")
    router.do("send", ALICE, "sent here")
    garage.phone.awaits(ALICE, "sent there")
    garage.phone.awaits(ALICE, "sent here")
    assert garage.json("status")["modems"][0]["state"] == "ready"


def test_a_silent_network_is_noticed_and_nothing_is_lost_or_doubled(
    router: RouterHost, garage: ModemHost, network: Network
) -> None:
    network.cut()
    garage.phone.text("open sesame")
    router.do("send", ALICE, "while it was cut")
    eventually(lambda: not router.json("status")["modems"][0]["connected"], "routerd notices", NOTICED_S)
    pid = router.pid("routerd")
    assert pid is not None
    router.kill(pid)
    eventually(lambda: router.pid("routerd") not in (None, pid), "routerd runs again")
    network.heal()
    eventually(lambda: "gold" in garage.phone.texts_to(ALICE), "the answer", NOTICED_S)
    eventually(lambda: "while it was cut" in garage.phone.texts_to(ALICE), "the text", NOTICED_S)
    assert garage.phone.texts_to(ALICE).count("gold") == 1
    assert garage.phone.texts_to(ALICE).count("while it was cut") == 1
    assert [message["text"] for message in router.json("inbox")].count("open sesame") == 1


def test_a_revoked_key_is_thrown_out(router: RouterHost, garage: ModemHost) -> None:
    router.do("keys", "revoke", "garage")
    eventually(lambda: not router.json("status")["modems"][0]["connected"], "it is out", NOTICED_S)
    refused = garage.run("--json", "status")
    assert refused.returncode == 5
    assert json.loads(refused.stderr)["error"]["code"] == "key-refused"


def test_a_host_that_may_bring_a_modem_and_no_more_is_up_when_its_programs_run(
    router: RouterHost, garage: ModemHost
) -> None:
    own = garage.json("keys")["own"]
    router.do("keys", "allow", "garage", own["public"])
    garage.bus = "".join(line for line in garage.bus.splitlines(True) if not line.startswith(("clients", "events")))
    garage.write_settings()
    assert "routerd was not asked" in garage.do("up")
    eventually(lambda: router.json("status")["modems"][0]["connected"], "it is back", NOTICED_S)
    refused = garage.run("inbox")
    assert (refused.returncode, "bus.clients" in refused.stderr) == (2, True)


def test_secrets_are_in_no_log_and_on_no_command_line(router: RouterHost, garage: ModemHost) -> None:
    for house in (router, garage):
        (secret,) = re.findall('^secret = "(.*)"$', (house.folder / "keys" / "this.key").read_text(), re.MULTILINE)
        lines = [Path(f"/proc/{pid}/cmdline").read_bytes().decode() for pid in house.processes()]
        logs = [log.read_text(errors="replace") for log in (house.folder / "log").iterdir()]
        assert not [text for text in lines + logs if secret in text]


def _line(house: House, program: str, words: str) -> str | None:
    log = house.folder / "log" / f"{program}.log"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return next((line for line in lines if words in line), None)
