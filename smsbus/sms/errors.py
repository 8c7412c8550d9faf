"""What can be wrong with a TPDU: octets received that mean nothing, or a message asked for that cannot exist."""


class SmsError(Exception):
    """Root of the errors of this package."""


class DecodeError(SmsError):
    """The octets received are not a TPDU: `field` is the standard's name, `octet` counts from the first SMSC octet."""

    def __init__(self, field: str, octet: int, reason: str) -> None:
        super().__init__(f"{field} at octet {octet}: {reason}")
        self.field = field
        self.octet = octet
        self.reason = reason


class EncodeError(SmsError):
    """The message asked for cannot be put into a TPDU; `field` is the one to change."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
