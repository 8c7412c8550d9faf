"""A folded text with the words that are unknown here put right: slips of the pen, blanks left out, blanks too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import islice, product

from interactd import lexicon
from interactd.resemblance import ALIKE, LITTLE_ALIKE, nearest, score, slip

MAX_CORRECTIONS = 12
MAX_UNKNOWN = 6
"""Words that are unknown: with more of them it is another text."""
MAX_EACH = 3
LONGEST_RUN = 40
"""Letters of a run of words without blanks that is taken apart."""
MAX_PARTS = 5


def corrections(words: str, vocabulary: Set[str], spellings: Sequence[str]) -> list[str]:
    """Texts that `words` may stand for, at most `MAX_CORRECTIONS`: every word of them is in `vocabulary`, or a number.
    `spellings` are the words of the vocabulary that may have slips.
    """
    found: dict[str, None] = {}
    for variant in _joined(words.split(), vocabulary):
        unknown = [word for word in variant if not _known(word, vocabulary)]
        if len(unknown) > MAX_UNKNOWN:
            continue
        options = [[word] if _known(word, vocabulary) else _options(word, vocabulary, spellings) for word in variant]
        if all(options):
            found |= dict.fromkeys(" ".join(choice) for choice in islice(product(*options), MAX_CORRECTIONS))
    found.pop(words, None)
    return list(found)[:MAX_CORRECTIONS]


def _known(word: str, vocabulary: Set[str]) -> bool:
    return word in vocabulary or word.lstrip("-").replace(".", "").isdecimal()


def _joined(words: list[str], vocabulary: Set[str]) -> Iterator[list[str]]:
    """The words as they are, and with those put together that are one word here."""
    yield words
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] + word in vocabulary and not {joined[-1], word} <= vocabulary:
            joined[-1] += word
        else:
            joined.append(word)
    if joined != words:
        yield joined


def _options(word: str, vocabulary: Set[str], spellings: Sequence[str]) -> list[str]:
    apart = _apart(word, vocabulary)
    if apart:
        return [apart]
    near = [
        text for text, _, _ in nearest(word, spellings, least=ALIKE, most=8) if slip(word, text, vocabulary) is None
    ]
    if word not in lexicon.NEGATIONS and word not in lexicon.OPPOSITES:
        near += sorted(little for little in lexicon.LITTLE & vocabulary if score(word, little) >= LITTLE_ALIKE)
    return list(dict.fromkeys(near))[:MAX_EACH]


def _apart(word: str, vocabulary: Set[str]) -> str | None:
    """The fewest known words of which the word is made; a single letter only where an apostrophe is
    missing ("lalarme", "whats").
    """
    if len(word) > LONGEST_RUN:
        return None
    pieces: dict[int, list[str]] = {0: []}
    for end in range(1, len(word) + 1):
        for start in range(end):
            piece = word[start:end]
            before = pieces.get(start)
            if before is None or len(before) >= MAX_PARTS or not _piece(piece, start, end == len(word), vocabulary):
                continue
            if end not in pieces or len(before) + 1 < len(pieces[end]):
                pieces[end] = [*before, piece]
    found = pieces.get(len(word))
    return " ".join(found) if found and len(found) > 1 else None


def _piece(piece: str, start: int, last: bool, vocabulary: Set[str]) -> bool:
    if piece.isdecimal():
        return True
    return piece in vocabulary and (len(piece) > 1 or start == 0 or (last and piece == "s"))
