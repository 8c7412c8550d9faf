"""What a question asks for: text, memory and errands of its sender -> `Decision`. Pure; nothing is read or done here.

The first rule that knows what to do with a text wins. Sentences of the file come before what this software understands
by itself, except a code that is waited for; what is only similar to a sentence comes late, and never acts without a
code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import assert_never

from interactd import (
    confirmation,
    follow_ups,
    keywords,
    menu,
    misunderstandings,
    moments,
    planning,
    splitting,
    watches,
)
from interactd import memory as memories
from interactd.decisions import Answering, Decision, PassingOn, Run, Say
from interactd.errors import SourceFailed
from interactd.events import Asked, Ground
from interactd.execution import Chosen
from interactd.interactions import Interaction
from interactd.matching import Match, Stage, Understanding, too_long, understand
from interactd.moments import Impossible, Moment
from interactd.quoting import quoted
from interactd.times import wording
from smsbus import phrases
from smsbus.phrases import Language
from smsbus.questions import AnswerOutcome

AHEAD_S = 26 * 3600.0
"""How far the clock of a service centre may be ahead: no wrong zone makes it more."""


def decide(asked: Asked, ground: Ground, now: float) -> Decision:
    """What to do about a question at `now` (UTC epoch seconds)."""
    if asked.question.errand is not None:
        return planning.turn(asked.question, memories.of(asked.question, now), ground)
    return _Decider(asked, ground, now).decision()


class _Decider:
    """One text, with all that bears on it."""

    def __init__(self, asked: Asked, ground: Ground, now: float) -> None:
        self._question = asked.question
        self._code = asked.code
        self._ground = ground
        self._now = now
        self._memory = memories.of(asked.question, now)
        self._whole = self._understand(asked.question.text)

    def decision(self) -> Decision:
        """The first rule's that has one."""
        decided = next(found for rule in self._rules() if (found := rule()) is not None)
        return replace(decided, trace=self._whole.trace)

    def _rules(self) -> Iterator[Callable[[], Decision | None]]:
        yield self._confirmed
        yield self._exact
        yield self._keyword
        yield self._watch
        yield self._timed
        yield self._several
        yield self._follow_up
        yield self._similar
        yield self._out_of_range
        yield self._forbidden
        yield self._code_of_nothing
        yield self._passed_on
        yield self._not_understood

    # --- rules ---

    def _confirmed(self) -> Decision | None:
        """A code that was waited for."""
        pending, digits = self._memory.pending, confirmation.code_in(self._question.text)
        if pending is None or digits is None:
            return None
        interactions, user = self._ground.interactions, self._question.user
        doing = confirmation.doing(pending, interactions, user)
        verdict = confirmation.check(pending, digits, contact=self._question.contact or "", doing=doing, now=self._now)
        self._memory = replace(self._memory, pending=None)
        match verdict:
            case confirmation.Right():
                self._memory = replace(self._memory, wrong=())
                chosen = Chosen(
                    interaction=interactions.by_name[pending.interaction],
                    slots=pending.slots,
                    language=pending.language,
                )
                # The code came in another text, and that may be the one that took its time.
                if self._too_old_to_act(chosen.interaction):
                    return self._say_too_old(chosen.language)
                return self._let(chosen, pending.what, _moment(pending))
            case confirmation.Wrong(tries_left=left, pending=still):
                self._memory = replace(self._memory, pending=still, wrong=(*self._memory.wrong, self._now))
                if still is None:
                    return self._say("void_code", pending.language)
                return self._say("wrong_code", pending.language, left=str(left))
            case confirmation.Expired():
                return self._say("expired_code", pending.language)
            case confirmation.Changed():
                return self._say("changed_code", pending.language)
            case confirmation.NotYours():
                return self._say("no_code_pending", self._ground.language)
            case _:
                assert_never(verdict)

    def _exact(self) -> Decision | None:
        match = self._whole.match
        if match is None or not match.allowed or match.stage is not Stage.EXACT:
            return None
        return self._wanted(match, self._question.text)

    def _keyword(self) -> Decision | None:
        keyword = keywords.keyword(self._question.text)
        match keyword:
            case keywords.Help(language=said):
                language = said or self._ground.language
                text = menu.menu(self._ground.interactions, self._question.user, language)
                return Say(text=text, language=language, memory=self._memory)
            case keywords.More(language=language):
                return self._more(language)
            case keywords.Planned(language=language):
                text = planning.listed(self._question.errands, language, self._ground, self._now)
                return Say(text=text, language=language, memory=self._memory)
            case keywords.Cancel(number=number, language=language):
                return replace(planning.cancelled(self._question.errands, number, language), memory=self._memory)
            case _:
                return None

    def _watch(self) -> Decision | None:
        wish = watches.split(self._question.text)
        if wish is None:
            return None
        for text in wish.questions:
            match = self._understand(text).match
            if match is not None and match.allowed and planning.watchable(match.interaction):
                chosen = self._chosen(match, wish.language)
                return planning.watch(self._question, chosen, wish, self._memory, self._ground, self._now)
        return None

    def _timed(self) -> Decision | None:
        timed = moments.split(self._question.text, self._now, self._ground.zone)
        if timed is None:
            return None
        match = self._understand(timed.text).match
        if match is None or not match.allowed:
            return None
        if isinstance(timed, Impossible):
            return self._say(timed.trouble, self._language(match, timed.language), outcome=AnswerOutcome.UNAVAILABLE)
        return self._wanted(match, timed.text, timed.moment)

    def _several(self) -> Decision | None:
        texts = splitting.halves(self._question.text, self._ground.settings.split_words)
        if len(texts) < 2:
            return None
        found = [self._understand(text).match for text in texts]
        matches = [one for one in found if one is not None and one.allowed]
        if len(matches) < len(found):
            return None
        if any(_needs_code(match.interaction, sure=match.stage is Stage.EXACT) for match in matches):
            return self._say("one_at_a_time", self._language(matches[0]), outcome=AnswerOutcome.UNAVAILABLE)
        if any(self._too_old_to_act(match.interaction) for match in matches):
            return self._say_too_old(self._language(matches[0]))
        return Run(chosen=tuple(self._chosen(match) for match in matches), purpose=Answering(), memory=self._memory)

    def _follow_up(self) -> Decision | None:
        previous = self._memory.previous
        interaction = self._ground.interactions.by_name.get(previous.interaction) if previous else None
        if previous is None or interaction is None or not interaction.allows(self._question.user):
            return None
        slots = follow_ups.follow(self._question.text, interaction, previous.slots, self._ground.interactions.lists)
        if slots is None:
            return None
        chosen = Chosen(interaction=interaction, slots=slots, language=previous.language)
        # It names an action by half a sentence only.
        return self._gate(chosen, _named(chosen), None, sure=False)

    def _similar(self) -> Decision | None:
        match = self._whole.match
        return self._wanted(match, self._question.text) if match is not None and match.allowed else None

    def _out_of_range(self) -> Decision | None:
        if self._whole.out_of_range is None:
            return None
        low, high = self._whole.out_of_range
        return self._say("out_of_range", self._ground.language, outcome=AnswerOutcome.UNAVAILABLE, low=low, high=high)

    def _forbidden(self) -> Decision | None:
        match = self._whole.match
        # A sentence that is only similar says nothing of what there is.
        if match is None or match.allowed or match.stage is not Stage.EXACT:
            return None
        return self._refused(self._language(match), match.interaction.name)

    def _code_of_nothing(self) -> Decision | None:
        if confirmation.code_in(self._question.text) is None:
            return None
        return self._say("no_code_pending", self._ground.language, outcome=AnswerOutcome.NOT_UNDERSTOOD)

    def _passed_on(self) -> Decision | None:
        fallback = self._ground.interactions.fallback
        if fallback is None or too_long(self._question.text):
            return None
        if self._too_old(None):  # it may be a command there
            return self._say_too_old(self._ground.language)
        slots = {"query": self._question.text, "user": self._question.user or ""}
        chosen = Chosen(interaction=fallback, slots=slots, language=self._ground.language)
        memory = self._memory
        return Run(chosen=(chosen,), purpose=PassingOn(otherwise=self._not_understood()), memory=memory)

    def _not_understood(self) -> Say:
        settings, language = self._ground.settings, self._ground.language
        told = settings.not_understood == "reply" and misunderstandings.may_be_told(
            self._memory.misses, self._now, settings.not_understood_per_hour
        )
        text = None
        if told:
            text = settings.not_understood_text or misunderstandings.apology(language, self._whole.closest)
            self._memory = replace(self._memory, misses=misunderstandings.told(self._memory.misses, self._now))
        return Say(
            text=text,
            language=language,
            outcome=AnswerOutcome.NOT_UNDERSTOOD,
            reason="no sentence matches",
            memory=self._memory,
        )

    # --- parts ---

    def _understand(self, text: str) -> Understanding:
        return understand(text, self._ground.interactions, self._question.user)

    def _wanted(self, match: Match, text: str, moment: Moment | None = None) -> Decision:
        chosen = self._chosen(match, moment.language if moment else None)
        sure = match.stage is Stage.EXACT
        return self._gate(chosen, quoted(text) if sure else _named(chosen), moment, sure=sure)

    def _gate(self, chosen: Chosen, what: str, moment: Moment | None, *, sure: bool) -> Decision:
        """What must hold before anything is done: the text is not too old, and a code where one is due."""
        if self._too_old_to_act(chosen.interaction):
            return self._say_too_old(chosen.language)
        if _needs_code(chosen.interaction, sure=sure):
            return self._ask_for_code(chosen, what, moment)
        return self._let(chosen, what, moment)

    def _let(self, chosen: Chosen, what: str, moment: Moment | None) -> Decision:
        """Nothing stands in the way any more: now, or at its moment unless that has passed meanwhile."""
        if moment is not None and moment.at > self._now:
            return planning.once(self._question, chosen, what, moment, self._memory, self._ground, self._now)
        return Run(chosen=(chosen,), purpose=Answering(), memory=self._memory)

    def _ask_for_code(self, chosen: Chosen, what: str, moment: Moment | None) -> Decision:
        if len(self._memory.wrong) >= confirmation.MOST_WRONG:
            return self._say(
                "no_more_codes", chosen.language, outcome=AnswerOutcome.UNAVAILABLE, reason="too many wrong codes"
            )
        try:
            pending = confirmation.issue(
                self._code,
                interaction=chosen.interaction,
                slots=chosen.slots,
                contact=self._question.contact or "",
                language=chosen.language,
                at=None if moment is None else moment.at,
                now=self._now,
                what=what,
            )
        except SourceFailed as error:
            return self._say("action_failed", chosen.language, outcome=AnswerOutcome.UNAVAILABLE, reason=str(error))
        self._memory = replace(self._memory, pending=pending)
        if moment is not None:
            what = f"{what}, {moments.words(moment, self._now, self._ground.zone, chosen.language)}"
        return self._say("confirm", chosen.language, reason="waits for a code", code=self._code, what=what)

    def _more(self, language: Language) -> Decision:
        more = self._memory.more
        if more is None or not self._may_read_on(more):
            self._memory = replace(self._memory, more=None)
            return self._say("more_nothing", language)
        first, *others = more.pages
        left = replace(more, pages=tuple(others)) if others else None
        return Say(text=first, language=language, memory=replace(self._memory, more=left), paged=True)

    def _may_read_on(self, more: memories.More) -> bool:
        """Whether they may still ask what the pages tell."""
        user, fallback = self._question.user, self._ground.interactions.fallback
        known = {**self._ground.interactions.by_name, **({fallback.name: fallback} if fallback else {})}
        told = [known.get(name) for name in more.interactions]
        return more.user == user and all(one is not None and one.allows(user) for one in told)

    def _too_old_to_act(self, interaction: Interaction) -> bool:
        return interaction.acts and self._too_old(interaction.max_age_s)

    def _too_old(self, limit_s: float | None) -> bool:
        """Whether the text is older than the limit of an interaction, or else of the settings; so it is when its age
        cannot be known.
        """
        if self._clock_is_behind():
            return True
        return self._age_s() > (self._ground.settings.max_age if limit_s is None else limit_s)

    def _clock_is_behind(self) -> bool:
        """A computer that lost its power and the time with it gets first what was sent to it meanwhile."""
        question = self._question
        return (
            question.scts is not None and question.scts / 1000 > max(self._now, question.received_at / 1000) + AHEAD_S
        )

    def _age_s(self) -> float:
        """How long the text was on its way and waited, in seconds; a service centre's clock that is ahead counts as
        right.
        """
        question = self._question
        on_its_way_s = 0.0 if question.scts is None else max(0.0, (question.received_at - question.scts) / 1000)
        return on_its_way_s + max(0.0, self._now - question.received_at / 1000)

    def _say_too_old(self, language: Language) -> Say:
        if self._clock_is_behind():
            reason = "the clock of this computer is behind that of the network"
            return self._say("clock_behind", language, outcome=AnswerOutcome.UNAVAILABLE, reason=reason)
        age = wording.age(self._age_s(), language)
        return self._say("too_old", language, outcome=AnswerOutcome.UNAVAILABLE, reason="the text is too old", age=age)

    def _refused(self, language: Language, interaction: str) -> Say:
        text = self._ground.settings.refused_text or phrases.say(language, "refused")
        reason = "this user may not" if self._question.user else "the contact has no user"
        return Say(
            text=text,
            language=language,
            outcome=AnswerOutcome.REFUSED,
            reason=reason,
            interaction=interaction,
            memory=self._memory,
        )

    def _say(
        self,
        phrase: str,
        language: Language,
        *,
        outcome: AnswerOutcome = AnswerOutcome.ANSWERED,
        reason: str | None = None,
        **words: str,
    ) -> Say:
        text = phrases.say(language, phrase, **words)
        return Say(text=text, language=language, outcome=outcome, reason=reason, memory=self._memory)

    def _chosen(self, match: Match, said: Language | None = None) -> Chosen:
        return Chosen(interaction=match.interaction, slots=match.slots, language=self._language(match, said))

    def _language(self, match: Match, said: Language | None = None) -> Language:
        """That of the sentence, else of what else was `said` in the text, else the household's."""
        return match.language or said or self._ground.language


def _needs_code(interaction: Interaction, *, sure: bool) -> bool:
    """Whether it is confirmed before it acts; always when what was texted is not `sure` to mean it."""
    return interaction.acts and (interaction.confirm or not sure)


def _moment(pending: confirmation.Pending) -> Moment | None:
    return None if pending.at is None else Moment(at=pending.at, relative=False, language=pending.language)


def _named(chosen: Chosen) -> str:
    """What would be done, in the words of the file: the sender's own were not exactly those of a sentence."""
    slots = ", ".join(f"{name} {value}" for name, value in chosen.slots.items())
    return f"{chosen.interaction.name}: {slots}" if slots else chosen.interaction.name
