"""How well the shipped phrases tell danger from everyday talk.

`must_catch` lines are ``class<TAB>text``; `must_not_fire` lines are talk of people who use, idioms and near misses.
The phrases were mended after the open sets, so their figures only say that nothing was lost. The sets in `held_back`
were written last and never used to mend: theirs are the figures to believe, and still kind ones, for they come from
the same hand. When phrases are widened, move those lines to the open sets and write new ones in their place.
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
HELD_BACK = HERE / "held_back"
SETS = [(folder, language) for folder in (HERE, HELD_BACK) for language in ("en", "es")]
LEAST_RECALL = {HERE: 0.97, HELD_BACK: 0.80}
LEAST_PRECISION = 0.90
MOST_FALSE_ALARMS = 1 / 20


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
    everyday = lines_of(folder / f"must_not_fire.{language}.txt")
    false_alarms = [f"false alarm {finding.phrase}: {text}" for text in everyday if (finding := screen.find(text))]
    precision = caught.total() / (caught.total() + len(false_alarms))
    print(f"\n{folder.name}.{language}: precision {precision:.3f}", *misses, *false_alarms, sep="\n")  # noqa: T201  the figures are for people
    for klass in ("K1", "K2", "K3"):
        assert caught[klass] / all_of[klass] >= LEAST_RECALL[folder], misses
    assert precision >= LEAST_PRECISION, false_alarms
    assert len(false_alarms) <= MOST_FALSE_ALARMS * len(everyday), false_alarms


def test_the_sets_are_large_enough() -> None:
    for language, least in (("en", 200), ("es", 100)):
        for name in ("must_catch", "must_not_fire"):
            files = [folder / f"{name}.{language}.txt" for folder in LEAST_RECALL]
            assert len({line for file in files for line in lines_of(file)}) >= least
