"""The fuzzer's checks over what is recorded, whole and damaged, so that a usual run of the tests sees them, too."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz import codec

REAL = [json.loads(line) for line in codec.VECTORS.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("vector", REAL, ids=lambda vector: vector["id"])
def test_the_checks_hold_for_a_recorded_pdu_and_damaged_copies(vector: dict[str, Any]) -> None:
    draw = random.Random(vector["id"])
    pdu = bytes.fromhex(vector["pdu"])
    for how in (b"\x00", b"\x01", b"\x02", b"\x03", b"\x55", b"\xc0", b"\xff"):
        codec.one_input(how + pdu)
    for _ in range(20):
        damaged = bytearray(pdu)
        for _ in range(draw.randint(1, 4)):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        codec.one_input(bytes((draw.randrange(256),)) + bytes(damaged[: draw.randint(1, len(damaged))]))


def test_the_fuzzer_begins_with_what_is_recorded(tmp_path: Path) -> None:
    codec.seeds(tmp_path)
    files = list(tmp_path.iterdir())
    assert len(files) == len(REAL) + 2
    for file in files:
        codec.one_input(file.read_bytes())


@pytest.mark.parametrize("size", [0, 1, 1000, 65536])
@pytest.mark.parametrize("octet", [0x00, 0x01, 0x80, 0xFF])
def test_64_kib_of_one_octet_are_read_at_once(size: int, octet: int) -> None:
    for start in (b"", bytes.fromhex("0004"), bytes.fromhex("00060C0B913336990800F16230419003004062304190035040007F")):
        for how in (0, 1, 2, 3):
            codec.one_input(bytes((how,)) + start + bytes((octet,)) * size)
