"""Rows are found by the names modems give themselves, and each cites its transcript."""

import pytest

from modemd.at.commands import Plain, ReadPinCounter
from modemd.profiles import GENERIC, ROWS, Profile, find
from tests.modemd.transcript import NAMES, Transcript


@pytest.mark.parametrize(
    ("manufacturer", "model", "name"),
    [
        ("huawei", "E220", "huawei"),
        ("Huawei Technologies Co., Ltd.", "E3372", "huawei 4G"),
        ("Vodafone (Huawei)", "K3715", "huawei"),
        ("Quectel", "EC25", "quectel"),
        ("SIMCOM_Ltd", "SIMCOM_SIM800C", "simcom 2G"),
        ("SIMCOM INCORPORATED", "SIMCOM_SIM7600E", "generic"),
        ("SIEMENS", "MC35i", "siemens"),
        ("Telit", "HE910-D", "telit"),
        (" WAVECOM MODEM", " MULTIBAND  900E  1800 ", "wavecom"),
        (None, None, "generic"),
        ("ZTE INCORPORATED", "K3565-Z", "zte"),
        ("Sierra Wireless, Inc.", "C885", "sierra"),
        ("QUALCOMM INCORPORATED", "M6280", "generic"),
    ],
)
def test_a_modem_is_recognised_by_its_names(manufacturer: str | None, model: str | None, name: str) -> None:
    assert find(manufacturer, model).name == name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_row_cites_the_transcript_that_is_of_this_family(row: Profile) -> None:
    responses = Transcript(row.transcript.removesuffix(".json")).data["responses"]
    assert find(responses["AT+CGMI"][0], responses["AT+CGMM"][0]) is row


@pytest.mark.parametrize("name", NAMES)
def test_the_way_of_reporting_is_the_one_that_was_seen_to_work(name: str) -> None:
    data = Transcript(name).data
    responses, report = data["responses"], data["sms"].get("report")
    profile = find(responses["AT+CGMI"][0], responses["AT+CGMM"][0])
    assert report is None or report["cnmi_ds"] == profile.report_mode


@pytest.mark.parametrize("row", [*ROWS, GENERIC], ids=lambda row: row.name)
def test_what_a_row_sends_are_commands(row: Profile) -> None:
    sent = (*row.unlocked, *row.prepare, *row.unheard, ReadPinCounter(text=row.pin_counter).line)
    assert all(Plain(text=text).line == text for text in sent)
    assert not row.readiness or Plain(text=row.readiness).line == row.readiness
