from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.plain_words import Spelling, split

SPELLING = Spelling(
    {"wont": "will not", "k": "que"}, ["overdose", "myself"], frozenset({"kill", "die", "overdose", "myself"})
)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("He WON'T", ". he will not. "),
        ("he won\u2019t", ". he will not. "),
        ("está azul", ". esta azul. "),
        ("die!!! now", ". die. now. "),
        ("one, two - three", ". one two three. "),
        ("diiiie killll", ". die kill. "),
        ("k.m.s.", ". kms. "),
        ("overdoze mysef oferdoze", ". overdose myself overdose. "),
        ("\U0001d41d\U0001d422\U0001d41e", ". die. "),
        ("", ". . "),
    ],
)
def test_texts_become_plain(text: str, plain: str) -> None:
    assert SPELLING.plain(split(text)) == plain


def test_words_that_are_known_are_not_corrected() -> None:
    spelling = Spelling({}, ["living"], frozenset({"loving"}))
    assert spelling.plain(split("loving lving")) == ". loving living. "


@given(st.text(max_size=200))
def test_every_text_becomes_words_between_full_stops(text: str) -> None:
    plain = SPELLING.plain(split(text))
    assert plain.startswith(". ")
    assert plain.endswith(". ")
