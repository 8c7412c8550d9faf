"""interactions.toml -> validated interactions; an error names file, line and template.

Whatever is not known here is an error, never ignored: a misspelt `user = [...]` would open an interaction to everybody.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, NoReturn

import hassil

from interactd import lists, replies, steps, templates
from interactd.connectors.source import Source
from interactd.errors import DeclarationError, SentencesError, SourceFailed
from interactd.interactions import Interaction, Interactions
from interactd.places import Places

MAX_OCTETS = 1024 * 1024
MAX_INTERACTIONS = 1000
MAX_SENTENCES = 100

_KEYS = (
    frozenset({"name", "sentences", "action", "value", "reply", "users", "confirm", "max_age", "wait"}) | steps.DISPLAY
)
_ONLY_LATER = frozenset({"fallback", "rules", "groups"})


def load(path: Path) -> Interactions:
    """The interactions in `path`. Raises `SentencesError`."""
    try:
        octets = path.read_bytes()
        if len(octets) > MAX_OCTETS:
            raise SentencesError(path, None, None, f"longer than {MAX_OCTETS} octets")
        source = octets.decode()
        tables = tomllib.loads(source)
    except FileNotFoundError:
        reason = "no such file; create it from the sample, or set interactions.file in smsbus.toml"
        raise SentencesError(path, None, None, reason) from None
    except OSError as error:
        raise SentencesError(path, None, None, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise SentencesError(path, octets.count(b"\n", 0, error.start) + 1, None, "is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        # Before Python 3.14 tomllib states the line in its message only.
        place = re.search(r"at line (\d+)", str(error))
        raise SentencesError(path, int(place[1]) if place else None, None, f"not valid TOML: {error}") from None
    return _Reader(path, source).interactions(tables)


class _Reader:
    """Reads the tables of one file, keeping at hand the line it is at."""

    def __init__(self, path: Path, source: str) -> None:
        self._path = path
        self._places = Places(source)
        self._line = 1
        self._lists: dict[str, lists.SlotList] = {}
        self._used: set[str] = set()
        self._warnings: list[str] = []
        self._templates: dict[str, tuple[int, templates.Template]] = {}

    def interactions(self, tables: dict[str, Any]) -> Interactions:
        self._known(tables, frozenset({"lists", "interaction"}))
        self._read_lists(tables.get("lists", {}))
        declared = tables.get("interaction", [])
        if not isinstance(declared, list) or not all(isinstance(table, dict) for table in declared):
            self._fail("interaction must be tables headed [[interaction]]")
        if not declared:
            self._fail("there is no [[interaction]] in it")
        if len(declared) > MAX_INTERACTIONS:
            self._fail(f"has more than {MAX_INTERACTIONS} interactions")
        by_name: dict[str, Interaction] = {}
        for index, table in enumerate(declared):
            self._line = self._places.interaction(index)
            interaction = self._interaction(table)
            if interaction.name in by_name:
                first = by_name[interaction.name].line
                self._fail(f"there is another interaction named {interaction.name}, in line {first}")
            by_name[interaction.name] = interaction
        self._warn_of_unused_lists()
        intents = self._intents(by_name)
        self._dry_match(intents)
        return Interactions(by_name=by_name, intents=intents, warnings=tuple(self._warnings))

    # --- lists ---

    def _read_lists(self, declared: object) -> None:
        if not isinstance(declared, dict):
            self._fail("lists must be a table: [lists]")
        start = self._places.key("lists")
        for name, value in declared.items():
            self._line = self._places.key(name, start)
            if not name.isidentifier() or not name.isascii():
                self._fail(f"the list {name!r} needs a name of letters, digits and _")
            try:
                self._lists[name] = lists.read(name, value)
            except DeclarationError as error:
                self._fail_at(error)

    def _warn_of_unused_lists(self) -> None:
        for name in sorted(self._lists.keys() - self._used):
            line = self._places.key(name, self._places.key("lists"))
            self._warnings.append(f"{self._path}:{line}: no sentence uses the list {name}")

    # --- interactions ---

    def _interaction(self, table: dict[str, Any]) -> Interaction:
        self._known(table, _KEYS)
        name = table.get("name")
        if not isinstance(name, str) or not name.strip():
            self._fail("an interaction needs a name")
        sentences = [self._sentence(written) for written in self._texts(table, "sentences", MAX_SENTENCES)]
        slots = {slot: name for sentence in sentences for slot, name in sentence.shape.slots.items()}
        for slot in sorted(slots.keys() & replies.WORDS):
            self._fail(f"a slot may not be named {slot}: replies use that word; write {{list:other_name}}")
        declared = self._steps(table, sentences)
        return Interaction(
            name=name,
            line=self._line,
            sentences={sentence.folded: sentence.written for sentence in sentences},
            slots=slots,
            users=frozenset(self._texts(table, "users", MAX_INTERACTIONS)) if "users" in table else None,
            steps=declared,
            replies=self._replies(table, frozenset(slots), declared),
            confirm=self._flag(table, "confirm"),
            max_age_s=self._seconds(table, "max_age"),
            wait_s=self._seconds(table, "wait") or 0.0,
        )

    def _sentence(self, written: str) -> templates.Template:
        try:
            template = templates.parse(written, self._facts(written))
        except DeclarationError as error:
            self._fail_at(error)
        if template.folded in self._templates:
            line = self._places.text(written, self._line)
            self._warnings.append(f'{self._path}:{line}: "{written}" stands in the file more than once')
        self._templates[template.folded] = self._line, template
        self._used.update(template.shape.slots.values())
        return template

    def _facts(self, written: str) -> dict[str, templates.ListFacts]:
        for name in templates.references(written):
            inline = lists.inline_range(name)
            if inline is not None:
                self._lists.setdefault(name, inline)
        return {name: known.facts for name, known in self._lists.items()}

    def _steps(self, table: dict[str, Any], sentences: list[templates.Template]) -> tuple[steps.Step, ...]:
        try:
            declared = steps.read(table, self._path.parent)
        except DeclarationError as error:
            self._fail_at(error)
        for step in declared:
            self._check_slots(step.source, sentences)
        return declared

    def _check_slots(self, source: Source, sentences: list[templates.Template]) -> None:
        for sentence in sentences:
            for slot in sorted(source.placeholders() - sentence.shape.always):
                reason = f"does not always give {{{slot}}}, which {source.kind} needs"
                self._fail_at(DeclarationError(reason, sentence.written))
            for slot in sorted(source.placeholders()):
                self._try_values(source, slot, sentence.shape.slots[slot])

    def _try_values(self, source: Source, slot: str, name: str) -> None:
        """Refuses now what would else be refused at every question: a list whose values may not stand in a path."""
        for out in self._lists[name].outs:
            try:
                source.filled(dict.fromkeys(source.placeholders(), "x") | {slot: out})
            except SourceFailed as error:
                self._fail(f"{error}: {out!r} of the list {name}", source.kind)

    def _replies(
        self, table: dict[str, Any], slots: frozenset[str], declared: tuple[steps.Step, ...]
    ) -> tuple[replies.Reply, ...]:
        values = [step for step in declared if not step.acts]
        names = {step.name for step in declared if step.name}
        if "reply" in table:
            written = self._texts(table, "reply", MAX_SENTENCES)
        elif len(values) == 1:
            written = ["{{ value }} {{ unit }}" if values[0].display.unit else "{{ value }}"]
        else:
            self._fail("an interaction needs a reply, or one value that is the reply")
        try:
            return tuple(replies.read(one, slots | names) for one in written)
        except DeclarationError as error:
            self._fail_at(error)

    # --- hassil ---

    def _intents(self, by_name: dict[str, Interaction]) -> hassil.Intents:
        data = {name: {"data": [{"sentences": list(one.sentences)}]} for name, one in by_name.items()}
        intents = hassil.Intents.from_dict({"language": "und", "intents": data})
        intents.slot_lists = {name: self._lists[name].values for name in self._used}
        return intents

    def _dry_match(self, intents: hassil.Intents) -> None:
        """Matches every sentence once with its own example: what fails now would fail at a question."""
        for folded, (line, template) in self._templates.items():
            self._line = line
            sentence = hassil.Sentence(expression=template.expression, text=folded)
            if not hassil.is_match(template.shape.example, sentence, slot_lists=dict(intents.slot_lists)):
                reason = f'does not match "{template.shape.example}"; is there a blank missing?'
                self._fail_at(DeclarationError(reason, template.written))

    # --- parts ---

    def _texts(self, table: dict[str, Any], key: str, most: int) -> list[str]:
        value = table.get(key)
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not texts or not all(isinstance(item, str) and item for item in texts):
            self._fail(f"{key} must be a list of texts", key)
        if len(texts) > most:
            self._fail(f"{key} has more than {most} texts", key)
        return texts

    def _known(self, table: dict[str, Any], known: frozenset[str] | set[str]) -> None:
        for key in sorted(table.keys() - known):
            later = key in _ONLY_LATER
            self._fail(f"{key} is not available in this version" if later else f"unknown key {key}", key)

    def _flag(self, table: dict[str, Any], key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            self._fail(f"{key} must be true or false", key)
        return value

    def _seconds(self, table: dict[str, Any], key: str) -> float | None:
        value = table.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or not value > 0):
            self._fail(f"{key} must be a number of seconds, more than 0", key)
        return None if value is None else float(value)

    def _fail_at(self, error: DeclarationError) -> NoReturn:
        if error.template is None:
            self._fail(error.reason, error.key)
        line = self._places.text(error.template, self._line)
        raise SentencesError(self._path, line, error.template, error.reason) from None

    def _fail(self, reason: str, key: str | None = None) -> NoReturn:
        line = self._line if key is None else self._places.key(key, self._line)
        raise SentencesError(self._path, line, None, reason)
