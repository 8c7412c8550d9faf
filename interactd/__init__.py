"""Understands what a contact texted, does or reads what it asks for, makes the answer.

Reading order:

- the file: `interactions` (what it declares, as data) with `steps` (what one does and reads) and `catalogue`;
  `sentences` (interactions.toml -> that data, or an error with file, line and template) with its parts `folding`,
  `templates`, `rules`, `lists`, `list_sources`, `synonyms`, `groups`, `places` and `rehearsal` (what would go wrong
  at a question, tried at load);
- understanding: `matching` (text -> interaction, slots, and how surely) over `patterns` (templates compiled),
  `recognition` (a text read as a template, word by word), `approximation` (the same by similarity), `resemblance`,
  `spelling` and `lexicon` (what may be a slip of the pen and what may not);
- a conversation: `deciding` (what a question asks for: the rules, in their order) with `decisions` (what it can be);
  `follow_ups`, `splitting`, `keywords`, `menu`, `confirmation`, `misunderstandings`, `quoting` (their own words
  said back), `pages`, and `memory` (what is remembered of a sender);
- later: `planning` over `moments` with the package `times` (when), `watches` with `conditions` (what for), both over
  `spans` (the words of a text and where they stand);
- doing it: `dialogue` (the core: question in; taken, steps and one answer out) with `events`, `execution` and
  `answering`; `replies` (value -> text); `connectors` (where values come from, what acts);
- around it: `daemon` (the shell), `zones`, `errors`.
"""
