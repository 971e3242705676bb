from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.content.listening import TALK, WISHES, Outcome, Told, draw_talk, list_errors, macro_f1, measure
from bot.content.screening import NONE
from bot.dialogue.moment import CHANGE, SUSTAIN, UNSURE
from bot.support.change_talk import MIXED, NEUTRAL, Ear, TalkBook
from bot.support.intents import Intent, Vocabulary, Wishbook, Wishes
from bot.support.recogniser import Recogniser

if TYPE_CHECKING:
    from pathlib import Path

OUTCOME = Outcome(
    (
        Told(CHANGE, CHANGE, "a"),
        Told(CHANGE, NEUTRAL, "b"),
        Told(SUSTAIN, CHANGE, "c"),
        Told(NEUTRAL, NEUTRAL, "d"),
        Told(MIXED, UNSURE, "e"),
    )
)
WORDS = Vocabulary("en")
RECOGNISER = Recogniser(
    Wishes([Wishbook(WORDS, {"log": Intent("log", sure=("write down",)), "goal": Intent("goal", likely=("goal",))})]),
    Ear([TalkBook(WORDS, change={"need": {2: ("must stop",)}}, sustain={"need": {2: ("no problem",)}})]),
)


def test_recall_precision_and_their_mean() -> None:
    assert OUTCOME.recall(CHANGE) == (1, 2)
    assert OUTCOME.precision(CHANGE) == (1, 2)
    assert OUTCOME.score(CHANGE) == pytest.approx(0.5)
    assert OUTCOME.score(SUSTAIN) == 0


def test_the_table_leaves_lines_of_both_sides_out_of_the_score() -> None:
    table = "\n".join(draw_talk({("open", "en"): OUTCOME}))
    assert "| open | en | all three | sure: 4 of 4 (1.00) | macro-F1 | **0.39** |" in table
    assert "| open | en | one side taken for the other | 1 of 4 (0.25) | | |" in table
    assert "| open | en | both sides in one | no side taken: 1 of 1 (1.00) | | |" in table


def test_unsure_counts_as_neutral() -> None:
    told = [Told(side, side, "") for side in (CHANGE, SUSTAIN)]
    assert macro_f1(Outcome((*told, Told(NEUTRAL, UNSURE, "")))) == 1
    assert macro_f1(Outcome((*told, Told(CHANGE, UNSURE, "")))) < 1


def test_a_folder_of_lines_is_measured(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "change_talk.en.tsv").write_text(
        "change\ti must stop\nsustain\ti must stop\n", encoding="utf-8"
    )
    (tmp_path / "open" / "intents.en.tsv").write_text(
        "log\twrite down two\ngoal\tmy goal\nnone\thi\n", encoding="utf-8"
    )
    talk, wishes = (measure(RECOGNISER, tmp_path, kind) for kind in (TALK, WISHES))
    assert talk["open", "en"].recall(CHANGE, SUSTAIN) == (1, 2)
    assert wishes["open", "en"].recall("log", "goal", NONE) == (2, 3)
    assert wishes["open", "en"].offered(is_wish=True) == (1, 2)
    assert list(list_errors(talk)) == ["open.en: sustain, taken for change: i must stop"]


def test_lines_held_back_stay_unread() -> None:
    assert list(list_errors({("held_back", "en"): OUTCOME})) == []
