from __future__ import annotations

import pytest

from ctl.watchdog.listener import BrokenProtocol, Event, Listener

TICK = b"ver:3.0 server:supervisor serial:1 pool:watchdog poolserial:1 eventname:TICK_5 len:15\nwhen:1700000005"
RUNNING = (
    b"ver:3.0 server:supervisor serial:2 pool:watchdog poolserial:2 eventname:PROCESS_STATE_RUNNING len:58\n"
    b"processname:routerd groupname:routerd from_state:STARTING "
)
EVENTS = [
    Event(name="TICK_5", values={"when": "1700000005"}),
    Event(
        name="PROCESS_STATE_RUNNING",
        values={"processname": "routerd", "groupname": "routerd", "from_state": "STARTING"},
    ),
]


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1000])
def test_events_come_out_whole_in_whatever_pieces_they_come_in(size: int) -> None:
    octets = TICK + RUNNING
    listener = Listener()
    events = []
    for start in range(0, len(octets), size):
        events += listener.feed(octets[start : start + size])
    assert events == EVENTS


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_the_length_counts_characters_not_octets(size: int) -> None:
    # 27 characters in 30 octets, then another event right behind.
    payload = "processname:été groupname:é"
    assert (len(payload), len(payload.encode())) == (27, 30)
    octets = b"eventname:PROCESS_STATE_FATAL len:27\n" + payload.encode() + TICK
    listener = Listener()
    events = []
    for start in range(0, len(octets), size):
        events += listener.feed(octets[start : start + size])
    assert events == [
        Event(name="PROCESS_STATE_FATAL", values={"processname": "été", "groupname": "é"}),
        EVENTS[0],
    ]


def test_an_event_without_a_payload_is_one() -> None:
    assert Listener().feed(b"eventname:SUPERVISOR_STATE_CHANGE_STOPPING len:0\n") == [
        Event(name="SUPERVISOR_STATE_CHANGE_STOPPING", values={})
    ]


def test_nothing_is_an_event_before_its_last_character_came() -> None:
    assert Listener().feed(TICK[:-1]) == []


@pytest.mark.parametrize(
    "octets",
    [
        b"hello\n",
        b"\n",
        b"eventname:TICK_5\n",
        b"len:15\n",
        b"eventname:TICK_5 len:\n",
        b"eventname:TICK_5 len:-1\n",
        b"eventname:TICK_5 len:1e3\n",
        "eventname:TICK_5 len:١٥\n".encode(),
        b"eventname:TICK_5 len:1000001\n",
        b"eventname:TICK_5 len:" + b"9" * 400 + b"\n",
        b"\xff\xfe\x00\n",
        b"x" * 5000,
        b"x" * 5000 + b"\n",
    ],
)
def test_what_is_no_header_breaks_off(octets: bytes) -> None:
    with pytest.raises(BrokenProtocol):
        Listener().feed(octets)
