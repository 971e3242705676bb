"""What a picture of a dialog shows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.content.diagram.sketch import Shape, Way, settle_light_ends, sketch_dialog, write_time
from bot.dialogue.conditions import Condition, Known, OneOf, Within
from bot.dialogue.model import (
    END,
    Again,
    Branch,
    Choice,
    City,
    Later,
    Measure,
    Number,
    Phrase,
    Scale,
    Silence,
    Text,
    TimeOfDay,
    YesNo,
)
from tests.dialogue.examples import dialog, step, variable

HOUR = timedelta(hours=1)
MOODS = Choice({"good": "Good", "low": "Not so good", "flat": "Flat"})


def test_ways_that_lead_to_the_same_step_are_one_and_what_is_no_answer_is_light() -> None:
    low = Branch("care", Condition({"mood": OneOf(frozenset({"low", "flat"}))}))
    good = Branch("care", Condition({"mood": OneOf(frozenset({"good"})), "goal": Known.KNOWN}))
    ask = step("ask", "How?", ask="mood", go=[low, good, Branch(END)], skip="care", stuck="care")
    drawn = sketch_dialog(dialog("small", ask, step("care", "Oh."), remember=[variable("mood", MOODS)]))
    assert drawn.ways == (
        Way("ask", "care", "flat or low · good, goal: known"),
        Way("ask", END, "otherwise"),
        Way("ask", "care", "skip · stuck", is_light=True),
        Way("care", END),
    )


def test_a_condition_that_holds_for_every_answer_does_not_list_them() -> None:
    every = Condition({"mood": OneOf(frozenset(MOODS.of))})
    steps = (
        step("ask", "How?", ask="mood", go=[Branch("look", every)]),
        step("look", go=[Branch(END, every), Branch(END)]),
    )
    drawn = sketch_dialog(dialog("small", *steps, remember=[variable("mood", MOODS)]))
    assert [way.label for way in drawn.ways] == ["any answer", "mood: known · otherwise"]


def test_a_condition_names_its_value_unless_it_was_just_asked_for() -> None:
    many = Branch("a", Condition({"much": Within(1, 10)}))
    drawn = sketch_dialog(dialog("small", step("look", go=[many, Branch(END)]), step("a", "A.")))
    assert drawn.ways[0].label == "much: 1..10"


def test_a_silence_that_ends_the_dialog_is_a_note_and_an_end_that_nothing_else_leads_to_is_gone() -> None:
    ask = step("ask", "How?", ask="mood", go="ask", silence=Silence(HOUR, END))
    drawn = sketch_dialog(dialog("small", ask, remember=[variable("mood", MOODS)]))
    settled = settle_light_ends(drawn)
    assert [block.name for block in settled.blocks] == ["ask"]
    assert settled.blocks[0].notes == ("ask mood", "silence 1 hour: end")
    assert settled.ways == (Way("ask", "ask"),)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (MOODS, ("good: Good", "low: Not so good", "flat: Flat")),
        (Scale(0, 10, "not at all", "most"), ("0 not at all … 10 most",)),
        (Scale(1, 5), ("1 … 5",)),
        (YesNo("Yes, please", ""), ("yes: Yes, please", "no: No")),
        (Measure({"g": "grams", "ml": "millilitres"}), ("a number of grams, millilitres",)),
        (Text(), ("any words",)),
        (TimeOfDay(), ("a time of day",)),
        (City(), ("a city",)),
        (Number(), ("a number",)),
    ],
)
def test_a_question_shows_what_can_be_answered(kind: Scale, options: tuple[str, ...]) -> None:
    ask = step("ask", "How?", ask="it")
    assert sketch_dialog(dialog("small", ask, remember=[variable("it", kind)])).blocks[0].options == options


def test_of_several_cases_the_first_is_shown_and_the_others_are_counted() -> None:
    said = [Phrase((words, "Or so.")) for words in ("One.", "Two.", "Three.")]
    steps = step("many", phrases=(*said,)), step("two", phrases=(*said[:2],)), step("one", phrases=(*said[:1],))
    blocks = sketch_dialog(dialog("small", *steps)).blocks
    assert [(block.words, block.notes) for block in blocks[:3]] == [
        ("One.", ("+ 2 more",)),
        ("One.", ("+ 1 more",)),
        ("One.", ()),
    ]


def test_each_step_shows_what_it_does_besides_speaking() -> None:
    rest = step("rest", "Rest.", wait=HOUR, set={"urge": None}, later=Later(HOUR, "look_in"))
    block = sketch_dialog(dialog("small", rest, step("go", run="other"))).blocks[0]
    assert (block.shape, block.notes) == (Shape.WAITS, ("set urge: nothing", "later in 1 hour: look_in", "wait 1 hour"))


def test_words_that_change_tell_so() -> None:
    out = step("out", "Out.", over=True, wait=HOUR, again=Again("out", 6))
    block = sketch_dialog(dialog("small", out)).blocks[0]
    assert block.notes == ("wait 1 hour", "in the same bubble", "again from out: 6 times")


def test_times_are_written_as_authors_write_them() -> None:
    times = [timedelta(weeks=2), timedelta(hours=24), timedelta(minutes=90), timedelta(seconds=30)]
    assert [write_time(each) for each in times] == ["2 weeks", "1 day", "90 minutes", "30 seconds"]
