"""Errands of a sender: what they ask to be done later or told when it comes, and what happens at its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from interactd import confirmation, moments
from interactd.conditions import Relation
from interactd.decisions import Answering, BeginningToWatch, Decision, Run, Say, Watching
from interactd.events import Ground
from interactd.execution import Chosen
from interactd.interactions import Interaction
from interactd.memory import Memory
from interactd.moments import Impossible, Moment
from interactd.quoting import quoted
from interactd.watches import Condition, Wish
from smsbus import phrases
from smsbus.errands import Errand, Plan
from smsbus.phrases import Language
from smsbus.questions import AnswerOutcome, Question

MOST_OPEN = 20
"""Errands of one sender; routerd keeps no more."""


class _Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an errand holds for itself, as JSON. `digest` is of what would be done."""

    interaction: str
    slots: dict[str, str]
    language: Language
    digest: str
    relation: Relation | None = None
    limit: str = ""


def once(
    question: Question, chosen: Chosen, what: str, moment: Moment, memory: Memory, ground: Ground, now: float
) -> Say:
    """Plans a run of `chosen` at `moment`."""
    number, note = _free_number(question.errands), _note(chosen, None)
    if note is None:
        return _refusal("action_failed", chosen, memory, "a slot may not stand where it is to be used")
    if number is None:
        return _refusal("too_many_plans", chosen, memory)
    plan = Plan(number=number, what=what, note=note, due_at=round(moment.at * 1000), relative=moment.relative)
    when = moments.words(moment, now, ground.zone, chosen.language)
    text = phrases.say(chosen.language, "planned", what=what, when=when, number=str(number))
    return Say(text=text, language=chosen.language, interaction=chosen.interaction.name, memory=memory, plans=(plan,))


def watchable(interaction: Interaction) -> bool:
    """Whether it has a value that may be read again and again."""
    return bool(interaction.steps) and not interaction.acts


def watch(question: Question, chosen: Chosen, wish: Wish, memory: Memory, ground: Ground, now: float) -> Decision:
    """Reads the value once, then watches it for as long as the wish or the settings say."""
    number, note = _free_number(question.errands), _note(chosen, wish.condition)
    if note is None:
        return _refusal("action_failed", chosen, memory, "a slot may not stand where it is to be used")
    if number is None:
        return _refusal("too_many_plans", chosen, memory)
    settings = ground.settings
    until = moments.ending(wish.ending, now, ground.zone) if wish.ending else None
    if isinstance(until, Impossible):
        return _refusal(until.trouble, chosen, memory)
    if wish.ending and until is None:
        return _refusal("cannot_watch", chosen, memory)
    until = until or Moment(at=now + settings.watch_expires, relative=True, language=chosen.language)
    what = quoted(wish.what)
    plan = Plan(
        number=number,
        what=what,
        note=note,
        due_at=round((now + settings.watch_every) * 1000),
        relative=True,
        every_s=round(settings.watch_every),
        expires_at=round(until.at * 1000),
    )
    text = phrases.say(
        chosen.language,
        "watching",
        what=what,
        until=moments.words(replace(until, relative=False), now, ground.zone, chosen.language),
        number=str(number),
    )
    purpose = BeginningToWatch(condition=wish.condition, plan=plan, text=text)
    return Run(chosen=(chosen,), purpose=purpose, memory=memory)


def turn(question: Question, memory: Memory, ground: Ground) -> Decision:
    """What to do about an errand whose time has come, or went by."""
    errand = question.errand
    assert errand is not None
    note = _read(errand.note)
    if note is None:
        return _told(
            "changed_plan", ground.language, errand, memory, AnswerOutcome.UNAVAILABLE, "its note is unreadable"
        )
    interaction = ground.interactions.by_name.get(note.interaction)
    if interaction is None or confirmation.deed_if_possible(interaction, note.slots) != note.digest:
        reason = "what it would do has changed in the file"
        return _told("changed_plan", note.language, errand, memory, AnswerOutcome.UNAVAILABLE, reason)
    if not interaction.allows(question.user):
        return _told("changed_plan", note.language, errand, memory, AnswerOutcome.REFUSED, "this user may not any more")
    if question.turn == "expired":
        return _told("watch_expired", note.language, errand, memory)
    if question.turn == "late":
        when = moments.words(
            Moment(at=errand.due_at / 1000, relative=False, language=note.language),
            errand.due_at / 1000,
            ground.zone,
            note.language,
        )
        return _told("late", note.language, errand, memory, AnswerOutcome.UNAVAILABLE, "it came up too late", when=when)
    chosen = Chosen(interaction=interaction, slots=note.slots, language=note.language)
    if note.relation is None:
        return Run(chosen=(chosen,), purpose=Answering(), memory=memory)
    condition = Condition(relation=note.relation, limit=note.limit)
    return Run(chosen=(chosen,), purpose=Watching(condition=condition, what=errand.what), memory=memory)


def listed(errands: Sequence[Errand], language: Language, ground: Ground, now: float) -> str:
    """What is planned, a line each."""
    if not errands:
        return phrases.say(language, "nothing_planned")
    lines = [phrases.say(language, "planned_heading")]
    for errand in sorted(errands, key=lambda one: one.number):
        if errand.every_s is None:
            moment = Moment(at=errand.due_at / 1000, relative=False, language=language)
            when = moments.words(moment, now, ground.zone, language)
            lines.append(phrases.say(language, "planned_line", number=str(errand.number), when=when, what=errand.what))
        else:
            lines.append(f"{errand.number}: {errand.what}")
    return "\n".join(lines)


def cancelled(errands: Sequence[Errand], number: int | None, language: Language) -> Say:
    """Drops one by its number, or all."""
    chosen = [errand for errand in errands if number is None or errand.number == number]
    if not chosen:
        phrase, words = ("nothing_planned", {}) if number is None else ("no_such_plan", {"number": str(number)})
        return Say(text=phrases.say(language, phrase, **words), language=language)
    ids = tuple(errand.errand for errand in chosen)
    if number is None:
        return Say(text=phrases.say(language, "cancelled_all"), language=language, cancelled=ids)
    return Say(
        text=phrases.say(language, "cancelled", number=str(number), what=chosen[0].what),
        language=language,
        cancelled=ids,
    )


def _free_number(errands: Sequence[Errand]) -> int | None:
    used = {errand.number for errand in errands}
    return next((number for number in range(1, MOST_OPEN + 1) if number not in used), None)


def _refusal(phrase: str, chosen: Chosen, memory: Memory, reason: str | None = None) -> Say:
    text = phrases.say(chosen.language, phrase)
    return Say(text=text, language=chosen.language, outcome=AnswerOutcome.UNAVAILABLE, reason=reason, memory=memory)


def _note(chosen: Chosen, condition: Condition | None) -> str | None:
    deed = confirmation.deed_if_possible(chosen.interaction, chosen.slots)
    if deed is None:
        return None
    note = _Note(
        interaction=chosen.interaction.name,
        slots=dict(chosen.slots),
        language=chosen.language,
        digest=deed,
        relation=condition.relation if condition else None,
        limit=condition.limit if condition else "",
    )
    return msgspec.json.encode(note).decode()


def _read(note: str) -> _Note | None:
    try:
        return msgspec.json.decode(note, type=_Note)
    except msgspec.DecodeError:
        return None


def _told(
    phrase: str,
    language: Language,
    errand: Errand,
    memory: Memory,
    outcome: AnswerOutcome = AnswerOutcome.ANSWERED,
    reason: str | None = None,
    **words: str,
) -> Say:
    text = phrases.say(language, phrase, what=errand.what, **words)
    return Say(text=text, language=language, outcome=outcome, reason=reason, memory=memory)
