"""Ends of the process between any two outputs of an ask: asked once, answered once, and the asker learns it."""

from __future__ import annotations

from pathlib import Path

import pytest

from routerd.exchange import FromClient, Input
from smsbus.messages import Outcome
from smsbus.requests_ask import AskListRequest, AskRequest
from tests.routerd.house import ALICE, CLIENT
from tests.routerd.test_crashes import World, each_crash

DOOR = "Open the door? (yes/no)"
GARAGE = "And the garage? (yes/no)"


def request(text: str, key: str) -> FromClient:
    asked = AskRequest(id=1, to="Alice", text=text, answers=["yes", "no"], key=key, timeout_s=3000)
    return FromClient(peer=CLIENT, request=asked)


def outcome(world: World, incoming: FromClient) -> tuple[str, str | None]:
    """What the asker learns by repeating its request."""
    world.replies.clear()
    world.run(incoming)
    [reply] = world.replies
    assert reply.ok, reply.error
    return reply.result["state"], reply.result["answer"]


def test_an_ask_is_asked_and_answered_once_wherever_the_process_ends(tmp_path: Path) -> None:
    door = request("Open the door?", "door")

    def begin(world: World) -> list[Input]:
        world.people = {DOOR: "Yes."}
        return [door]

    def check(world: World) -> None:
        promised = bool(world.replies)
        listed = len(world.house.result(AskListRequest(id=1)))
        assert listed == 1 or not promised
        outcome(world, door)  # a client that saw no reply asks again; one that did asks what became of it
        world.settle()
        assert outcome(world, door) == ("answered", "yes")
        assert len(world.house.result(AskListRequest(id=1))) == 1
        assert [(job.recipient, job.text) for job in world.on_air] == [(ALICE, DOOR)]
        assert [(message["text"], message["reason"]) for message in world.house.inbox()] == [("Yes.", "answer")]
        assert (world.acted, world.sim) == ([], {})
        assert [message["state"] for message in world.house.outbox()] == ["sent"]

    assert each_crash(tmp_path, begin, check) > 10


def test_two_asks_of_one_person_never_get_each_others_answer(tmp_path: Path) -> None:
    door, garage = request("Open the door?", "door"), request("And the garage?", "garage")

    def begin(world: World) -> list[Input]:
        world.people = {DOOR: "yes", GARAGE: "no"}
        return [door, garage]

    def check(world: World) -> None:
        for incoming in (door, garage):
            outcome(world, incoming)
        world.settle()
        assert outcome(world, door) == ("answered", "yes")
        assert outcome(world, garage) == ("answered", "no")
        assert [job.text for job in world.on_air] == [DOOR, GARAGE]
        assert world.acted == []

    assert each_crash(tmp_path, begin, check) > 20


@pytest.mark.parametrize("fate", [Outcome.FAILED, Outcome.UNCERTAIN])
def test_an_ask_whose_first_submission_goes_wrong_ends_with_its_answer(tmp_path: Path, fate: Outcome) -> None:
    door = request("Open the door?", "door")

    def begin(world: World) -> list[Input]:
        world.fates = [fate]
        world.people = {DOOR: "yes"}
        return [door]

    def check(world: World) -> None:
        outcome(world, door)
        world.settle()
        assert outcome(world, door) == ("answered", "yes")
        assert world.acted == []

    assert each_crash(tmp_path, begin, check) > 5
