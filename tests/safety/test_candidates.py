"""A text is held against the few patterns that it could match; none of the others could have matched it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.safety import load_phrasebooks
from bot.content.screening import read_lines
from bot.support.crisis import Finding, Screen
from bot.support.patterns import Grammar, PatternIndex
from bot.support.plain_words import Spelling, split, words_of

if TYPE_CHECKING:
    from bot.support.crisis import Phrasebook

HERE = Path(__file__).parent
BOOKS = [replace(book, cues=None) for book in load_phrasebooks(HERE.parents[1] / "dialogs")]
SCREEN = Screen(BOOKS)
KNOWN = words_of(text for book in BOOKS for text in book.texts())
SETS = [line.text for file in sorted(HERE.rglob("*.tsv")) for line in read_lines(file)]
TRANSCRIPTS = [
    line.removeprefix("you: ")
    for file in sorted((HERE.parent / "transcripts").glob("*.txt"))
    for line in file.read_text().splitlines()
    if line.startswith("you: ")
]
WORDS = sorted({word for text in SETS for word in text.split()} | set(".,!?'#&*|() "))


class Everything:
    """One language of the screen that leaves nothing out: each text meets every pattern."""

    def __init__(self, book: Phrasebook) -> None:
        self.book = book
        self.spelling = Spelling(book.same, book.typos, KNOWN)
        self.grammar = Grammar(book.words, self.spelling.expand)
        self.patterns = [*book.idioms]
        self.patterns += [each for one in book.classes.values() for each in (*one.phrases, *one.unless)]
        self.idioms = self.read(book.idioms)
        self.classes = [
            (klass, self.read(one.unless), self.read(one.phrases)) for klass, one in sorted(book.classes.items())
        ]

    def read(self, patterns: tuple[str, ...]) -> tuple[PatternIndex, range]:
        return PatternIndex(patterns, self.grammar), range(len(patterns))

    def find(self, text: str) -> Finding | None:
        idioms, every_idiom = self.idioms
        plain = idioms.cover(self.spelling.plain(split(text)), every_idiom)
        for klass, (unless, every_unless), (phrases, every_phrase) in self.classes:
            number = phrases.search(unless.cover(plain, every_unless), every_phrase)
            if number is not None:
                return Finding(klass, f"{self.book.language}.{klass}.{number + 1}")
        return None


EVERYTHING = [Everything(book) for book in BOOKS]


def find_by_all(text: str) -> Finding | None:
    findings = [finding for each in EVERYTHING if (finding := each.find(text))]
    return min(findings, key=lambda finding: finding.klass, default=None)


@pytest.mark.parametrize("texts", [SETS, TRANSCRIPTS], ids=["sets", "transcripts"])
def test_every_known_text_is_found_as_by_all_patterns(texts: list[str]) -> None:
    assert {text: SCREEN.find(text) for text in texts} == {text: find_by_all(text) for text in texts}


@st.composite
def cuts(draw: st.DrawFn) -> str:
    """A few words in a row from a known text."""
    words = draw(st.sampled_from(SETS)).split()
    start = draw(st.integers(0, len(words)))
    return " ".join(words[start : start + draw(st.integers(1, 12))])


@st.composite
def examples_of_patterns(draw: st.DrawFn) -> str:
    """Words that a pattern was written for."""
    book = draw(st.sampled_from(EVERYTHING))
    said = []
    for half in draw(st.sampled_from(book.patterns)).split(" & "):
        for piece in book.grammar.pieces(half):
            if piece.entries == ("*",):
                said += draw(st.lists(st.sampled_from(WORDS), max_size=3))
            elif piece.entries in (("^",), ("$",)):
                said.append(".")
            elif not piece.is_optional or draw(st.booleans()):
                said.append(draw(st.sampled_from(piece.entries)))
    return " ".join(said)


@pytest.mark.parametrize(
    "some", [cuts(), examples_of_patterns(), st.sampled_from(WORDS)], ids=["cuts", "examples", "words"]
)
def test_so_is_every_mixture(some: st.SearchStrategy[str]) -> None:
    @given(st.lists(some, min_size=1, max_size=6).map(" ".join))
    @settings(max_examples=200, deadline=None)
    def is_found_alike(text: str) -> None:
        assert SCREEN.find(text) == find_by_all(text)

    is_found_alike()
