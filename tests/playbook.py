"""Plays for cores: what goes in and when, what must come out; a failure prints both plays side by side.

perform(core, [
    Scene(at=0.0, incoming=..., outputs=[...]),
    Scene(at=1.5, incoming=TimePassed(), outputs=[]),
])
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pytest


class Core(Protocol):
    """Anything with the shape of a core."""

    def handle(self, incoming: Any, now: float) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """At this moment this comes in, and this must come out."""

    at: float
    incoming: Any
    outputs: Sequence[Any]


def perform(core: Core, script: Sequence[Scene]) -> None:
    """Gives the core every scene's input; fails with the play as written and as performed where they differ."""
    performed = [
        Scene(at=scene.at, incoming=scene.incoming, outputs=list(core.handle(scene.incoming, scene.at)))
        for scene in script
    ]
    compare(script, performed)


def compare(script: Sequence[Scene], performed: Sequence[Scene]) -> None:
    """Fails unless both plays are the same, line by line."""
    expected, actual = list(_lines(script)), list(_lines(performed))
    if expected != actual:
        pytest.fail(
            "the play went differently (- as written, + as performed):\n" + "\n".join(difflib.ndiff(expected, actual))
        )


def _lines(script: Sequence[Scene]) -> Iterator[str]:
    for scene in script:
        yield f"{scene.at:10.3f} >> {scene.incoming!r}"
        for output in scene.outputs:
            yield f"           << {output!r}"
