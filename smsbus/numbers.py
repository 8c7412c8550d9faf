"""Telephone numbers: E.164, short code or alphanumeric sender; the only module that imports phonenumbers.

Two numbers are the same when they are equal as wholes: kind and value. There is no comparison by suffix, because a tail
that two countries share would let a stranger pass for a contact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers.shortnumberinfo import connects_to_emergency_number

from smsbus.errors import SmsbusError

SEPARATOR = ";"
SHORT_CODE_MAX_DIGITS = 6
EVERYWHERE_EMERGENCY = frozenset({"112", "911"})
"""GSM networks route these to the emergency services in every country (22.101 §10.1)."""

_PUNCTUATION = re.compile(r"[\s().\-/ ]+")
_DIAL = re.compile(r"\+?[0-9]+")


class NumberKind(StrEnum):
    """What a number can be used for: only an international one matches contacts."""

    INTERNATIONAL = "international"
    SHORT = "short"
    ALPHANUMERIC = "alphanumeric"


class InvalidNumber(SmsbusError):
    """The text is no number that can be used; the message says why and how to write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number in its one written form: `+33639980001`, `36105`, `Operateur`."""

    kind: NumberKind
    value: str

    def __str__(self) -> str:
        return self.value

    @property
    def masked(self) -> str:
        """For logs and events: enough to recognise a number one knows, not enough to learn one."""
        return mask(self.value)


def mask(value: str) -> str:
    """`+33639980001` -> `+336*****001`; up to six characters stay, as short codes are public."""
    if len(value) <= SHORT_CODE_MAX_DIGITS:
        return value
    return value[:4] + "*" * (len(value) - 7) + value[-3:]


def parse(text: str, region: str) -> Number:
    """A number as people write it, national forms read in `region` (ISO 3166, e.g. `FR`).

    Raises `InvalidNumber`, also for emergency numbers, extensions and letters (which phonenumbers would read as vanity
    digits: `+336JEEDOM00` is a valid French number to it).
    """
    compact = _PUNCTUATION.sub("", text)
    if not _DIAL.fullmatch(compact) or not compact.isascii():
        raise InvalidNumber(f"{text!r} is not a telephone number: write it like +33639980001")
    if compact in EVERYWHERE_EMERGENCY or connects_to_emergency_number(compact, region):
        raise InvalidNumber(f"{text!r} is an emergency number; a gateway must never text it")
    number = _e164(compact, region)
    if number is not None:
        return number
    if not compact.startswith("+") and 3 <= len(compact) <= SHORT_CODE_MAX_DIGITS:
        return Number(kind=NumberKind.SHORT, value=compact)
    raise InvalidNumber(f"{text!r} is not a possible number: write it in international form, like +33639980001")


def parse_telephone(text: str, region: str) -> Number:
    """As `parse`, but a short code is refused too: a contact must have a telephone number."""
    number = parse(text, region)
    if number.kind is not NumberKind.INTERNATIONAL:
        raise InvalidNumber(f"{text!r} is a short code, not a telephone number")
    return number


def parse_several(text: str, region: str) -> tuple[Number, ...]:
    """The telephone numbers in `text`, `;` between several, each once, in order.

    Raises `InvalidNumber`, also when there is none.
    """
    numbers = dict.fromkeys(parse_telephone(item, region) for item in text.split(SEPARATOR) if item.strip())
    if not numbers:
        raise InvalidNumber("at least one number is needed, like +33639980001")
    return tuple(numbers)


def from_network(text: str, sender_type: str, region: str) -> Number:
    """A sender or recipient as the network gives it; `sender_type` as `messages.ReceivedPart` has it. Never fails.

    The type of number decides before any parsing: an alphanumeric sender that spells a number stays alphanumeric.
    """
    if sender_type == "alphanumeric" or not _DIAL.fullmatch(text):
        return Number(kind=NumberKind.ALPHANUMERIC, value=text)
    if sender_type == "international" or text.startswith("+"):
        digits = text.removeprefix("+")
        kind = NumberKind.INTERNATIONAL if len(digits) > SHORT_CODE_MAX_DIGITS else NumberKind.SHORT
        return Number(kind=kind, value="+" + digits if kind is NumberKind.INTERNATIONAL else digits)
    national = _e164(text, region, significant=sender_type == "national")
    return national or Number(kind=NumberKind.SHORT, value=text)


def is_region(region: str) -> bool:
    """Whether `region` is one whose national numbers can be read."""
    return region in phonenumbers.SUPPORTED_REGIONS


def _e164(dialled: str, region: str, *, significant: bool = False) -> Number | None:
    """The number that `dialled` reaches from `region`, or None.

    `significant`: also without the trunk prefix, as the network gives it with a type of number that says national.
    """
    if len(dialled) <= SHORT_CODE_MAX_DIGITS:
        return None  # `112` would become +33112
    try:
        parsed = phonenumbers.parse(dialled, region, keep_raw_input=True)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    written_whole = parsed.country_code_source in (
        phonenumbers.CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN,
        phonenumbers.CountryCodeSource.FROM_NUMBER_WITH_IDD,
    )
    if not written_whole and dialled not in _national_forms(parsed, region, significant=significant):
        return None
    return Number(
        kind=NumberKind.INTERNATIONAL, value=phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    )


def _national_forms(parsed: phonenumbers.PhoneNumber, region: str, *, significant: bool) -> set[str]:
    """The digits with which the number is dialled within `region`.

    phonenumbers itself takes any tail that could be a number: `639980001` and `33639980001` for +33639980001.
    """
    nsn = phonenumbers.national_significant_number(parsed)
    formatted = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    trunk = phonenumbers.ndd_prefix_for_region(region, True) or ""
    return {_PUNCTUATION.sub("", formatted), trunk + nsn, *([nsn] if significant else [])}
