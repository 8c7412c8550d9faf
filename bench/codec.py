"""Decode and encode beside other SMS codecs, in one run on one corpus: which is how much slower.

The corpus: 70 % single GSM 7 bit messages of 20 to 160 characters, 20 % UCS2, 10 % texts of several parts. Decoding
takes the hexadecimal of an SMS-DELIVER as modems print it and must give sender, date and text; encoding takes number
and text and must give the hexadecimal of every SMS-SUBMIT. The others are measured where they are installed:

    pip install '.[bench]'
    python bench/codec.py [--rounds 7]

Exit status 1 if a bar is missed: decode at most as long as python-gammu (a C library) and at most a third of the
fastest other decoder in Python, encode at most half as long as python-gammu.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import io
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from smsbus.sms.address import Address
from smsbus.sms.segments import segments
from smsbus.sms.tpdu import SmsDeliver, SmsSubmit, decode_hex, encode
from smsbus.sms.udh import Concatenation

NUMBER = "+33639980001"
CENTRE = "+33639980900"
SEED = 23040
MESSAGES = 500
GSM_LETTERS = "abcdefghijklmnopqrstuvwxyz     ABCDEFGHIJKLM0123456789.,:!?'@éèàùÜöß$£_[]{}€"
UCS2_LETTERS = "абвгдежзийклмнопрстуфхцчшщ    0123456789.,°ê"

DECODE_BAR_GAMMU = 1.0
DECODE_BAR_PYTHON = 1 / 3
ENCODE_BAR_GAMMU = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """One contestant; a None is what it cannot do. `compiled`: it is a binding of a C library."""

    package: str
    decode: Callable[[str], object] | None = None
    encode: Callable[[str], object] | None = None
    compiled: bool = False


@dataclass(slots=True, kw_only=True)
class Took:
    """The best round of each, in microseconds per PDU decoded and per text encoded; how many it could not do."""

    decode_us: float | None = None
    encode_us: float | None = None
    undone: dict[str, int] = field(default_factory=dict)


# --- the corpus -----------------------------------------------------------------------------------------------------


def corpus() -> list[str]:
    """The texts, always the same."""
    draw = random.Random(SEED)
    texts = [_single(_text(draw, GSM_LETTERS, draw.randint(20, 160))) for _ in range(MESSAGES * 70 // 100)]
    texts += ["б" + _text(draw, UCS2_LETTERS, draw.randint(9, 69)) for _ in range(MESSAGES * 20 // 100)]
    texts += [_text(draw, GSM_LETTERS, draw.randint(200, 450)) for _ in range(MESSAGES * 7 // 100)]
    texts += ["б" + _text(draw, UCS2_LETTERS, draw.randint(80, 199)) for _ in range(MESSAGES * 3 // 100)]
    draw.shuffle(texts)
    return texts


def _text(draw: random.Random, letters: str, length: int) -> str:
    """Mostly small letters and blanks, as people write."""
    return "".join(draw.choice(letters) if draw.random() < 0.3 else draw.choice(letters[:27]) for _ in range(length))


def _single(text: str) -> str:
    """As much of it as one message holds: some characters take two septets."""
    while len(segments(text)[1]) > 1:
        text = text[:-1]
    return text


def delivered(texts: Sequence[str]) -> list[str]:
    """The hexadecimal of the SMS-DELIVERs that carry the texts."""
    pdus = []
    moment = datetime(2026, 3, 14, 9, 0, 3, tzinfo=UTC)
    for reference, text in enumerate(texts):
        alphabet, parts = segments(text)
        for sequence, part in enumerate(parts, 1):
            place = Concatenation(reference=reference % 256, total=len(parts), sequence=sequence)
            message = SmsDeliver(
                smsc=Address.from_text(CENTRE),
                originating=Address.from_text(NUMBER),
                scts=moment + timedelta(seconds=reference),
                alphabet=alphabet,
                text=part,
                concatenation=place if len(parts) > 1 else None,
            )
            pdus.append(encode(message).hex)
    return pdus


# --- the contestants ------------------------------------------------------------------------------------------------


def ours() -> Codec:
    """This project, as modemd and routerd call it."""
    destination, centre = Address.from_text(NUMBER), Address.from_text(CENTRE)

    def write(text: str) -> list[str]:
        alphabet, parts = segments(text)
        several = len(parts) > 1
        return [
            encode(
                SmsSubmit(
                    smsc=centre,
                    destination=destination,
                    alphabet=alphabet,
                    text=part,
                    concatenation=Concatenation(reference=1, total=len(parts), sequence=sequence) if several else None,
                )
            ).hex
            for sequence, part in enumerate(parts, 1)
        ]

    return Codec(package="smsbus", decode=decode_hex, encode=write)


def python_gammu() -> Codec:
    """libgammu: DecodePDU, EncodeSMS and EncodePDU."""
    import gammu

    def read(pdu: str) -> object:
        return gammu.DecodePDU(bytes.fromhex(pdu), True)

    def write(text: str) -> list[str]:
        found = []
        coding = not set(text) <= set(GSM_LETTERS)
        entries = [{"ID": "ConcatenatedTextLong", "Buffer": text}]
        for part in gammu.EncodeSMS({"Class": -1, "Unicode": coding, "Entries": entries}):
            part["Number"] = NUMBER
            part["SMSC"] = {"Number": CENTRE}
            found.append(gammu.EncodePDU(part).hex())
        return found

    return Codec(package="python-gammu", decode=read, encode=write, compiled=True)


def smspdudecoder() -> Codec:
    """Decodes only."""
    from smspdudecoder.fields import SMSDeliver

    return Codec(package="smspdudecoder", decode=lambda pdu: SMSDeliver.decode(io.StringIO(pdu)))


def python_gsmmodem_new() -> Codec:
    """The codec of the modem library."""
    from gsmmodem.pdu import decodeSmsPdu, encodeSmsSubmitPdu

    def write(text: str) -> list[str]:
        return [str(pdu) for pdu in encodeSmsSubmitPdu(NUMBER, text, smsc=CENTRE)]

    return Codec(package="python-gsmmodem-new", decode=decodeSmsPdu, encode=write)


def python_messaging() -> Codec:
    """The codec of Wader, an older modem manager."""
    from messaging.sms import SmsDeliver as TheirDeliver
    from messaging.sms import SmsSubmit as TheirSubmit

    def write(text: str) -> list[str]:
        submit = TheirSubmit(NUMBER, text)
        submit.csca = CENTRE
        return [part.pdu for part in submit.to_pdu()]

    return Codec(package="python-messaging", decode=TheirDeliver, encode=write)


OTHERS: tuple[Callable[[], Codec], ...] = (python_gammu, smspdudecoder, python_gsmmodem_new, python_messaging)


# --- measuring ------------------------------------------------------------------------------------------------------


def undone(call: Callable[[str], object], items: Sequence[str]) -> list[str]:
    """What the contestant fails on; it is not measured with it."""
    found = []
    for item in items:
        try:
            call(item)
        except Exception:  # noqa: BLE001 - whatever other people's code raises, it did not do it
            found.append(item)
    return found


def round_us(call: Callable[[str], object], items: Sequence[str]) -> float:
    """Microseconds per item of one round."""
    start = time.perf_counter()
    for item in items:
        call(item)
    return (time.perf_counter() - start) / len(items) * 1e6


def measure(codecs: Sequence[Codec], rounds: int) -> dict[str, Took]:
    """Rounds of all contestants in turn, so that a busy moment of the computer meets them alike; the best counts."""
    texts = corpus()
    jobs: list[tuple[str, str, Callable[[str], object], list[str]]] = []
    took = {codec.package: Took() for codec in codecs}
    for kind, items in (("decode", delivered(texts)), ("encode", texts)):
        for codec in codecs:
            call = codec.decode if kind == "decode" else codec.encode
            if call is not None:
                failures = set(undone(call, items))
                took[codec.package].undone[kind] = len(failures)
                jobs.append((kind, codec.package, call, [item for item in items if item not in failures]))
    for _ in range(rounds):
        for kind, package, call, items in jobs:
            now = round_us(call, items)
            before = getattr(took[package], f"{kind}_us")
            setattr(took[package], f"{kind}_us", now if before is None else min(now, before))
    return took


def verdicts(codecs: Sequence[Codec], took: dict[str, Took]) -> list[tuple[str, float, float]]:
    """The bars that can be judged: what, the ratio, the bar."""
    own = took["smsbus"]
    found = []
    gammu = took.get("python-gammu")
    if gammu is not None and own.decode_us and own.encode_us and gammu.decode_us and gammu.encode_us:
        found.append(("decode / python-gammu", own.decode_us / gammu.decode_us, DECODE_BAR_GAMMU))
        found.append(("encode / python-gammu", own.encode_us / gammu.encode_us, ENCODE_BAR_GAMMU))
    python = [us for codec in codecs[1:] if not codec.compiled and (us := took[codec.package].decode_us) is not None]
    if python and own.decode_us:
        found.append(("decode / fastest other in Python", own.decode_us / min(python), DECODE_BAR_PYTHON))
    return found


def main() -> int:
    """Prints the table and the bars."""
    parser = argparse.ArgumentParser(description="SMS codecs side by side")
    parser.add_argument("--rounds", type=int, default=7, help="the best of so many counts")
    codecs = [ours()]
    for other in OTHERS:
        try:
            codecs.append(other())
        except ImportError as error:
            print(f"not measured: {other.__name__.replace('_', '-')} ({error})")
    took = measure(codecs, parser.parse_args().rounds)
    print(f"{'package':22}{'version':10}{'decode us':>10}{'failed':>8}{'encode us':>11}{'failed':>8}")
    for codec in codecs:
        result = took[codec.package]
        version = importlib.metadata.version(codec.package) if codec.package != "smsbus" else "-"
        cells = [
            f"{'-' if us is None else f'{us:.2f}':>{width}}{result.undone.get(kind, '-'):>8}"
            for kind, us, width in (("decode", result.decode_us, 10), ("encode", result.encode_us, 11))
        ]
        print(f"{codec.package:22}{version:10}" + "".join(cells))
    missed = 0
    for what, ratio, bar in verdicts(codecs, took):
        missed += ratio > bar
        print(f"{what}: {ratio:.2f} (bar {bar:.2f}){'  MISSED' if ratio > bar else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
