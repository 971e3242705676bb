from __future__ import annotations

import pytest

from bot.conversation.opening import find_dialog, read_entry
from bot.dialogue.engine import Entry
from bot.dialogue.model import Scale
from bot.errors import LeewardError
from tests.conversation.examples import programme
from tests.dialogue.examples import dialog, step, variable

RULER = dialog("ruler", step("ask", "How much?", ask="much"), remember=[variable("much", Scale(0, 10))])
PROGRAMME = programme(RULER)


def test_a_dialog_is_found_by_its_name() -> None:
    assert find_dialog(PROGRAMME, "ruler") is RULER


def test_values_are_read_as_answers_are() -> None:
    assert read_entry(PROGRAMME, "ruler", "ask", {"much": "7"}) == Entry("ruler", "ask", {"much": 7})


@pytest.mark.parametrize(
    ("name", "step", "given", "problem"),
    [
        ("rulr", None, {}, "There is no dialog 'rulr'. Did you mean 'ruler'?"),
        ("xyz", None, {}, "There is no dialog 'xyz'. A dialog is named as its file is"),
        ("ruler", "asks", {}, "'ruler' has no step 'asks'. It has: ask."),
        ("ruler", None, {"many": "7"}, "'ruler' declares no value 'many'. It has: much."),
        ("ruler", None, {"much": "77"}, "much=77: out of range for this kind of value."),
    ],
)
def test_what_is_not_there_is_told_by_name(name: str, step: str | None, given: dict[str, str], problem: str) -> None:
    with pytest.raises(LeewardError, match=problem.replace("?", r"\?")):
        read_entry(PROGRAMME, name, step, given)
