"""The crisis screen: does this text tell of danger to life? Asked of every text, before anything else looks at it.

It knows phrases and cues, nothing more. Authors write phrases as small patterns (`bot.support.patterns`); here a text
is put into plain words, idioms are taken out, and each class is looked for, the most urgent one first. Where no phrase
fits, scored cues (`bot.support.cues`) have their say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.support.patterns import Grammar, PatternIndex, words_in
from bot.support.plain_words import Spelling, split, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.support.cues import CueSheet


_URGENT = 3
"""The first classes, K1 to K3: a doubt about them is worth a word."""


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
    cues: CueSheet | None = None
    """What words weigh where no phrase fits; None leaves it at the phrases."""

    def texts(self) -> Iterator[str]:
        """Everything in it that holds words of the language, rightly written."""
        yield from (*self.idioms, *self.same, *self.same.values(), *self.typos, *self.right)
        for entries in self.words.values():
            yield from entries
        for one in self.classes.values():
            yield from (*one.phrases, *one.unless)


@dataclass(frozen=True, slots=True)
class Finding:
    """A class, and what told it; never what the person wrote.

    `phrase` is ``en.K2.14`` for the 14th phrase of that class, or ``en.K2.cues.812+9+40`` for the cues that weighed
    most, by their places in the file of cues.
    """

    klass: str
    phrase: str

    @property
    def is_by_phrase(self) -> bool:
        """Whether a phrase told it, and not cues."""
        return ".cues." not in self.phrase


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

    def plain_words(self, text: str, language: str) -> str:
        """The words that cues are looked for in: plainly spelt, without idioms."""
        parts = split(text)
        return next(reader.plain_words(parts) for reader in self._readers if reader.language == language)

    def find(self, text: str) -> Finding | None:
        """The most urgent class that the text tells of. Phrases have right of way: cues count where none fits."""
        parts = split(text)
        findings = [finding for reader in self._readers for finding in reader.find(parts)]
        if not findings:
            findings = [finding for reader in self._readers if (finding := reader.weigh(parts))]
        return min(findings, key=lambda finding: finding.klass, default=None)

    def suspect(self, text: str) -> Finding | None:
        """The class, of the most urgent ones, that a text may tell of in which `find` finds nothing: a doubt."""
        parts = split(text)
        findings = [finding for reader in self._readers if (finding := reader.weigh(parts, in_doubt=True))]
        return min(findings, key=lambda finding: finding.klass, default=None)


class _Reader:
    """One language of the screen."""

    def __init__(self, book: Phrasebook, known: frozenset[str]) -> None:
        self.language = book.language
        self._spelling = Spelling(book.same, book.typos, known)
        self._cues = book.cues
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

    def weigh(self, parts: Sequence[str], *, in_doubt: bool = False) -> Finding | None:
        """The class that cues speak for. Words that mean no harm, to all or to that class, do not count."""
        if not self._cues:
            return None
        plain = self.plain_words(parts)
        while judged := self._cues.suspect(plain, _URGENT) if in_doubt else self._cues.judge(plain):
            covered = self._cover_exceptions(judged.klass, plain)
            if covered == plain:
                return Finding(judged.klass, f"{self.language}.{judged.klass}.cues.{'+'.join(map(str, judged.cues))}")
            plain = covered  # every round covers words, so there is a last one
        return None

    def plain_words(self, parts: Sequence[str]) -> str:
        """The text without what means no harm."""
        plain = self._spelling.plain(parts)
        return self._idioms.cover(plain, self._idioms.candidates(words_in(plain)))

    def _cover_exceptions(self, klass: str, plain: str) -> str:
        for one, unless, _ in self._classes:
            if one == klass:
                plain = unless.cover(plain, unless.candidates(words_in(plain)))
        return plain
