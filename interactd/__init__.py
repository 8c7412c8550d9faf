"""Understands what a contact texted, reads the value it asks for, makes the answer.

Reading order: `interactions` (what the file declares, as data); `sentences` (interactions.toml -> that data, or an
error with file, line and template) with its parts `folding` (case, accents, punctuation), `templates` (one sentence
template, its slots and its limits), `lists` (what a slot may hold) and `places` (the line of a thing); `matching`
(text -> interaction and slots); `replies` (value -> text); `moments` with the package `times` (when something is to be
done), `watches` with `conditions` (what somebody wants to be told of), both over `spans` (the words of a text and where
they stand), and `keywords` (what means the software itself); `dialogue` (the core: question in; taken, reading and
answer out); `connectors` (where values come from); `daemon` (the shell) and `errors`.
"""
