"""`[synonyms]`: words that may be said for a word of the sentences and lists, wherever it stands there."""

from __future__ import annotations

from collections.abc import Mapping

from interactd.errors import DeclarationError
from interactd.folding import fold

MAX_SYNONYMS = 500
MAX_EACH = 20


def read(declared: object) -> dict[str, tuple[str, ...]]:
    """Each word of `declared`, folded, with what else may be said for it. Raises `DeclarationError`."""
    if not isinstance(declared, dict):
        raise DeclarationError("synonyms must be a table: [synonyms]", key="synonyms")
    if len(declared) > MAX_SYNONYMS:
        raise DeclarationError(f"synonyms has more than {MAX_SYNONYMS} words", key="synonyms")
    found: dict[str, tuple[str, ...]] = {}
    for word, others in declared.items():
        folded = _folded(word, word)
        if folded in found:
            raise DeclarationError(f'synonyms has "{folded}" twice', key=word)
        if not isinstance(others, list) or not others or len(others) > MAX_EACH:
            raise DeclarationError(f"the synonyms of {word} must be a list of at most {MAX_EACH} texts", key=word)
        found[folded] = tuple(dict.fromkeys(text for other in others if (text := _folded(other, word)) != folded))
    return _without_empty(found)


def _without_empty(found: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {word: others for word, others in found.items() if others}


def _folded(text: object, word: str) -> str:
    folded = fold(text) if isinstance(text, str) else ""
    if not folded:
        raise DeclarationError(f"a synonym of {word} must be a text with a word in it", key=word)
    return folded
