from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctl.commands.interaction import test_body as body_of_a_trial
from tests.ctl.conftest import FakeRouterd, Refusal, Smsctl

ANSWER = {"outcome": "answered", "text": "16.3 °C", "interaction": "temperature", "explanation": None}


def test_a_trial_asks_as_the_contact_and_prints_the_answer(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["interaction.test"] = ANSWER
    done = smsctl("interaction", "test", "how warm ?", "--from", "Alice")
    assert done.out == "outcome      answered\ntext         16.3 °C\ninteraction  temperature\nexplanation  -\n"
    assert (routerd.asked[0].text, routerd.asked[0].sender) == ("how warm ?", "Alice")
    assert json.loads(smsctl("--json", "interaction", "test", "how warm ?").out) == ANSWER


def test_how_a_text_was_understood_is_shown_when_asked_for(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    explanation = 'sentence "how warm", slots: none\nexact: no sentence\nfuzzy: 95 temperature "how warm"'
    routerd.answers["interaction.test"] = {**ANSWER, "explanation": explanation}
    assert smsctl("interaction", "test", "how wrm").out.endswith('explanation  sentence "how warm", slots: none\n')
    assert smsctl("interaction", "test", "how wrm", "--explain").out.endswith(
        'explanation  sentence "how warm", slots: none\n'
        "             exact: no sentence\n"
        '             fuzzy: 95 temperature "how warm"\n'
    )


def test_without_from_nobody_in_particular_asks() -> None:
    assert body_of_a_trial("hello", None) == {"text": "hello", "sender": None}


def test_no_interactd_ends_with_6(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["interaction.test"] = Refusal("unavailable", "no interactd is connected")
    assert smsctl("interaction", "test", "hello").code == 6


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[[interaction]]\nname = 'x'\nsentences = ['hello']\nvalue = { text = 'y' }\nreply = '{{ value }}'\n", 0),
        ("[[interaction]]\nname = 'x'\nsentences = ['hello {nothing}']\nreply = 'y'\n", 2),
    ],
)
def test_check_lets_interactd_read_the_file(smsctl: Smsctl, settings_path: Path, text: str, code: int) -> None:
    (settings_path.parent / "interactions.toml").write_text(text, encoding="utf-8")
    done = smsctl("interaction", "check")
    assert done.code == code, done
    if code:
        assert "interactions.toml" in done.err and done.err.count("\n") == 1
