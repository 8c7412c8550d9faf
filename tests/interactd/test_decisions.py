"""Decisions: what of a run is known before anything is run."""

from interactd.decisions import Answering, Run
from interactd.execution import Chosen
from interactd.memory import Memory
from tests.interactd.conftest import Load

FILE = """\
[[interaction]]
name = "value"
sentences = "a"
value = { text = "1" }

[[interaction]]
name = "action"
sentences = "b"
action = { command = ["/bin/b"] }
reply = "b"
"""


def run(load: Load, *names: str) -> Run:
    interactions = load(FILE)
    chosen = tuple(Chosen(interaction=interactions.by_name[name], slots={}, language="en") for name in names)
    return Run(chosen=chosen, purpose=Answering(), memory=Memory())


def test_a_run_acts_when_one_of_its_interactions_does(load: Load) -> None:
    assert not run(load, "value").acts
    assert run(load, "value", "action").acts


def test_a_run_has_the_name_of_the_first(load: Load) -> None:
    assert run(load, "action", "value").name == "action"
