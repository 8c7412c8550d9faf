"""What smsbus itself says to a correspondent, in every language it speaks: the texts are in `phrases.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Literal, get_args

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_WORD = re.compile(r"\{(\w+)\}")


def say(language: Language, name: str, **words: str) -> str:
    """The phrase `name` with its words filled in, once: braces in a word mean nothing. Raises KeyError for an unknown
    phrase or a word that is missing: both are ours to know.
    """
    return _WORD.sub(lambda place: words[place[1]], _phrases()[language][name])


def in_all_languages(name: str) -> tuple[str, ...]:
    """The phrase `name` as it is written in each language."""
    return tuple(phrases[name] for phrases in _phrases().values())


def fixed() -> frozenset[str]:
    """Every sentence that has no words to fill in, in all languages: what another gateway of this kind would say.

    Not a single word: a person who is told "(MORE)" may text just that.
    """
    said = (text for phrases in _phrases().values() for text in phrases.values())
    return frozenset(text for text in said if " " in text and not _WORD.search(text))


@functools.cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    loaded: Mapping[str, Mapping[str, str]] = tomllib.loads(
        resources.files("smsbus").joinpath("phrases.toml").read_text(encoding="utf-8")
    )
    return loaded
