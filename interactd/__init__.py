"""Understands what a contact texted, reads the value it asks for, makes the answer.

Reading order: `interactions` (what the file declares, as data); `sentences` (interactions.toml -> that data, or an
error with file, line and template) with its parts `folding` (case, accents, punctuation), `templates` (one sentence
template, its slots and its limits), `patterns` (the same compiled), `lists` and `list_sources` (what a slot may hold,
and where that is read from), `rules`, `synonyms`, `groups` and `places` (the line of a thing); `matching` (text ->
interaction and slots) with its parts `catalogue` (all sentences, indexed), `recognition` (a text read as a template,
word by word), `approximation` (the same by similarity), `resemblance`, `spelling` and `lexicon` (what may be a slip of
the pen and what may not); `replies` (value -> text); `dialogue` (the core: question in; taken, reading and answer
out); `connectors` (where values come from); `daemon` (the shell) and `errors`.
"""
