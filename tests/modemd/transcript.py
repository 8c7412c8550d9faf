"""A transcript as the far end of the wire: what that modem answered, with a storage and a network around it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "transcripts"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))

INCOMING = "07913336990890F90405816301F500006230419062354009C337B90C8AC96634"
INCOMING_TEXT = "Code 1234"


class Transcript:
    """A `wired.FarEnd` that plays one file of tests/transcripts; `submitted` are PDUs it took."""

    deadline: float | None = None

    def __init__(self, name: str) -> None:
        self.data: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        self.sms = self.data["sms"]
        self.echo: bool = self.data["echo"]
        self.storage = self._storage_of_inbox()
        self.selected = ""
        self.slots: dict[int, tuple[int, str, int]] = {
            item["index"]: (item["stat"], item["pdu"], item["length"]) for item in self.sms["inbox"]
        }
        self.texts = [item["text"] for item in self.sms["inbox"]]
        self.submitted: list[str] = []
        self._asked: dict[str, int] = {}
        self._heard = b""
        self._prompted = False

    def _storage_of_inbox(self) -> str:
        for command, reply in self.data["responses"].items():
            if (found := re.match(r'AT\+CPMS="(\w+)"', command)) and str(reply[0]).startswith("+CPMS: 2,"):
                return found[1]
        urc = (self.sms.get("incoming") or {}).get("urc") or "SM"
        return "ME" if '"ME"' in urc else "SM"

    def time_passed(self, now: float) -> list[bytes]:
        return []

    def hear(self, octets: bytes, now: float) -> list[bytes]:
        spoken = b""
        self._heard += octets
        while True:
            if self._prompted and (end := re.search(rb"[\x1a\x1b]", self._heard)):
                message, self._heard = self._heard[: end.end()], self._heard[end.end() :]
                spoken += self._message(message)
            elif not self._prompted and b"\r" in self._heard:
                line, _, self._heard = self._heard.partition(b"\r")
                spoken += self._command(line.replace(b"\x1b", b"").decode("ascii"))
            else:
                return [spoken] if spoken else []

    def arrive(self) -> list[bytes]:
        """A message comes in and is announced as this modem does."""
        index = max(self.slots, default=self.sms["index_base"] - 1) + 1
        self.slots[index] = (0, INCOMING, 24)
        return [f'\r\n+CMTI: "{self.storage}",{index}\r\n'.encode()]

    def _command(self, command: str) -> bytes:
        if not command:
            return b""
        echo = command + "\r" if self.echo else ""
        recorded = self._recorded(command)
        if isinstance(recorded, dict) and "raw" in recorded:
            return str(recorded["raw"]).encode("latin-1")
        if command in self.data["responses"] and self.data["responses"][command] is None:
            return b""  # says nothing at all
        if command == "ATE0":
            self.echo = False
        if re.fullmatch(r"AT\+CMGS=\d+", command) and recorded is None:
            self._prompted = True
            return (echo + str(self.data["prompt"])).encode()
        lines = recorded if recorded is not None else self._derived(command)
        return (echo + framed(lines)).encode("latin-1")

    def _recorded(self, command: str) -> Any:
        reply = self.data["responses"].get(command)
        if isinstance(reply, dict) and "sequence" in reply:
            asked = self._asked[command] = self._asked.get(command, 0) + 1
            reply = reply["sequence"][min(asked, len(reply["sequence"])) - 1]
        if isinstance(reply, dict) and "lines" in reply:
            reply = reply["lines"]
        if found := re.match(r'AT\+CPMS="(\w+)"', command):
            taken = isinstance(reply, list) and reply[-1] == "OK"
            self.selected = found[1] if taken else self.selected
        if (found := re.fullmatch(r"AT\+CMG[RD]=(\d+)", command)) and int(found[1]) in self.slots:
            return None  # what was recorded is the answer for an empty slot
        return reply

    def _derived(self, command: str) -> list[str]:
        """What follows from the section `sms` of the transcript."""
        here = self.slots if self.selected == self.storage else {}
        formats = self.sms["formats"]
        if command == "AT+CMGL=4" and self.sms.get("receive", True):
            lines = []
            for index, (stat, pdu, length) in here.items():
                lines += [formats["cmgl"].format(index=index, stat=stat, length=length), pdu]
            return [*lines, "OK"]
        if (found := re.fullmatch(r"AT\+CMGR=(\d+)", command)) and int(found[1]) in here:
            stat, pdu, length = here[int(found[1])]
            return [formats["cmgr"].format(stat=stat, length=length), pdu, "OK"]
        if re.fullmatch(r"AT\+CMGR=\d+", command):
            return list(self.sms["read_empty"])
        if found := re.fullmatch(r"AT\+CMGD=(\d+)", command):
            here.pop(int(found[1]), None)
            return ["OK"]
        if re.fullmatch(r'AT\+CPIN="\d+"', command):
            return ["OK"]
        return list(self.data["default_response"])

    def _message(self, message: bytes) -> bytes:
        self._prompted = False
        if message.endswith(b"\x1b"):
            return framed(["OK"]).encode()
        self.submitted.append(message[:-1].decode("ascii"))
        echo = message if self.sms["submit"]["pdu_echoed"] else b""
        return echo + framed([line.format(mr=len(self.submitted)) for line in self.sms["submit"]["result"]]).encode()


def framed(lines: list[str]) -> str:
    """V.250 §5.7.1: CR LF in front of each line and behind it."""
    return "".join(f"\r\n{line}\r\n" for line in lines)
