"""Questions of the gate as RFC 27 lays them out, malformed ones included."""

from pathlib import Path

import pytest

from routerd import admission
from routerd.exchange import Refused
from smsbus.keys import parse_allowed

# Keys of the test vectors of RFC 32 and of the documentation of zmq_curve.
KEY = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
OCTETS = bytes.fromhex("54fcba24e93249969316fb617c872bb0c1d1ff14800427c594cbfacf1bc2d652")
SHED = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
ALLOWED = parse_allowed(f"garage modem {KEY}\nshed client {SHED}\n", Path("allowed"))


def question(
    *, domain: bytes = b"modems", address: bytes = b"192.168.1.7", mechanism: bytes = b"CURVE", key: bytes = OCTETS
) -> list[bytes]:
    return [b"1.0", b"17", domain, address, b"", mechanism, key]


def test_a_key_is_shown_as_rfc_32_writes_it() -> None:
    assert admission.z85(OCTETS) == KEY
    assert admission.z85(bytes.fromhex("864fd26fb559f75b")) == "HelloWorld"
    assert admission.z85(b"12345") == ""


def test_a_key_of_the_list_is_let_in_where_it_may_go_under_its_name() -> None:
    verdict = admission.decide(question(), ALLOWED)
    assert verdict.answer == [b"1.0", b"17", b"200", b"", b"garage", b""]
    assert verdict.refused is None


def test_a_key_that_is_not_on_the_list_is_refused_with_the_command_that_allows_it() -> None:
    verdict = admission.decide(question(), ())
    assert verdict.answer == [b"1.0", b"17", b"400", b"this key is not allowed", b"", b""]
    assert verdict.refused == Refused(
        endpoint="modems",
        address="192.168.1.7",
        reason=f"this key is not on the list; to allow it: smsctl keys allow NAME '{KEY}' --may modem",
    )


@pytest.mark.parametrize(
    ("domain", "role"), [(b"clients", "client"), (b"events", "client"), (b"interactions", "interactions")]
)
def test_a_key_of_a_modem_may_do_nothing_else(domain: bytes, role: str) -> None:
    verdict = admission.decide(question(domain=domain), ALLOWED)
    assert verdict.answer[2] == b"400"
    assert verdict.refused is not None
    assert verdict.refused.reason == (
        f"key garage may not do this; to allow it: smsctl keys allow garage '{KEY}' --may {role}"
    )


def test_an_address_of_ip_version_4_is_written_as_people_know_it() -> None:
    refused = admission.decide(question(address=b"::ffff:192.168.1.7"), ()).refused
    assert refused is not None
    assert refused.address == "192.168.1.7"


@pytest.mark.parametrize(
    "frames",
    [
        [],
        [b"1.0"],
        question()[:6],
        [*question(), b"more"],
        [b"2.0", *question()[1:]],
        question(mechanism=b"NULL"),
        question(mechanism=b"PLAIN"),
        question(key=b""),
        question(key=OCTETS[:31]),
        question(domain=b""),
        question(domain=b"\xff\xfe"),
    ],
)
def test_whatever_else_is_asked_nobody_is_let_in(frames: list[bytes]) -> None:
    answer = admission.decide(frames, ALLOWED).answer
    assert len(answer) == 6
    assert answer[2] in (b"400", b"500")
    assert answer[4] == b""
