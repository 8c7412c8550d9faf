"""Whether a PIN may be tried: the table."""

import pytest

from modemd.pin import Attempt, DoNotTry, Outcome, Try, decide, fingerprint
from smsbus.sim_trouble import SimTrouble

ATTEMPTED, ACCEPTED, REFUSED = Outcome.ATTEMPTED, Outcome.ACCEPTED, Outcome.REFUSED


@pytest.mark.parametrize(
    ("history", "remaining"),
    [
        (None, 3),
        (None, 2),
        (None, None),  # the modem does not tell: one attempt per value
        (Attempt(outcome=ACCEPTED), 3),
        (Attempt(outcome=ACCEPTED), None),
        (Attempt(outcome=ATTEMPTED, remaining=3), 3),  # nobody saw the end, but it cost nothing
        (Attempt(outcome=ATTEMPTED, remaining=2), 3),
    ],
)
def test_it_may_be_tried(history: Attempt | None, remaining: int | None) -> None:
    assert decide("1234", None, history, remaining) == Try()


@pytest.mark.parametrize(
    ("pin", "problem", "history", "remaining", "words"),
    [
        (None, None, None, 3, "none is set"),
        ("", None, None, 3, "none is set"),
        (None, "pin_file /x cannot be read", None, 3, "pin_file /x cannot be read"),
        ("12a4", None, None, 3, "4 to 8 digits"),
        ("１２３４", None, None, 3, "4 to 8 digits"),
        ("1234", None, None, 1, "one PIN attempt left"),
        ("1234", None, Attempt(outcome=ACCEPTED), 1, "one PIN attempt left"),
        ("1234", None, None, 0, "one PIN attempt left"),
        ("1234", None, Attempt(outcome=REFUSED, remaining=3), 3, "refused"),
        ("1234", None, Attempt(outcome=REFUSED), None, "refused"),
        ("1234", None, Attempt(outcome=ATTEMPTED, remaining=3), 2, "nobody saw the end"),
        ("1234", None, Attempt(outcome=ATTEMPTED, remaining=3), None, "nobody saw the end"),
        ("1234", None, Attempt(outcome=ATTEMPTED), 3, "nobody saw the end"),
    ],
)
def test_it_must_not_be_tried_and_the_reason_says_why(
    pin: str | None, problem: str | None, history: Attempt | None, remaining: int | None, words: str
) -> None:
    decision = decide(pin, problem, history, remaining)
    assert isinstance(decision, DoNotTry)
    assert words in decision.reason
    assert "1234" not in decision.reason


def test_a_fingerprint_depends_on_key_modem_and_value() -> None:
    prints = {fingerprint(key, modem, pin) for key in (b"k", b"l") for modem in ("a", "b") for pin in ("1234", "4321")}
    assert len(prints) == 8


@pytest.mark.parametrize(
    ("pin", "problem", "history", "remaining", "trouble"),
    [
        ("", None, None, 3, SimTrouble.PIN_NEEDED),
        (None, "pin_file /x cannot be read", None, 3, SimTrouble.PIN_UNUSABLE),
        ("12a4", None, None, 3, SimTrouble.PIN_UNUSABLE),
        ("1234", None, None, 1, SimTrouble.PIN_LAST),
        ("1234", None, Attempt(outcome=REFUSED), None, SimTrouble.PIN_REFUSED),
        ("1234", None, Attempt(outcome=ATTEMPTED), 3, SimTrouble.PIN_REFUSED),
    ],
)
def test_why_it_must_not_be_tried_is_a_word_for_programs_too(
    pin: str | None, problem: str | None, history: Attempt | None, remaining: int | None, trouble: SimTrouble
) -> None:
    decision = decide(pin, problem, history, remaining)
    assert isinstance(decision, DoNotTry)
    assert decision.trouble is trouble
