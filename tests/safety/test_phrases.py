"""How well the shipped screen tells danger from everyday talk, held against the targets.

The lines in `open` were written by someone who had never seen the phrases, those in `ours` by us; cues were learned
from both, so their figures say little but that nothing was lost. Nothing was learned from `held_back`: its figures are
those to believe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.content.safety import load_screen
from bot.content.screening import NONE, measure, read_lines
from tests.safety.lines import DIALOGS, HELD_BACK, LANGUAGES, OPEN, OURS, RECOGNISED
from tests.safety.table import BEGIN, END, PAGE, tables

if TYPE_CHECKING:
    from pathlib import Path

    from bot.support.crisis import Screen

CLASSES = {"K1", "K2", "K3", "K4", "K5", "K6", "K7", NONE}


@pytest.fixture(scope="module")
def screen() -> Screen:
    return load_screen(DIALOGS)


@pytest.mark.parametrize("folder", [OPEN, HELD_BACK], ids=lambda folder: folder.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_is_caught_and_everyday_talk_is_not(folder: Path, language: str, screen: Screen) -> None:
    figures = measure(screen, read_lines(folder / f"{language}.tsv"))
    assert not list(figures.shortfalls())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_once_caught_still_is(language: str, screen: Screen) -> None:
    figures = measure(screen, read_lines(OURS / f"{language}.tsv"))
    assert figures.caught("K1", "K2", "K3").value >= 0.88
    assert figures.false_alarms.value <= 0.10


@pytest.mark.parametrize("language", LANGUAGES)
def test_talk_about_change_and_wishes_for_a_command_are_no_cries(language: str, screen: Screen) -> None:
    lines = [
        line
        for kind in ("intents", "change_talk")
        for line in read_lines(RECOGNISED / f"{kind}.{language}.tsv")
        if line.classes != ("sos",)
    ]
    assert sum(bool(screen.find(line.text)) for line in lines) <= 0.03 * len(lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sets_are_large_enough_and_share_no_line(language: str) -> None:
    published = [read_lines(folder / f"{language}.tsv") for folder in (OPEN, HELD_BACK)]
    assert sum(map(len, published)) >= 400
    texts = [{line.text.lower() for line in lines} for lines in (*published, read_lines(OURS / f"{language}.tsv"))]
    assert sum(map(len, texts)) == len(set().union(*texts))


def test_every_line_has_a_known_class() -> None:
    for folder in (OPEN, OURS, HELD_BACK):
        for language in LANGUAGES:
            lines = read_lines(folder / f"{language}.tsv")
            assert {klass for line in lines for klass in line.classes} <= CLASSES


@pytest.mark.parametrize("text", ["", ".", "…", "x" * 4096, "🖤" * 2048, "\ud800", "want to " * 500, "7", "ok", "lol"])
def test_nothing_is_heard_where_nothing_is_said(text: str, screen: Screen) -> None:
    assert screen.find(text) is None


@pytest.mark.parametrize("cry", ["i want to kill myself", "ya no quiero vivir, me quiero morir"])
def test_a_cry_is_heard_in_the_middle_of_a_long_text(cry: str, screen: Screen) -> None:
    long = "we went to the park and had some ice cream with the kids. " * 30
    assert screen.find(f"{long}{cry}. {long}")


def test_the_page_shows_the_figures_as_they_are() -> None:
    assert BEGIN + tables() + END in PAGE.read_text(encoding="utf-8"), "python -m tests.safety.table writes them anew"
