"""The crisis screen: does this text tell of danger to life? Asked of every text, before anything else looks at it.

It knows phrases, nothing more. Authors write them as small patterns (`bot.support.patterns`); here a text is put into
plain words, idioms are taken out, and each class is looked for, the most urgent one first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.support.patterns import Grammar, PatternIndex, words_in
from bot.support.plain_words import Spelling, split, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class CrisisClass:
    """What one class is told by. `unless` covers words that then count for nothing in this class."""

    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """All that one language has to say about crises, as authors wrote it."""

    language: str
    classes: Mapping[str, CrisisClass]
    """By class: ``K1`` is the most urgent."""
    idioms: tuple[str, ...] = ()
    """Patterns that mean no harm; the words they cover count for nothing."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Lists of words and groups, used in patterns as ``<name>``."""
    same: Mapping[str, str] = field(default_factory=dict)
    """One written word to the plain words it stands for: ``wont`` to ``will not``."""
    typos: tuple[str, ...] = ()
    """Words worth knowing again with a letter wrong."""
    right: tuple[str, ...] = ()
    """Words that look like a typo of one of those and are none."""

    def texts(self) -> Iterator[str]:
        """Everything in it that holds words of the language, rightly written."""
        yield from (*self.idioms, *self.same, *self.same.values(), *self.typos, *self.right)
        for entries in self.words.values():
            yield from entries
        for one in self.classes.values():
            yield from (*one.phrases, *one.unless)


@dataclass(frozen=True, slots=True)
class Finding:
    """A class, and which phrase told it (its place in the phrase list; never what the person wrote)."""

    klass: str
    phrase: str


class Screen:
    """Reads texts in every language at once, whatever language the person has chosen."""

    def __init__(self, phrasebooks: Iterable[Phrasebook]) -> None:
        """Read the phrases.

        Raises:
            ValueError: a pattern cannot be read; the text quotes the pattern and says why.
        """
        self.phrasebooks = tuple(phrasebooks)
        known = words_of(text for book in self.phrasebooks for text in book.texts())
        self._readers = tuple(_Reader(book, known) for book in self.phrasebooks)

    @property
    def languages(self) -> frozenset[str]:
        """The languages it reads."""
        return frozenset(reader.language for reader in self._readers)

    def find(self, text: str) -> Finding | None:
        """The most urgent class that the text tells of."""
        parts = split(text)
        findings = [finding for reader in self._readers for finding in reader.find(parts)]
        return min(findings, key=lambda finding: finding.klass, default=None)


class _Reader:
    """One language of the screen."""

    def __init__(self, book: Phrasebook, known: frozenset[str]) -> None:
        self.language = book.language
        self._spelling = Spelling(book.same, book.typos, known)
        grammar = Grammar(book.words, self._spelling.expand)
        self._idioms = PatternIndex(book.idioms, grammar)
        self._classes = [
            (klass, PatternIndex(one.unless, grammar), PatternIndex(one.phrases, grammar))
            for klass, one in sorted(book.classes.items())
        ]

    def find(self, parts: Sequence[str]) -> Iterator[Finding]:
        """The first class found, as the classes stand in order.

        Covering words only takes words away, so whatever no phrase could match before it, none can match after it.
        """
        plain = self._spelling.plain(parts)
        words = words_in(plain)
        possible = [(*each, found) for each in self._classes if (found := each[-1].candidates(words))]
        if possible:
            plain = self._idioms.cover(plain, self._idioms.candidates(words))
        for klass, unless, phrases, candidates in possible:
            number = phrases.search(unless.cover(plain, unless.candidates(words)), candidates)
            if number is not None:
                yield Finding(klass, f"{self.language}.{klass}.{number + 1}")
                return
