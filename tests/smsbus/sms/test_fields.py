"""Every field under its standard name, for each kind of TPDU."""

import json
from pathlib import Path
from typing import Any

import pytest

from smsbus.sms import fields
from smsbus.sms.errors import DecodeError
from smsbus.sms.tpdu import Direction, decode

VECTORS = Path(__file__).parents[2] / "vectors" / "vectors.jsonl"
REAL = [json.loads(line) for line in VECTORS.read_text("utf-8").splitlines()]
MO, MT = Direction.MO, Direction.MT


def said(pdu: str, direction: Direction = MT) -> dict[str, tuple[fields.Value, str | None]]:
    octets = bytes.fromhex(pdu)
    listed = fields.fields(decode(octets, direction=direction), octets[1 + octets[0]])
    assert len({field.name for field in listed}) == len(listed)
    return {field.name: (field.value, field.meaning) for field in listed}


@pytest.mark.parametrize(
    ("pdu", "direction", "names"),
    [
        (
            "00040B913336990800F1000062304190623540024F25",
            MT,
            "SMSC TP-MTI TP-MMS TP-LP TP-RP TP-UDHI TP-SRI TP-OA TP-PID TP-DCS TP-SCTS TP-UDL TP-UD",
        ),
        (
            "00110B0B913336990800F100000B02C834",
            MO,
            "SMSC TP-MTI TP-RD TP-VPF TP-RP TP-UDHI TP-SRR TP-MR TP-DA TP-PID TP-DCS TP-VP TP-UDL TP-UD",
        ),
        (
            "00010B0B913336990800F1000002C834",
            MO,
            "SMSC TP-MTI TP-RD TP-VPF TP-RP TP-UDHI TP-SRR TP-MR TP-DA TP-PID TP-DCS TP-UDL TP-UD",
        ),
        (
            "00060C0B913336990800F1623041900300406230419003504046",
            MT,
            "SMSC TP-MTI TP-MMS TP-LP TP-UDHI TP-SRQ TP-MR TP-RA TP-SCTS TP-DT TP-ST",
        ),
        (
            "00060C0B913336990800F1623041900300406230419003504046" + "07000002C834",
            MT,
            "SMSC TP-MTI TP-MMS TP-LP TP-UDHI TP-SRQ TP-MR TP-RA TP-SCTS TP-DT TP-ST TP-PI TP-PID TP-DCS TP-UDL TP-UD",
        ),
        ("000000", MO, "SMSC TP-MTI TP-UDHI"),
        ("0000D3017F", MO, "SMSC TP-MTI TP-UDHI TP-FCS TP-PI TP-PID"),
        ("00010062304190623500", MT, "SMSC TP-MTI TP-UDHI TP-PI TP-SCTS"),
        ("00010462304190623500" + "02C834", MT, "SMSC TP-MTI TP-UDHI TP-PI TP-SCTS TP-UDL TP-UD"),
        (
            "00220500022A0B913336990800F100",
            MO,
            "SMSC TP-MTI TP-UDHI TP-SRR TP-MR TP-PID TP-CT TP-MN TP-DA TP-CD",
        ),
    ],
)
def test_the_fields_of_a_kind_are_shown_in_the_order_of_the_tpdu(pdu: str, direction: Direction, names: str) -> None:
    assert " ".join(said(pdu, direction)) == names


def test_flags_are_shown_as_they_stand_and_with_what_they_mean() -> None:
    found = said("00040B913336990800F1000062304190623540024F25")
    assert found["TP-MTI"] == (0, "SMS-DELIVER")
    assert found["TP-MMS"] == (1, "no more messages wait")
    assert said("00000B913336990800F1000062304190623540024F25")["TP-MMS"] == (0, "more messages wait at the centre")
    assert found["TP-OA"] == ("+33639980001", "international, ISDN")
    assert found["SMSC"] == (None, "not given")
    assert found["TP-SCTS"] == ("2026-03-14T09:26:53+01:00", None)


def test_a_header_is_shown_element_by_element() -> None:
    header = "00032A0201" + "05040B8400C8" + "250101" + "01028003" + "700100"
    octets = bytes.fromhex(header)
    user_data = bytes((len(octets) + 1 + 4, len(octets))) + octets + "Hé".encode("utf-16-be")
    found = said("00440B913336990800F1000862304190623540" + user_data.hex())
    assert found["TP-UDHI"] == (1, "a header is in front of the text")
    assert isinstance(found["TP-UDH"][0], list)
    assert [element["name"] for element in found["TP-UDH"][0]] == [
        "concatenated short messages, 8 bit reference: part 1 of 2, reference 42",
        "application port addressing, 16 bit: to port 2948 from 200",
        "national language locking shift: Turkish",
        "special SMS message indication: voicemail, 3 waiting",
        "reserved or specific",
    ]
    assert found["TP-UDL"] == (len(user_data) - 1, None)


@pytest.mark.parametrize(
    ("dcs", "words"),
    [
        (0x00, "GSM 7 bit"),
        (0x10, "GSM 7 bit; class 0: shown at once"),
        (0x2A, "UCS2, compressed"),
        (0x48, "UCS2; to be deleted after reading"),
        (0x80, "GSM 7 bit"),
        (0xC8, "GSM 7 bit; voicemail: waiting, not to be stored"),
        (0xE2, "UCS2; email: none waiting any more"),
        (0xF6, "8 bit data; class 2: for the SIM"),
    ],
)
def test_a_coding_is_put_in_words(dcs: int, words: str) -> None:
    assert fields.coding(dcs) == words


@pytest.mark.parametrize(
    ("octets", "shown"),
    [
        ("11" + "0B", (2, "1:00:00")),
        ("19" + "62304190623540", (3, "2026-03-14T09:26:53+01:00")),
        ("09" + "42030000000000", (1, "0:00:03, one attempt")),
        ("09" + "00000000000000", (1, "as the centre pleases")),
    ],
)
def test_each_form_of_validity_is_shown(octets: str, shown: tuple[int, str]) -> None:
    found = said(f"00{octets[:2]}000B913336990800F10000{octets[2:]}00", MO)
    assert (found["TP-VPF"][0], found["TP-VP"][0]) == shown


def test_data_is_shown_in_hexadecimal_and_half_a_character_with_its_octets() -> None:
    assert said("00040B913336990800F100046230419062354002CAFE")["TP-UD"] == ("CAFE", None)
    assert said("00040B913336990800F100086230419062354002D83D")["TP-UD"] == ("\ufffd", "octets D83D")


@pytest.mark.parametrize("vector", REAL, ids=lambda vector: vector["id"])
def test_every_recorded_pdu_can_be_shown(vector: dict[str, Any]) -> None:
    found = said(vector["pdu"], Direction(vector["direction"]))
    assert json.dumps(found)
    assert found["TP-MTI"][1] == "SMS-" + vector["kind"].upper()


def test_whatever_is_decoded_can_be_shown() -> None:
    for first in range(256):
        for direction in Direction:
            octets = f"00{first:02X}0B913336990800F10000" + "623041906235401000" * 3
            try:
                assert said(octets, direction)
            except DecodeError as error:
                assert first & 3 == 3 or error.field
