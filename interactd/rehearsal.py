"""What would go wrong at a question, tried out when interactions.toml is read: no value that a list can give, and no
sentence, is left to be found wanting by whoever texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from interactd.connectors.source import Source
from interactd.errors import DeclarationError, SourceFailed
from interactd.folding import fold
from interactd.lists import SlotList
from interactd.recognition import Effort, Exhausted, Recognizer
from interactd.templates import Template

DRY_STEPS = 4000
"""Steps that comparing one template with a text made to be hard for it may take."""
HARD_CHARS = 480

_PLAIN = re.compile(r"\w[\w -]*")


class Rehearsal:
    """Tries sentences and sources with the values of `lists`, which may still be filled."""

    def __init__(self, lists: Mapping[str, SlotList]) -> None:
        self._lists = lists
        self._telling: dict[str, list[str]] = {}

    def sentence(self, template: Template) -> None:
        """Compares a sentence with its own example, and with that example over and over. Raises `DeclarationError`."""
        example = fold(template.shape.example)
        hard = " ".join([example] * (HARD_CHARS // len(example) + 1))[:HARD_CHARS]
        try:
            reading = Recognizer(example, self._lists, Effort(DRY_STEPS)).read(template.shape.pattern)
            Recognizer(hard, self._lists, Effort(DRY_STEPS)).read(template.shape.pattern)
        except Exhausted:
            raise DeclarationError("takes too long to compare: make it several", template.written) from None
        if reading is None:
            reason = f'does not match "{template.shape.example}"; is there a blank missing?'
            raise DeclarationError(reason, template.written)

    def source(self, source: Source, names: Mapping[str, str]) -> None:
        """Puts the values of lists into the slots of `source`, which `names` maps to their lists. Raises
        `DeclarationError`: a value may not stand there.

        The other slots get a value that may stand in most places, in a number, or one of their own lists: one at fault
        there is found when it is its turn.
        """
        own = {slot: next(iter(self._lists[name].outs), "x") for slot, name in names.items()}
        for slot, name in names.items():
            for out in self._values(name):
                ways = (dict.fromkeys(names, "x"), dict.fromkeys(names, "1"), own)
                failure = _failure(source, [others | {slot: out} for others in ways])
                if failure is not None:
                    raise DeclarationError(f"{failure}: {out!r} of the list {name}", key=source.kind)

    def _values(self, name: str) -> list[str]:
        if name not in self._telling:
            self._telling[name] = telling(self._lists[name].outs)
        return self._telling[name]


def telling(outs: Iterable[str]) -> list[str]:
    """Those of many values by which a source shows whether it takes them: all with signs in them, and of others, which
    only letters, digits and blanks make, the first of each sort.
    """
    first: dict[tuple[bool, ...], str] = {}
    signs = []
    for out in outs:
        if _PLAIN.fullmatch(out):
            first.setdefault((out.isdecimal(), out.isascii(), " " in out), out)
        else:
            signs.append(out)
    return [*first.values(), *signs]


def _failure(source: Source, ways: list[dict[str, str]]) -> SourceFailed | None:
    """Why none of these fills the source; None if one does."""
    failure = None
    for slots in ways:
        try:
            source.filled(slots)
        except SourceFailed as error:
            failure = error
        else:
            return None
    return failure
