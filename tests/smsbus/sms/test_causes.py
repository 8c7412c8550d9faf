"""Error numbers, worded errors and delivery statuses: rows, ranges, and no gap."""

import pytest

from smsbus.sms.causes import (
    Cause,
    CauseClass,
    Outcome,
    cme_code_of,
    cms_code_of,
    describe_cme,
    describe_cms,
    describe_fcs,
    describe_rp,
    describe_status,
    family,
)


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (describe_cms(1), CauseClass.PERMANENT),
        (describe_cms(38), CauseClass.TRANSIENT),
        (describe_cms(322), CauseClass.STORAGE),
        (describe_cms(331), CauseClass.NETWORK),
        (describe_cms(310), CauseClass.SIM),
        (describe_cme(12), CauseClass.SIM),
        (describe_cme(262), CauseClass.SIM),
        (describe_cme(4), CauseClass.CONFIGURATION),
    ],
)
def test_a_number_has_a_class_and_a_meaning(cause: Cause, kind: CauseClass) -> None:
    assert cause.kind is kind
    assert cause.meaning


def test_advice_on_repeating_is_carried() -> None:
    assert (describe_cms(500).retry_after_s, describe_cms(500).retry_limit) == (30, 3)
    assert describe_cms(38).retry_after_s == 60
    assert describe_cme(14).retry_after_s == 2


@pytest.mark.parametrize("code", [-1, 9, 299, 99999])
def test_an_unlisted_number_is_retried_twice(code: int) -> None:
    for cause in (describe_cms(code), describe_cme(code + 1000 if code == 9 else code)):
        assert (cause.kind, cause.retry_limit) == (CauseClass.TRANSIENT, 2)
        assert str(cause.code) in cause.meaning


def test_a_manufacturers_number_names_who_means_what() -> None:
    assert describe_cms(517).meaning == (
        "Manufacturer specific (Siemens and SIMCom: Invalid character in PDU; "
        "Wavecom: SIM Toolkit facility not supported)"
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("memory full", 322),
        ("Memory full", 322),
        ("SIM PIN required", 311),
        ("(U)SIM PIN required", 311),
        ("operation not allowed", 302),
        ("Invalid PDU mode parameter", 304),
        ("no network service", 331),
        ("no +CNMA acknowledgement expected", 340),
        ("unknown error", 500),
        ("Unassigned (unallocated) number", 1),
        ("nonsense", None),
        ("", None),
    ],
)
def test_a_worded_cms_error_has_a_number(words: str, code: int | None) -> None:
    assert cms_code_of(words) == code


@pytest.mark.parametrize(
    ("words", "code"), [("SIM not inserted", 10), ("sim busy", 14), ("incorrect password", 16), ("nonsense", None)]
)
def test_a_worded_cme_error_has_a_number(words: str, code: int | None) -> None:
    assert cme_code_of(words) == code


@pytest.mark.parametrize(
    ("codes", "outcome"),
    [
        (range(3), Outcome.DELIVERED),
        (range(0x10, 0x20), Outcome.DELIVERED),
        (range(0x20, 0x26), Outcome.PENDING),
        (range(0x30, 0x40), Outcome.PENDING),
        (range(0x40, 0x4A), Outcome.FAILED),
        (range(0x50, 0x60), Outcome.FAILED),
        (range(0x60, 0x66), Outcome.FAILED_TEMPORARILY),
        (range(0x70, 0x80), Outcome.FAILED_TEMPORARILY),
    ],
)
def test_a_status_has_the_outcome_of_its_range(codes: range, outcome: Outcome) -> None:
    assert {describe_status(code).outcome for code in codes} == {outcome}


@pytest.mark.parametrize("code", [3, 15, 0x26, 0x2F, 0x4A, 0x4F, 0x66, 0x6F, 0x80, 0xFF])
def test_a_reserved_status_means_service_rejected(code: int) -> None:
    status = describe_status(code)
    assert status.outcome is describe_status(0x63).outcome
    assert "service rejected" in status.meaning
    assert status.code == code


def test_only_status_0_says_that_the_recipient_has_the_text() -> None:
    assert [code for code in range(256) if describe_status(code).confirmed] == [0]


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (0x80, "Telematic interworking not supported"),
        (0x82, "Cannot replace short message"),
        (0x91, "Message class not supported"),
        (0xB0, "TPDU not supported"),
        (0xC5, "duplicate"),
        (0xD3, "Memory capacity exceeded"),
        (0xE0, "Specific to an application"),
        (0xFE, "Specific to an application"),
        (0xFF, "Unspecified error cause"),
        (0x83, "reserved code 131"),
        (0xDF, "reserved code 223"),
        (0x00, "reserved code 0"),
    ],
)
def test_a_failure_cause_has_the_words_of_the_standard(code: int, meaning: str) -> None:
    cause = describe_fcs(code)
    assert meaning in cause.meaning
    assert cause.code == code


# 23.040 §9.2.3.22: what is assigned from 80 to DF, and FF.
ASSIGNED = (*range(0x80, 0x83), 0x8F, 0x90, 0x91, 0x9F, 0xA0, 0xA1, 0xAF, 0xB0, *range(0xC0, 0xC8), *range(0xD0, 0xD6))


def test_every_failure_cause_is_in_the_table() -> None:
    known = [code for code in range(256) if "reserved" not in describe_fcs(code).meaning]
    assert known == [*ASSIGNED, *range(0xE0, 0x100)]


@pytest.mark.parametrize(("code", "meaning"), [(38, "Network out of order"), (41, "Temporary failure")])
def test_a_cause_of_the_relay_layer_is_the_network_error_of_that_number(code: int, meaning: str) -> None:
    assert describe_rp(code).meaning == meaning


@pytest.mark.parametrize("code", [0, 2, 126, 300])
def test_a_reserved_cause_of_the_relay_layer_is_a_temporary_failure(code: int) -> None:
    cause = describe_rp(code)
    assert (cause.code, cause.kind) == (code, CauseClass.TRANSIENT)
    assert cause.meaning == f"Temporary failure (reserved code {code})"


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        ("cms", 38, "a cause that the network gave (3GPP TS 24.011)"),
        ("cms", 2, "reserved: a cause that the network gave (3GPP TS 24.011), without a meaning"),
        ("cms", 208, "a cause of the message layer, of network, message centre or SIM (TP-FCS, 3GPP TS 23.040)"),
        ("cms", 260, "reserved: no standard gives it a meaning"),
        ("cms", 330, "the modem's own, of the message service (3GPP TS 27.005)"),
        ("cms", 512, "up to the modem's manufacturer"),
        ("cms", 65535, "up to the modem's manufacturer"),
        ("cme", 14, "the modem's own, of the equipment (3GPP TS 27.007)"),
        ("cme", 99, "reserved: the modem's own, of the equipment (3GPP TS 27.007), without a meaning"),
        ("cme", 600, "up to the modem's manufacturer"),
    ],
)
def test_who_gave_a_number_its_meaning_is_known_for_every_range(source: str, code: int, words: str) -> None:
    assert family(source, code) == words
