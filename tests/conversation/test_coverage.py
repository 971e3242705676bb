"""What conversations come by."""

from __future__ import annotations

from bot.conversation.coverage import Spot, Watch, list_spots
from bot.conversation.transcripts import play, read_transcript
from bot.dialogue.conditions import Condition, OneOf
from bot.dialogue.model import Branch, Choice, Phrase, Scale, Silence
from tests.conversation.examples import HOUR, programme
from tests.dialogue.examples import dialog, step, variable

LOW, HIGH = Condition({"mood": OneOf(frozenset({"low"}))}), Condition({"mood": OneOf(frozenset({"high"}))})
MOOD = dialog(
    "mood",
    step("ask", "How is it?", ask="mood", skip="close", silence=Silence(HOUR, "close")),
    step(
        "hear",
        phrases=(Phrase(("Low.",), LOW), Phrase(("High.",), HIGH)),
        go=(Branch("ruler", LOW), Branch("close", HIGH)),
    ),
    step("ruler", run="how_much"),
    step("close", "Bye."),
    remember=[variable("mood", Choice({"low": "Low", "high": "High"}))],
)
RULER = dialog(
    "how_much",
    step("ask", "How much?", ask="much", skip="end", stuck="tell"),
    step("tell", "Thanks."),
    remember=[variable("much", Scale(0, 10))],
)
PROGRAMME = programme(MOOD, RULER)


def visited(text: str) -> list[str]:
    """What a transcript visits in the two dialogs."""
    watch = Watch(PROGRAMME)
    transcript = read_transcript("t", text)
    assert play(transcript, watch.programme, watch.look) == play(transcript, PROGRAMME)
    spots = [*list_spots(MOOD), *list_spots(RULER)]
    return [_told(spot) for spot in spots if spot in watch.visited]


def _told(spot: Spot) -> str:
    return f"{spot.dialog}.{spot.step} {spot.branch} {spot.case or ''}".strip()


def test_steps_and_branches_are_listed_and_a_lone_case_is_none() -> None:
    assert [_told(spot) for spot in (*list_spots(MOOD), *list_spots(RULER))] == [
        "mood.ask",
        "mood.ask skip",
        "mood.ask silence",
        "mood.hear",
        "mood.hear pick",
        "mood.hear pick 1",
        "mood.hear go",
        "mood.hear go 1",
        "mood.ruler",
        "mood.close",
        "how_much.ask",
        "how_much.ask skip",
        "how_much.ask stuck",
        "how_much.tell",
    ]


def test_an_answer_visits_the_case_that_fits() -> None:
    told = ["mood.ask", "mood.hear", "mood.hear pick 1", "mood.hear go 1", "mood.close"]
    assert visited("begin: mood\n\nyou: [High]\n") == told


def test_a_step_that_only_runs_a_dialog_is_visited_while_that_is_open() -> None:
    told = ["mood.ask", "mood.hear", "mood.hear pick", "mood.hear go", "mood.ruler", "how_much.ask"]
    assert visited("begin: mood\n\nyou: [Low]\n") == told
    assert visited("begin: mood.ruler\n") == ["mood.ruler", "how_much.ask"]


def test_skipping_silence_and_getting_stuck_are_branches() -> None:
    assert visited("begin: mood\n\nyou: [Skip]\n") == ["mood.ask", "mood.ask skip", "mood.close"]
    assert visited("begin: mood\n--- 1 hour later\n") == ["mood.ask", "mood.ask silence", "mood.close"]
    stuck = ["how_much.ask", "how_much.ask stuck", "how_much.tell"]
    assert visited("begin: how_much\n\nyou: ?\nyou: ?\n") == stuck


def test_what_is_asked_again_is_no_branch() -> None:
    assert visited("begin: mood\n\nyou: hm\nyou: /help\n") == ["mood.ask"]
