from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctl.commands.interaction import test_body as body_of_a_trial
from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Refusal, Smsctl

ANSWER = {"outcome": "answered", "text": "16.3 °C", "interaction": "temperature", "explanation": None}


def test_a_trial_asks_as_the_contact_and_prints_the_answer(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["interaction.test"] = ANSWER
    done = smsctl("interaction", "test", "how warm ?", "--from", "Alice")
    assert done.out == "outcome      answered\ntext         16.3 °C\ninteraction  temperature\nexplanation  -\n"
    assert (routerd.asked[0].text, routerd.asked[0].sender) == ("how warm ?", "Alice")
    assert json.loads(smsctl("--json", "interaction", "test", "how warm ?").out) == ANSWER


def test_how_a_text_was_understood_is_shown_when_asked_for(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    explanation = 'exact: no sentence\nfuzzy: 95 temperature "how warm"\nfuzzy, 95: temperature "how warm"'
    routerd.answers["interaction.test"] = {**ANSWER, "explanation": explanation}
    assert smsctl("interaction", "test", "how wrm").out.endswith('\nexplanation  fuzzy, 95: temperature "how warm"\n')
    assert smsctl("interaction", "test", "how wrm", "--explain").out.endswith(
        "\nexplanation  exact: no sentence\n"
        '             fuzzy: 95 temperature "how warm"\n'
        '             fuzzy, 95: temperature "how warm"\n'
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


def test_what_is_scheduled_is_listed_and_a_watch_says_how_often_and_until_when(
    routerd: FakeRouterd, smsctl: Smsctl
) -> None:
    watch = documents.errand(id=4, what="warm ?\x1b[2J", every_s=60, expires_at=documents.AT, contact=None)
    routerd.answers["interaction.scheduled"] = [documents.errand(), watch]
    assert smsctl("interaction", "scheduled", "--from", "Alice").out.splitlines() == [
        "ID  DUE                  EVERY  UNTIL                FROM          STATE    WHAT",
        "3   2026-11-18 11:06:40  -      -                    Alice         waiting  open the gate",
        "4   2026-11-18 11:06:40  60 s   2026-11-18 11:06:40  +33639980001  waiting  warm ?\\x1b[2J",
    ]
    listed = json.loads(smsctl("interaction", "scheduled", "--json").out)
    assert (listed[0]["due_at"], listed[0]["every_s"]) == ("2026-11-18T11:06:40.250Z", None)
    assert [asked.contact for asked in routerd.asked] == ["Alice", None]


def test_nothing_scheduled_is_a_line(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["interaction.scheduled"] = []
    assert smsctl("interaction", "scheduled").out == "nothing scheduled\n"


def test_cancel_shows_what_is_not_done_any_more(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["interaction.cancel"] = documents.errand(state="cancelled", reason="by a client")
    out = smsctl("interaction", "cancel", "3").out
    assert "what       open the gate\nstate      cancelled\nreason     by a client\n" in out
    assert json.loads(smsctl("--json", "interaction", "cancel", "3").out)["state"] == "cancelled"
    assert [asked.errand for asked in routerd.asked] == [3, 3]
    routerd.answers["interaction.cancel"] = Refusal("state", "errand 3 is done: there is nothing left to cancel")
    assert smsctl("interaction", "cancel", "3").code == 2
