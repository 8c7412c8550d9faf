"""The real Home Assistant, asked by our own connector: `make test-homeassistant`, a few minutes for the first time.

It gets a house of one number and one lamp in a temporary folder, an account, and a token as its web pages would get it.
"""

import contextlib
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from interactd.connectors import homeassistant, servers
from interactd.connectors.servers import Servers
from interactd.connectors.source import Patience, Source
from interactd.errors import SourceFailed

HASS = os.environ.get("SMSBUS_HASS", "")
"""The program of Home Assistant."""

pytestmark = pytest.mark.skipif(not HASS, reason="make test-homeassistant runs it")

STARTED_WITHIN_S = 300.0
WITHIN_S = 20.0

CONFIGURATION = """\
homeassistant: { name: House, unit_system: metric, time_zone: UTC }
http: { server_host: 127.0.0.1, server_port: PORT, ip_ban_enabled: true, login_attempts_threshold: 3 }
api:
auth:
conversation:
  intents:
    KitchenTemperature: ["what is the temperature in the kitchen"]
    Secret: ["say {anything}"]
intent_script:
  KitchenTemperature: { speech: { text: "It is {{ states('input_number.kitchen') }} degrees" } }
input_number:
  kitchen: { min: 0, max: 50, initial: 21.5, step: 0.5, unit_of_measurement: "°C" }
input_boolean:
  lamp: { initial: false }
template:
  - sensor:
      - { name: broken, state: "x", availability: "{{ false }}" }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A running Home Assistant and the folder where its token is."""

    url: str
    folder: Path

    def known(self, token_file: str = "token") -> Servers:
        table = {"url": self.url, "token_file": token_file, "language": "en"}
        return servers.read({"homeassistant": table}, self.folder)

    def value(self, **table: object) -> Source:
        return homeassistant.declare(table, self.folder, self.known())

    def action(self, **table: object) -> Source:
        return homeassistant.declare_action(table, self.folder, self.known())


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("homeassistant")
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    (folder / "configuration.yaml").write_text(CONFIGURATION.replace("PORT", str(port)), encoding="utf-8")
    subprocess.run([HASS, "--script", "auth", "-c", str(folder), "add", "alice", "a-test-only"], check=True)
    with (folder / "output").open("wb") as output:
        running = subprocess.Popen([HASS, "-c", str(folder)], stdout=output, stderr=output)
    try:
        url = f"http://127.0.0.1:{port}"
        token = _token(url, folder, time.monotonic() + STARTED_WITHIN_S)
        _await_start(url, token, folder, time.monotonic() + STARTED_WITHIN_S)
        (folder / "token").write_text(token, encoding="ascii")
        (folder / "token").chmod(0o600)
        yield House(url=url, folder=folder)
    finally:
        running.terminate()
        running.wait(60)


def _token(url: str, folder: Path, ends_at: float) -> str:
    client = f"{url}/"
    while True:
        try:
            flow = _post(
                f"{url}/auth/login_flow",
                {"client_id": client, "handler": ["homeassistant", None], "redirect_uri": client},
            )
            break
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < ends_at, (folder / "output").read_text()
            time.sleep(1)
    account = {"client_id": client, "username": "alice", "password": "a-test-only"}
    code = _post(f"{url}/auth/login_flow/{flow['flow_id']}", account)["result"]
    form = urllib.parse.urlencode({"grant_type": "authorization_code", "code": code, "client_id": client}).encode()
    with urllib.request.urlopen(f"{url}/auth/token", form, WITHIN_S) as answered:
        token: str = json.load(answered)["access_token"]
        return token


def _await_start(url: str, token: str, folder: Path, ends_at: float) -> None:
    """At its first start it fetches what its integrations need, long after it answers."""
    request = urllib.request.Request(f"{url}/api/config", headers={"Authorization": f"Bearer {token}"})
    while True:
        with urllib.request.urlopen(request, timeout=WITHIN_S) as answered:
            if json.load(answered)["state"] == "RUNNING":
                return
        assert time.monotonic() < ends_at, (folder / "output").read_text()
        time.sleep(1)


def _post(url: str, body: dict[str, object]) -> dict[str, str]:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=WITHIN_S) as answered:
        found: dict[str, str] = json.load(answered)
        return found


def read(source: Source, **slots: str) -> str:
    return source.filled(slots).read(Patience(ends_at=time.monotonic() + WITHIN_S))


def test_states_and_attributes(house: House) -> None:
    assert read(house.value(state="input_number.{room}"), room="kitchen") == "21.5"
    assert read(house.value(state="input_number.kitchen", attribute="unit_of_measurement")) == "°C"
    assert read(house.value(state="input_number.kitchen", attribute="max")) == "50.0"
    with pytest.raises(SourceFailed, match="knows no entity of this name"):
        read(house.value(state="input_number.nowhere"))
    with pytest.raises(SourceFailed, match="has no state for this entity now"):
        read(house.value(state="sensor.broken"))


def test_services(house: House) -> None:
    read(house.action(service="input_boolean.turn_{state}", entity="input_boolean.lamp"), state="on")
    assert read(house.value(state="input_boolean.lamp")) == "on"
    read(
        house.action(service="input_number.set_value", entity="input_number.{room}", data={"value": "{level}"}),
        room="kitchen", level="19.5",
    )  # fmt: skip
    assert read(house.value(state="input_number.kitchen")) == "19.5"
    with pytest.raises(SourceFailed, match="knows no such service, or the service does not take this data"):
        read(house.action(service="input_boolean.explode"))
    with pytest.raises(SourceFailed, match="knows no such service, or the service does not take this data"):
        read(house.action(service="input_number.set_value", entity="input_number.kitchen", data={"value": "warm"}))


def test_conversation_and_fallback(house: House) -> None:
    asked = homeassistant.fallback(house.known())
    assert read(asked, query="What is the temperature in the kitchen?", user="alice").startswith("It is ")
    assert read(asked, query="gibberish of nobody", user="alice") == ""
    said = read(asked, query="turn on the light of the moon", user="alice")
    assert said == "Sorry, I am not aware of any device called light of the moon"


def test_a_wrong_token_is_brought_once_and_nobody_is_banned(house: House) -> None:
    (house.folder / "wrong").write_text("wrong")
    (house.folder / "wrong").chmod(0o600)
    known = house.known("wrong")
    for _ in range(6):
        with pytest.raises(SourceFailed, match=r"refused the key|the key was refused"):
            read(homeassistant.declare({"state": "input_number.kitchen"}, house.folder, known))
    assert not (house.folder / "ip_bans.yaml").exists()
    assert read(house.value(state="input_boolean.lamp")) in ("on", "off")
