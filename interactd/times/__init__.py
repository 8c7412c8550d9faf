"""What words say of a time, and which moment that is.

Reading order: `vocabulary` (the words, as tables), `reader` (a place in the words of a text), `durations`, `clocks`
(times of day), `days`, `expressions`, which puts these together, and `calendar` (what was said -> a moment); the
other way round `wording` (a moment or a length -> words).
"""
