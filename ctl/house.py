"""The demo's house: all daemons and a simulated modem in a temporary folder, with one equipment and one known phone."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ctl import service
from smsbus import config
from smsbus.client import Client
from smsbus.config import Settings

ALICE = "+33639980001"
STRANGER = "+33639980666"
MODEM = "sim"
SENSORS = {"room": "16.3", "bedroom": "18.1"}
STATES = ("on", "off")
LOG = """\
06:58 The heating went on, for it was only 15.2 degrees in the room.
07:21 Somebody opened the front door; it was closed again after 12 seconds.
08:04 The gate was opened by Alice, with a code, and closed after 10 minutes.
09:40 The pump in the cellar ran for 3 minutes.
12:15 The sun was bright enough: the heating went off.
16:52 It began to rain, the windows in the roof were closed.
17:30 The light in the bedroom went on, as Alice had asked for in the morning.
"""  # longer than an answer's page, to show MORE
LONGEST_TEMPORARY_FOLDER = 40  # so that sockets below it keep within the length a socket's path may have

_SETTINGS = """\
# The demo's settings: a simulated modem, everything in this folder.
[service]
state_dir = "state"
run_dir = "run"
log_dir = "log"

[modems.sim]
port = "sim:"
submit_timeout = 10.0

[router]
# What the terminal texts arrives sooner than a person's could, and a newcomer tries more than a phone would.
loop_detection = false
answers_per_minute = 1000
answers_per_hour = 0

[interactions]
not_understood_per_hour = 1000
split_words = ["and", "et"]
watch_every = 10.0
"""

_INTERACTIONS = """\
[lists]
room = [{ in = "(room|living room)", out = "room" }, "bedroom"]
piece = [{ in = "(salon|piece)", out = "room" }, { in = "chambre", out = "bedroom" }]
state = ["on", "off"]
etat = [{ in = "(allume|allumez)", out = "on" }, { in = "(eteins|eteignez)", out = "off" }]

[[interaction]]
name = "temperature"
sentences = { en = [
  "[what is|what's] the temperature [of|in] [the] {room}",
  "how (warm|cold) is [it in] [the] {room}",
], fr = [
  "[quelle est] la température [du|de|de la|dans le|dans la] {piece:room}",
  "combien fait il (dans le|dans la|au) {piece:room}",
] }
value = { file = "SENSORS/{room}" }
reply = "{{ value }} °C"

[[interaction]]
name = "light"
sentences = { en = [
  "turn {state} the light [of|in] [the] {room}",
  "turn the light [of|in] [the] {room} {state}",
], fr = [
  "{etat:state} la lumière [du|de|de la|dans le|dans la] {piece:room}",
] }
action = { command = ["cp", "SENSORS/{state}", "SENSORS/light-{room}"] }
reply = "The light of the {{ room }} is {{ state }}."

[[interaction]]
name = "gate"
sentences = { en = ["open the gate"], fr = ["ouvre le portail"] }
action = { command = ["cp", "SENSORS/on", "SENSORS/gate"] }
confirm = true
reply = "The gate is open."

[[interaction]]
name = "log"
sentences = { en = ["[show] [me] the log [of today]"], fr = ["[montre] [moi] le journal [du jour]"] }
value = { file = "SENSORS/log" }

[[interaction]]
name = "hello"
sentences = { en = ["(hello|hi|good morning|good evening)"], fr = ["(bonjour|bonsoir|salut)"] }
reply = "Hello {{ contact }}!"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A running house. `folder` holds everything it has written."""

    folder: Path
    settings: Settings

    @property
    def control(self) -> Path:
        """Control socket of its simulated modem."""
        return self.settings.simulator_control(MODEM)

    def client(self) -> Client:
        """A connection to its routerd."""
        return Client(self.settings.endpoint("clients"), self.settings.endpoint("events"))


@contextmanager
def house(environment: Mapping[str, str]) -> Iterator[House]:
    """A house that answers; when the block is left, whichever way, no process and no folder of it is left.

    SIGTERM and SIGHUP end the block as Ctrl-C does.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    folder = temporary_folder()
    try:
        settings = furnish(folder)
        try:
            service.bring_up(settings, environment)
            built = House(folder=folder, settings=settings)
            _introduce(built)
            yield built
        finally:
            # A second Ctrl-C would leave processes behind; this takes a second or two.
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            service.bring_down(settings)
    finally:
        shutil.rmtree(folder)


def temporary_folder() -> Path:
    """A fresh private folder with a short path."""
    usual = tempfile.gettempdir()
    return Path(
        tempfile.mkdtemp(prefix="smsbus-", dir=usual if len(os.fsencode(usual)) <= LONGEST_TEMPORARY_FOLDER else "/tmp")
    )


def furnish(folder: Path) -> Settings:
    """Writes settings, interactions and sensors; returns the settings."""
    sensors = folder / "sensors"
    sensors.mkdir()
    for room, temperature in SENSORS.items():
        (sensors / room).write_text(temperature + "\n", encoding="utf-8")
    (sensors / "log").write_text(LOG, encoding="utf-8")
    for state in STATES:
        (sensors / state).write_text(state + "\n", encoding="utf-8")
    (folder / "interactions.toml").write_text(_INTERACTIONS.replace("SENSORS", str(sensors)), encoding="utf-8")
    path = folder / "smsbus.toml"
    path.write_text(_SETTINGS, encoding="utf-8")
    return config.load(path)


def _introduce(built: House) -> None:
    with built.client() as client:
        client.request("equipment.add", {"name": "House"})
        client.request("contact.add", {"equipment": "House", "name": "Alice", "numbers": ALICE, "user": "alice"})
