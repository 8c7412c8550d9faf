"""What modemd, interactd and routerd tell as processes of their own: they see what only they understand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ctl.facts import Fill, Interactions, Modem, ModemPort, Store, UsbDevice, UsbPort
from ctl.probes.files import STORE
from smsbus.config import Settings

SURVEY_TIMEOUT_S: Final = 8.0
CHECK_TIMEOUT_S: Final = 12.0
STORE_TIMEOUT_S: Final = 10.0
USAGE: Final = 2
WARNING: Final = "warning: "


class Unfinished(Exception):
    """The process did not tell; the message says why."""


def survey(config: Path | None) -> Mapping[str, Any]:
    """`modemd --survey`. Raises `Unfinished`."""
    named = [] if config is None else ["--config", str(config)]
    document: Mapping[str, Any] = _json(["modemd", "--survey", *named], SURVEY_TIMEOUT_S)
    return document


def examine(config: Path, within_s: float) -> tuple[Modem, ...]:
    """`modemd --examine`: the modems that nobody drives. Raises `Unfinished`."""
    told = _json(["modemd", "--examine", "--within", f"{within_s:g}", "--config", str(config)], within_s + 2)
    return tuple(_modem(document) for document in told)


def interactions(config: Path) -> Interactions:
    """`interactd --check`. Raises `Unfinished`."""
    done = _run(["interactd", "--check", "--config", str(config)], CHECK_TIMEOUT_S)
    if done.returncode == USAGE:
        complaint = done.stderr.decode(errors="replace").strip().removeprefix("interactd: ")
        return Interactions(problem=" ".join(complaint.splitlines()))
    if done.returncode != 0:
        raise Unfinished(_last_words(done))
    said = done.stdout.decode(errors="replace").splitlines()
    return Interactions(warnings=tuple(line.removeprefix(WARNING) for line in said if line.startswith(WARNING)))


def store(settings: Settings) -> Store | None:
    """The store, looked at while no routerd has it; None where there is none yet. Raises `Unfinished`."""
    path = settings.state_dir / STORE
    if not path.exists():
        return None
    versions = _run(["routerd.integrity", "--version", str(path)], STORE_TIMEOUT_S).stdout.decode().split()
    numbers = [int(word) if word.isdecimal() else None for word in versions] or [None, None]
    damage = _run(["routerd.integrity", str(path)], STORE_TIMEOUT_S).stdout.decode(errors="replace").strip()
    return Store(path=str(path), version=numbers[0], known=numbers[-1], damage=damage or None)


def devices_of(document: Mapping[str, Any]) -> tuple[UsbDevice, ...]:
    """The devices of a survey."""
    return tuple(
        UsbDevice(
            name=device["name"],
            ids=device["ids"],
            place=device["place"],
            modem=device["modem"],
            adapter=device["adapter"],
            mode=device["mode"],
            ports=tuple(
                UsbPort(
                    port=port["port"],
                    interface=port["interface"],
                    links=tuple(port["links"]),
                    notices=port["notices"],
                    holder=port["holder"],
                )
                for port in device["ports"]
            ),
        )
        for device in document["devices"]
    )


def ports_of(document: Mapping[str, Any], settings: Settings) -> tuple[ModemPort, ...]:
    """The ports of the settings in a survey."""
    return tuple(
        ModemPort(
            modem=modem["name"],
            port=modem["port"],
            baudrate=settings.modems[modem["name"]].baudrate,
            device=modem["device"],
            holders=tuple(modem["holders"]),
            lock=modem["locked_by"]["file"] if modem["locked_by"] else None,
            locked_by=modem["locked_by"]["program"] if modem["locked_by"] else None,
        )
        for modem in document["modems"]
        if modem["name"] in settings.modems
    )


def _modem(document: Mapping[str, Any]) -> Modem:
    return Modem(
        name=document["modem"],
        state=document["state"],
        reason=document["reason"],
        port=document["port"],
        trouble=document["trouble"],
        sim_trouble=document["sim_trouble"],
        registration=document["registration"],
        dbm=document["dbm"],
        percent=document["percent"],
        smsc=document["smsc"],
        storages=tuple(Fill(**storage) for storage in document["storages"]),
        speed=document["speed"],
    )


def _json(arguments: Sequence[str], timeout_s: float) -> Any:
    done = _run(arguments, timeout_s)
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise Unfinished(_last_words(done)) from None


def _run(arguments: Sequence[str], timeout_s: float) -> subprocess.CompletedProcess[bytes]:
    """`python -m ARGUMENTS`. Raises `Unfinished` when it takes too long."""
    try:
        return subprocess.run(
            [sys.executable, "-P", "-m", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unfinished(f"{arguments[0]} took longer than {timeout_s:g} s") from None


def _last_words(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"it ended with {done.returncode}"
