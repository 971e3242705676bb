from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.content.faults import Faulty
from bot.content.screening import (
    Figures,
    Line,
    Share,
    draw_table,
    list_errors,
    measure,
    read_lines,
    read_sets,
)
from bot.support.crisis import CrisisClass, Phrasebook, Screen
from bot.support.cues import Cue, CueSheet

if TYPE_CHECKING:
    from pathlib import Path

SCREEN = Screen([Phrasebook("en", {"K1": CrisisClass(("overdose",)), "K2": CrisisClass(("want to die",))})])
LINES = [
    Line(("K1",), "an overdose"),
    Line(("K1", "K2"), "i want to die"),
    Line(("K2",), "overdose on purpose"),
    Line(("K2",), "so tired of all of it"),
    Line(("K7", "none"), "he was found"),
    Line(("none",), "i want to die laughing"),
    Line(("none",), "a beer with friends at home"),
]
FIGURES = measure(SCREEN, LINES)


def test_a_set_is_read(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "en.tsv").write_text("K1|K2\twant to die\nnone\tbeer\n", encoding="utf-8")
    lines = [Line(("K1", "K2"), "want to die"), Line(("none",), "beer")]
    assert read_sets(tmp_path) == {("open", "en"): lines}


@pytest.mark.parametrize("line", ["want to die", "\twant to die", "K1\t"])
def test_a_line_that_is_none_is_told(tmp_path: Path, line: str) -> None:
    (tmp_path / "en.tsv").write_text(f"none\tbeer\n{line}\n", encoding="utf-8")
    with pytest.raises(Faulty, match=r"en\.tsv:2"):
        read_lines(tmp_path / "en.tsv")


def test_any_alarm_and_the_right_one_are_told_apart() -> None:
    assert FIGURES.caught("K1") == (2, 2)
    assert FIGURES.right("K1") == (2, 2)
    assert FIGURES.caught("K2") == (1, 2)
    assert FIGURES.right("K2") == (0, 2)
    assert FIGURES.precision_of("K1") == (1, 2)


def test_false_alarms_are_those_of_everyday_talk() -> None:
    assert FIGURES.false_alarms == (1, 2)
    assert FIGURES.precision == (3, 4)


def test_a_doubt_is_heard_and_is_no_alarm() -> None:
    cues = CueSheet(("K2",), (-100,), (300,), {"tired": Cue(1, (300,)), "beer": Cue(2, (300,))}, doubt=250)
    (book,) = SCREEN.phrasebooks
    figures = measure(Screen([replace(book, cues=cues)]), LINES)
    assert (figures.caught("K2"), figures.heard("K2")) == ((1, 2), (2, 2))
    assert (figures.false_alarms, figures.false_doubts) == ((1, 2), (1, 2))
    assert "open.en: K2 in doubt: so tired of all of it" in list_errors({("open", "en"): figures})


def test_what_is_below_its_target_is_named() -> None:
    assert [each[:2] for each in FIGURES.shortfalls()] == ["K2", "3 ", "3 "]
    assert not list(Figures(()).shortfalls())


def test_every_error_is_listed() -> None:
    assert list(list_errors({("open", "en"): FIGURES})) == [
        "open.en: K2 missed: so tired of all of it",
        "open.en: none raised en.K2.1: i want to die laughing",
    ]


def test_the_table_has_a_line_for_each_class_and_for_everyday_talk() -> None:
    lines = list(draw_table({("open", "en"): FIGURES}))
    assert "| open | en | K2 | 1 of 2 (0.50) | 0.09 and 0.91 | 1 of 2 (0.50) | 0 of 2 (0.00) | 1 of 2 (0.50) |" in lines
    assert len(lines) == 2 + 3 + 3


def test_nothing_of_nothing_says_nothing() -> None:
    assert Share(0, 0).value == 1
    assert Share(0, 0).interval == (0, 1)
