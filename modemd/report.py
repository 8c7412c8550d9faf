"""`modemd --detect`: asks every port that may be asked, once; what each said, and which one is the modem's."""

from __future__ import annotations

from pathlib import Path
from typing import Any, assert_never

from modemd.at.events import Unsolicited
from modemd.detection import Finding, nothing_found, plan, why
from modemd.devices import UsbDevice, wrong_mode
from modemd.effects import Effects
from modemd.events import ClosePort, OpenPort, TimePassed, Write
from modemd.port import Line
from modemd.search import Concluded, Input, Output, Search
from modemd.survey import devices
from smsbus.loop import Loop


class Detection:
    """A thorough search over what is plugged in below `root`, in `loop`."""

    def __init__(self, loop: Loop, root: Path) -> None:
        self._loop = loop
        self._devices = devices(root)
        self._search = Search(plan(self._devices), thorough=True)
        self._line = Line(loop, self._feed)
        self._effects = Effects(self._carry_out)
        self._concluded: Concluded | None = None

    @property
    def deadline(self) -> float | None:
        """When the search wants to hear of the time."""
        return self._search.deadline

    def run(self) -> dict[str, Any]:
        """The report, for people and programs: see docs/detection.md."""
        self._effects.of(lambda: self._search.begin(self._loop.now()))
        if self._concluded is None:
            self._loop.run(self, lambda: self._feed(TimePassed()))
        assert self._concluded is not None
        return report(self._devices, self._concluded)

    def _feed(self, incoming: Input) -> None:
        self._effects.of(lambda: self._search.handle(incoming, self._loop.now()))

    def _carry_out(self, output: Output) -> None:
        match output:
            case OpenPort():
                self._feed(self._line.open(output))
            case ClosePort():
                self._line.close()
            case Write():
                self._line.write(output.octets)
            case Concluded():
                self._concluded = output
                self._loop.stop()
            case Unsolicited():
                return
            case _:
                assert_never(output)


def report(plugged: tuple[UsbDevice, ...], concluded: Concluded) -> dict[str, Any]:
    """`found` is the path of the modem's port or null, `reason` says why; one entry per port, and per modem without."""
    found = concluded.found
    owners = {port.path: device for device in plugged for port in device.ports}
    reason = f"{found.port.path} {found.says}; {why(found)}" if found else nothing_found(plugged, [*concluded.findings])
    return {
        "found": found.port.path if found else None,
        "baudrate": found.speed if found else None,
        "reason": reason,
        "ports": [
            _entry(finding, owners.get(finding.port.path), chosen=finding is found) for finding in concluded.findings
        ],
        "without_port": [
            {"device": device.name, "place": device.place, "says": mode}
            for device in plugged
            if (mode := wrong_mode(device))
        ],
    }


def _entry(finding: Finding, device: UsbDevice | None, *, chosen: bool) -> dict[str, Any]:
    return {
        "port": finding.port.path,
        "links": list(finding.port.links),
        "device": device.name if device else None,
        "place": device.place if device else None,
        "interface": finding.port.interface,
        "verdict": finding.verdict.value,
        "says": finding.says,
        "chosen": chosen,
    }


def in_words(report: dict[str, Any]) -> str:
    """The report for people."""
    lines = []
    device = None
    for entry in report["ports"]:
        if (entry["device"], entry["place"]) != device:
            device = (entry["device"], entry["place"])
            lines.append(f"{device[0]}, plugged in at {device[1]}")
        mark = "->" if entry["chosen"] else "  "
        lines.append(f" {mark} {entry['port']} (interface {entry['interface']}): {entry['says']}")
        if entry["chosen"]:
            lines += [f"      {link}" for link in entry["links"]]
    lines += [f"{each['device']}, plugged in at {each['place']}: {each['says']}" for each in report["without_port"]]
    if report["found"] is None:
        return "\n".join([*lines, report["reason"]])
    stays = next((entry["links"][0] for entry in report["ports"] if entry["chosen"] and entry["links"]), None)
    settings = f'port = "auto", or port = "{stays or report["found"]}" and baudrate = {report["baudrate"]}'
    return "\n".join([*lines, f"chosen: {report['reason']}", f"in smsbus.toml: {settings}"])
