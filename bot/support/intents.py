"""Plain words: which command someone's words ask for, if they ask for one.

Authors write small patterns (`bot.support.patterns`) by how much they tell. A text is put into plain words, idioms are
taken out, and every intent is looked for in every language. The score of an intent is that of its strongest pattern;
where one alone is sure, it is meant. Where several are, or none quite is, they can be offered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bot.support.patterns import Grammar, PatternIndex, words_in
from bot.support.plain_words import Spelling, fold, split, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

LIKELY, SURE, WHOLE = 1, 2, 3
"""What a pattern weighs: it hints, it tells, it is all that was said (but for polite words)."""
MOST_OFFERED = 3

_MOST_WORDS = 120
"""Nobody asks for a command behind so many words."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What one wish is told by."""

    opens: str
    """The command that it stands for, without the slash."""
    commands: tuple[str, ...] = ()
    """Patterns that count where they are all that was said; then even where any words would be an answer."""
    sure: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    """Patterns whose words then count for nothing in this intent."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What all patterns of a language share."""

    language: str
    same: Mapping[str, str] = field(default_factory=dict)
    """One written word to the plain words it stands for."""
    typos: tuple[str, ...] = ()
    """Words worth knowing again with a letter wrong."""
    right: tuple[str, ...] = ()
    """Words that look like a typo of one of those and are none."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Lists that patterns name as ``<name>``."""

    def texts(self) -> Iterator[str]:
        """Everything in it that holds words of the language, rightly written."""
        yield from (*self.same, *self.same.values(), *self.typos, *self.right)
        for entries in self.words.values():
            yield from entries


@dataclass(frozen=True, slots=True)
class Wishbook:
    """All that people may ask for in one language, as authors wrote it."""

    vocabulary: Vocabulary
    intents: Mapping[str, Intent]
    idioms: tuple[str, ...] = ()
    """Patterns that ask for nothing; the words they cover count for no intent."""
    polite: tuple[str, ...] = ()
    """Words that may stand around a command."""
    ask: tuple[str, ...] = ()
    """What to say above the likeliest, in turn."""
    something_else: str = ""
    """The label of the button for all others."""

    @property
    def language(self) -> str:
        """The code of its language."""
        return self.vocabulary.language

    def texts(self) -> Iterator[str]:
        """Everything in it that holds words of the language."""
        yield from (*self.vocabulary.texts(), *self.idioms, *self.polite)
        for each in self.intents.values():
            yield from (*each.commands, *each.sure, *each.likely, *each.unless)


class Heard(NamedTuple):
    """An intent that was heard, and by what: the patterns as authors wrote them."""

    intent: str
    opens: str
    score: int
    patterns: tuple[str, ...]


class Wishes:
    """Reads texts in every language at once, whatever language the person has chosen."""

    def __init__(self, books: Iterable[Wishbook] = ()) -> None:
        """Read the patterns.

        Raises:
            ValueError: a pattern cannot be read; the text quotes the pattern and says why.
        """
        self.books = {book.language: book for book in books}
        known = words_of(text for book in self.books.values() for text in book.texts())
        self._readers = [_Reader(book, known) for book in self.books.values()]

    def hear(self, text: str) -> tuple[Heard, ...]:
        """The intents that a text tells of, the strongest first; equally strong ones as authors have them."""
        parts = split(text)[:_MOST_WORDS]
        best: dict[str, Heard] = {}
        for heard in (heard for reader in self._readers for heard in reader.hear(parts)):
            if heard.intent not in best or heard.score > best[heard.intent].score:
                best[heard.intent] = heard
        return tuple(sorted(best.values(), key=lambda heard: -heard.score))


def choose(heard: Sequence[Heard], least: int = SURE) -> Heard | None:
    """The one intent that is meant for sure: at least so strong, and stronger than any other."""
    if not heard or heard[0].score < least:
        return None
    return heard[0] if len(heard) == 1 or heard[1].score < heard[0].score else None


class _Reader:
    """One language."""

    def __init__(self, book: Wishbook, known: frozenset[str]) -> None:
        vocabulary = book.vocabulary
        self._spelling = Spelling(vocabulary.same, vocabulary.typos, known)
        grammar = Grammar(vocabulary.words, self._spelling.expand)
        self._polite = frozenset(word for each in book.polite for word in self._spelling.expand(fold(each)).split())
        self._idioms = PatternIndex(book.idioms, grammar)
        self._intents = [(name, each, _Patterns(each, grammar)) for name, each in book.intents.items()]

    def hear(self, parts: Sequence[str]) -> Iterator[Heard]:
        """Each intent that is told of."""
        said = self._spelling.plain(parts)
        words = words_in(said)
        plain: str | None = None
        for name, intent, patterns in self._intents:
            if not (possible := patterns.possible(words)):
                continue
            if plain is None:
                plain = self._idioms.cover(said, self._idioms.candidates(words))
            score, found = patterns.weigh(plain, words, possible, self._polite)
            if score:
                yield Heard(name, intent.opens, score, found)


class _Patterns:
    """The patterns of one intent, the strongest kind first."""

    def __init__(self, intent: Intent, grammar: Grammar) -> None:
        self._unless = PatternIndex(intent.unless, grammar)
        self._kinds = [
            (score, patterns, PatternIndex(patterns, grammar))
            for score, patterns in ((WHOLE, intent.commands), (SURE, intent.sure), (LIKELY, intent.likely))
        ]

    def possible(self, words: frozenset[str]) -> list[list[int]]:
        """The patterns of each kind that could hold; empty where none could."""
        found = [index.candidates(words) for _, _, index in self._kinds]
        return found if any(found) else []

    def weigh(
        self, plain: str, words: frozenset[str], possible: Iterable[list[int]], polite: frozenset[str]
    ) -> tuple[int, tuple[str, ...]]:
        """The score, and the patterns that gave it."""
        plain = self._unless.cover(plain, self._unless.candidates(words))
        for (score, patterns, index), candidates in zip(self._kinds, possible, strict=True):
            spans = index.spans(plain, candidates)
            found = [number for number, start, end in spans if score < WHOLE or _is_all(plain, start, end, polite)]
            if found:
                return score, tuple(patterns[number] for number in dict.fromkeys(found))
        return 0, ()


def _is_all(plain: str, start: int, end: int, polite: frozenset[str]) -> bool:
    """Whether nothing but polite words stands around a match."""
    return words_in(f"{plain[:start]} {plain[end:]}") <= polite
