from __future__ import annotations

from pathlib import Path

from bot.cli.options import WRONG_USE
from bot.errors import SettingsError
from tests.cli.commands import call, leeward

LINES = str(Path(__file__).parents[1] / "recognise")


def test_it_is_shown_what_was_heard_and_by_what() -> None:
    ended = call("recognise", "i want to stop, it is costing me a fortune")
    assert ended.exit_code == 0
    assert "danger: none\n" in ended.output
    assert "talk of change: change\n" in ended.output
    assert "  change, desire, weight 2: " in ended.output


def test_the_words_that_counted_by_learned_cues_are_shown() -> None:
    shown = call("recognise", "im proud of my mornings without it").output
    assert "  likely: change 0." in shown
    assert "by learned cues, “" in shown


def test_a_doubt_is_shown_as_one() -> None:
    text = "everything i touch goes to shit so best thing i can do is stop touching things. permanently"
    assert call("recognise", text).output.startswith("danger: K2 in doubt, by en.K2.cues.")


def test_danger_is_shown_by_its_class_and_phrase() -> None:
    assert call("recognise", "i want to kill myself").output.startswith("danger: K2 by en.K2.")


def test_a_wish_is_shown_with_its_score() -> None:
    shown = call("recognise", "show my progress").output
    assert "wish: /progress\n" in shown
    assert "  progress, score " in shown


def test_one_language_can_be_asked_for() -> None:
    assert "talk of change: neutral" in call("recognise", "i want to stop", "--language", "es").output
    assert "talk of change: change" in call("recognise", "kiero dejarlo", "--language", "es").output


def test_a_language_without_lists_is_told() -> None:
    ended = call("recognise", "ciao", "--language", "it")
    assert isinstance(ended.exception, SettingsError)
    assert "there are no lists of 'it'" in str(ended.exception)


def test_figures_come_as_tables() -> None:
    ended = call("recognise", "--figures", "--lines", LINES)
    assert ended.exit_code == 0
    assert "| held_back | es | all three | sure: " in ended.output
    assert "wishes done at once" in ended.output


def test_nothing_to_recognise_is_wrong_use() -> None:
    ended = leeward("recognise")
    assert ended.returncode == WRONG_USE
    assert "in quotes" in ended.stderr
