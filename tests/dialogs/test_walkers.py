"""Whoever walks through the dialogs, and however: they are answered, and there is always a way on."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import pytest

from bot import app
from bot.conversation.coverage import Spot, Watch, list_spots
from bot.conversation.personas import PERSONAS
from bot.dialogue.model import YesNo
from bot.settings import load_settings
from tests.conversation.examples import programme
from tests.dialogs.walkers import CURIOUS, Explorer, Walk
from tests.dialogue.examples import dialog, step, variable

if TYPE_CHECKING:
    from bot.dialogue.model import Dialog
    from bot.dialogue.values import Value

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
FEWEST = 6
SEEDS = dict.fromkeys(PERSONAS, FEWEST) | {CURIOUS: 1600}
"""How many walks each takes from the beginning of each dialog; the last ones only while something is left to see."""
KEPT: tuple[dict[str, Value], ...] = (
    {},
    {"reasons": ("my daughter", "sleep"), "country": "us", "time_zone": "Europe/Lisbon", "goal": "fewer evenings"},
    {},
    {"reasons": ("sleep",), "goal_kind": "less_often", "checkin_times": ("20:30",)},
    {"when_2": "bored", "then_2": "move", "words_2": "I go for a walk"},
    {"when_3": "alone", "then_3": "wait", "words_3": "I put music on"},
)
"""What is known of people at first, in turn. Where it is something, they also keep what each dialog leaves."""
CONTACTS: tuple[dict[str, Value], ...] = (
    {},
    {
        "contact": "agreed",
        "contact_words": "Kim has the key",
        "contact_for": "Ben",
        "check_for": "1_hour",
        "was_due": "20:30",
        "invited_by": "Ben",
        "alert_name": "Ben",
        "alert_words": "I am at home",
    },
    {"contact": "invited", "contact_words": "Kim has the key", "check_for": "1_hour"},
)
"""What is known besides of a contact, in turn: the other one's side would tell it."""


@cache
def _watch() -> Watch:
    return Watch(app.read_programme(load_settings(None, {}), lambda: NOW))


@cache
def _problems(name: str) -> list[str]:
    """What goes wrong on one persona's walks from the beginning of every dialog."""
    explorer, problems = Explorer(), []
    for seed in range(SEEDS[name]):
        kept = KEPT[seed % len(KEPT)]
        explorer.is_wild = seed >= FEWEST
        for each in _watch().dialogs:
            if seed >= FEWEST and not _unvisited(each):
                continue
            walk = Walk(_watch(), NOW, name, {**kept, **CONTACTS[seed % len(CONTACTS)]}, each.name)
            walk.go(seed, explorer)
            kept = walk.kept if kept else {}
            problems += [f"{name} in {each.name}, seed {seed}: {problem}" for problem in walk.problems]
    return problems


def _unvisited(dialog: Dialog) -> list[Spot]:
    return [spot for spot in list_spots(dialog) if spot not in _watch().visited and not _is_unforeseen(spot)]


@pytest.mark.parametrize("name", [*PERSONAS, CURIOUS])
def test_everyone_is_answered_and_finds_a_way_on(name: str) -> None:
    assert _problems(name) == []


def test_every_step_and_branch_is_visited_by_someone() -> None:
    for name in (*PERSONAS, CURIOUS):
        _problems(name)
    assert [spot for each in _watch().dialogs for spot in _unvisited(each)] == []


def _is_unforeseen(spot: Spot) -> bool:
    """A last case, for everything else: some are only for a value that is cleared in an interruption."""
    step = _watch().programme.books["en"].dialogs[spot.dialog].steps[spot.step]
    cases = {"go": len(step.go), "pick": len(step.phrases)}
    return spot.case == cases.get(spot.branch, 0) - 1


SURE = variable("sure", YesNo())
BROKEN = {
    "no end within 200 acts": dialog("broken", step("ask", "How?", "And how?", ask="sure", go="ask"), remember=[SURE]),
    "“Hello {Name}.” is unfilled": dialog("broken", step("ask", "Hello {Name}.", ask="sure"), remember=[SURE]),
    "nothing is said after": dialog(
        "broken", step("ask", "Sure?", ask="sure"), step("set"), remember=[SURE], command="broken"
    ),
    "“Well.” twice in a row": dialog("broken", step("one", "Well."), step("two", "Well.")),
    "“Sure?” a second time": dialog(
        "broken",
        step("ask", "Sure?", "Sure?", ask="sure"),
        step("hear", "Yes."),
        step("more", "Sure?", "Sure?", ask="sure", go="ask"),
        remember=[SURE],
    ),
}


@pytest.mark.parametrize("problem", BROKEN)
def test_a_walk_finds_what_is_broken(problem: str) -> None:
    walk = Walk(Watch(programme(BROKEN[problem])), NOW, "willing", {}, "broken")
    walk.go(1, Explorer())
    assert problem in "\n".join(walk.problems)
