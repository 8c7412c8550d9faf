"""Garbage on every socket stops no daemon, is answered or counted, and disturbs nobody else."""

import random
from collections.abc import Iterator

import msgpack
import pytest
import zmq

from smsbus import config
from tests.acceptance.house import ALICE, ANSWER, QUESTION, House, eventually, new_house

pytestmark = pytest.mark.acceptance

ENDPOINTS = ("modems", "interactions", "clients", "events")
SEED = 7


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with new_house() as house:
        house.plug()
        house.up()
        house.ready()
        yield house.with_alice()


def garbage() -> list[list[bytes]]:
    rng = random.Random(SEED)
    kinds = [b"hello", b"sms.part", b"job.result", b"answer", b"send", b"ping", b"status", b"welcome", b"\xff\xfe", b""]
    bodies = [
        b"",
        b"\xc1",
        b"\x80",
        b"\x90",
        b"\x91" * 5000,
        b"\x81\xa2id" * 2000,
        b"\xdf\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"x" * 60_000,
        msgpack.packb({"id": [1], "to": {}, "text": None}),
        msgpack.packb({"id": 1, "modem": "sim", "boot": 5, "key": "k"}),
        msgpack.packb({"modem": "nobody", "boot": "b", "pid": 1}),
        msgpack.packb({"name": "interactd", "boot": "", "pid": -1, "interactions": -1}),
    ]
    shaped = [[b"smsbus/1", kind, body] for kind in kinds for body in bodies]
    random_frames = [[rng.randbytes(rng.randrange(200)) for _ in range(rng.randrange(1, 12))] for _ in range(100)]
    return [*shaped, *random_frames, [b"smsbus/2", b"ping", b"\x80"], [b""] * 300, [b"smsbus/1"]]


@pytest.mark.parametrize("name", ENDPOINTS)
def test_garbage_stops_no_daemon(house: House, name: str) -> None:
    before = {program: house.pid(program) for program in ("routerd", "interactd", "modemd-sim")}
    endpoint = config.load(house.settings_path).endpoint(name)  # type: ignore[arg-type]
    with zmq.Context() as context, context.socket(zmq.SUB if name == "events" else zmq.DEALER) as socket:
        socket.setsockopt(zmq.LINGER, 2000)
        if name == "events":
            socket.setsockopt(zmq.SUBSCRIBE, b"")
        socket.connect(endpoint)
        for frames in garbage():
            if name == "events":
                socket.setsockopt(zmq.SUBSCRIBE, b"".join(frames)[:200])
            else:
                socket.send_multipart(frames)
        if name == "clients":
            answered(socket)
    answers = house.phone.texts_to(ALICE).count(ANSWER)
    house.phone.text(QUESTION)
    eventually(lambda: house.phone.texts_to(ALICE).count(ANSWER) > answers, "an answer")
    assert {program: house.pid(program) for program in before} == before


def answered(socket: zmq.Socket[bytes]) -> None:
    """Well-formed requests that cannot be done are answered, with an error each."""
    replies = []
    while socket.poll(2000):
        replies.append(socket.recv_multipart())
    bodies = [msgpack.unpackb(frames[-1]) for frames in replies]
    codes = {body["error"]["code"] for body in bodies if not body["ok"]}
    assert {"malformed", "unknown-kind"} <= codes


def test_a_frame_above_the_limit_ends_only_its_own_connection(house: House) -> None:
    endpoint = config.load(house.settings_path).endpoint("clients")
    with zmq.Context() as context, context.socket(zmq.DEALER) as socket:
        socket.setsockopt(zmq.LINGER, 0)
        socket.connect(endpoint)
        socket.send_multipart([b"smsbus/1", b"ping", b"x" * 5_000_000])
        assert not socket.poll(300)
    assert house.run("status").returncode == 0


def test_garbage_is_counted(house: House) -> None:
    with house.client() as client:
        counters = client.request("stats")
    assert sum(count for name, count in counters.items() if "malformed" in name or "unknown" in name) >= 100


def test_a_req_socket_is_served_with_its_delimiter(house: House) -> None:
    with zmq.Context() as context, context.socket(zmq.REQ) as socket:
        socket.setsockopt(zmq.LINGER, 0)
        socket.connect(config.load(house.settings_path).endpoint("clients"))
        socket.send_multipart([b"smsbus/1", b"ping", msgpack.packb({"id": "r1"})])
        assert socket.poll(5000)
        version, kind, body = socket.recv_multipart()
    assert (version, kind) == (b"smsbus/1", b"reply")
    assert msgpack.unpackb(body)["id"] == "r1"
