"""Exceptions carry what a reply needs."""

from smsbus.errors import Code, Malformed, RequestRefused


def test_a_code_is_its_word_on_the_wire() -> None:
    assert f"{Code.KEY_REUSED}" == "key-reused"


def test_a_malformed_message_has_the_general_code_unless_told_otherwise() -> None:
    assert Malformed("no map").code is Code.MALFORMED
    assert Malformed("no such kind", code=Code.UNKNOWN_KIND).code is Code.UNKNOWN_KIND


def test_a_refusal_reads_as_its_message_and_has_details_even_when_none_were_given() -> None:
    refusal = RequestRefused("not-found", "no contact Bob")
    assert str(refusal) == "no contact Bob"
    assert refusal.details == {}
