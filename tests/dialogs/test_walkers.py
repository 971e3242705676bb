"""Whoever walks through the dialogs, and however: they are answered, and there is always a way on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest

from bot import app
from bot.conversation.rehearsal import Rehearsal
from bot.settings import load_settings
from tests.dialogs.walkers import WALKERS, Street, buttons, do

if TYPE_CHECKING:
    from bot.conversation.programme import Programme
    from bot.conversation.rehearsal import Shown
    from bot.dialogue.values import Value
    from tests.dialogs.walkers import Act

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
SEEDS = range(2)
ACTS = 25
CURIOUS_ACTS = 20
"""For each step of a dialog: whoever wants to see all of it takes longer where there is more."""
LONG = 60
"""Characters from which a message that is said twice in a row is a nuisance."""
KNOWN: dict[str, Value] = {"reasons": ("my daughter", "sleep"), "country": "us", "time_zone": "Europe/Lisbon"}
LOOKED_BACK = 30
"""So many of the last messages are kept: a long chat is slow to look through."""
WAY_OUT = 40
"""More questions than any dialog has, with all that it runs."""


@dataclass(frozen=True)
class Walk:
    """What came of one walk: what went wrong, and where words were said."""

    problems: tuple[str, ...]
    heard: frozenset[str]


@cache
def _programme() -> Programme:
    return app.read_programme(load_settings(None, {}), lambda: NOW)


@cache
def _walks(name: str) -> tuple[Walk, ...]:
    """One walker's walks from the beginning of every dialog."""
    street = Street(_programme())
    walks = []
    for dialog in _programme().books["en"].dialogs:
        walks += [_walk(street, name, dialog, seed) for seed in SEEDS]
    return tuple(walks)


def _walk(street: Street, name: str, dialog: str, seed: int) -> Walk:
    chance = Random(f"{name} {dialog} {seed}")  # noqa: S311 - the same walk each time, nothing secret
    talk = Rehearsal(_programme(), NOW, dict(KNOWN) if seed % 2 else {}, is_known=True)
    talk.begin(dialog)
    content = _programme().books["en"].dialogs[dialog]
    problems, heard = [], {shown.source for shown in talk.chat}
    for _ in range(CURIOUS_ACTS * len(content.steps) if name == "curious" else ACTS):
        if name == "curious" and not talk.person.standing.run.frames:
            heard |= {shown.source for shown in talk.begin(dialog)}
        del talk.chat[:-LOOKED_BACK]
        act = WALKERS[name](street, talk, chance)
        before = len(talk.chat)
        do(talk, act)
        heard |= {shown.source for shown in talk.chat[before:]}
        found = _problems(talk, before)
        # A dialog that another one runs may end without a word: the other one goes on.
        if not _is_answered(talk, act, before) and (content.command or talk.person.standing.run.frames):
            found.append("nothing is said")
        problems += [f"{name}, {dialog}: {problem} after {act}" for problem in found]
    if not _gets_out(talk):
        problems.append(f"{name}, {dialog}: no way out of {talk.person.standing.run.frames[-1].dialog} by skipping")
    return Walk(tuple(problems), frozenset(heard))


def _problems(talk: Rehearsal, before: int) -> list[str]:
    said = talk.chat[before:]
    pairs = zip(talk.chat[max(before - 1, 0) :], said[0 if before else 1 :], strict=False)
    top = talk.person.standing.run.top
    twice = [now for was, now in pairs if was.text == now.text and _is_of_a_dialog(now)]
    problems = [f"“{shown.text}” twice in a row" for shown in twice if len(shown.text) > LONG]
    problems += [f"“{shown.text}” is unfilled" for shown in said if "{" in shown.text.replace("{name}", "")]
    problems += ["an empty message" for shown in said if not shown.text.strip()]
    if top and top.visit and not top.mark and not buttons(talk):
        problems.append(f"no button at {top.dialog}.{top.step}")
    return problems


def _is_answered(talk: Rehearsal, act: Act, before: int) -> bool:
    return act[0] != "type" or len(talk.chat) > before or bool(talk.toast)


def _is_of_a_dialog(shown: Shown) -> bool:
    """Help lines, and that nothing is open, may be said again: the same words get the same answer."""
    return shown.source.partition(".")[0] in _programme().books["en"].dialogs


def _gets_out(talk: Rehearsal) -> bool:
    for _ in range(WAY_OUT):
        if talk.person.standing.run.top is None:
            return True
        talk.write("/skip")
    return False


@pytest.mark.parametrize("name", WALKERS)
def test_everyone_is_answered_and_finds_a_way_on(name: str) -> None:
    assert [problem for walk in _walks(name) for problem in walk.problems] == []


def test_every_step_that_speaks_is_heard_by_someone() -> None:
    heard = {source for name in WALKERS for walk in _walks(name) for source in walk.heard}
    dialogs = _programme().books["en"].dialogs.values()
    speaking = {f"{each.name}.{step.name}" for each in dialogs for step in each.steps.values() if step.phrases}
    assert sorted(speaking - heard) == []
