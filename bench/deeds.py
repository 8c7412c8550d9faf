"""Texts that act, for the soak: somebody texts `mark N`, and a program appends N to a file.

What is promised is at most once, and a word in any case: a deed that stands twice in the file is a failure, and so is
one that is neither there nor answered with something else than that it was done.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from tests.acceptance.house import House, eventually

DOER: Final = "+33639980301"
FILE: Final = "deeds"
INTERACTIONS: Final = """\
[lists]
number = { from = 0, to = 9000 }

[[interaction]]
name = "mark"
sentences = ["mark {number}"]
action = { command = ["/bin/sh", "-c", "echo $1 >> FOLDER/deeds", "sh", "{number}"] }
reply = "marked {{ number }}"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of the deeds, by their numbers."""

    asked: int
    twice: list[int]
    claimed: list[int]
    """Said to be done and not done."""
    unanswered: int
    """Neither said to be done nor anything else; what was said otherwise names no number, so it is a count."""
    unknown: int
    """Answers other than that it was done."""

    @property
    def holds(self) -> bool:
        """Nothing twice, no false word, no silence."""
        return not (self.twice or self.claimed or self.unanswered)


def judge(asked: int, done: list[int], answers: list[str]) -> Verdict:
    """`asked` deeds, numbered from 0; what the file holds; what the texter read, some of it perhaps twice."""
    said = {f"marked {number}": number for number in range(asked)}
    confirmed = {said[answer] for answer in answers if answer in said}
    unknown = sum(answer not in said for answer in answers)
    counts = Counter(done)
    return Verdict(
        asked=asked,
        twice=sorted(number for number, times in counts.items() if times > 1),
        claimed=sorted(confirmed - counts.keys()),
        unanswered=max(0, asked - len(confirmed) - unknown),
        unknown=unknown,
    )


class Deeds:
    """The texter and the file. Make it before the house is up."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._asked = 0
        self.kills = 0
        house.write("interactions.toml", INTERACTIONS.replace("FOLDER", str(house.folder)))
        house.write(FILE, "")

    def introduce(self) -> None:
        """The texter becomes a contact."""
        self._house.do("equipment", "add", "Doing")
        self._house.do("contact", "add", "Doing", "Doer", DOER)

    def text(self) -> str:
        """One more deed is asked for; the text."""
        text = f"mark {self._asked}"
        self._asked += 1
        self._house.phone.text(text, sender=DOER)
        return text

    def kill(self) -> None:
        """The process that acts is killed, in the middle of whatever it does."""
        self.kills += 1
        self._house.kill(eventually(lambda: self._house.pid("interactd"), "interactd runs"))

    def verdict(self) -> Verdict:
        """What became of them so far."""
        done = [int(line) for line in (self._house.folder / FILE).read_text(encoding="ascii").split()]
        return judge(self._asked, done, [answer or "" for answer in self._house.phone.texts_to(DOER)])
