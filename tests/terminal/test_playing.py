from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.conversation.recording import Beginning
from bot.conversation.transcripts import play as replay
from bot.conversation.transcripts import read_transcript
from bot.dialogue.model import Choices, Scale, YesNo
from bot.errors import LeewardError
from bot.terminal.drawing import Screen
from bot.terminal.playing import Play
from tests.conversation.examples import HOUR, NOW, programme
from tests.dialogue.examples import dialog, step, variable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MUCH = variable("much", Scale(0, 10))
PROGRAMME = programme(
    dialog("two", step("say", "Two."), step("ask", "And?", ask="much"), remember=[MUCH]),
    dialog("rest", step("wait", "Rest.", wait=HOUR), step("over", "Over.")),
    dialog(
        "ruler",
        step("ask", "How much?", ask="much"),
        step("tell", "{much} it is."),
        remember=[variable("much", Scale(0, 10))],
    ),
    dialog(
        "places",
        step("ask", "Where?", ask="where"),
        remember=[variable("where", Choices({"home": "Home", "out": "Out"}))],
    ),
    dialog(
        "evening",
        step("ask", "Is it late?", ask="late"),
        step("places", run="places"),
        step("rest", "{much}: rest.", wait=HOUR),
        step("bye", "Good night."),
        remember=[variable("late", YesNo()), variable("much", Scale(0, 10))],
    ),
)


def begin(name: str, shown: list[str], step: str | None = None, **given: str) -> Play:
    return Play(PROGRAMME, Beginning(NOW, name, step, given), Screen(), shown.append)


def take(talk: Play, *lines: str) -> None:
    async def typed() -> AsyncIterator[str]:
        for line in lines:
            yield line

    asyncio.run(talk.run(typed()))


def play(name: str, *lines: str, step: str | None = None, **given: str) -> list[str]:
    shown: list[str] = []
    take(begin(name, shown, step, **given), *lines)
    return shown


def test_what_lies_behind_is_shown_after_each_turn() -> None:
    assert play("craving", "strong") == [
        "  What is it like?",
        "    [Skip]   [Help now]",
        "",
        "  [craving.ask · wake:1 23 Nov 21:00]",
        "  It will pass.",
        "",
        "  [nothing open · note = strong · later:followup 23 Nov 20:15]",
    ]


def test_a_dialog_is_heard_in_its_translation() -> None:
    spanish = programme(dialog("two", step("say", "Dos."), step("ask", "¿Y?", ask="much"), remember=[MUCH]))
    both = replace(PROGRAMME, books={**PROGRAMME.books, "es": spanish.books["en"]})
    shown: list[str] = []
    take(Play(both, Beginning(NOW, "two", language="es"), Screen(), shown.append), "3")
    assert shown[0] == "  Dos."


def test_a_language_that_nobody_translated_into_is_told() -> None:
    with pytest.raises(LeewardError, match=r"There is no language 'fr'; there are en\."):
        Play(PROGRAMME, Beginning(NOW, "ruler", language="fr"), Screen(), print)


def test_time_passes_when_the_author_says_so() -> None:
    shown = play("rest", "--- 59 minutes later", "--- 1 minute later")
    assert [line for line in shown if "Over" in line or "open" in line] == ["  Over.", "  [nothing open]"]


def test_time_that_cannot_be_read_is_told() -> None:
    assert "  (write '--- 15 minutes later')" in play("rest", "--- soon")


def test_a_dialog_begins_at_any_step_with_any_values() -> None:
    assert play("ruler", step="tell", much="7") == ["  7 it is.", "", "  [nothing open]"]


def test_several_choices_show_what_is_switched_on() -> None:
    assert "    1) ✓ Home" in play("places", "1")


def test_nothing_more_is_read_after_the_end() -> None:
    assert play("ruler", "7", "/craving")[-1] == "  [nothing open]"


@pytest.mark.parametrize(
    ("name", "step", "given", "problem"),
    [
        ("rule", None, {}, "There is no dialog 'rule'. Did you mean 'ruler'?"),
        ("xyz", None, {}, "There is no dialog 'xyz'. A dialog is named as its file is"),
        ("ruler", "nowhere", {}, "'ruler' has no step 'nowhere'. It has: ask, tell."),
        ("ruler", None, {"other": "1"}, "'ruler' declares no value 'other'. It has: much."),
        ("ruler", None, {"much": "77"}, "much=77: out of range for this kind of value."),
    ],
)
def test_what_is_not_there_is_told_by_name(name: str, step: str | None, given: dict[str, str], problem: str) -> None:
    with pytest.raises(LeewardError, match=problem.replace("?", r"\?")):
        play(name, step=step, **given)


RECORDED = """\
# evening
at: 2026-11-23 20:00
person: known
begin: evening.ask
set: much = 7

bot: Is it late?
     [Yes] [No]
     [Skip] [Help now]
you: [maybe]
bot: Yes or no is a good answer. You can also skip.
     [Yes] [No]
     [Skip] [Help now]
you: kill myself
bot: K1 en None
     [Safe (en)]
you: [Safe (en)]
bot: Good to have you back (en).
bot: Back to where we were:
bot: Is it late?
     [Yes] [No]
     [Skip] [Help now]
you: [Yes]
bot: Where?
     [Home]
     [Out]
     [Done] [Skip] [Help now]
you: [Out]
you: [✓ Out]
you: [Home]
you: [Done]
bot: 7: rest.
     [Go on now] [Help now]
--- 1 hour later
bot: Good night.
""".replace("you: [maybe]", "you:  [maybe]")


def test_what_is_played_is_written_as_a_transcript_that_goes_the_same_way() -> None:
    talk = begin("evening", [], "ask", much="7")
    typed = ("[maybe]", "kill myself", "Safe (en)", "yes", "2", "Out", "1", "Done", "--- soon", "--- 60 minutes later")
    take(talk, *typed)
    assert talk.transcript == RECORDED
    assert replay(read_transcript("evening", RECORDED), PROGRAMME) == RECORDED


def test_what_was_played_so_far_is_a_transcript_too() -> None:
    talk = begin("ruler", [])
    take(talk)
    assert talk.transcript.endswith(
        "bot: How much?\n     [0] [1] [2] [3] [4] [5]\n     [6] [7] [8] [9] [10]\n     [Skip] [Help now]\n"
    )


def test_a_persona_plays_to_the_end_alone() -> None:
    shown: list[str] = []
    talk = begin("evening", shown, much="7")
    talk.play_alone("willing", 1)
    assert "  Good night." in shown
    assert "you ▸ [Go on now]" in shown
    assert replay(read_transcript("evening", talk.transcript), PROGRAMME) == talk.transcript
