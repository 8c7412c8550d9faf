from __future__ import annotations

from typing import Any

import pytest

from ctl.status_page import Paragraph, latest, paragraphs, signal, signal_bars, sim, storage
from tests.ctl import documents


def table(status: dict[str, Any], header: str, **options: Any) -> Paragraph:
    return next(each for each in paragraphs(status, **options) if header in each.headers)


@pytest.mark.parametrize(
    ("percent", "bars"),
    [
        *((-1, "····"), (0, "····"), (1, "▂···"), (25, "▂···"), (26, "▂▄··"), (68, "▂▄▆·")),
        *((76, "▂▄▆█"), (100, "▂▄▆█"), (140, "▂▄▆█")),
    ],
)
def test_a_signal_has_as_many_bars_as_quarters_begun(percent: int, bars: str) -> None:
    assert signal_bars(percent) == bars


def test_a_terminal_without_the_characters_gets_no_bars() -> None:
    assert signal(documents.modem()) == "-71 dBm (68 %)"
    assert table(documents.status(), "modem", bars=False).rows[0][2] == "-71 dBm (68 %)"
    assert signal(documents.modem(signal=None), bars=True) is None


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"facts": None}, None),
        ({}, None),
        ({"state": "sim-locked", "facts": None}, "locked"),
        ({"state": "sim-locked", "sim_trouble": "puk"}, "puk"),
    ],
)
def test_the_sim_is_ready_locked_or_unknown(changes: dict[str, Any], shown: str | None) -> None:
    trouble = changes.pop("sim_trouble", None)
    assert sim({**documents.modem(**changes), "sim_trouble": trouble}) == shown


def test_a_sim_that_was_identified_is_ready() -> None:
    modem = documents.modem()
    assert sim({**modem, "facts": {**modem["facts"], "sim": "4f2a"}}) == "ready"


def test_storages_are_used_of_total() -> None:
    assert storage(documents.modem()) == "SM 2/30"
    assert storage(documents.modem(facts=None)) is None


def test_equipments_stand_under_their_object_once_and_show_their_values() -> None:
    values = {"signal": 68, "network": "Simulated", "message": None, "sender": "Alice"}
    status = documents.status(
        equipments=[
            documents.equipment(name="Barn", parent_object=None, enabled=False, values={}),
            documents.equipment(name="House", parent_object="Home", values=values),
            documents.equipment(name="Garage", parent_object="Home", values={"signal": None}),
            documents.equipment(name="Secret", visible=False),
        ]
    )
    assert table(status, "equipment").rows == [
        ("Home", "Garage", "signal", None),
        ("", "House", "signal", "68 %"),
        ("", "", "network", "Simulated"),
        ("", "", "message", None),
        ("", "", "sender", "Alice"),
        (None, "Barn (disabled)", None, None),
    ]


def test_only_the_last_messages_are_shown() -> None:
    inbox = [documents.inbox(id=number, received_at=documents.AT + number) for number in range(9, 0, -1)]
    outbox = [documents.outbox(id=50, queued_at=documents.AT + 8)]
    assert [message["id"] for message in latest(inbox, outbox)] == [9, 8, 50, 7, 6]


def test_what_there_is_nothing_of_has_no_paragraph() -> None:
    bare = documents.status(modems=[], equipments=[], daemons=[], alerts=[])
    assert [each.headers for each in paragraphs({**bare, "queues": None})] == [()]
