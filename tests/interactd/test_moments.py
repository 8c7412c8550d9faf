"""Moments: the time cut off a text, the rest as it was written, and how the moment is told."""

import time
from datetime import UTC, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactd.moments import Impossible, Moment, Timed, ending, split, words
from interactd.times.calendar import Trouble
from interactd.times.vocabulary import VOCABULARIES
from smsbus import phrases
from smsbus.phrases import Language

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 25, 17, 32, tzinfo=PARIS).timestamp()  # a Wednesday


def local(at: float) -> str:
    return datetime.fromtimestamp(at, PARIS).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "rest", "at"),
    [
        ("Open the gate in 10 minutes", "Open the gate", "2026-11-25 17:42"),
        ("Open the gate in ten min.", "Open the gate", "2026-11-25 17:42"),
        ("In 10 minutes, open the Gate!", "open the Gate!", "2026-11-25 17:42"),
        ("open the gate 10 minutes from now", "open the gate", "2026-11-25 17:42"),
        ("open the gate in an hour and a half", "open the gate", "2026-11-25 19:02"),
        ("open the gate in 2h", "open the gate", "2026-11-25 19:32"),
        ("open the gate in half an hour please", "open the gate", "2026-11-25 18:02"),
        ("open the gate in 3 days", "open the gate", "2026-11-28 17:32"),
        ("open the gate in 2 days at 7", "open the gate", "2026-11-27 07:00"),
        ("is the gate open at 18:30 ?", "is the gate open", "2026-11-25 18:30"),
        ("open the gate at 17:30", "open the gate", "2026-11-26 17:30"),
        ("open the gate at 5:30 pm", "open the gate", "2026-11-26 17:30"),
        ("open the gate at 6:30 p.m.", "open the gate", "2026-11-25 18:30"),
        ("open the gate at 7", "open the gate", "2026-11-26 07:00"),
        ("at 7 open the gate", "open the gate", "2026-11-26 07:00"),
        ("open the gate at 7 in the evening", "open the gate", "2026-11-25 19:00"),
        ("open the gate at half past seven", "open the gate", "2026-11-26 07:30"),
        ("open the gate at 18.15", "open the gate", "2026-11-25 18:15"),
        ("open the gate at noon", "open the gate", "2026-11-26 12:00"),
        ("open the gate at midnight", "open the gate", "2026-11-26 00:00"),
        ("open the gate tonight at 8", "open the gate", "2026-11-25 20:00"),
        ("open the gate at 8 tonight", "open the gate", "2026-11-25 20:00"),
        ("open the gate tomorrow at 7", "open the gate", "2026-11-26 07:00"),
        ("open the gate at 7 tomorrow morning", "open the gate", "2026-11-26 07:00"),
        ("open the gate tomorrow morning at 7", "open the gate", "2026-11-26 07:00"),
        ("tomorrow open the gate at 7", "open the gate", "2026-11-26 07:00"),
        ("at 7 open the gate tomorrow", "open the gate", "2026-11-26 07:00"),
        ("open the gate tomorrow 7pm", "open the gate", "2026-11-26 19:00"),
        ("open the gate on Monday at 7:15", "open the gate", "2026-11-30 07:15"),
        ("open the gate on 24 December at 18:00", "open the gate", "2026-12-24 18:00"),
        ("open the gate on the 24th of December at 6 pm", "open the gate", "2026-12-24 18:00"),
        ("open the gate on 2 january at 8", "open the gate", "2027-01-02 08:00"),
        ("what was the temperature at 7", "what was the temperature", "2026-11-26 07:00"),
        ("turn off every light at 22:00", "turn off every light", "2026-11-25 22:00"),
        ("Ouvre le portail dans 10 minutes", "Ouvre le portail", "2026-11-25 17:42"),
        ("Dans 10 min ouvre le Portail", "ouvre le Portail", "2026-11-25 17:42"),
        ("ouvre le portail dans une heure et demie", "ouvre le portail", "2026-11-25 19:02"),
        ("ouvre le portail dans 2h30", "ouvre le portail", "2026-11-25 20:02"),
        ("ouvre le portail dans un quart d'heure", "ouvre le portail", "2026-11-25 17:47"),
        ("ouvre le portail dans une demi-heure stp", "ouvre le portail", "2026-11-25 18:02"),
        ("ouvre le portail à 17h30", "ouvre le portail", "2026-11-26 17:30"),
        ("ouvre le portail à 18 h", "ouvre le portail", "2026-11-25 18:00"),
        ("ouvre le portail a 7h du matin", "ouvre le portail", "2026-11-26 07:00"),
        ("ouvre le portail à 8h moins le quart", "ouvre le portail", "2026-11-26 07:45"),
        ("ouvre le portail à sept heures", "ouvre le portail", "2026-11-26 07:00"),
        ("ouvre le portail à midi", "ouvre le portail", "2026-11-26 12:00"),
        ("ouvre le portail à minuit", "ouvre le portail", "2026-11-26 00:00"),
        ("ouvre le portail ce soir à 8h", "ouvre le portail", "2026-11-25 20:00"),
        ("ouvre le portail ce soir 20h", "ouvre le portail", "2026-11-25 20:00"),
        ("ouvre le portail cette nuit à 3h", "ouvre le portail", "2026-11-26 03:00"),
        ("ouvre le portail demain à 7h", "ouvre le portail", "2026-11-26 07:00"),
        ("demain à 7h allume le chauffage", "allume le chauffage", "2026-11-26 07:00"),
        ("demain allume le chauffage à 7h", "allume le chauffage", "2026-11-26 07:00"),
        ("ouvre le portail après-demain à 7h", "ouvre le portail", "2026-11-27 07:00"),
        ("ouvre le portail lundi à 7h15", "ouvre le portail", "2026-11-30 07:15"),
        ("ouvre le portail lundi matin à 7h", "ouvre le portail", "2026-11-30 07:00"),
        ("ouvre le portail le 24 décembre à 18h", "ouvre le portail", "2026-12-24 18:00"),
        ("ouvre le portail le 24/12 à 18h, s'il te plaît", "ouvre le portail", "2026-12-24 18:00"),
        ("ouvre le portail le 1er janvier à 8h", "ouvre le portail", "2027-01-01 08:00"),
        ("règle à 19 à 18h", "règle à 19", "2026-11-25 18:00"),
    ],
)
def test_the_time_is_cut_off_and_the_rest_stays_as_written(text: str, rest: str, at: str) -> None:
    found = split(text, NOW, PARIS)
    assert isinstance(found, Timed)
    assert (found.text, local(found.moment.at)) == (rest, at)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "at 7",
        "tomorrow at 7",
        "in 10 minutes please",
        "open door at 12 rue de Paris",
        "set the heating to 17:30",
        "turn on the light in the kitchen",
        "turn on the light in 2 rooms",
        "turn on the light for 10 minutes",
        "turn on the light until tomorrow at 7",
        "leave it on until 17:30",
        "what is the weather tomorrow",
        "in the living room turn on the light",
        "is anybody at home",
        "set the heating at 35",
        "in a moment open the gate",
        "open the gate before tomorrow at 7",
        "do not open at 7 or at 8",
        "play channel 5 in 10",
        "allume dans la chambre",
        "allume dans une chambre",
        "règle le chauffage à 19",
        "règle le chauffage à 19.50",
        "mets le volet à 50",
        "allume la lumière jusqu'à 17h30",
        "allume la lumière pendant 10 minutes",
        "quelle était la température il y a 2h",
        "allume la lumière de 7h à 8h",
        "quel temps fait-il demain",
        "pas demain à 7h",
        "open the gate in -5 minutes",
    ],
)
def test_what_is_no_time_stays_untouched(text: str) -> None:
    assert split(text, NOW, PARIS) is None


@pytest.mark.parametrize(
    ("text", "rest", "trouble", "language"),
    [
        ("open the gate at 25:70", "open the gate", "time_wrong", "en"),
        ("open the gate in 0 minutes", "open the gate", "time_now", "en"),
        ("open the gate today at 7", "open the gate", "time_passed", "en"),
        ("open the gate on 24 november at 7", "open the gate", "time_passed", "en"),
        ("open the gate in 99999999999999999999 hours", "open the gate", "time_too_far", "en"),
        ("open the gate every day at 7", "open the gate every day", "time_repeated", "en"),
        ("every monday at 7 open the gate", "open the gate", "time_repeated", "en"),
        ("ouvre le portail à 25h", "ouvre le portail", "time_wrong", "fr"),
        ("ouvre le portail dans 0 minute", "ouvre le portail", "time_now", "fr"),
        ("ouvre le portail aujourd'hui à 7h", "ouvre le portail", "time_passed", "fr"),
        ("ouvre le portail dans 400 jours", "ouvre le portail", "time_too_far", "fr"),
        ("ouvre le portail tous les jours à 7h", "ouvre le portail tous les jours", "time_repeated", "fr"),
        ("chaque lundi à 7h ouvre le portail", "ouvre le portail", "time_repeated", "fr"),
    ],
)
def test_a_time_that_cannot_be_says_why(text: str, rest: str, trouble: Trouble, language: Language) -> None:
    assert split(text, NOW, PARIS) == Impossible(text=rest, trouble=trouble, language=language)


def test_an_hour_that_the_clocks_skip_says_so() -> None:
    evening = datetime(2026, 3, 28, 20, 0, tzinfo=PARIS).timestamp()
    found = split("ouvre le portail demain à 2h30", evening, PARIS)
    assert found == Impossible(text="ouvre le portail", trouble="time_skipped", language="fr")


@pytest.mark.parametrize("language", phrases.LANGUAGES)
def test_every_trouble_has_its_phrase(language: Language) -> None:
    assert all(phrases.say(language, trouble) for trouble in get_args(Trouble))


def test_a_delay_is_relative_and_a_time_of_day_is_not() -> None:
    delay, appointment = split("open in 10 minutes", NOW, PARIS), split("ouvre à 18h", NOW, PARIS)
    assert delay == Timed(text="open", moment=Moment(at=NOW + 600, relative=True, language="en"))
    assert appointment == Timed(text="ouvre", moment=Moment(at=NOW + 28 * 60, relative=False, language="fr"))


@pytest.mark.parametrize(
    ("after_s", "relative", "english", "french"),
    [
        (600, True, "in 10 minutes (at 17:42)", "dans 10 minutes (à 17:42)"),
        (60, True, "in 1 minute (at 17:33)", "dans 1 minute (à 17:33)"),
        (45, True, "in 45 seconds (at 17:32)", "dans 45 secondes (à 17:32)"),
        (5400, True, "in 1 hour 30 minutes (at 19:02)", "dans 1 heure 30 minutes (à 19:02)"),
        (7 * 3600, True, "in 7 hours (tomorrow at 00:32)", "dans 7 heures (demain à 00:32)"),
        (
            3 * 86400,
            True,
            "in 3 days (on Saturday 28 November at 17:32)",
            "dans 3 jours (le samedi 28 novembre à 17:32)",
        ),
        (28 * 60, False, "at 18:00", "à 18:00"),
        (13 * 3600 + 28 * 60, False, "tomorrow at 07:00", "demain à 07:00"),
        (4 * 86400 + 13 * 3600 + 43 * 60, False, "on Monday 30 November at 07:15", "le lundi 30 novembre à 07:15"),
        (5 * 86400 + 13 * 3600 + 28 * 60, False, "on Tuesday 1 December at 07:00", "le mardi 1er décembre à 07:00"),
        (300 * 86400, False, "on Tuesday 21 September 2027 at 18:32", "le mardi 21 septembre 2027 à 18:32"),
        (-60, True, "at 17:31", "à 17:31"),
    ],
)
def test_a_moment_in_words(after_s: int, relative: bool, english: str, french: str) -> None:
    moment = Moment(at=NOW + after_s, relative=relative, language="en")
    assert words(moment, NOW, PARIS, "en") == english
    assert words(moment, NOW, PARIS, "fr") == french


@given(minutes=st.integers(1, 365 * 24 * 60), language=st.sampled_from(phrases.LANGUAGES))
def test_a_moment_in_words_is_understood_as_that_moment(minutes: int, language: Language) -> None:
    zone = ZoneInfo("Asia/Kolkata")  # no hour comes twice
    now = datetime(2026, 11, 25, 17, 32, tzinfo=UTC).timestamp()
    moment = Moment(at=now + minutes * 60, relative=False, language=language)
    assert split("gate " + words(moment, now, zone, language), now, zone) == Timed(text="gate", moment=moment)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("until tomorrow", "2026-11-27 00:00"),
        ("until tomorrow morning", "2026-11-26 12:00"),
        ("until tomorrow at 7", "2026-11-26 07:00"),
        ("till 18:30", "2026-11-25 18:30"),
        ("until 7 pm", "2026-11-25 19:00"),
        ("until 7 pm tomorrow", "2026-11-26 19:00"),
        ("until monday", "2026-12-01 00:00"),
        ("until midnight", "2026-11-26 00:00"),
        ("for 2 hours", "2026-11-25 19:32"),
        ("for a week", "2026-12-02 17:32"),
        ("jusqu'à demain", "2026-11-27 00:00"),
        ("jusqu’à 18h30", "2026-11-25 18:30"),
        ("jusqu'à demain à 7h", "2026-11-26 07:00"),
        ("jusqu'à ce soir", "2026-11-26 00:00"),
        ("jusqu'au 24 décembre", "2026-12-25 00:00"),
        ("pendant 2 heures", "2026-11-25 19:32"),
    ],
)
def test_how_long_something_lasts(text: str, at: str) -> None:
    found = ending(text, NOW, PARIS)
    assert isinstance(found, Moment)
    assert local(found.at) == at


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "for dinner", "until", "until the end", "in 2 hours", "jusqu'à 7", "for"]
)
def test_what_says_nothing_of_how_long(text: str) -> None:
    assert ending(text, NOW, PARIS) is None


def test_an_ending_that_cannot_be_says_why() -> None:
    assert ending("for 0 minutes", NOW, PARIS) == Impossible(text="", trouble="time_now", language="en")
    assert ending("jusqu'à 25h", NOW, PARIS) == Impossible(text="", trouble="time_wrong", language="fr")


PHRASES = sorted(
    {
        "10",
        "7",
        "7h",
        "17:30",
        "25:70",
        "2h30",
        "24/12",
        "the gate",
        "l'alarme",
        "jusqu'à",
        "?",
        "\u202e",
        "{{x}}",
        "9" * 50,
    }
    | {phrase for known in VOCABULARIES for table in (known.days, known.hours, known.units) for phrase in table}
    | {
        phrase
        for known in VOCABULARIES
        for table in (known.at, known.delay, known.until, known.polite)
        for phrase in table
    }
    | {phrase for known in VOCABULARIES for table in (known.months, known.numbers, known.quarters) for phrase in table}
)


@given(
    st.text() | st.lists(st.sampled_from(PHRASES), max_size=12).map(" ".join),
    st.floats(min_value=0, max_value=4e9),
    st.sampled_from(["Europe/Paris", "America/St_Johns", "Pacific/Apia", "UTC"]),
)
def test_any_text_is_a_time_in_the_coming_year_or_none(text: str, now: float, zone: str) -> None:
    for found in (split(text, now, ZoneInfo(zone)), ending(text, now, ZoneInfo(zone))):
        moment = found.moment if isinstance(found, Timed) else found
        if isinstance(moment, Moment):
            assert now < moment.at <= now + timedelta(days=366).total_seconds()
            assert words(moment, now, ZoneInfo(zone), "fr")
    found = split(text, now, ZoneInfo(zone))
    assert not isinstance(found, Timed) or found.text in text


@pytest.mark.parametrize("unit", ["in 10 minutes ", "at 7 ", "9", "demain ", "a", "et demie ", "\u202e", "'", "> "])
def test_long_texts_take_no_longer_than_reading_them(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    began = time.process_time()
    split(text, NOW, PARIS)
    ending(text, NOW, PARIS)
    assert time.process_time() - began < 2
