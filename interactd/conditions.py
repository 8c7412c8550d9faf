"""How people say what they want to be told of, English and French: as tables of folded phrases, and what they mean.

"is", "is not" and "is no longer" may stand before a comparison, and turn it round; alone they stand before a state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal

from interactd.folding import fold
from interactd.times.reader import Reader
from interactd.times.vocabulary import ENGLISH, FRENCH, Vocabulary
from smsbus.phrases import Language

Relation = Literal["above", "below", "at-least", "at-most", "is", "is-not"]

_OPPOSITE: Mapping[Relation, Relation] = {
    "above": "at-most",
    "below": "at-least",
    "at-least": "below",
    "at-most": "above",
    "is": "is-not",
    "is-not": "is",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The phrases of one language."""

    language: Language
    vocabulary: Vocabulary
    before: frozenset[str]
    """What may stand before a wish."""
    triggers: Mapping[str, frozenset[str]]
    """Verbs, each with what must stand behind it."""
    copulas: Mapping[str, bool]
    """Verbs before a state or a comparison; True: negative."""
    nots: frozenset[str]
    comparisons: Mapping[str, Relation]
    fillers: frozenset[str]
    """Words between comparison and limit that say nothing."""
    limited_by_until: frozenset[str]
    minus: frozenset[str]
    verbs: Mapping[str, str]
    """Verbs that say a state by themselves."""
    units: frozenset[str]
    comma_for_thousands: bool
    whole: tuple[str, ...]
    """Questions about a {thing}."""
    of_state: tuple[str, ...]
    """Questions about whether a {thing} is {state}."""
    with_article: frozenset[str]
    """Those of them for a thing that was said without one of `articles`."""
    articles: frozenset[str]

    def questions(self, thing: str, state: str | None) -> tuple[str, ...]:
        """The texts that may be the question for the value of `thing`, or for whether it is in `state`."""
        forms = self.whole if state is None else (self.whole[0], *self.of_state, *self.whole[1:])
        if fold(thing).split(" ")[0] in self.articles:
            forms = tuple(form for form in forms if form not in self.with_article)
        return tuple(form.replace("{state}", state or "").replace("{thing}", thing) for form in forms)


def comparison(reader: Reader, grammar: Grammar, at: int) -> tuple[Relation, int] | None:
    """The comparison with a number that stands here, up to that number."""
    verb = _verb(reader, grammar, at)
    start, negative = (verb[1], verb[0]) if verb else (at, False)
    found = reader.phrase(grammar.comparisons, start)
    # "passe à 25", "est plus grande que": the longest phrase that begins with the verb, or with what is behind it.
    whole = reader.phrase(grammar.comparisons, at)
    if whole and (not found or whole[1] >= found[1]):
        found, negative = whole, False
    if verb and not found:
        negated = reader.one_of(grammar.nots, start)
        behind = start if negated is None else negated
        found = reader.phrase(grammar.comparisons, behind)
        negative = negative or negated is not None
        relation, end = found or ("is", behind)
    elif found:
        relation, end = found
    else:
        return None
    filler = reader.one_of(grammar.fillers, end)
    return _OPPOSITE[relation] if negative else relation, end if filler is None else filler


def copula(reader: Reader, grammar: Grammar, at: int) -> tuple[Literal["is", "is-not"], int] | None:
    """The "is" or "is not" that stands here, before a state."""
    verb = _verb(reader, grammar, at)
    if not verb:
        return None
    negated = reader.one_of(grammar.nots, verb[1])
    if verb[0] or negated is not None:
        return "is-not", verb[1] if negated is None else negated
    return "is", verb[1]


def _verb(reader: Reader, grammar: Grammar, at: int) -> tuple[bool, int] | None:
    return reader.phrase(grammar.copulas, at)


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _phrases(firsts: str, seconds: str) -> list[str]:
    """Every first with every second, written as "one|two"; `_` for none."""
    pairs = product(firsts.split("|"), seconds.split("|"))
    return [" ".join(word for word in pair if word != "_") for pair in pairs]


_SYMBOLS: dict[str, Relation] = {
    ">": "above",
    "<": "below",
    ">=": "at-least",
    "<=": "at-most",
    "≥": "at-least",
    "≤": "at-most",
}
_UNITS = _words(
    "c f k celsius fahrenheit kelvin w kw kwh wh v ma mv l m3 m m2 cm mm km h hpa mbar bar pa ppm ppb lux lx lm db dbm"
    " kg g kmh rpm eur euro euros volt volts watt watts percent pct"
)
_EN_UNITS = _words("degree degrees litre litres liter liters metre metres meter meters")
_FR_UNITS = _words("degre degres pourcent litre litres metre metres")

_WHEN = frozenset({"when", "as soon as", "once", "whenever"})
_QUAND = frozenset({"quand", "des que", "des qu", "lorsque", "lorsqu", "le jour ou"})

_EN_COMPARED = "greater|higher|more|larger|bigger|warmer|hotter|louder|brighter"
_EN_COMPARED_DOWN = "less|lower|smaller|fewer|colder|cooler|darker"
_FR_COMPARED = "grand|grande|eleve|elevee|haut|haute|chaud|chaude|fort|forte|important|importante"
_FR_COMPARED_DOWN = "petit|petite|bas|basse|froid|froide|faible"

GRAMMARS = (
    Grammar(
        language="en",
        vocabulary=ENGLISH,
        before=frozenset({"please", "pls", "can you", "could you", "can you please", "could you please"}),
        triggers={
            **dict.fromkeys(("tell me", "inform me", "say"), _WHEN),
            **dict.fromkeys(
                ("let me know", "warn me", "alert me", "notify me", "text me", "message me", "send me a message"),
                _WHEN | {"if"},
            ),
        },
        copulas={
            **dict.fromkeys(
                _words("is are becomes become gets get goes go turns turn stays stay rises falls drops climbs"), False
            ),
            **dict.fromkeys(("isn t", "aren t", "isnt", "arent"), True),
        },
        nots=frozenset({"not", "no longer", "no more"}),
        comparisons={
            **dict.fromkeys(("above", "over", "exceeds", "exceed", "beyond"), "above"),
            **dict.fromkeys(_phrases(_EN_COMPARED, "than"), "above"),
            **dict.fromkeys(("below", "under", "beneath"), "below"),
            **dict.fromkeys(_phrases(_EN_COMPARED_DOWN, "than"), "below"),
            **dict.fromkeys(("at least", "reaches", "reach", "hits", "up to"), "at-least"),
            **dict.fromkeys(_phrases("rises|climbs|goes up", "to"), "at-least"),
            **dict.fromkeys(("at most", "down to"), "at-most"),
            **dict.fromkeys(_phrases("falls|drops|goes down|sinks", "to"), "at-most"),
            **dict.fromkeys(("equals", "equal to", "exactly", "at"), "is"),
            **_SYMBOLS,
        },
        fillers=frozenset({"the"}),
        limited_by_until=frozenset(),
        minus=frozenset({"minus"}),
        verbs={
            "opens": "open",
            "closes": "closed",
            **dict.fromkeys(("turns on", "goes on", "switches on", "comes on"), "on"),
            **dict.fromkeys(("turns off", "goes off", "switches off"), "off"),
        },
        units=_UNITS | _EN_UNITS | set(_phrases("degree|degrees", "c|celsius|f|fahrenheit")) | {"per cent", "km h"},
        comma_for_thousands=True,
        whole=("{thing}", "what is {thing}", "what is the {thing}"),
        of_state=("is {thing} {state}", "is the {thing} {state}"),
        with_article=frozenset({"what is the {thing}", "is the {thing} {state}"}),
        articles=frozenset({"the", "a", "an", "my", "our"}),
    ),
    Grammar(
        language="fr",
        vocabulary=FRENCH,
        before=frozenset({"stp", "svp", "s il te plait", "s il vous plait", "peux tu", "tu peux", "pouvez vous"}),
        triggers={
            **dict.fromkeys(_phrases("dis|dites", "moi"), _QUAND),
            **dict.fromkeys(
                _phrases("previens|prevenez|avertis|avertissez|alerte|alertez|informe|informez|notifie|notifiez", "moi")
                + _phrases("me", "prevenir|avertir|alerter|informer")
                + _phrases("envoie moi|envoyez moi", "un sms|un message|un texto"),
                _QUAND | {"si", "s"},
            ),
        },
        copulas={
            **dict.fromkeys(_words("est sont devient deviennent passe passent descend tombe monte reste"), False),
            # "n'est" alone: "pas" and "plus" behind it say the same once more.
            **dict.fromkeys(("n est", "ne sont", "n est pas", "n est plus", "ne sont pas", "ne sont plus"), True),
            **dict.fromkeys(("ne passe pas", "ne reste pas"), True),
        },
        nots=frozenset({"pas", "plus"}),
        comparisons={
            **dict.fromkeys(("depasse", "depassent", "excede", "plus de"), "above"),
            **dict.fromkeys(_phrases("au dessus", "de|des|du|d"), "above"),
            **dict.fromkeys(_phrases("superieur|superieure|superieurs|superieures", "a"), "above"),
            **dict.fromkeys([f"plus {word} que" for word in _FR_COMPARED.split("|")], "above"),
            **dict.fromkeys(("moins de", "sous", "sous les"), "below"),
            **dict.fromkeys(_phrases("en dessous|au dessous", "de|des|du|d"), "below"),
            **dict.fromkeys(_phrases("inferieur|inferieure|inferieurs|inferieures", "a"), "below"),
            **dict.fromkeys([f"plus {word} que" for word in _FR_COMPARED_DOWN.split("|")], "below"),
            **dict.fromkeys([f"moins {word} que" for word in _FR_COMPARED.split("|")], "below"),
            **dict.fromkeys(("au moins", "atteint", "atteignent", "monte a", "monte jusqu a"), "at-least"),
            **dict.fromkeys(_phrases("superieur|superieure", "ou egal a|ou egale a"), "at-least"),
            **dict.fromkeys(("au plus", "au maximum", "descend a", "tombe a", "descend jusqu a"), "at-most"),
            **dict.fromkeys(_phrases("inferieur|inferieure", "ou egal a|ou egale a"), "at-most"),
            **dict.fromkeys(("egal a", "egale a", "a"), "is"),
            **_SYMBOLS,
        },
        fillers=frozenset({"les", "la barre des"}),
        limited_by_until=frozenset({"monte", "descend"}),
        minus=frozenset({"moins"}),
        verbs={
            "s ouvre": "ouvert",
            "s ouvrent": "ouvert",
            "se ferme": "fermé",
            "se ferment": "fermé",
            "s allume": "allumé",
            "s eteint": "éteint",
        },
        units=_UNITS | _FR_UNITS | set(_phrases("degre|degres", "c|celsius")) | {"pour cent", "km h"},
        comma_for_thousands=False,
        whole=("{thing}", "quelle est {thing}", "quel est {thing}", "quelle est la {thing}", "quel est le {thing}"),
        of_state=(
            "{thing} est {state}",
            "est-ce que {thing} est {state}",
            "{thing} est-elle {state}",
            "{thing} est-il {state}",
        ),
        with_article=frozenset({"quelle est la {thing}", "quel est le {thing}"}),
        articles=frozenset({"le", "la", "l", "les", "un", "une", "mon", "ma", "notre"}),
    ),
)
