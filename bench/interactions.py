"""A thousand interactions with lists of two hundred values: how long they take to load, to match and to miss.

Every interaction asks about a device of its own in English and French; fifty lists of rooms are shared among them. The
texts are asked of one process, as interactd would be; each list holds the room that is asked for somewhere in it.

    python -m bench.interactions [--interactions 1000] [--values 200]
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from interactd import sentences
from interactd.interactions import Interactions
from interactd.matching import Stage, understand

LOAD_BAR_S = 2.0
EXACT_BAR_MS = 10.0
MISS_BAR_MS = 30.0
MEMORY_BAR_MIB = 60.0
LISTS = 50
ASKED = 300
SYLLABLES = ("ba", "co", "di", "fe", "gu", "la", "mo", "ni", "pe", "ro", "su", "ta", "vi", "ze")


def name_of(number: int) -> str:
    """A word of its own for each number."""
    word = ""
    for _ in range(4):
        number, syllable = divmod(number, len(SYLLABLES))
        word += SYLLABLES[syllable]
    return word


def declared(interactions: int, values: int) -> str:
    """An interactions.toml of that size."""
    lines = ["[lists]"]
    for number in range(LISTS):
        rooms = ", ".join(f'"room {name_of(value * 7 + number)}"' for value in range(values))
        lines.append(f"rooms{number} = [ {rooms} ]")
    for number in range(interactions):
        device, rooms = name_of(number * 11 + 3), f"rooms{number % LISTS}"
        lines += [
            "[[interaction]]",
            f'name = "device {number}"',
            "sentences = [",
            f'"[what is|tell me] the state of the {device} in [the] {{{rooms}:room}} [now|please]",',
            f"\"[quel est] l'état (du|de la|de l') {device} (dans|de) [la] {{{rooms}:room}}\"]",
            f'value = {{ file = "state/{number}-{{room}}" }}',
            f'reply = "The {device} of {{{{ room }}}} is {{{{ value }}}}."',
        ]
    return "\n".join(lines)


def asked(interactions: int, values: int, chance: random.Random) -> list[str]:
    """Texts that match word by word."""
    texts = []
    for _ in range(ASKED):
        number = chance.randrange(interactions)
        device, room = name_of(number * 11 + 3), f"room {name_of(chance.randrange(values) * 7 + number % LISTS)}"
        texts += [f"What is the state of the {device} in the {room} ?", f"Quel est l’état du {device} dans la {room} ?"]
    return texts


def missed(interactions: int, values: int, chance: random.Random) -> list[str]:
    """Texts that match nothing, most of them nearly: another device, another room, other words, and long ones."""
    texts = ["what is the state of the state in the room " * 4, "x " * 240, "a" * 480]
    for text in asked(interactions, values, chance)[:ASKED]:
        texts += [
            text.replace("room", "garage"),
            text.replace("state", "colour").replace("état", "prix"),
            f"not {text}",
        ]
    return texts


def milliseconds(interactions: Interactions, texts: list[str], *, exact: bool) -> list[float]:
    """How long each of `texts` took; ends the run when one is not understood as it should be."""
    taken = []
    for text in texts:
        started = time.perf_counter()
        found = understand(text, interactions, None).match
        taken.append((time.perf_counter() - started) * 1000)
        if exact != (found is not None and found.stage is Stage.EXACT):
            sys.exit(f"not as expected: {text!r} -> {found and (found.interaction.name, found.stage, found.score)}")
    return taken


def main() -> None:
    """Measures, prints each figure with its bar, ends with 1 if one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interactions", type=int, default=1000)
    parser.add_argument("--values", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="smsbus-bench-") as folder:
        path = Path(folder, "interactions.toml")
        path.write_text(declared(options.interactions, options.values), encoding="utf-8")
        started = time.perf_counter()
        interactions = sentences.load(path)
        load_s = time.perf_counter() - started
    exact = milliseconds(interactions, asked(options.interactions, options.values, chance), exact=True)
    miss = milliseconds(interactions, missed(options.interactions, options.values, chance), exact=False)
    memory_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    held = [
        report("loaded", load_s, "s", LOAD_BAR_S),
        report(
            f"understood word by word, median (maximum {max(exact):.1f})", statistics.median(exact), "ms", EXACT_BAR_MS
        ),
        report(f"not understood, median (maximum {max(miss):.1f})", statistics.median(miss), "ms", MISS_BAR_MS),
        report("resident at most", memory_mib, "MiB", MEMORY_BAR_MIB),
    ]
    sys.exit(not all(held))


def report(what: str, measured: float, unit: str, bar: float) -> bool:
    """Prints one figure and whether its bar holds."""
    holds = measured < bar
    print(f"{what}: {measured:.2f} {unit}; bar {bar:g} {unit}: {'holds' if holds else 'DOES NOT HOLD'}")
    return holds


if __name__ == "__main__":
    main()
