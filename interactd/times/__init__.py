"""What words say of a time, before anybody asks which moment that is (`interactd.moments`).

Reading order: `vocabulary` (the words, as tables), `reader` (a place in the words of a text), `durations`, `clocks` (times
of day), `days`, and `expressions`, which puts these together.
"""
