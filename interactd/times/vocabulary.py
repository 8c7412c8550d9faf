"""The words in which people say times, English and French, as tables of folded phrases.

What they mean together is read by the modules beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from smsbus.phrases import Language

Part = Literal["morning", "afternoon", "evening", "night"]

MINUTE_S = 60
HOUR_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The phrases of one language; folded, words parted by single blanks."""

    language: Language
    delay: frozenset[str]
    """Before a delay: "in" ten minutes."""
    later: frozenset[str]
    """Behind a delay: ten minutes "from now"."""
    at: frozenset[str]
    """Before a time of day."""
    bare_hours: bool
    """Whether "at 7" is a time: French says "à 7h", and sets a heating "à 19"."""
    until: frozenset[str]
    lasting: frozenset[str]
    """Before a duration: "for" two hours."""
    articles: frozenset[str]
    """Numbers only before a unit: "in an hour"."""
    numbers: Mapping[str, int]
    units: Mapping[str, int]
    """Seconds."""
    calendar: Mapping[str, int]
    """Days."""
    fractions: Mapping[str, int]
    """Delays without a number, in seconds."""
    and_: str
    quarters: Mapping[str, int]
    """Behind a unit: so many quarters of it more."""
    quarters_before: Mapping[str, int]
    """Between a number and its unit: "one and a half hours"."""
    o_clock: frozenset[str]
    """Behind an hour, perhaps with minutes behind it."""
    minutes_before: Mapping[str, int]
    past: Mapping[str, int]
    """Between minutes and hour: 1 for "past", -1 for "to"."""
    minutes_behind: Mapping[str, int]
    minus: frozenset[str]
    """Between hour and minutes: "8h moins 10"."""
    hours: Mapping[str, int]
    """Hours with a name; 24 is the midnight at the end of the day."""
    halves_of_day: Mapping[str, Literal["am", "pm"]]
    parts_of_clock: Mapping[str, Part]
    parts_of_day: Mapping[str, Part]
    days: Mapping[str, tuple[int, Part | None]]
    """Days from today, and the part of that day."""
    on: Mapping[str, bool]
    """Before the name of a day or a date; True: never today."""
    next: frozenset[str]
    """Behind the name of a day: never today."""
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    of: frozenset[str]
    """Between day and month."""
    first: frozenset[str]
    """The first of a month, in words."""
    day_first: bool
    """Whether 5/6 is the fifth of June. Without: not understood, since it may be the sixth of May as well."""
    not_before: frozenset[str]
    """What stands before a time that says something else than "then"."""
    repeated: frozenset[str]
    """What makes a time come back: "every"; before one of `periods` or right before the time."""
    periods: frozenset[str]
    polite: frozenset[str]


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _numbered(words: str, start: int = 0) -> dict[str, int]:
    return {word.replace("_", " "): start + place for place, word in enumerate(words.split())}


_EN_UNITS = _numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_EN_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_FR_UNITS = _numbered(
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix_sept dix_huit"
    " dix_neuf"
) | {"une": 1}
_FR_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "quatre vingt dix": 90}


def _joined(units: dict[str, int], tens: dict[str, int], joints: Mapping[int, str]) -> dict[str, int]:
    compound = {
        f"{ten}{joints.get(unit, ' ')}{name}": value + unit
        for ten, value in tens.items()
        if value < 60
        for name, unit in units.items()
        if 1 <= unit <= 9
    }
    return units | tens | compound


ENGLISH = Vocabulary(
    language="en",
    delay=frozenset({"in"}),
    later=frozenset({"from now", "later"}),
    at=frozenset({"at"}),
    bare_hours=True,
    until=frozenset({"until", "till", "til"}),
    lasting=frozenset({"for", "during"}),
    articles=frozenset({"a", "an"}),
    numbers=_joined(_EN_UNITS, _EN_TENS, {}) | {"a": 1, "an": 1},
    units={
        **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
        **dict.fromkeys(("m", "mn", "min", "mins", "minute", "minutes"), MINUTE_S),
        **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), HOUR_S),
    },
    calendar={"d": 1, "day": 1, "days": 1, "week": 7, "weeks": 7},
    fractions={
        **dict.fromkeys(("half an hour", "a half hour", "half hour", "1/2 hour"), 1800),
        **dict.fromkeys(("a quarter of an hour", "quarter of an hour", "a quarter hour", "quarter hour"), 900),
        **dict.fromkeys(("three quarters of an hour", "3 quarters of an hour", "3/4 hour"), 2700),
    },
    and_="and",
    quarters={"and a half": 2, "and half": 2, "and a quarter": 1, "and three quarters": 3},
    quarters_before={"and a half": 2, "and half": 2, "and a quarter": 1},
    o_clock=frozenset({"o clock", "oclock", "h", "hours", "hrs"}),
    minutes_before={"half past": 30, "quarter past": 15, "a quarter past": 15, "quarter to": -15, "a quarter to": -15},
    past={"past": 1, "minutes past": 1, "to": -1, "minutes to": -1},
    minutes_behind={},
    minus=frozenset(),
    hours={"noon": 12, "midday": 12, "midnight": 24},
    halves_of_day={"am": "am", "a m": "am", "pm": "pm", "p m": "pm"},
    parts_of_clock={
        "in the morning": "morning",
        "in the afternoon": "afternoon",
        "in the evening": "evening",
        "at night": "night",
    },
    parts_of_day={
        "morning": "morning",
        "afternoon": "afternoon",
        "evening": "evening",
        "night": "night",
        "in the morning": "morning",
        "in the afternoon": "afternoon",
        "in the evening": "evening",
    },
    days={
        "today": (0, None),
        "this morning": (0, "morning"),
        "this afternoon": (0, "afternoon"),
        "this evening": (0, "evening"),
        "tonight": (0, "night"),
        "tomorrow": (1, None),
        "day after tomorrow": (2, None),
        "the day after tomorrow": (2, None),
    },
    on={"on": False, "on the": False, "the": False, "this": False, "on this": False, "next": True, "on next": True},
    next=frozenset(),
    weekdays=_numbered("monday tuesday wednesday thursday friday saturday sunday"),
    months=_numbered("january february march april may june july august september october november december", 1)
    | _numbered("jan feb mar apr may jun jul aug sep oct nov dec", 1)
    | {"sept": 9},
    of=frozenset({"of"}),
    first=frozenset({"first"}),
    day_first=False,
    not_before=_words(
        "and or to until till til from since before after by between not about around except than for like"
    ),
    repeated=frozenset({"every", "each", "daily", "weekly"}),
    periods=_words("hour day weekday morning afternoon evening night week month year"),
    polite=frozenset({"please", "pls", "plz", "thanks", "thank you", "thx"}),
)

FRENCH = Vocabulary(
    language="fr",
    delay=frozenset({"dans"}),
    later=frozenset({"plus tard"}),
    at=frozenset({"a"}),
    bare_hours=False,
    until=frozenset({"jusqu a", "jusqu au", "jusqua", "jusque", "jusqu"}),
    lasting=frozenset({"pendant", "durant"}),
    articles=frozenset(),
    numbers=_joined(_FR_UNITS, _FR_TENS, {1: " et "}),
    units={
        **dict.fromkeys(("s", "sec", "seconde", "secondes"), 1),
        **dict.fromkeys(("mn", "min", "mins", "minute", "minutes"), MINUTE_S),
        **dict.fromkeys(("h", "heure", "heures"), HOUR_S),
    },
    calendar={"j": 1, "jour": 1, "jours": 1, "semaine": 7, "semaines": 7},
    fractions={
        **dict.fromkeys(("une demi heure", "une demie heure", "1/2 heure", "demi heure"), 1800),
        **dict.fromkeys(("un quart d heure", "1 quart d heure", "1/4 d heure", "quart d heure"), 900),
        **dict.fromkeys(("trois quarts d heure", "3 quarts d heure", "3/4 d heure"), 2700),
    },
    and_="et",
    quarters={
        **dict.fromkeys(("et demie", "et demi"), 2),
        **dict.fromkeys(("et quart", "et un quart", "un quart"), 1),
        **dict.fromkeys(("trois quarts", "et trois quarts"), 3),
    },
    quarters_before={},
    o_clock=frozenset({"h", "heure", "heures"}),
    minutes_before={},
    past={},
    minutes_behind={
        **dict.fromkeys(("et demie", "et demi"), 30),
        **dict.fromkeys(("et quart", "et un quart"), 15),
        **dict.fromkeys(("moins le quart", "moins quart", "moins un quart"), -15),
    },
    minus=frozenset({"moins"}),
    hours={"midi": 12, "minuit": 24},
    halves_of_day={},
    parts_of_clock={
        "du matin": "morning",
        "du mat": "morning",
        "de l apres midi": "afternoon",
        "du soir": "evening",
        "de la nuit": "night",
    },
    parts_of_day={
        "matin": "morning",
        "au matin": "morning",
        "dans la matinee": "morning",
        "apres midi": "afternoon",
        "aprem": "afternoon",
        "soir": "evening",
        "au soir": "evening",
    },
    days={
        "aujourd hui": (0, None),
        "ajd": (0, None),
        "ce matin": (0, "morning"),
        "cet apres midi": (0, "afternoon"),
        "cette apres midi": (0, "afternoon"),
        "cet aprem": (0, "afternoon"),
        "ce soir": (0, "evening"),
        "cette nuit": (0, "night"),
        "demain": (1, None),
        "apres demain": (2, None),
    },
    on={"le": False, "ce": False, "le prochain": True},
    next=frozenset({"prochain"}),
    weekdays=_numbered("lundi mardi mercredi jeudi vendredi samedi dimanche"),
    months=_numbered("janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre", 1)
    | _numbered("janv fev mars avr mai juin juil aout sept oct nov dec", 1)
    | {"fevr": 2},
    of=frozenset({"de", "du mois de"}),
    first=frozenset({"premier"}),
    day_first=True,
    not_before=_words("et ou jusqu jusque jusqua de depuis des avant apres entre pas sauf que y vers pour"),
    repeated=frozenset({"chaque", "tous les", "toutes les"}),
    periods=frozenset(
        _words("heure jour matin soir nuit semaine mois an heures jours matins soirs nuits semaines ans")
        | _words("lundis mardis mercredis jeudis vendredis samedis dimanches")
    ),
    polite=frozenset({"stp", "svp", "merci", "s il te plait", "s il vous plait"}),
)

VOCABULARIES = (ENGLISH, FRENCH)
