from __future__ import annotations

from bot.plurals import count


def test_only_of_one_there_is_one() -> None:
    assert [count(number, "dialog") for number in (0, 1, 2)] == ["0 dialogs", "1 dialog", "2 dialogs"]


def test_words_that_take_no_s_say_what_they_take() -> None:
    assert [count(number, "branch", "branches") for number in (1, 21)] == ["1 branch", "21 branches"]
