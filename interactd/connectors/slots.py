"""`{room}` in a path, an argument or a text: which slots are named, and the values put in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from interactd.errors import SourceFailed

# Other braces stay as they are: programs have their own uses for them (`{print $1}`, `{{.Name}}`).
_PLACEHOLDER = re.compile(r"(?<!\{)\{([A-Za-z_][A-Za-z0-9_]*)\}(?!\})")


def names(template: str) -> frozenset[str]:
    """The slots that `template` names."""
    return frozenset(_PLACEHOLDER.findall(template))


def fill(template: str, slots: Mapping[str, str]) -> str:
    """`template` with the slots' values, put in once: braces in a value mean nothing. Raises `SourceFailed`."""
    missing = names(template) - slots.keys()
    if missing:
        raise SourceFailed(f"the sentence gave no {min(missing)}")
    return _PLACEHOLDER.sub(lambda place: slots[place[1]], template)
