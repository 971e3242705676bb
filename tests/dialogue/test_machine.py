from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.dialogue.conditions import Condition, Within
from bot.dialogue.machine import Trigger, build_machine, move
from bot.dialogue.model import Branch, Scale
from bot.errors import DialogueError
from tests.dialogue.examples import dialog, step, variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.values import Value


@dataclass
class Here:
    state: str
    values: Mapping[str, Value] = field(default_factory=dict)


LOW = Branch("low", Condition({"n": Within(0, 3)}))
HIGH = Branch("high", Condition({"n": Within(4, 9)}))
MACHINE = build_machine(
    dialog(
        "d",
        step("ask", "?", ask="n", go=[LOW, HIGH], skip="high"),
        step("low"),
        step("high"),
        remember=[variable("n", Scale())],
    )
)


def test_the_first_way_whose_condition_holds_is_taken() -> None:
    here = Here("ask", {"n": 5})
    move(MACHINE, Trigger.ADVANCE, here)
    assert here.state == "high"


def test_giving_up_leads_where_skip_leads_unless_said_otherwise() -> None:
    here = Here("ask")
    move(MACHINE, Trigger.GIVE_UP, here)
    assert here.state == "high"


@pytest.mark.parametrize(
    ("here", "trigger"),
    [(Here("ask", {"n": 10}), Trigger.ADVANCE), (Here("low"), Trigger.SKIP), (Here("ask"), Trigger.FALL_SILENT)],
)
def test_a_step_without_a_way_is_an_error_that_names_it(here: Here, trigger: Trigger) -> None:
    with pytest.raises(DialogueError, match=f"step '{here.state}' has no way to"):
        move(MACHINE, trigger, here)


def test_where_a_person_stands_is_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        move(MACHINE, Trigger.ADVANCE, Here("ask", {"n": 1}))
    assert caplog.records == []
