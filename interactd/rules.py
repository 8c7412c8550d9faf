"""`[rules]`: pieces of sentences that several sentences share, as `<name>`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from interactd import templates
from interactd.errors import DeclarationError
from interactd.folding import fold_template
from interactd.templates import Shape, Surroundings

MAX_RULES = 200
MAX_DEPTH = 8


def read(declared: Mapping[str, object], around: Surroundings) -> dict[str, Shape]:
    """The rules `declared`, which may name each other and what is `around`. Raises `DeclarationError`."""
    if len(declared) > MAX_RULES:
        raise DeclarationError(f"there are more than {MAX_RULES} rules")
    for name, written in declared.items():
        if not name.isidentifier() or not name.isascii():
            raise DeclarationError(f"the rule {name!r} needs a name of letters, digits and _", key=name)
        if not isinstance(written, str):
            raise DeclarationError(f'the rule {name} must be a text: {name} = "(what is|tell me)"', key=name)
    reader = _Reader({name: str(written) for name, written in declared.items()}, around)
    for name in declared:
        reader.read(name, ())
    return reader.shapes


class _Reader:
    """Reads each rule once, those it names before it."""

    def __init__(self, declared: Mapping[str, str], around: Surroundings) -> None:
        self._declared = declared
        self._around = around
        self.shapes: dict[str, Shape] = {}

    def read(self, name: str, within: tuple[str, ...]) -> None:
        if name in self.shapes:
            return
        written = self._declared[name]
        path = (*within, name)
        if name in within:
            raise DeclarationError(f"the rule {name} holds itself: {' -> '.join(path[path.index(name) :])}", key=name)
        if len(path) > MAX_DEPTH:
            raise DeclarationError(f"rules are within each other more than {MAX_DEPTH} deep", key=name)
        for other in templates.rule_references(fold_template(written)):
            if other in self._declared:
                self.read(other, path)
        try:
            template = templates.parse_piece(written, replace(self._around, rules=self.shapes))
        except DeclarationError as error:
            raise DeclarationError(f"the rule {name}: {error.reason}", written, key=name) from None
        self.shapes[name] = template.shape
