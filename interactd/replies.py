"""Reply templates: the words of an answer. They are the operator's; what a sender or a source wrote is only ever data.

jinja2 in its sandbox, without loader and without globals; the output is cut at `MAX_CHARS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import jinja2
import jinja2.meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from interactd.errors import DeclarationError, ReplyEmpty, ReplyFailed

MAX_CHARS = 3000
CUT = "..."  # not the single character, which is not in the GSM alphabet and would double the price of the answer
MAX_DECIMALS = 6

WORDS = frozenset({"value", "unit", "result", "user", "contact", "equipment", "time", "date"})
"""What a reply may name besides its slots and named steps. Time is 14:05, date is 2025-01-31."""


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=False)
    environment.globals.clear()
    return environment


_ENVIRONMENT = _environment()


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """How a value is shown: `map` first, then so many decimals; the unit is a word of the reply."""

    unit: str = ""
    decimals: int | None = None
    map: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply template, ready to render."""

    written: str
    template: jinja2.Template


def read(written: str, slots: frozenset[str]) -> Reply:
    """The reply `written`, which may name `WORDS` and `slots`. Raises `DeclarationError`."""
    if not written.strip():
        raise DeclarationError("a reply may not be empty")
    try:
        parsed = _ENVIRONMENT.parse(written)
        names = jinja2.meta.find_undeclared_variables(parsed)
        template = _ENVIRONMENT.from_string(parsed)
    except jinja2.TemplateError as error:
        raise DeclarationError(f"is not a reply template: {error.message}", written) from None
    unknown = names - WORDS - slots
    if unknown:
        known = ", ".join(sorted(WORDS | slots))
        raise DeclarationError(f"names {min(unknown)}, which is none of {known}", written)
    return Reply(written=written, template=template)


def render(reply: Reply, words: Mapping[str, str]) -> str:
    """The answer. Raises `ReplyFailed`; `ReplyEmpty` when it comes out empty."""
    try:
        text = _rendered(reply, words)
    # A filter is fed whatever the source held and may raise anything; whatever it is, there is no reply.
    except Exception as error:  # noqa: BLE001 - see above
        raise ReplyFailed(f"the reply cannot be made ({type(error).__name__})") from None
    if not text:
        raise ReplyEmpty("the reply came out empty")
    return text


def show(value: str, display: Display) -> str:
    """The value as the reply shows it. Raises `ReplyFailed` when it should be a number and is none."""
    if value in display.map:
        return display.map[value]
    return value if display.decimals is None else _rounded(value, display.decimals)


def clock(now: float, zone: tzinfo) -> dict[str, str]:
    """The words `time` and `date` at `now` (UTC epoch) in `zone`."""
    local = datetime.fromtimestamp(now, zone)
    return {"time": local.strftime("%H:%M"), "date": local.strftime("%Y-%m-%d")}


def _rendered(reply: Reply, words: Mapping[str, str]) -> str:
    text = ""
    # Piece by piece, so that a loop in a template cannot make more than is sent.
    for piece in reply.template.generate(words):
        text += piece
        if len(text) > MAX_CHARS:
            break
    text = "".join(letter for letter in text if letter == "\n" or letter.isprintable()).strip()
    return text if len(text) <= MAX_CHARS else text[: MAX_CHARS - len(CUT)] + CUT


def _rounded(value: str, decimals: int) -> str:
    try:
        number = Decimal(value.replace(",", "."))
        rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    except InvalidOperation:
        rounded = Decimal("nan")
    if not rounded.is_finite():
        raise ReplyFailed("the value is not a number that can be rounded")
    return f"{rounded:f}"
