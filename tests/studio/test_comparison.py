"""Two versions of a dialog, played with the same acts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.dialogue.model import Phrase
from bot.studio.comparison import compare
from bot.studio.performance import perform
from tests.conversation.examples import programme
from tests.dialogue.examples import dialog, step
from tests.studio.examples import MOOD, OPENING, PROGRAMME, tap, write

if TYPE_CHECKING:
    from bot.studio.orders import Act

ACTS: list[Act] = [tap("Not so good"), write("slow")]


def test_the_same_version_differs_nowhere() -> None:
    one = perform(PROGRAMME, OPENING, ACTS)
    assert compare(one, perform(PROGRAMME, OPENING, ACTS)) == ([], [])


def test_other_words_are_marked_on_both_sides() -> None:
    told = replace(MOOD.steps["tell"], phrases=(Phrase(("So it is {mood}.",)),))
    other = programme(replace(MOOD, steps={**MOOD.steps, "tell": told}))
    assert compare(perform(PROGRAMME, OPENING, ACTS), perform(other, OPENING, ACTS)) == ([1], [1])


def test_what_is_said_on_one_side_only_is_marked_there_and_nothing_after_it() -> None:
    steps = [*MOOD.steps.values()]
    steps.insert(2, step("aside", "One more thing.", go="ask_more"))
    steps[1] = replace(steps[1], go=(replace(steps[1].go[0], to="aside"),))
    longer = dialog("mood", *steps, remember=[*MOOD.variables.values()])
    assert compare(perform(PROGRAMME, OPENING, ACTS), perform(programme(longer), OPENING, ACTS)) == ([], [2])


def test_turns_that_the_other_version_never_came_to_are_marked() -> None:
    here = perform(PROGRAMME, OPENING, ACTS)
    there = perform(PROGRAMME, OPENING, ACTS[:1])
    assert compare(here, there) == ([2, 3], [2]), "one question is answered, the other open"
