"""The `to` of a send request."""

from __future__ import annotations

import pytest

from routerd.directory import Contact, Equipment, build
from routerd.recipients import parse
from smsbus.errors import Code, RequestRefused
from smsbus.numbers import Number, NumberKind


def number(tail: int) -> Number:
    return Number(kind=NumberKind.INTERNATIONAL, value=f"+3363998000{tail}")


def contact(name: str, *tails: int) -> Contact:
    return Contact(id=1, name=name, user=None, numbers=tuple(number(tail) for tail in tails))


DIRECTORY = build(
    [
        Equipment(id=1, name="home", modem="gsm", contacts=(contact("Alice", 1), contact("Bob", 2, 3))),
        Equipment(id=2, name="work", contacts=(contact("alice", 1), contact("Bob", 4), contact("Zoé", 5))),
        Equipment(id=3, name="attic", enabled=False, contacts=(contact("Ghost", 6),)),
        Equipment(id=4, name="empty"),
    ]
)


@pytest.mark.parametrize(
    ("to", "found"),
    [
        ("+33639980009", ["9"]),
        ("06 39 98 00 09", ["9"]),
        ("0033639980009", ["9"]),
        ("+33639980009; +33639980008", ["9", "8"]),
        ("+33639980009;0639980009;", ["9"]),
        ("Alice", ["1"]),
        ("ALICE", ["1"]),
        ("zoé", ["5"]),
        ("@home", ["1", "2", "3"]),
        ("@ Home ; Alice; +33639980009", ["1", "2", "3", "9"]),
    ],
)
def test_numbers_names_and_groups(to: str, found: list[str]) -> None:
    assert [recipient.number.value[-1] for recipient in parse(to, DIRECTORY, "FR")] == found


def test_a_number_of_a_contact_carries_its_name_and_a_contact_its_equipments_modem() -> None:
    [by_number] = parse("+33639980001", DIRECTORY, "FR")
    [by_name] = parse("Alice", DIRECTORY, "FR")
    assert (by_number.contact, by_number.modem) == ("Alice", None)
    assert (by_name.contact, by_name.modem) == ("Alice", "gsm")


def test_a_short_code_is_sent_as_it_is() -> None:
    [recipient] = parse("36105", DIRECTORY, "FR")
    assert recipient.number.value == "36105"


@pytest.mark.parametrize(
    ("to", "code", "named"),
    [
        ("", Code.INVALID, "no recipient"),
        (" ; ", Code.INVALID, "no recipient"),
        ("Carol", Code.NOT_FOUND, "'Carol'"),
        ("Ghost", Code.NOT_FOUND, "'Ghost'"),  # its equipment is disabled
        ("@garage", Code.NOT_FOUND, "'garage'"),
        ("@empty", Code.INVALID, "no contacts"),
        ("Bob", Code.INVALID, "home, work"),
        ("112", Code.INVALID, "emergency"),
        ("+33639980001;12", Code.INVALID, "'12'"),
        ("+336JEEDOM00", Code.NOT_FOUND, "JEEDOM"),
    ],
)
def test_what_cannot_be_sent_to_is_named(to: str, code: Code, named: str) -> None:
    with pytest.raises(RequestRefused, match=named) as refused:
        parse(to, DIRECTORY, "FR")
    assert refused.value.code == code


def test_a_request_has_a_bounded_number_of_recipients() -> None:
    with pytest.raises(RequestRefused, match="at most 500"):
        parse(";".join(f"+3363998{index:04}" for index in range(501)), DIRECTORY, "FR")
