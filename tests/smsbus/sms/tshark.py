"""What tshark, which shares no line with us, reads in TPDUs: one run of it over a capture written here."""

import json
import shutil
import struct
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from smsbus.sms.tpdu import Direction

AVAILABLE = shutil.which("tshark") is not None
WHY_NOT = "tshark is not installed (Debian: apt-get install tshark)"

_USER_DLT = 147
# tshark has the view of the network: what goes out is towards the mobile.
_FLAGS = {Direction.MO: 1, Direction.MT: 2}


def dissect(tpdus: Sequence[tuple[bytes, Direction]], folder: Path) -> list[dict[str, list[str]]]:
    """For each TPDU (without service centre) the values of tshark's fields by name, without `gsm_sms.` in front."""
    capture = folder / "tpdus.pcapng"
    capture.write_bytes(_capture(tpdus))
    done = subprocess.run(
        [
            *("tshark", "-r", str(capture), "-T", "json", "--no-duplicate-keys", "-o", "gsm_sms.reassemble:FALSE"),
            *("-o", f'uat:user_dlts:"User 0 (DLT={_USER_DLT})","gsm_sms","0","","0",""'),
        ],
        capture_output=True,
        check=True,
        timeout=60,
    )
    packets = json.loads(done.stdout)
    assert len(packets) == len(tpdus)
    return [_by_name(packet["_source"]["layers"].get("gsm_sms", {})) for packet in packets]


def _by_name(layer: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in _leaves(layer):
        found.setdefault(name.removeprefix("gsm_sms."), []).append(value)
    return found


def _leaves(node: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from _leaves(value, name)
    else:
        yield name, node


def _capture(tpdus: Sequence[tuple[bytes, Direction]]) -> bytes:
    """A pcapng file: section header, interface description, one enhanced packet with its direction per TPDU."""
    blocks = [
        _block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)),
        _block(1, struct.pack("<HHI", _USER_DLT, 0, 0)),
    ]
    for tpdu, direction in tpdus:
        packet = struct.pack("<IIIII", 0, 0, 0, len(tpdu), len(tpdu)) + _padded(tpdu)
        options = struct.pack("<HHI", 2, 4, _FLAGS[direction]) + struct.pack("<HH", 0, 0)
        blocks.append(_block(6, packet + options))
    return b"".join(blocks)


def _block(kind: int, body: bytes) -> bytes:
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


def _padded(octets: bytes) -> bytes:
    return octets + b"\0" * (-len(octets) % 4)
