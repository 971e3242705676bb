"""Words in the room that there is."""

from __future__ import annotations

import pytest

from bot.content.diagram.lettering import cut, fold, measure


def test_what_fits_stays_whole_and_what_does_not_is_cut() -> None:
    assert cut("a short one", 12, 200) == "a short one"
    short = cut("a line that is much too long for this", 12, 100)
    assert short.endswith("…")
    assert measure(short, 12) <= 100


def test_words_stand_in_lines_and_the_last_line_is_cut() -> None:
    lines = fold("one two three four five six seven eight nine ten", 12, 60, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(measure(line, 12) <= 60 for line in lines)


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_is_no_line(text: str) -> None:
    assert fold(text, 12, 60, 3) == []


def test_one_word_that_is_too_long_is_cut() -> None:
    (line,) = fold("Donaudampfschifffahrtsgesellschaft", 12, 60, 3)
    assert line.endswith("…")
