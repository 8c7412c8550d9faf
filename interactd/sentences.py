"""interactions.toml -> validated interactions; an error names file, line and template.

Whatever is not known here is an error, never ignored: a misspelt `user = [...]` would open an interaction to everybody.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from interactd import catalogue, groups, lists, replies, rules, steps, synonyms, templates
from interactd.catalogue import Sentence
from interactd.connectors import secret_files, servers
from interactd.connectors.servers import Servers
from interactd.connectors.source import Source
from interactd.errors import DeclarationError, SentencesError, SourceFailed
from interactd.folding import fold
from interactd.interactions import Interaction, Interactions
from interactd.list_sources import KINDS as LISTED_ELSEWHERE
from interactd.list_sources import ListSources
from interactd.places import Places
from interactd.rehearsal import Rehearsal
from interactd.templates import Surroundings
from smsbus.phrases import LANGUAGES, Language

MAX_OCTETS = 1024 * 1024
MAX_INTERACTIONS = 1000
MAX_SENTENCES = 100

_TABLES = frozenset({"lists", "rules", "synonyms", "groups", "interaction", "fallback", "mqtt", *servers.TABLES})
_KEYS = (
    frozenset({"name", "sentences", "language", "requires", "excludes", "users"})
    | frozenset({"action", "value", "reply", "confirm", "max_age", "wait"})
    | steps.DISPLAY
)


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
        self._sources = ListSources(path.parent)
        self._around = Surroundings()
        self._facts: dict[str, templates.ListFacts] = {}
        self._lists: dict[str, lists.SlotList] = {}
        self._rehearsal = Rehearsal(self._lists)
        self._groups: dict[str, frozenset[str]] = {}
        self._used: set[str] = set()
        self._warnings: list[str] = []
        self._templates: dict[str, tuple[int, templates.Template]] = {}
        self._read_replies: dict[tuple[str, frozenset[str]], replies.Reply] = {}
        self._servers = Servers()

    def interactions(self, tables: dict[str, Any]) -> Interactions:
        self._known(tables, _TABLES)
        self._read_servers(tables)
        self._read_shared(tables)
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
        used = {name: self._lists[name] for name in sorted(self._used)}
        self._dry_match()
        sentences = ((name, sentence) for name, one in by_name.items() for sentence in one.sentences)
        return Interactions(
            by_name=by_name,
            catalogue=catalogue.build(sentences, used),
            lists=used,
            warnings=tuple(self._warnings),
            fallback=self._fallback(tables.get("fallback")),
        )

    def _fallback(self, name: object) -> Interaction | None:
        if name is None:
            return None
        self._line = self._places.key("fallback")
        if not isinstance(name, str):
            self._fail('fallback must be a name, as in: fallback = "jeedom"', "fallback")
        try:
            step = steps.fallback(name, self._servers)
        except DeclarationError as error:
            self._fail_at(error)
        return Interaction(
            name=name,
            line=self._line,
            sentences=(),
            slots={"query": (), "user": ()},
            users=None,
            steps=(step,),
            replies=(replies.read("{{ result }}", frozenset()),),
        )

    # --- what sentences share ---

    def _read_shared(self, tables: dict[str, Any]) -> None:
        """Synonyms first, which lists use; then lists, which rules use."""
        try:
            if "synonyms" in tables:
                self._line = self._places.key("synonyms")
                self._around = Surroundings(synonyms=synonyms.read(tables["synonyms"]))
            if "groups" in tables:
                self._line = self._places.key("groups")
                self._groups = groups.read(tables["groups"])
        except DeclarationError as error:
            self._fail_at(error)
        self._line = 1
        if "lists" in tables:
            self._read_lists(tables["lists"])
        if "rules" in tables:
            self._read_rules(tables["rules"])

    def _read_rules(self, declared: object) -> None:
        self._line = self._places.key("rules")
        if not isinstance(declared, dict):
            self._fail("rules must be a table: [rules]")
        for written in declared.values():
            self._find_ranges(str(written))
        try:
            shapes = rules.read(declared, self._surroundings())
        except DeclarationError as error:
            self._fail_at(error)
        self._around = replace(self._around, rules=shapes)
        for shape in shapes.values():
            self._used.update(shape.slots.values())

    def _surroundings(self) -> Surroundings:
        if len(self._facts) != len(self._lists):
            self._facts = {name: known.facts for name, known in self._lists.items()}
            self._around = replace(self._around, lists=self._facts)
        return self._around

    def _find_ranges(self, written: str) -> None:
        for name in templates.references(written):
            inline = lists.inline_range(name)
            if inline is not None:
                self._lists.setdefault(name, inline)

    # --- servers ---

    def _read_servers(self, tables: dict[str, Any]) -> None:
        try:
            self._servers = servers.read(tables, self._path.parent)
        except DeclarationError as error:
            self._fail_at(error)
        files: list[tuple[str, Callable[[], object]]] = [
            (table, partial(secret_files.read, server.secret_file)) for table, server in self._servers.by_table.items()
        ]
        broker = self._servers.broker
        for table, read in [*files, ("mqtt", broker.password), ("mqtt", broker.context)]:
            # Only a warning: it is read again at each use, and whoever checks the file may not be who runs interactd.
            try:
                read()
            except SourceFailed as error:
                self._warnings.append(f"{self._path}:{self._places.key(table)}: {error}")

    # --- lists ---

    def _read_lists(self, declared: object) -> None:
        if not isinstance(declared, dict):
            self._fail("lists must be a table: [lists]")
        start = self._places.key("lists")
        for name, value in declared.items():
            if not name.isidentifier() or not name.isascii():
                self._fail(f"the list {name!r} needs a name of letters, digits and _", name)
            try:
                self._lists[name] = self._list(name, value)
            except DeclarationError as error:
                self._line = self._places.key(name, start)  # long lines are searched: only when there is need
                self._fail_at(error)

    def _list(self, name: str, value: object) -> lists.SlotList:
        if not isinstance(value, dict) or LISTED_ELSEWHERE.isdisjoint(value):
            return lists.read(name, value, self._around.synonyms)
        values, where = self._sources.values(name, value)
        try:
            return lists.read(name, values, self._around.synonyms)
        except DeclarationError as error:
            raise DeclarationError(f"{error.reason} ({where})", error.template) from None

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
        by_language = self._by_language(table)
        languages = [language for language, texts in by_language for _ in texts]
        sentences = [self._sentence(written) for _, texts in by_language for written in texts]
        slots: dict[str, tuple[str, ...]] = {}
        for slot, source in [item for sentence in sentences for item in sentence.shape.slots.items()]:
            slots[slot] = tuple(dict.fromkeys((*slots.get(slot, ()), source)))
        for slot in sorted(slots.keys() & replies.WORDS):
            self._fail(f"a slot may not be named {slot}: replies use that word; write {{list:other_name}}")
        declared = self._steps(table, sentences)
        return Interaction(
            name=name,
            line=self._line,
            sentences=tuple(map(self._declared, sentences, languages)),
            slots=slots,
            users=self._users(table),
            steps=declared,
            replies=self._replies(table, frozenset(slots), declared),
            confirm=self._flag(table, "confirm"),
            max_age_s=self._seconds(table, "max_age"),
            wait_s=self._seconds(table, "wait") or 0.0,
            requires=self._words(table, "requires"),
            excludes=self._words(table, "excludes"),
        )

    def _by_language(self, table: dict[str, Any]) -> list[tuple[Language | None, list[str]]]:
        language = table.get("language")
        if language is not None and language not in LANGUAGES:
            self._fail(f"language must be one of {', '.join(LANGUAGES)}", "language")
        declared = table.get("sentences")
        if not isinstance(declared, dict):
            return [(language, self._texts(table, "sentences", MAX_SENTENCES))]
        if language is not None:
            self._fail("the sentences have their languages already: leave language out", "language")
        for key in sorted(declared.keys() - set(LANGUAGES)):
            self._fail(f"sentences may be in {', '.join(LANGUAGES)}, not in {key}", key)
        if not declared:
            self._fail("sentences must be a list of texts", "sentences")
        known = [known for known in LANGUAGES if known in declared]
        return [(known, self._texts(declared, known, MAX_SENTENCES)) for known in known]

    def _declared(self, template: templates.Template, language: Language | None) -> Sentence:
        example = " ".join(template.shape.outline.split())
        for slot, name in template.shape.slots.items():
            example = example.replace(f"{{{slot}}}", self._lists[name].facts.spoken)
        return Sentence(
            written=template.written,
            folded=template.folded,
            pattern=template.shape.pattern,
            example=example,
            accents=template.shape.accents,
            language=language,
        )

    def _users(self, table: dict[str, Any]) -> frozenset[str] | None:
        if "users" not in table:
            return None
        try:
            return groups.members(self._texts(table, "users", MAX_INTERACTIONS), self._groups)
        except DeclarationError as error:
            self._fail_at(error)

    def _words(self, table: dict[str, Any], key: str) -> tuple[str, ...]:
        if key not in table:
            return ()
        words = tuple(map(fold, self._texts(table, key, MAX_SENTENCES)))
        if not all(words):
            self._fail(f"{key} has a text without a word in it", key)
        return words

    def _sentence(self, written: str) -> templates.Template:
        try:
            self._find_ranges(written)
            template = templates.parse(written, self._surroundings())
        except DeclarationError as error:
            self._fail_at(error)
        if template.folded in self._templates:
            line = self._places.text(written, self._line)
            self._warnings.append(f'{self._path}:{line}: "{written}" stands in the file more than once')
        self._templates[template.folded] = self._line, template
        self._used.update(template.shape.slots.values())
        return template

    def _steps(self, table: dict[str, Any], sentences: list[templates.Template]) -> tuple[steps.Step, ...]:
        try:
            declared = steps.read(table, self._path.parent, self._servers)
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
            for slot in sorted(source.choices()):
                self._check_wildcard(source, slot, sentence)
        needed = {tuple((slot, one.shape.slots[slot]) for slot in sorted(source.placeholders())) for one in sentences}
        for names in sorted(needed):
            try:
                self._rehearsal.source(source, dict(names))
            except DeclarationError as error:
                self._fail_at(error)

    def _check_wildcard(self, source: Source, slot: str, sentence: templates.Template) -> None:
        # In their own words people may say something, never choose among all files of a folder or all commands.
        if self._lists[sentence.shape.slots[slot]].wildcard:
            reason = f"gives {{{slot}}} from a wildcard, by which nobody may choose what {source.kind} reads or does"
            self._fail_at(DeclarationError(reason, sentence.written))

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
            return tuple(self._reply(one, slots | names) for one in written)
        except DeclarationError as error:
            self._fail_at(error)

    def _reply(self, written: str, names: frozenset[str]) -> replies.Reply:
        # Many interactions have the same reply, and jinja2 takes longer than everything else here.
        key = written, names
        if key not in self._read_replies:
            self._read_replies[key] = replies.read(written, names)
        return self._read_replies[key]

    def _dry_match(self) -> None:
        """Compares every sentence with its own example, and with that example over and over: what fails or takes long
        now would do so at a question.
        """
        for line, template in self._templates.values():
            self._line = line
            try:
                self._rehearsal.sentence(template)
            except DeclarationError as error:
                self._fail_at(error)

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
            self._fail(f"unknown key {key}", key)

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
