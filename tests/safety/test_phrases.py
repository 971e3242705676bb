"""How well the shipped phrases tell danger from everyday talk.

`must_catch` lines are ``class<TAB>text``; `must_not_fire` lines are talk of people who use, idioms and near misses.
The sets in `held_back` were written before the phrases and are not used to mend them: when a line there fails, move
it to the open set and write a new one in its place. They come from the same hand as the phrases: their figures
are kind.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.content.safety import load_screen

if TYPE_CHECKING:
    from bot.support.crisis import Screen

HERE = Path(__file__).parent
LEAST_RECALL, LEAST_PRECISION = 0.97, 0.90
SETS = [(folder, language) for folder in (HERE, HERE / "held_back") for language in ("en", "es")]


@pytest.fixture(scope="module")
def screen() -> Screen:
    return load_screen(HERE.parents[1] / "dialogs")


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(("folder", "language"), SETS, ids=lambda part: getattr(part, "name", part))
def test_danger_is_caught_and_everyday_talk_is_not(folder: Path, language: str, screen: Screen) -> None:
    caught, all_of = Counter[str](), Counter[str]()
    misses = []
    for line in lines_of(folder / f"must_catch.{language}.txt"):
        klass, text = line.split("\t")
        finding = screen.find(text)
        all_of[klass] += 1
        caught[klass] += finding is not None and finding.klass == klass
        if finding is None or finding.klass != klass:
            misses.append(f"{klass} not caught: {text}")
    false_alarms = [
        f"false alarm {finding.phrase}: {text}"
        for text in lines_of(folder / f"must_not_fire.{language}.txt")
        if (finding := screen.find(text))
    ]
    precision = caught.total() / (caught.total() + len(false_alarms))
    print(f"\n{folder.name}.{language}: precision {precision:.3f}", *misses, *false_alarms, sep="\n")  # noqa: T201  the figures are for people
    for klass in ("K1", "K2", "K3"):
        assert caught[klass] / all_of[klass] >= LEAST_RECALL, misses
    assert precision >= LEAST_PRECISION, false_alarms


def test_the_sets_are_large_enough() -> None:
    for language, least in (("en", 200), ("es", 100)):
        for name in ("must_catch", "must_not_fire"):
            files = [folder / f"{name}.{language}.txt" for folder in (HERE, HERE / "held_back")]
            assert len({line for file in files for line in lines_of(file)}) >= least
