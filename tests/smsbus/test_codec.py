"""Frames of the wire: what is accepted, what is refused, and that nothing else than `Malformed` comes out."""

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbus import codec
from smsbus.errors import Code, Malformed
from smsbus.messages import FROM_MODEMD, Concat, Content, PartAck, ReceivedPart
from smsbus.questions import FROM_INTERACTD, QuestionTaken
from smsbus.requests import FROM_CLIENTS, SendRequest

PART = ReceivedPart(
    key="ab12",
    modem="e220",
    sim="5f",
    sender="+33639980001",
    sender_type="international",
    smsc=None,
    content=Content.TEXT,
    text="16.3 °C",
    data=None,
    scts=1773480413000,
    concat=Concat(reference=42, total=2, sequence=1),
    pdu=b"\x00\x04\xff",
)


def test_a_message_becomes_version_kind_and_a_msgpack_map() -> None:
    frames = codec.encode(PartAck(key="ab"))
    assert frames == [b"smsbus/1", b"part.ack", b"\x81\xa3key\xa2ab"]


def test_a_part_survives_the_wire_with_its_octets_and_nested_structs() -> None:
    assert codec.decode(codec.encode(PART), FROM_MODEMD) == PART


def test_unknown_keys_are_ignored() -> None:
    frames = codec.frames("question.taken", {"question": "7", "colour": "blue"})
    assert codec.decode(frames, FROM_INTERACTD) == QuestionTaken(question="7")


def test_an_unknown_kind_says_so_with_its_own_code() -> None:
    with pytest.raises(Malformed) as caught:
        codec.decode(codec.frames("launch", {}), FROM_INTERACTD)
    assert caught.value.code is Code.UNKNOWN_KIND


def test_a_wrong_type_is_reported_with_the_path_of_the_key() -> None:
    with pytest.raises(Malformed, match=r"`str`, got `int` - at `\$\.to`"):
        codec.decode(codec.frames("send", {"id": 1, "to": 5, "text": "x"}), FROM_CLIENTS)


def test_a_missing_key_is_reported_by_name() -> None:
    with pytest.raises(Malformed, match="`text`"):
        codec.decode(codec.frames("send", {"id": 1, "to": "+33639980001"}), FROM_CLIENTS)


def test_defaults_stand_for_keys_left_out() -> None:
    frames = codec.frames("send", {"id": 1, "to": "+33639980001", "text": "x"})
    assert codec.decode(frames, FROM_CLIENTS) == SendRequest(id=1, to="+33639980001", text="x", priority="normal")


@pytest.mark.parametrize(
    ("frames", "reason"),
    [
        ([], "3 frames"),
        ([b"smsbus/1", b"ping"], "3 frames"),
        ([b"smsbus/1", b"ping", b"\x80", b""], "3 frames"),
        ([b"smsbus/2", b"ping", b"\x80"], "first frame"),
        ([b"", b"ping", b"\x80"], "first frame"),
        ([b"smsbus/1", b"\xff\xfe", b"\x80"], "UTF-8"),
        ([b"smsbus/1", b"k" * 65, b"\x80"], "too long"),
        ([b"smsbus/1", b"ping", b""], "msgpack"),
        ([b"smsbus/1", b"ping", b"\xc1"], "msgpack"),
        ([b"smsbus/1", b"ping", b"\x90"], "map"),
        ([b"smsbus/1", b"ping", b"\x80\x80"], "msgpack"),
        ([b"smsbus/1", b"ping", b"\x81\x01\x01"], "string keys"),
        ([b"smsbus/1", b"ping", b"\x81\x90\x01"], "msgpack"),
        ([b"smsbus/1", b"ping", b"\x91" * 60000 + b"\xc0"], "msgpack"),
        ([b"smsbus/1", b"ping", b"\xdf\xff\xff\xff\xff"], "msgpack"),
        ([b"smsbus/1", b"ping", b"\xa0" * (64 * 1024 + 1)], "longer than"),
        ([b"smsbus/1", b"ping", b"\x81\xa1a\xa2\xff\xff"], "msgpack"),
    ],
)
def test_what_is_no_message_is_malformed(frames: list[bytes], reason: str) -> None:
    with pytest.raises(Malformed, match=reason):
        codec.parse(frames)


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_any_frames_parse_or_are_malformed(frames: list[bytes]) -> None:
    try:
        kind, body = codec.parse(frames)
    except Malformed:
        return
    assert isinstance(kind, str)
    assert isinstance(body, dict)


json_like = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4),
    max_leaves=10,
)


@given(kind=st.sampled_from(sorted(FROM_CLIENTS)), body=st.dictionaries(st.text(max_size=8), json_like, max_size=6))
def test_any_body_of_any_request_decodes_or_is_malformed(kind: str, body: dict[str, object]) -> None:
    frames = [b"smsbus/1", kind.encode(), msgpack.packb(body)]
    try:
        assert codec.decode(frames, FROM_CLIENTS).kind == kind
    except Malformed as error:
        assert error.reason


@given(st.text(max_size=300), st.binary(max_size=180))
def test_any_part_survives_the_wire(text: str, pdu: bytes) -> None:
    part = ReceivedPart(
        key="k",
        modem="m",
        sim="s",
        sender="x",
        sender_type="unknown",
        smsc=None,
        content=Content.TEXT,
        text=text.encode("utf-8", "replace").decode(),
        data=pdu,
        scts=None,
        concat=None,
        pdu=pdu,
    )
    assert codec.decode(codec.encode(part), FROM_MODEMD) == part
