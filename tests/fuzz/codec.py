"""What must hold for any octets whatsoever, as a target for a coverage-guided fuzzer.

    python3 -m venv /tmp/fuzz && /tmp/fuzz/bin/pip install atheris
    /tmp/fuzz/bin/python -m tests.fuzz.codec -max_total_time=600

starts from the recorded PDUs; further arguments are those of libFuzzer. It is no part of the usual tests, which run the
same checks over recorded and damaged PDUs (`test_codec.py`).
"""

import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from smsbus.sms.errors import DecodeError, EncodeError
from smsbus.sms.fields import fields
from smsbus.sms.segments import join, segmentation
from smsbus.sms.tpdu import Direction, Message, SmsCommand, decode, decode_hex, encode

VECTORS = Path(__file__).parents[1] / "vectors" / "vectors.jsonl"


def one_input(octets: bytes) -> None:
    """The first octet says how the others are read: direction, announced length, or as a line or a text."""
    if not octets:
        return
    how, rest = octets[0], octets[1:]
    if how & 0xC0 == 0xC0:
        check_text(rest, how)
    elif how & 0xC0 == 0x80:
        check_line(rest.decode("latin-1"))
    else:
        direction = Direction.MO if how & 1 else Direction.MT
        check_octets(rest, direction, None if how & 2 else how >> 2)


def check_octets(pdu: bytes, direction: Direction, tpdu_length: int | None) -> None:
    """Any octets are a message or a DecodeError; a message can be shown, and what is written of it reads the same."""
    try:
        message = decode(pdu, direction=direction, tpdu_length=tpdu_length)
    except DecodeError as error:
        assert 0 <= error.octet <= len(pdu)
        return
    assert fields(message, pdu[1 + pdu[0]])
    for warning in message.warnings:
        warning.encode("ascii")
    if not isinstance(message, SmsCommand):
        (message.text or "").encode("utf-8")
        join([message, message]).encode("utf-8")
    check_rewritten(message, direction)


def check_rewritten(message: Message, direction: Direction) -> None:
    """Some of what is received cannot be written: more text than fits, above all. The rest comes back as it was."""
    try:
        written = encode(message)
    except EncodeError:
        return
    again = decode(written.octets, direction=direction, tpdu_length=written.tpdu_length)
    assert replace(again, warnings=()) == replace(message, warnings=())
    assert encode(again) == written


def check_line(line: str) -> None:
    """Any line is a message or a DecodeError."""
    try:
        assert decode_hex(line)
    except DecodeError as error:
        assert error.field


def check_text(octets: bytes, how: int) -> None:
    """Any text is cut into parts that join to it, or refused for half a surrogate pair or for its length."""
    even = octets[: len(octets) & ~1]
    text = even.decode("utf-16-be", "surrogatepass") if how & 1 else octets.decode("utf-8", "replace")
    languages = (1, 3, 6) if how & 4 else ()
    try:
        found = segmentation(text, wide=bool(how & 8), languages=languages)
    except EncodeError:
        assert len(text) > 255 * 33 or any("\ud800" <= character <= "\udfff" for character in text)
        return
    assert "".join(found.parts) == text
    assert segmentation(text, max_chars=1 + (how >> 3 & 7), transliterate=True).parts


def seeds(folder: Path) -> None:
    """Writes the recorded PDUs where the fuzzer begins."""
    for line in VECTORS.read_text("utf-8").splitlines():
        vector = json.loads(line)
        pdu = bytes.fromhex(vector["pdu"])
        (folder / vector["id"]).write_bytes((b"\x03" if vector["direction"] == "mo" else b"\x02") + pdu)
    (folder / "line").write_bytes(b'\x80"0004,0"')
    (folder / "text").write_bytes(b"\xc7" + "👨\u200d👩 ğ€\r\n नक्\u0964".encode("utf-16-be"))


def main() -> None:
    """Fuzzes until libFuzzer's limits; seeds go to a temporary folder."""
    import atheris

    with tempfile.TemporaryDirectory() as folder:
        seeds(Path(folder))
        atheris.instrument_all()
        atheris.Setup([*sys.argv, "-max_len=512", folder], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
