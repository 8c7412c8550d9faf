"""Conditions: phrases as folding leaves them, comparisons and their opposites."""

import pytest

from interactd import conditions
from interactd.conditions import GRAMMARS, Grammar, Relation
from interactd.folding import fold
from interactd.times.reader import LONGEST_PHRASE, Reader
from smsbus.phrases import LANGUAGES

ENGLISH, FRENCH = GRAMMARS


def reader(grammar: Grammar, text: str) -> Reader:
    return Reader(words=text.split(), known=grammar.vocabulary)


@pytest.mark.parametrize("grammar", GRAMMARS, ids=lambda grammar: grammar.language)
def test_every_phrase_is_folded_and_short_enough_to_be_found(grammar: Grammar) -> None:
    tables = (grammar.before, grammar.triggers, grammar.copulas, grammar.nots, grammar.comparisons, grammar.verbs)
    found = [phrase for table in (*tables, grammar.units, grammar.fillers) for phrase in table]
    assert [phrase for phrase in found if phrase[0] not in "<>≤≥" and fold(phrase) != phrase] == []
    assert max(len(phrase.split()) for phrase in found) <= LONGEST_PHRASE


@pytest.mark.parametrize(
    ("grammar", "text", "relation", "behind"),
    [
        (ENGLISH, "is above 25", "above", 2),
        (ENGLISH, "above 25", "above", 1),
        (ENGLISH, "is not above 25", "at-most", 3),
        (ENGLISH, "isn t above 25", "at-most", 3),
        (ENGLISH, "is no longer below 5", "at-least", 4),
        (ENGLISH, "is less than 25", "below", 3),
        (ENGLISH, "rises to 25", "at-least", 2),
        (ENGLISH, "is 25", "is", 1),
        (ENGLISH, "is not 25", "is-not", 2),
        (ENGLISH, ">= 25", "at-least", 1),
        (FRENCH, "depasse les 25", "above", 2),
        (FRENCH, "est superieure a 25", "above", 3),
        (FRENCH, "est superieure ou egale a 25", "at-least", 5),
        (FRENCH, "passe au dessus de 25", "above", 4),
        (FRENCH, "n est plus au dessus de 25", "at-most", 6),
        (FRENCH, "est plus grande que 25", "above", 4),
        (FRENCH, "est a 25", "is", 2),
        (FRENCH, "n est pas a 25", "is-not", 4),
        (FRENCH, "descend a 25", "at-most", 2),
    ],
)
def test_comparisons(grammar: Grammar, text: str, relation: Relation, behind: int) -> None:
    assert conditions.comparison(reader(grammar, text), grammar, 0) == (relation, behind)


def test_is_and_is_not_before_a_state() -> None:
    assert conditions.copula(reader(ENGLISH, "becomes open"), ENGLISH, 0) == ("is", 1)
    assert conditions.copula(reader(ENGLISH, "is no longer open"), ENGLISH, 0) == ("is-not", 3)
    assert conditions.copula(reader(FRENCH, "n est plus ouverte"), FRENCH, 0) == ("is-not", 3)
    assert conditions.copula(reader(FRENCH, "la porte"), FRENCH, 0) is None


def test_braces_in_a_thing_mean_nothing() -> None:
    assert ENGLISH.questions("{state} {x}", None)[0] == "{state} {x}"


def test_every_language_has_its_grammar() -> None:
    assert {grammar.language for grammar in GRAMMARS} == set(LANGUAGES)
