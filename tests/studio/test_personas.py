"""The personas' acts as orders of the page."""

from __future__ import annotations

from bot.studio.orders import Opening, Tap, Wait, Written
from bot.studio.performance import perform
from bot.studio.personas import PERSONAS, choose_act
from tests.studio.examples import NOW, OPENING, PROGRAMME


def test_what_they_do_is_what_the_page_could_ask_for() -> None:
    rehearsal = perform(PROGRAMME, OPENING, []).rehearsal
    acts = [choose_act(name, PROGRAMME, rehearsal, seed=seed, number=0) for name in PERSONAS for seed in range(9)]
    assert {type(act) for act in acts} == {Tap, Wait, Written}
    assert {act.label for act in acts if isinstance(act, Tap)} == {"Good", "Not so good", "Skip"}


def test_nobody_acts_where_nothing_is_open() -> None:
    nothing = perform(PROGRAMME, Opening(at=NOW), []).rehearsal
    assert choose_act("willing", PROGRAMME, nothing, seed=1, number=0) is None
