"""A text and the interactions -> which of them it asks for, with which slots, and how surely.

Three stages, each tried when the one before found nothing: word by word; one value by similarity within its list; the
whole text by similarity. What resembles several things, or the opposite of something, is understood as none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from interactd import resemblance
from interactd.approximation import Approximation, Likeness
from interactd.catalogue import Entry
from interactd.folding import fold
from interactd.interactions import Interaction, Interactions
from interactd.recognition import Effort, Exhausted, Guess, Reading, Recognizer
from smsbus.phrases import Language

LONGEST_QUESTION = 480
"""Characters of a question that are looked at."""
LONGEST_GUESS = 200
"""Characters of a question that is compared by similarity."""
EXACT_STEPS = 20_000
GUESS_STEPS = 8_000
COMPARISONS = 20_000
"""Together these take some 100 ms; an ordinary text takes a few hundred steps."""
LEAD = 5.0
"""How much more a text must resemble what it is taken for than anything else."""
SHOWN = 5
"""Candidates of a stage that are named in the trace."""


class Stage(StrEnum):
    """How a text was matched. Only `EXACT` may act without being confirmed."""

    EXACT = "exact"
    SLOT = "slot"
    """One value was not in its list; the value that it resembles was taken."""
    FUZZY = "fuzzy"
    """The whole text resembles a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a text asks for. `sentence` is the template as written; `allowed` whether this user may; `score` 0 to 100,
    of which 100 is exact; `language` that of the sentence, None where the file does not say.
    """

    interaction: Interaction
    sentence: str
    slots: dict[str, str]
    allowed: bool
    stage: Stage = Stage.EXACT
    score: float = 100.0
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What came of a text. `closest`: the sentence it resembles most, among those this user may ask, as a person would
    text it. `out_of_range`: a number was the only thing wrong; it may be from the first to the second. `trace`: how it
    was looked for, line by line, for the operator.
    """

    match: Match | None
    closest: str | None = None
    out_of_range: tuple[str, str] | None = None
    trace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    entry: Entry
    slots: tuple[tuple[str, str], ...]
    score: float
    merit: tuple[float, int, int]
    guess: Guess | None = None

    @property
    def asks(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What it would come to: two candidates that come to the same are no rivals."""
        return self.entry.interaction, tuple(sorted(self.slots))


def understand(text: str, interactions: Interactions, user: str | None) -> Understanding:
    """What `text` asks for, by this user; what may be asked exactly comes before what it merely resembles."""
    words = _words(text)
    if words is None:
        return Understanding(match=None, trace=(f"longer than {LONGEST_QUESTION} characters",))
    if not words:
        return Understanding(match=None, trace=("there is no word in it",))
    return _Search(words, interactions, user).understanding()


def too_long(text: str) -> bool:
    """Whether there are words behind what is looked at: the beginning of a text may mean the opposite of the whole."""
    return _words(text) is None


def _words(text: str) -> str | None:
    """The words of the whole text, folded; None when that is longer than what is looked at."""
    words = fold(text[:LONGEST_QUESTION])
    return None if len(words) > LONGEST_QUESTION or fold(text[LONGEST_QUESTION:]) else words


class _Search:
    """One text, looked for in all interactions."""

    def __init__(self, words: str, interactions: Interactions, user: str | None) -> None:
        self._words = words
        self._interactions = interactions
        self._user = user
        self._trace = [f'compared: "{words}"']
        self._effort = Effort(EXACT_STEPS)

    def understanding(self) -> Understanding:
        found = self._exact()
        if found is not None:
            return self._done(found)
        if len(self._words) > LONGEST_GUESS:
            self._trace.append(f"slot, fuzzy: longer than {LONGEST_GUESS} characters")
            return self._done(None)
        found, limits = self._slot()
        if found is not None:
            return self._done(found)
        nearly = Approximation(
            self._words, self._interactions.catalogue, self._interactions.lists, self._reads, self._fits
        )
        if limits is None:
            found = self._fuzzy(nearly)
        closest = None if found is not None else nearly.closest(self._allowed, self._acts)
        return self._done(found, closest, limits)

    # --- stages ---

    def _exact(self) -> Match | None:
        """What the text asks for word by word."""
        found = [
            _Candidate(entry=entry, slots=reading.slots, score=100.0, merit=reading.merit)
            for entry, reading in self._reads(self._words)
        ]
        allowed = [candidate for candidate in found if self._allowed(candidate.entry.interaction)]
        self._trace += [f"exact: {self._named(candidate)}" for candidate in found[:SHOWN]]
        if not found:
            self._trace.append("exact: no sentence")
            return None
        # Of equals the first in the file.
        best = max(allowed or found, key=lambda candidate: candidate.merit)
        return self._match(best, Stage.EXACT)

    def _slot(self) -> tuple[Match | None, tuple[str, str] | None]:
        least = resemblance.floor(resemblance.SLOT_FLOORS, self._words)
        if least > 100:
            self._trace.append("slot: one word must be exact")
            return None, None
        guesser = resemblance.Guesser(self._interactions.catalogue.vocabulary, least, Effort(COMPARISONS))
        found, all_compared = self._guesses(guesser)
        self._trace += [f"slot: not taken: {reason}" for reason in list(guesser.refused.values())[:SHOWN]]
        limits = [one.guess.limits for one in found if one.guess and one.guess.limits and self._may(one)]
        found = sorted((one for one in found if one.guess and not one.guess.limits), key=lambda one: -one.score)
        if not found:
            for low, high in limits[:1]:
                self._trace.append(f"slot: a number is not between {low} and {high}")
            self._trace += [] if limits else ["slot: no sentence"]
            return None, limits[0] if limits else None
        if not all_compared:
            return None, None  # a rival may not have been found
        best = max(found, key=lambda candidate: candidate.merit)
        self._trace += [f"slot: {self._named(candidate)}" for candidate in found[:SHOWN]]
        return self._unless_rivalled(best, found, Stage.SLOT), None

    def _guesses(self, guesser: resemblance.Guesser) -> tuple[list[_Candidate], bool]:
        recognizer = Recognizer(self._words, self._interactions.lists, Effort(GUESS_STEPS), guesser)
        found = []
        try:
            for entry in self._interactions.catalogue.possible(set(self._words.split()), guessing=True):
                reading = recognizer.read(entry.sentence.pattern) if self._fits(entry.interaction) else None
                if reading is not None and reading.guess is not None:
                    guess = reading.guess
                    found.append(
                        _Candidate(
                            entry=entry, slots=reading.slots, score=guess.score, merit=reading.merit, guess=guess
                        )
                    )
        except Exhausted:
            self._trace.append("slot: too much to compare")
            return found, False
        return found, True

    def _fuzzy(self, nearly: Approximation) -> Match | None:
        least = resemblance.floor(resemblance.SENTENCE_FLOORS, self._words)
        found = nearly.likenesses()
        self._trace += [
            f'fuzzy: {likeness.score:.0f} {likeness.entry.interaction} "{likeness.text}"'
            f"{': ' + likeness.reason if likeness.reason else ''}"
            for likeness in found[:SHOWN]
        ]
        good = [one for one in found if one.reason is None and (one.score >= least or one.score == 100.0)]
        if not good or nearly.spent or self._effort.spent:
            self._trace.append("fuzzy: no sentence" if not good else "fuzzy: not taken: too much to compare")
            return None
        candidates = [_candidate(likeness) for likeness in found if likeness.comparable]
        return self._unless_rivalled(_candidate(good[0]), candidates, Stage.FUZZY)

    def _unless_rivalled(self, best: _Candidate, found: list[_Candidate], stage: Stage) -> Match | None:
        for other in found:
            if other.asks != best.asks and other.score > best.score - LEAD:
                self._trace.append(f"{stage}: not taken: {self._named(other)} is as near")
                return None
        if not self._may(best):
            self._trace.append(f"{stage}: not taken: this user may not ask {best.entry.interaction}")
            return None
        return self._match(best, stage)

    # --- parts ---

    def _reads(self, words: str) -> list[tuple[Entry, Reading]]:
        """The sentences as which `words` can be read, word by word."""
        recognizer = Recognizer(words, self._interactions.lists, self._effort)
        found = []
        try:
            for entry in self._interactions.catalogue.possible(set(words.split())):
                reading = recognizer.read(entry.sentence.pattern) if self._fits(entry.interaction) else None
                if reading is not None:
                    found.append((entry, reading))
        except Exhausted:
            self._trace.append("exact: too much to compare")
        return found

    def _fits(self, name: str) -> bool:
        return self._interactions.by_name[name].fits(self._words)

    def _allowed(self, name: str) -> bool:
        return self._interactions.by_name[name].allows(self._user)

    def _acts(self, name: str) -> bool:
        return self._interactions.by_name[name].acts

    def _may(self, candidate: _Candidate) -> bool:
        return self._allowed(candidate.entry.interaction)

    def _named(self, candidate: _Candidate) -> str:
        text = f'{candidate.score:.0f} {candidate.entry.interaction} "{candidate.entry.sentence.written}"'
        if candidate.guess:
            text += f', "{candidate.guess.said}" for "{candidate.guess.meant}"'
        return text if self._may(candidate) else f"{text}, which this user may not ask"

    def _match(self, candidate: _Candidate, stage: Stage) -> Match:
        return Match(
            interaction=self._interactions.by_name[candidate.entry.interaction],
            sentence=candidate.entry.sentence.written,
            slots=dict(candidate.slots),
            allowed=self._may(candidate),
            stage=stage,
            score=candidate.score,
            language=candidate.entry.sentence.language,
        )

    def _done(
        self, found: Match | None, closest: str | None = None, limits: tuple[str, str] | None = None
    ) -> Understanding:
        if found is not None:
            slots = "".join(f", {name}={value}" for name, value in found.slots.items())
            self._trace.append(f'{found.stage}, {found.score:.0f}: {found.interaction.name} "{found.sentence}"{slots}')
        if closest:
            self._trace.append(f'closest: "{closest}"')
        return Understanding(match=found, closest=closest, out_of_range=limits, trace=tuple(self._trace))


def _candidate(likeness: Likeness) -> _Candidate:
    return _Candidate(entry=likeness.entry, slots=likeness.slots, score=likeness.score, merit=(likeness.score, 0, 0))
