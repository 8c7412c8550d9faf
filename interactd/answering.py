"""The answer to a question, from what was decided and what came of it: words, memory and errands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from interactd import memory as memories
from interactd import pages, watches
from interactd.decisions import Answering, BeginningToWatch, PassingOn, Run, Say, Watching
from interactd.events import Ground
from interactd.execution import Failure, Outcome
from interactd.memory import Memory, More, Previous
from smsbus import phrases
from smsbus.errands import Plan
from smsbus.questions import Answer, AnswerOutcome, Question, QuestionTaken


def words(question: Question) -> dict[str, str]:
    """What every reply may name of the sender."""
    return {
        "user": question.user or "",
        "contact": question.contact or "",
        "equipment": question.equipment or "",
    }


def take(question: Question, run: Run) -> QuestionTaken:
    """The announcement of a run. What it uses up, as a code, is forgotten in the same moment."""
    used = memories.dump(run.memory)
    kept = question.trial or used == question.memory
    return QuestionTaken(question=question.question, acts=run.acts, memory=None if kept else used)


def refusal(run: Run, ground: Ground, reason: str) -> Say:
    """Says that nothing was read or done."""
    failure = Failure(reason=reason, language=run.chosen[0].language, acting=run.acts)
    return Say(
        text=_regret(failure, ground),
        language=failure.language,
        outcome=AnswerOutcome.UNAVAILABLE,
        reason=reason,
        interaction=run.name,
        memory=run.memory,
        trace=run.trace,
    )


def untried(run: Run) -> Say:
    """Of a trial: an action is not done."""
    return Say(
        text=None,
        language=run.chosen[0].language,
        reason="an action: a trial does not do it",
        interaction=run.name,
        memory=run.memory,
        trace=run.trace,
    )


def said(question: Question, say: Say, ground: Ground, now: float) -> Answer:
    """The answer that needed nothing else."""
    return _answer(question, say, say.memory, (), ground, now)


def finished(question: Question, run: Run, outcomes: Sequence[Outcome], ground: Ground, now: float) -> Answer:
    """The answer to what was run."""
    say = _concluded(run, outcomes, ground)
    memory = say.memory if isinstance(run.purpose, PassingOn) and say is run.purpose.otherwise else run.memory
    if isinstance(run.purpose, Answering) and len(run.chosen) == 1 and say.outcome is AnswerOutcome.ANSWERED:
        chosen = run.chosen[0]
        if chosen.interaction.slots and question.errand is None:
            previous = Previous(
                interaction=chosen.interaction.name, slots=dict(chosen.slots), language=chosen.language, at=now
            )
            memory = replace(memory, previous=previous)
    return _answer(question, say, memory, tuple(chosen.interaction.name for chosen in run.chosen), ground, now)


def _concluded(run: Run, outcomes: Sequence[Outcome], ground: Ground) -> Say:
    match run.purpose:
        case Answering():
            return _replies(run, outcomes, ground)
        case PassingOn(otherwise=otherwise):
            failure = outcomes[-1].failure
            return otherwise if failure is not None and failure.empty else _replies(run, outcomes, ground)
        case BeginningToWatch():
            return _beginning(run, run.purpose, outcomes[-1], ground)
        case Watching():
            return _watched(run, run.purpose, outcomes[-1])
        case _:
            assert_never(run.purpose)


def _replies(run: Run, outcomes: Sequence[Outcome], ground: Ground) -> Say:
    failures = [one.failure for one in outcomes if one.failure is not None]
    texts = [one.text or "" if one.failure is None else _regret(one.failure, ground) for one in outcomes]
    return _say(
        run,
        "\n".join(texts),
        outcome=AnswerOutcome.UNAVAILABLE if len(failures) == len(outcomes) else AnswerOutcome.ANSWERED,
        reason="; ".join(failure.reason for failure in failures) or None,
    )


def _beginning(run: Run, purpose: BeginningToWatch, outcome: Outcome, ground: Ground) -> Say:
    language = run.chosen[0].language
    if outcome.failure is not None:
        return _say(run, _regret(outcome.failure, ground), AnswerOutcome.UNAVAILABLE, outcome.failure.reason)
    holds = watches.holds(purpose.condition, outcome.value or "", outcome.shown)
    if holds is None:
        text = phrases.say(language, "cannot_watch")
        return _say(run, text, AnswerOutcome.UNAVAILABLE, "the value cannot be compared with what is watched for")
    if holds:
        return _say(run, _fired(run, outcome, purpose.plan.what))
    return _say(run, purpose.text, plans=(purpose.plan,))


def _watched(run: Run, purpose: Watching, outcome: Outcome) -> Say:
    if outcome.failure is not None:
        return _say(run, None, AnswerOutcome.NOT_YET, outcome.failure.reason)
    if not watches.holds(purpose.condition, outcome.value or "", outcome.shown):
        return _say(run, None, AnswerOutcome.NOT_YET)
    return _say(run, _fired(run, outcome, purpose.what))


def _fired(run: Run, outcome: Outcome, what: str) -> str:
    return phrases.say(run.chosen[0].language, "watch_fired", what=what, value=outcome.text or outcome.shown)


def _say(
    run: Run,
    text: str | None,
    outcome: AnswerOutcome = AnswerOutcome.ANSWERED,
    reason: str | None = None,
    *,
    plans: tuple[Plan, ...] = (),
) -> Say:
    return Say(
        text=text,
        language=run.chosen[0].language,
        outcome=outcome,
        reason=reason,
        interaction=run.name,
        plans=plans,
        trace=run.trace,
    )


def _regret(failure: Failure, ground: Ground) -> str:
    if failure.acting and failure.uncertain:
        return phrases.say(failure.language, "action_unknown")
    if failure.acting:
        return phrases.say(failure.language, "action_partly" if failure.done else "action_failed")
    if failure.done:  # "I cannot tell" would make them ask again, and it would be done twice
        return phrases.say(failure.language, "action_untold")
    return ground.settings.unavailable_text or phrases.say(failure.language, "unavailable")


def _answer(question: Question, say: Say, memory: Memory, told: tuple[str, ...], ground: Ground, now: float) -> Answer:
    """`told`: the interactions that the text is of."""
    text = say.text
    if text and not say.paged:
        first, *others = pages.pages(text, ground.settings.page_parts, phrases.say(say.language, "more_hint"))
        more = More(pages=tuple(others), at=now, user=question.user, interactions=told) if others else None
        text, memory = first, replace(memory, more=more)
    left = memories.dump(memory)
    return Answer(
        question=question.question,
        outcome=say.outcome,
        text=text,
        interaction=say.interaction,
        explanation="\n".join([*say.trace, *([say.reason] if say.reason else [])]) if question.trial else None,
        reason=say.reason,
        memory=None if question.trial or left == question.memory else left,
        plans=[] if question.trial else list(say.plans),
        cancelled=[] if question.trial else list(say.cancelled),
    )
