"""When something is to be done: the time at the beginning or the end of a text, and how a moment is told to people.

A time is only what stands behind a word like "at" or "in", or with a day. "at 7" is 07:00; "at 7 pm" and "at 7 in the
evening" are 19:00. The next such time is meant, so that one of today that has passed is one of tomorrow: `words` says
which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from interactd.spans import Word, words_of
from interactd.times import calendar, wording
from interactd.times.calendar import Trouble
from interactd.times.clocks import MIDNIGHT, Clock, clock
from interactd.times.days import day
from interactd.times.durations import Duration, duration
from interactd.times.expressions import LONGEST, Appointment, expressions
from interactd.times.reader import Reader
from interactd.times.vocabulary import VOCABULARIES, Vocabulary
from smsbus.phrases import Language

_AROUND = " \t\r\n,;:.-–—…"
"""What is left of the joint between a text and its time."""

_CLOCK_LIKE = re.compile(r"[0-9]{1,2}(:[0-9]{2}|h[0-9]{0,2})")

_ENDS_OF_PARTS = {"morning": 12, "afternoon": 18, "evening": MIDNIGHT, "night": MIDNIGHT, None: MIDNIGHT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """`at`: UTC epoch seconds. `relative`: it was counted from now. `language`: of the words that said it."""

    at: float
    relative: bool
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """What is left of the text, as written, and when it is meant for."""

    text: str
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible:
    """A time was said that cannot be. `trouble` names the phrase that tells the sender why; it is worth telling only if
    `text`, what is left, means something.
    """

    text: str
    trouble: Trouble
    language: Language


def split(text: str, now: float, zone: tzinfo) -> Timed | Impossible | None:
    """The time at the end of `text`, or else at its beginning; None if there is none, or nothing else."""
    words = words_of(text)
    if any(_says_only_when(words, vocabulary) for vocabulary in VOCABULARIES):
        return None
    for vocabulary in VOCABULARIES:
        found = _trailing(text, words, vocabulary)
        if found:
            return _settled(*found, vocabulary, now, zone)
    for vocabulary in VOCABULARIES:
        found = _leading(text, words, vocabulary)
        if found:
            return _settled(*found, vocabulary, now, zone)
    return None


def ending(text: str, now: float, zone: tzinfo) -> Moment | Impossible | None:
    """When something ends of which `text` says how long it lasts: "until tomorrow", "for 2 hours". A day without a time
    of day lasts until it ends. None if `text` says anything else.
    """
    words = [word.text for word in words_of(text)]
    for vocabulary in VOCABULARIES:
        said = _lasting(Reader(words=words, known=vocabulary))
        if said:
            settled = _settled("", said, vocabulary, now, zone)
            return settled.moment if isinstance(settled, Timed) else settled
    return None


def words(moment: Moment, now: float, zone: tzinfo, language: Language) -> str:
    """The moment as a person says it, seen from `now`: "in 10 minutes (at 17:42)", "tomorrow at 07:00"."""
    absolute = wording.moment(moment.at, now, zone, language)
    seconds = round(moment.at - now)
    if not moment.relative or seconds <= 0:
        return absolute
    return f"{'in' if language == 'en' else 'dans'} {wording.length(seconds, language)} ({absolute})"


_Found = tuple[str, Duration | Appointment | Trouble]


def _settled(
    text: str, said: Duration | Appointment | Trouble, vocabulary: Vocabulary, now: float, zone: tzinfo
) -> Timed | Impossible:
    at = said if isinstance(said, str) else calendar.moment(said, now, zone)
    if isinstance(at, str):
        return Impossible(text=text, trouble=at, language=vocabulary.language)
    moment = Moment(at=at, relative=isinstance(said, Duration), language=vocabulary.language)
    return Timed(text=text, moment=moment)


def _says_only_when(words: Sequence[Word], vocabulary: Vocabulary) -> bool:
    reader = Reader(words=[word.text for word in words], known=vocabulary)
    end = _without_polite(reader)
    return any(behind == end for _, behind in expressions(reader, 0))


def _trailing(text: str, words: Sequence[Word], vocabulary: Vocabulary) -> _Found | None:
    reader = Reader(words=[word.text for word in words], known=vocabulary)
    end = _without_polite(reader)
    reader = Reader(words=reader.words[:end], known=vocabulary)
    for start in range(max(1, end - LONGEST), end):
        said = next((said for said, behind in expressions(reader, start) if behind == end), None)
        if said and words[start].first:
            if _means_something_else(reader, start):
                return None
            if _is_repeated(reader, start):
                return _before(text, words, start), "time_repeated"
            return _with_day_in_front(text, words, start, said, reader)
    return None


def _with_day_in_front(
    text: str, words: Sequence[Word], start: int, said: Duration | Appointment, reader: Reader
) -> _Found | None:
    """ "tomorrow open the gate at 7"."""
    front = day(reader, 0) if isinstance(said, Appointment) and said.day is None else None
    rest_from = 0
    if isinstance(said, Appointment) and front and front[1] < start and words[front[1] - 1].last:
        said = replace(said, day=front[0])
        rest_from = words[front[1] - 1].end
    rest = text[rest_from : words[start].start].strip(_AROUND)
    return (rest, said) if rest else None


def _leading(text: str, words: Sequence[Word], vocabulary: Vocabulary) -> _Found | None:
    reader = Reader(words=[word.text for word in words], known=vocabulary)
    every = reader.one_of(vocabulary.repeated, 0)
    start = 0 if every is None else _behind_period(reader, every)
    found = max(expressions(reader, start), key=lambda found: found[1], default=None)
    if not found or found[1] >= len(words) or not words[found[1] - 1].last:
        return None
    said, end = found
    if reader.word(end) in vocabulary.not_before or reader.word(end) in vocabulary.at:
        return None
    polite = reader.one_of(vocabulary.polite, end)
    if polite is not None and polite < len(words) and words[polite].first:
        end = polite
    if every is not None:
        return text[words[end].start :].strip(_AROUND), "time_repeated"
    return _with_day_behind(text, words, end, said, reader)


def _with_day_behind(
    text: str, words: Sequence[Word], end: int, said: Duration | Appointment, reader: Reader
) -> _Found | None:
    """ "at 7 open the gate tomorrow"."""
    rest_to = len(text)
    if isinstance(said, Appointment) and said.day is None:
        last = _without_polite(reader)
        for start in range(max(end + 1, last - LONGEST), last):
            behind = day(Reader(words=reader.words[:last], known=reader.known), start)
            if behind and behind[1] == last and words[start].first:
                said = replace(said, day=behind[0])
                rest_to = words[start].start
                break
    rest = text[words[end].start : rest_to].strip(_AROUND)
    return (rest, said) if rest else None


def _lasting(reader: Reader) -> Duration | Appointment | None:
    lasting = reader.one_of(reader.known.lasting, 0)
    if lasting is not None:
        found = duration(reader, lasting)
        return found[0] if found and found[1] == len(reader.words) else None
    until = reader.one_of(reader.known.until, 0)
    if until is None:
        return None
    whole = [said for said, end in expressions(reader, until) if end == len(reader.words)]
    on, time = day(reader, until), clock(reader, until)
    if time and time[1] == len(reader.words) and (time[0].marked or reader.known.bare_hours):
        whole.append(Appointment(clock=time[0]))
    if time:
        behind = day(reader, time[1])
        whole += [Appointment(clock=time[0], day=behind[0])] if behind and behind[1] == len(reader.words) else []
    if on and on[1] == len(reader.words):
        whole.append(Appointment(clock=Clock(hour=_ENDS_OF_PARTS[on[0].part]), day=replace(on[0], part=None)))
    return whole[0] if whole else None


def _before(text: str, words: Sequence[Word], start: int) -> str:
    return text[: words[start].start].strip(_AROUND)


def _without_polite(reader: Reader) -> int:
    """The number of words before a "please" at the end, in any language."""
    end = len(reader.words)
    polite = {phrase for vocabulary in VOCABULARIES for phrase in vocabulary.polite}
    for start in range(max(0, end - 4), end):
        if " ".join(reader.words[start:]) in polite:
            return start
    return end


def _means_something_else(reader: Reader, start: int) -> bool:
    """ "until tomorrow at 7", "il y a 2h", "from 7:00 to ..."."""
    before = reader.word(start - 1)
    return before in reader.known.not_before or bool(_CLOCK_LIKE.fullmatch(before))


def _is_repeated(reader: Reader, start: int) -> bool:
    return any(
        behind is not None and start in (behind, _behind_period(reader, behind))
        for place in range(max(0, start - 3), start)
        for behind in (reader.one_of(reader.known.repeated, place),)
    )


def _behind_period(reader: Reader, at: int) -> int:
    return at + 1 if reader.word(at) in reader.known.periods else at
