"""What kind of modem it is."""

from __future__ import annotations

import pytest

from modemd.simulator.settings import Conditions, Settings


def test_out_of_the_box_nothing_waits_and_nothing_is_locked() -> None:
    settings = Settings()
    conditions = settings.conditions
    assert (conditions.submit_delay_s, conditions.deliver_delay_s, conditions.report_delay_s) == (0.0, 0.0, 0.0)
    assert settings.pin is None
    assert conditions.registered


@pytest.mark.parametrize(
    ("stat", "registered"),
    [(0, False), (1, True), (2, False), (3, False), (4, False), (5, True), (6, True), (8, False)],
)
def test_messages_pass_at_home_and_roaming(stat: int, registered: bool) -> None:
    assert Conditions(registration=stat).registered is registered
