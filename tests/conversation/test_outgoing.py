"""Words in as many messages as they need."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.outgoing import LONGEST, split


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_what_fits_stays_whole() -> None:
    assert split("a" * LONGEST) == ["a" * LONGEST]
    assert split("") == [""]


def test_it_is_cut_between_lines() -> None:
    lines = ["x" * 1500] * 4
    assert split("\n".join(lines)) == ["\n".join(lines[:2]), "\n".join(lines[2:])]


@given(st.text(st.sampled_from("ab \n😀"), max_size=50).map(lambda text: text * 200))
def test_every_part_fits_and_no_word_is_lost(text: str) -> None:
    parts = split(text)
    assert all(units(part) <= LONGEST for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
