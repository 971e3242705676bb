"""What no transcript comes by, told."""

from __future__ import annotations

from bot.conversation.coverage import Spot
from bot.terminal.visits import count_visits, draw_table, list_unvisited, sum_up
from tests.conversation.test_coverage import MOOD, RULER

VISITED = {Spot("mood", "ask"), Spot("mood", "ask", "skip"), Spot("mood", "close")}


def place(spot: Spot) -> str:
    return f"{spot.dialog}.yaml:1"


def test_each_dialog_has_a_line_and_all_together_one() -> None:
    visits = count_visits([MOOD, RULER], VISITED, only_touched=False)
    assert list(draw_table(visits)) == [
        "dialog     steps  branches",
        "how_much  0 of 2    0 of 2",
        "mood      2 of 4    1 of 6",
    ]
    assert sum_up(visits) == "visited in 2 dialogs: 2 of 6 steps, 1 of 8 branches"


def test_dialogs_that_were_not_touched_can_be_left_out() -> None:
    visits = count_visits([MOOD, RULER], VISITED, only_touched=True)
    assert sum_up(visits) == "visited in 1 dialog: 2 of 4 steps, 1 of 6 branches"
    assert sum_up([]) == "visited in 0 dialogs: 0 of 0 steps, 0 of 0 branches"


def test_what_was_not_visited_is_told_by_place_and_of_a_whole_step_once() -> None:
    visits = count_visits([MOOD], VISITED, only_touched=True)
    assert list(list_unvisited(visits, place)) == ["mood.yaml:1 ask silence", "mood.yaml:1 hear", "mood.yaml:1 ruler"]
    visits = count_visits([MOOD], {*VISITED, Spot("mood", "hear")}, only_touched=True)
    assert "mood.yaml:1 hear pick 2" in [*list_unvisited(visits, place)]
