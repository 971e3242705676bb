"""People who answer by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot import app
from bot.conversation.events import Tapped, Wrote
from bot.conversation.persona_words import WORDS
from bot.conversation.personas import PERSONAS, check_persona, choose_act
from bot.conversation.rehearsal import Rehearsal
from bot.dialogue.keyboards import SAFE_TOKEN
from bot.dialogue.model import Choice, Text
from bot.errors import LeewardError
from bot.settings import load_settings
from tests.conversation.examples import NOW, programme
from tests.dialogue.examples import dialog, step, variable

if TYPE_CHECKING:
    from bot.conversation.personas import Act

MOOD = dialog(
    "mood",
    step("ask", "How is it?", ask="mood"),
    step("ask_more", "What is it like?", ask="words"),
    step("close", "Thank you."),
    remember=[variable("mood", Choice({"good": "Good", "low": "Not so good"})), variable("words", Text())],
)
PROGRAMME = programme(MOOD)
ACTS = 25


def walk(persona: str, seed: int, dialog: str = "mood") -> tuple[Rehearsal, list[Act]]:
    talk = Rehearsal(PROGRAMME, NOW, is_known=True)
    acts: list[Act] = []
    talk.begin(dialog)
    for number in range(ACTS):
        act = choose_act(persona, PROGRAMME, talk, seed=seed, number=number)
        if act is None:
            break
        acts.append(act)
        talk.wait(act) if isinstance(act, timedelta) else talk.react(act)
    return talk, acts


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_seed_is_a_way_that_can_be_taken_again(persona: str) -> None:
    assert walk(persona, 7)[1] == walk(persona, 7)[1]
    assert walk(persona, 7)[1] != []


def test_someone_willing_comes_to_the_end_and_then_does_nothing() -> None:
    talk, acts = walk("willing", 1)
    assert talk.chat[-1].text == "Thank you."
    assert len(acts) == 2


def test_where_a_dialog_is_to_open_by_itself_they_wait_for_it() -> None:
    talk, acts = walk("willing", 1, "craving")
    assert timedelta(minutes=15) in acts
    assert "And now?" in [shown.text for shown in talk.chat]


def test_habits_differ() -> None:
    acts = {persona: [act for seed in range(9) for act in walk(persona, seed)[1]] for persona in PERSONAS}
    words = WORDS["en"]
    assert any(isinstance(act, timedelta) for act in acts["silent"])
    for persona, said in (
        ("ambivalent", words.torn),
        ("angry", words.angry),
        ("minimising", words.minimising),
        ("in withdrawal", words.in_withdrawal),
        ("suicidal", words.suicidal),
    ):
        assert any(act == Wrote(text) for act in acts[persona] for text in said), persona


def test_after_words_of_a_crisis_they_take_the_way_back() -> None:
    talk = Rehearsal(PROGRAMME, NOW, is_known=True)
    talk.begin("mood")
    talk.write("kill myself")
    acts = [choose_act("willing", PROGRAMME, talk, seed=seed, number=0) for seed in range(9)]
    assert Tapped(SAFE_TOKEN) in acts


def test_nobody_of_an_unknown_name_does_anything_and_nobody_answers_where_nothing_is_open() -> None:
    talk = Rehearsal(PROGRAMME, NOW)
    assert choose_act("willing", PROGRAMME, talk, seed=1, number=0) is None
    talk.begin("mood")
    assert choose_act("nobody", PROGRAMME, talk, seed=1, number=0) is None
    with pytest.raises(LeewardError, match="no persona 'nobody'"):
        check_persona("nobody")


def test_in_every_language_the_crisis_screen_hears_what_it_must_and_no_more() -> None:
    screen = app.read_programme(load_settings(None, {})).screen

    def classes(texts: tuple[str, ...]) -> list[str]:
        return [found.klass if (found := screen.find(text)) else "" for text in texts]

    for words in WORDS.values():
        assert set(classes(words.suicidal)) == {"K2"}
        assert set(classes(words.in_withdrawal)) == {"", "K3"}
        others = (*words.torn, *words.angry, *words.minimising, words.passing, *words.near_misses.values())
        assert set(classes((*others, *(text for texts in words.answers.values() for text in texts)))) == {""}


def test_every_language_has_words_for_the_same() -> None:
    for words in WORDS.values():
        assert words.answers.keys() == WORDS["en"].answers.keys()
        assert words.near_misses.keys() == WORDS["en"].near_misses.keys()
