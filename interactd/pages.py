"""Pages: a long answer in pieces of a few SMS each, of which the next waits until its reader asks for it.

A page is counted as it will be sent: in the GSM alphabet where that has all of its characters, else in UCS2, where less
than half as much fits. It ends at the last line end, else sentence, else word, that leaves it at least half full; never
inside what a reader sees as one character, unless that alone is longer than a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smsbus.sms.clusters import inside
from smsbus.sms.errors import EncodeError
from smsbus.sms.segments import segments

MAX_PAGES = 10
REST = "..."
"""What the last page ends with when even that many do not hold the text."""

_SEPTETS = 160

_SENTENCE_ENDS = frozenset(".!?…。！？")


def pages(text: str, parts: int, hint: str) -> tuple[str, ...]:
    """`text` in pages of at most `parts` SMS each (1 or more), every one but the last ending with a blank and `hint`.

    A text that fits is one page as it is. Blanks at the borders are dropped; half a surrogate pair becomes U+FFFD.
    A hint that leaves no room for text is left out.
    """
    text = text.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "replace")
    if _fits(text, parts):
        return (text,)
    # More than this no page can hold, whatever the text: what follows need not be looked at.
    text = text.strip()[: (MAX_PAGES + 1) * parts * _SEPTETS]
    return tuple(_pages(text, parts, f" {hint}" if _fits(f"😀 {hint}", parts) and hint else ""))


def _pages(text: str, parts: int, ending: str) -> Iterator[str]:
    for _ in range(MAX_PAGES - 1):
        if _fits(text, parts):
            yield text
            return
        end = _end(text, parts, ending)
        yield text[:end].rstrip() + ending
        text = text[end:].lstrip()
    yield text if _fits(text, parts) else text[: _end(text, parts, REST)].rstrip() + REST


def _fits(text: str, parts: int) -> bool:
    if len(text) > parts * _SEPTETS:
        return False
    try:
        return len(segments(text)[1]) <= parts
    except EncodeError:  # more parts than can be counted
        return False


def _end(text: str, parts: int, ending: str) -> int:
    """Where the first page of `text` ends: at least one character, and with `ending` it fits."""
    reach = _reach(text, parts, ending)
    border = max(_borders(text, reach), default=None)
    if border is not None:
        return border[1]
    end = reach
    while end > 0 and inside(text, end):
        end -= 1
    return end or reach


def _borders(text: str, reach: int) -> Iterator[tuple[int, int]]:
    """Where there are blanks in the second half of what fits: how good it is to end there, and where."""
    for blanks in re.finditer(r"\s+", text[: reach + 1]):
        end = blanks.start()
        if end >= max(1, reach // 2) and end <= reach and not inside(text, end):
            line, sentence = "\n" in blanks[0], text[end - 1] in _SENTENCE_ENDS
            yield 2 if line else int(sentence), end


def _reach(text: str, parts: int, ending: str) -> int:
    """The longest beginning of `text` that fits with `ending`: what is longer than one that does not fit does not."""
    least, most = 1, min(len(text), parts * _SEPTETS)
    while least < most:
        middle = (least + most + 1) // 2
        if _fits(text[:middle] + ending, parts):
            least = middle
        else:
            most = middle - 1
    return least
