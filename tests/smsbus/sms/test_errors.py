"""Errors of the codec carry what a person needs to find the fault."""

from smsbus.sms.errors import DecodeError, EncodeError, SmsError


def test_a_decode_error_tells_field_octet_and_reason() -> None:
    error = DecodeError("scts", 12, "the message ends here")
    assert (error.field, error.octet, error.reason) == ("scts", 12, "the message ends here")
    assert str(error) == "scts at octet 12: the message ends here"
    assert isinstance(error, SmsError)


def test_an_encode_error_tells_field_and_reason() -> None:
    error = EncodeError("vp", "too long")
    assert (error.field, error.reason, str(error)) == ("vp", "too long", "vp: too long")
    assert isinstance(error, SmsError)
