"""What interactd raises on purpose: the file's fault at load, the world's fault when a value is read."""

from __future__ import annotations

from pathlib import Path


class InteractdError(Exception):
    """Root of what interactd raises on purpose."""


class DeclarationError(InteractdError):
    """Something declared cannot be used. `sentences` adds file and line, which it finds by the text at fault
    (`template`) or by the `key` it stands under.
    """

    def __init__(self, reason: str, template: str | None = None, *, key: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.template = template
        self.key = key


class SentencesError(InteractdError):
    """interactions.toml cannot be used; reads `FILE:LINE: "TEMPLATE": REASON`."""

    def __init__(self, path: Path, line: int | None, template: str | None, reason: str) -> None:
        place = f"{path}:{line}" if line else f"{path}"
        super().__init__(f'{place}: "{template}": {reason}' if template else f"{place}: {reason}")
        self.path = path
        self.line = line
        self.template = template
        self.reason = reason


class SourceFailed(InteractdError):
    """A source gave no value. The reason is for the log: it holds nothing that the source or the sender wrote.

    `uncertain`: what it was to do may have been done all the same, as when an answer never came.
    """

    def __init__(self, reason: str, *, uncertain: bool = False) -> None:
        super().__init__(reason)
        self.uncertain = uncertain


class ReplyFailed(InteractdError):
    """A reply could not be made of this value; the reason holds nothing of the value."""


class ReplyEmpty(ReplyFailed):
    """There is nothing to say."""
