from __future__ import annotations

import io
import json

import pytest

from tests.ctl.conftest import Smsctl

DELIVER = "00040B913336990800F10000623041906235400BD3B07B0E1A97DD747919"


def test_a_pdu_is_shown_field_by_field_without_any_daemon(smsctl: Smsctl) -> None:
    done = smsctl("pdu", "decode", "--length", "29", DELIVER)
    assert done.code == 0
    assert done.out.splitlines() == [
        "type     SMS-DELIVER",
        "SMSC     - (not given)",
        "TP-MTI   0 (SMS-DELIVER)",
        "TP-MMS   1 (no more messages wait)",
        "TP-LP    0",
        "TP-RP    0",
        "TP-UDHI  0",
        "TP-SRI   0",
        "TP-OA    +33639980001 (international, ISDN)",
        "TP-PID   0 (short message)",
        "TP-DCS   0 (GSM 7 bit)",
        "TP-SCTS  2026-03-14T09:26:53+01:00",
        "TP-UDL   11",
        "TP-UD    Sans centre",
    ]


def test_the_document_has_value_and_meaning_of_every_field(smsctl: Smsctl) -> None:
    document = json.loads(smsctl("pdu", "decode", "--length", "30", "--json", DELIVER).out)
    assert document["type"] == "SMS-DELIVER"
    assert document["fields"]["TP-OA"] == {"value": "+33639980001", "meaning": "international, ISDN"}
    assert document["fields"]["TP-UD"] == {"value": "Sans centre", "meaning": None}
    assert document["warnings"] == ["length: 30 octets announced, 29 came"]


def test_a_warning_is_shown_and_control_characters_are_not_sent_to_the_terminal(smsctl: Smsctl) -> None:
    done = smsctl("pdu", "decode", "--length", "30", "00040B913336990800F1000862304190623540" + "04001B0041")
    assert "TP-UD    \\x1bA\n" in done.out
    assert "warning  length: 30 octets announced" in done.out


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["0001000B913336990800F1000002C834"], "SMS-SUBMIT"),
        (["--direction", "mt", "00010062304190623500"], "SMS-SUBMIT-REPORT"),
        (["--direction", "mo", "000000"], "SMS-DELIVER-REPORT"),
        (["--direction", "mo", "00220500022A0B913336990800F100"], "SMS-COMMAND"),
        (["00060C0B913336990800F1623041900300406230419003504000"], "SMS-STATUS-REPORT"),
        ([f'"{DELIVER}" '], "SMS-DELIVER"),
    ],
)
def test_every_kind_is_recognised(smsctl: Smsctl, arguments: list[str], kind: str) -> None:
    assert json.loads(smsctl("pdu", "decode", "--json", *arguments).out)["type"] == kind


def test_a_pdu_may_come_from_standard_input(smsctl: Smsctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(DELIVER + "\n"))
    assert "TP-UD    Sans centre" in smsctl("pdu", "decode", "-").out


@pytest.mark.parametrize("pdu", ["", "0", "zz", "00", "0004", "0791", "00040B9133", "+0040B", "FF" * 300])
def test_what_is_no_pdu_is_a_usage_error_that_names_the_field(smsctl: Smsctl, pdu: str) -> None:
    done = smsctl("pdu", "decode", "--", pdu)
    assert (done.code, done.out) == (2, "")
    assert " at octet " in done.err


def test_a_text_becomes_pdus_with_their_lengths(smsctl: Smsctl) -> None:
    assert smsctl("pdu", "encode", "+33639980001", "16.3 °C").out.splitlines() == [
        "AT+CMGS=27",
        "0001000B913336990800F100080E00310036002E0033002000B00043",
    ]


def test_every_option_stands_in_its_field(smsctl: Smsctl) -> None:
    options = (
        "--smsc +33639980900 --mr 7 --pid 65 --flash --report --validity 10m --reply-path --reject-duplicates "
        "--port 2948 --source-port 200 --reference 300"
    )
    document = json.loads(smsctl("pdu", "encode", "--json", *options.split(), "3663", "x" * 160).out)
    assert (document["alphabet"], [len(part["text"]) for part in document["parts"]]) == ("gsm7", [145, 15])
    fields = json.loads(smsctl("pdu", "decode", "--json", document["parts"][1]["pdu"]).out)["fields"]
    expected = {
        "SMSC": "+33639980900",
        "TP-RD": 1,
        "TP-RP": 1,
        "TP-SRR": 1,
        "TP-MR": 7,
        "TP-DA": "3663",
        "TP-PID": 65,
        "TP-DCS": 16,
        "TP-VP": "0:10:00",
        "TP-UD": "x" * 15,
    }
    assert {name: fields[name]["value"] for name in expected} == expected
    assert [element["data"] for element in fields["TP-UDH"]["value"]] == ["012C0202", "0B8400C8"]


def test_fewer_parts_by_national_tables_and_transliteration(smsctl: Smsctl) -> None:
    def parts(*options: str) -> int:
        return len(json.loads(smsctl("pdu", "encode", "--json", *options, "3663", text).out)["parts"])

    text = "ğ" * 100
    assert (parts(), parts("--language", "1")) == (2, 1)
    text = "°" + "x" * 100
    assert (parts(), parts("--transliterate")) == (2, 1)


def test_a_text_may_come_from_standard_input(smsctl: Smsctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Hi\n"))
    assert smsctl("pdu", "encode", "3663", "-").out.endswith("02C834\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["not a number!", "x"],
        ["+33639980001", "x" * 40_000],
        ["--smsc", "Alarm", "+33639980001", "x"],
        ["--language", "99", "+33639980001", "x"],
        ["--validity", "99w", "+33639980001", "x"],
        ["--pid", "256", "+33639980001", "x"],
    ],
)
def test_what_cannot_be_sent_is_a_usage_error(smsctl: Smsctl, arguments: list[str]) -> None:
    done = smsctl("pdu", "encode", *arguments)
    assert (done.code, done.out) == (2, "")
