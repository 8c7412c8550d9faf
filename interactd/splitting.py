"""Several questions in one text: "is the alarm on and what is the temperature of the bedroom".

Only where the operator has named split words, and only between whole words. Whether the pieces are questions is for
the dialogue to find out: it tries the whole text first, and the pieces only if every one of them is understood. A piece
gets no word from another: "the temperature of the bedroom and of the kitchen" stays what it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from interactd.folding import fold

MOST_QUESTIONS = 3
LONGEST_CHARS = 480

_EDGES = " \t\r\n\f\v,;."


def halves(text: str, words: Sequence[str]) -> tuple[str, ...]:
    """The questions in `text`, in its own spelling: cut at each of `words` (a word, several, or signs such as ";"), and
    at line ends. The text alone where there is nothing to cut, where no split word is configured, and where it would be
    cut into more than `MOST_QUESTIONS`: none of several questions is dropped.
    """
    phrases = sorted({tuple(fold(word).split()) for word in words} - {()}, key=len, reverse=True)
    signs = {word.strip() for word in words if word.strip() and not fold(word)}
    if not (phrases or signs) or len(text) > LONGEST_CHARS:
        return (text,)
    # Composed, a letter with its accent is one word character.
    composed = unicodedata.normalize("NFC", text)
    lines = re.split("|".join(["[\r\n]+", *map(re.escape, sorted(signs))]), composed)
    questions = [piece.strip(_EDGES) for line in lines for piece in _pieces(line, phrases)]
    questions = [question for question in questions if fold(question)]
    return tuple(questions) if 2 <= len(questions) <= MOST_QUESTIONS else (text,)


def _pieces(line: str, phrases: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """What stands between the phrases, of which the longest counts ("and then" before "and")."""
    found = list(re.finditer(r"\w+", line))
    folded = [fold(word[0]) for word in found]
    start = at = 0
    while at < len(found):
        count = next((len(phrase) for phrase in phrases if tuple(folded[at : at + len(phrase)]) == phrase), 0)
        if count:
            yield line[start : found[at].start()]
            start = found[at + count - 1].end()
        at += count or 1
    yield line[start:]
