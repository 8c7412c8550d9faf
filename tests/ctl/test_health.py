from __future__ import annotations

from typing import Any

import pytest

from ctl.health import Health, judge, visible, without_routerd
from tests.ctl import documents


@pytest.mark.parametrize(
    ("changes", "health"),
    [
        ({}, Health.GOOD),
        ({"modems": []}, Health.GOOD),
        ({"alerts": [documents.alert("warning")]}, Health.WARNING),
        ({"alerts": [documents.alert("of a kind to come")]}, Health.WARNING),
        ({"alerts": [documents.alert("warning"), documents.alert("critical")]}, Health.CRITICAL),
        ({"daemons": [documents.daemon(), documents.daemon("other", answering=False)]}, Health.CRITICAL),
        ({"modems": [documents.modem(connected=False)]}, Health.CRITICAL),
        *(
            ({"modems": [documents.modem(state=state)]}, health)
            for state, health in (
                ("ready", Health.GOOD),
                ("opening", Health.WARNING),
                ("probing", Health.WARNING),
                ("registering", Health.WARNING),
                ("recovering", Health.WARNING),
                ("absent", Health.CRITICAL),
                ("sim-locked", Health.CRITICAL),
            )
        ),
    ],
)
def test_the_worst_part_decides(changes: dict[str, Any], health: Health) -> None:
    assert judge(documents.status(**changes)) is health


def test_without_routerd_all_is_critical_and_every_key_is_there() -> None:
    status = without_routerd("/etc/smsbus/smsbus.toml", "no answer")
    assert status.keys() == documents.status().keys()
    assert judge(status) is Health.CRITICAL


def test_equipment_is_grouped_by_parent_object_and_the_hidden_left_out() -> None:
    equipments = [
        documents.equipment(name="Free", parent_object=None),
        documents.equipment(name="Zoo", parent_object="Home"),
        documents.equipment(name="Barn", parent_object="Farm"),
        documents.equipment(name="Attic", parent_object="Home"),
        documents.equipment(name="Secret", visible=False),
    ]
    assert [equipment["name"] for equipment in visible(equipments)] == ["Barn", "Attic", "Zoo", "Free"]
