"""Outputs in their order."""

from __future__ import annotations

from modemd.effects import Effects


def test_what_comes_of_an_output_waits_for_the_others() -> None:
    done: list[str] = []

    def carry_out(output: str) -> None:
        done.append(output)
        if output == "write":
            effects.of(lambda: ["after the loss"])
            effects.of(lambda: ["after that"])

    effects = Effects(carry_out)
    effects.of(lambda: ["write", "close"])
    assert done == ["write", "close", "after the loss", "after that"]


def test_the_core_is_asked_only_when_its_turn_has_come() -> None:
    done: list[str] = []

    def carry_out(output: str) -> None:
        done.append(output)
        if output == "open":
            effects.of(lambda: [f"knows of {len(done)}"])

    effects = Effects(carry_out)
    effects.of(lambda: ["open", "tell", "tell"])
    assert done == ["open", "tell", "tell", "knows of 3"]


def test_afterwards_it_is_ready_again() -> None:
    done: list[str] = []
    effects = Effects(done.append)
    effects.of(list)
    effects.of(lambda: ["one"])
    assert done == ["one"]
