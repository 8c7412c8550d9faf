"""Understands what a contact texted, reads the value it asks for, makes the answer.

Reading order: `interactions` (what the file declares, as data); `sentences` (interactions.toml -> that data, or an
error with file, line and template) with its parts `folding` (case, accents, punctuation), `templates` (one sentence
template, its slots and its limits), `lists` (what a slot may hold) and `places` (the line of a thing); `matching`
(text -> interaction and slots); `replies` (value -> text); what a conversation is made of: `follow_ups` ("and in the
bedroom ?"), `splitting` (several questions in one text), `pages` (long answers), `menu` (HELP), `confirmation`
(one-time codes), `misunderstandings` (how often that is said) and `memory` (what is remembered of a sender);
`dialogue` (the core: question in; taken, reading and answer out); `connectors` (where values come from); `daemon` (the
shell) and `errors`.
"""
