"""What handling one input works with."""

from __future__ import annotations

from routerd.exchange import Link, Log, Publish, Send, SettingsChanged
from smsbus.messages import WhoAreYou
from smsbus.questions import Question
from tests.routerd.house import ALICE, House, settings


def test_outputs_are_in_the_order_they_were_made(empty: House) -> None:
    work = empty.work()
    work.send(Link.MODEMS, b"p", WhoAreYou())
    work.event("alert", message="x")
    work.log("info", "verb", key=1)
    assert [type(output) for output in work.outputs] == [Send, Publish, Log]


def test_an_event_is_recorded_with_the_number_it_is_published_with(empty: House) -> None:
    work = empty.work()
    work.event("alert", message="x")
    [publish] = work.outputs
    assert isinstance(publish, Publish)
    row = empty.store.row("SELECT seq, at FROM event")
    assert row is not None
    assert (publish.event.seq, publish.event.at) == (row["seq"], row["at"]) == (1, round(empty.now * 1000))


def test_the_directory_is_read_again_after_a_change_only(empty: House) -> None:
    work = empty.work()
    before = work.directory
    assert work.directory is before
    work.directory_changed()
    assert work.directory is not before


def test_the_directory_knows_our_own_numbers_from_the_settings(house: House) -> None:
    house.settings = settings(house.folder, modems=(), extra=f'[modems.gsm]\nport = "sim:"\nnumber = "{ALICE}"')
    assert house.work().directory.own == {ALICE}


def test_a_number_that_becomes_ours_when_the_settings_are_read_again_is_no_longer_asked(house: House) -> None:
    ours = settings(house.folder, modems=(), extra=f'[modems.gsm]\nport = "sim:"\nnumber = "{ALICE}"')
    house.feed(SettingsChanged(settings=ours))
    house.greet()
    house.receive()
    assert house.seen(Question) == []
    assert house.inbox()[0]["reason"] == "own-number"
