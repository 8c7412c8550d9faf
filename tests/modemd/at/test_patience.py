"""What is answered at once is given up sooner; what is slow, never."""

import pytest

from modemd.at.commands import Plain, SetFunctionality
from modemd.at.message_commands import DeleteMessage, ListMessages, ReadMessage, SelectStorages, TestStorages
from modemd.at.patience import Patience


def test_a_command_has_all_its_time_until_it_was_answered_at_once() -> None:
    patience = Patience()
    assert patience.limit_s(ReadMessage(index=3), 10.0) == 10.0
    patience.answered(ReadMessage(index=3), 0.2)
    assert patience.limit_s(ReadMessage(index=17), 10.0) == 3.0
    assert patience.limit_s(DeleteMessage(index=17), 10.0) == 10.0


def test_one_that_took_long_or_was_not_answered_has_all_its_time_again() -> None:
    patience = Patience()
    patience.answered(Plain(text="AT+CSQ"), 0.1)
    patience.answered(Plain(text="AT+CSQ"), 2.5)
    assert patience.limit_s(Plain(text="AT+CSQ"), 10.0) == 10.0
    patience.answered(Plain(text="AT+CSQ"), 0.1)
    patience.missed(Plain(text="AT+CSQ"))
    assert patience.limit_s(Plain(text="AT+CSQ"), 10.0) == 10.0


def test_asking_what_is_offered_says_nothing_of_setting_it() -> None:
    patience = Patience()
    patience.answered(TestStorages(), 0.1)
    assert patience.limit_s(SelectStorages(names=("SM",)), 10.0) == 10.0


@pytest.mark.parametrize("command", [ListMessages(), SetFunctionality(level=1)])
def test_what_has_a_limit_of_its_own_keeps_it(command: ListMessages | SetFunctionality) -> None:
    patience = Patience()
    patience.answered(command, 0.1)
    assert patience.limit_s(command, 10.0) == command.limit_s


def test_no_command_is_given_more_than_the_settings_say() -> None:
    patience = Patience()
    patience.answered(Plain(text="AT"), 0.1)
    assert patience.limit_s(Plain(text="AT"), 1.5) == 1.5


def test_what_was_never_asked_is_given_up_sooner_too_once_the_modem_has_shown_that_it_is_quick() -> None:
    patience = Patience()
    for number in range(19):
        patience.answered(Plain(text=f"AT+A{number}"), 0.1)
    assert patience.limit_s(Plain(text="AT+NEW"), 10.0) == 10.0
    patience.answered(Plain(text="AT+A19"), 0.1)
    assert patience.limit_s(Plain(text="AT+NEW"), 10.0) == 3.0
    patience.missed(Plain(text="AT+NEW"))
    assert patience.limit_s(Plain(text="AT+NEW"), 10.0) == 10.0
    patience.answered(Plain(text="AT+NEW"), 2.0)
    assert patience.limit_s(Plain(text="AT+NEW"), 10.0) == 10.0
