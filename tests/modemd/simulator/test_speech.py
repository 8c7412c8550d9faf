"""How the modem puts what it says."""

from __future__ import annotations

import pytest

from modemd.simulator import speech
from modemd.simulator.faults import Fault, Faults, Garbage, LostResult, Noise, OddPrompt


def said(*ordered: Fault, echo: bool = False) -> bytes:
    faults = Faults()
    for fault in ordered:
        faults.order(fault, 0.0)
    return speech.answer(("+CSQ: 21,99",), "OK", "+CSQ", faults, echo=echo)


def test_an_answer_is_framed_as_the_standard_says() -> None:
    assert said() == b"\r\n+CSQ: 21,99\r\n\r\nOK\r\n"
    assert speech.answer((), "ERROR", "", Faults(), echo=True) == b"\r\nERROR\r\n"
    assert speech.code("RING") == b"\r\nRING\r\n"


def test_faults_come_together() -> None:
    octets = said(Noise(text="RING"), LostResult(), Garbage(hex="ff"))
    assert octets == b"\xff\r\nRING\r\n\r\n+CSQ: 21,99\r\n\r\nRING\r\n"


def test_a_fault_of_another_command_leaves_this_one_alone() -> None:
    assert said(LostResult(command="+CMGL", whole=True)) == said()


@pytest.mark.parametrize(("odd", "octets"), [(None, b"\r\n> "), (OddPrompt(form="tight"), b"\r\n>")])
def test_the_prompt_is_that_of_the_modem_unless_ordered_otherwise(odd: OddPrompt | None, octets: bytes) -> None:
    assert speech.prompt(b"\r\n> ", odd) == octets
