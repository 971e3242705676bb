"""People who answer by themselves."""

from __future__ import annotations

import pytest

from bot.studio.orders import Opening, Wait, Written
from bot.studio.performance import Performance, perform
from bot.studio.personas import PERSONAS, choose_act
from tests.studio.examples import NOW, OPENING, PROGRAMME

ACTS = 25


def walk(persona: str, seed: int, opening: Opening = OPENING) -> Performance:
    performance = perform(PROGRAMME, opening, [])
    for number in range(ACTS):
        act = choose_act(persona, PROGRAMME, performance.rehearsal, seed=seed, number=number)
        if act is None:
            break
        performance.do(act)
    return performance


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_seed_is_a_way_that_can_be_taken_again(persona: str) -> None:
    assert walk(persona, 7).turns == walk(persona, 7).turns
    assert len(walk(persona, 7).turns) > 1


def test_someone_willing_comes_to_the_end_and_then_does_nothing() -> None:
    performance = walk("willing", 1)
    assert performance.rehearsal.person.standing.run.top is None
    assert performance.rehearsal.chat[-1].text == "Thank you."


def test_habits_differ() -> None:
    acts = {persona: [turn.act for seed in range(9) for turn in walk(persona, seed).turns] for persona in PERSONAS}
    assert any(isinstance(act, Wait) for act in acts["silent"])
    assert any(isinstance(act, Written) and "kill" in act.text for act in acts["in danger"])
    assert all(getattr(act, "label", "Skip") == "Skip" for act in acts["minimising"])


def test_nobody_of_an_unknown_name_does_anything_and_nobody_answers_where_nothing_is_open() -> None:
    rehearsal = perform(PROGRAMME, OPENING, []).rehearsal
    assert choose_act("nobody", PROGRAMME, rehearsal, seed=1, number=0) is None
    nothing = perform(PROGRAMME, Opening(at=NOW), []).rehearsal
    assert choose_act("willing", PROGRAMME, nothing, seed=1, number=0) is None
