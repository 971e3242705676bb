"""What someone's words say about change: for it, against it, or neither for sure.

Cues are patterns with a weight, by side (for change, for leaving things as they are) and by kind: desire, ability,
reason, need, commitment, activation, taking steps. The longest cue takes its words, so that "do not want to stop"
leaves nothing to "want to stop". A cue behind a negating word counts for nothing, and so does one under a pattern of
`neither`: what others do, what was long ago. A question speaks for no change by itself ("should I stop?"), though it
may speak against one ("why should I?").

    no cue                                        neutral
    a side of at least `ENOUGH`, the other none   that side
    both sides                                    that of three times the other's weight, else unsure
    anything else                                 unsure
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import dropwhile
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.dialogue.moment import CHANGE, SUSTAIN, UNSURE
from bot.support.patterns import Grammar, PatternIndex, words_in
from bot.support.plain_words import Spelling, fold, is_end, split, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.support.intents import Vocabulary

NEUTRAL = "neutral"
"""No cue at all. Whoever asks what was heard gets `UNSURE` for it: words are quoted back either way."""
ENOUGH = 2
"""A single weaker cue is no ground to stand on."""
_FAR_MORE = 3
_NEAR = 2
"""How many words before a cue may negate it."""

Cues: TypeAlias = Mapping[str, Mapping[int, tuple[str, ...]]]
"""By kind, such as ``desire``, and by weight: patterns."""


@dataclass(frozen=True, slots=True)
class TalkBook:
    """The cues of one language, as authors wrote them."""

    vocabulary: Vocabulary
    change: Cues
    sustain: Cues
    neither: tuple[str, ...] = ()
    negators: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """The code of its language."""
        return self.vocabulary.language

    def cues(self) -> list[Cue]:
        """Every cue, in order."""
        listed = [Cue(NEUTRAL, "", 0, pattern) for pattern in self.neither]
        for side, cues in ((SUSTAIN, self.sustain), (CHANGE, self.change)):
            listed += [
                Cue(side, kind, weight, pattern)
                for kind, weighed in cues.items()
                for weight, patterns in weighed.items()
                for pattern in patterns
            ]
        return listed


class Cue(NamedTuple):
    """A pattern, and what it weighs for which side."""

    side: str
    kind: str
    weight: int
    pattern: str


@dataclass(frozen=True, slots=True)
class Talk:
    """What was heard, and by which cues."""

    heard: str = NEUTRAL
    """`CHANGE`, `SUSTAIN`, `UNSURE` or `NEUTRAL`."""
    cues: tuple[Cue, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)
    """By side: the sum of its cues."""


class Ear:
    """Reads texts in every language; that language counts of which it hears most."""

    def __init__(self, books: Iterable[TalkBook] = ()) -> None:
        """Read the cues.

        Raises:
            ValueError: a pattern cannot be read; the text quotes the pattern and says why.
        """
        self.books = tuple(books)
        texts = [each.pattern for book in self.books for each in book.cues()]
        texts += [text for book in self.books for text in book.vocabulary.texts()]
        known = words_of(texts)
        self._readers = [_Reader(book, known) for book in self.books]

    def listen(self, text: str) -> Talk:
        """All that is heard in a text."""
        parts = split(text)
        heard = [reader.listen(parts) for reader in self._readers]
        return max(heard, key=lambda talk: sum(talk.weights.values()), default=Talk())

    def hear(self, text: str) -> str:
        """`CHANGE`, `SUSTAIN` or `UNSURE`."""
        heard = self.listen(text).heard
        return UNSURE if heard == NEUTRAL else heard


class _Reader:
    """One language."""

    def __init__(self, book: TalkBook, known: frozenset[str]) -> None:
        vocabulary = book.vocabulary
        self._spelling = Spelling(vocabulary.same, vocabulary.typos, known)
        self._cues = book.cues()
        grammar = Grammar(vocabulary.words, self._spelling.expand)
        self._index = PatternIndex([cue.pattern for cue in self._cues], grammar)
        self._negators = frozenset(map(fold, book.negators))

    def listen(self, parts: Sequence[str]) -> Talk:
        """What the cues say that are left when each has taken its words."""
        plain = self._spelling.plain(parts)
        asked = _find_questions(parts)
        found = self._take(plain)
        cues = tuple(cue for cue, start in found if cue.side != CHANGE or _sentence(plain, start) not in asked)
        weights = {side: sum(cue.weight for cue in cues if cue.side == side) for side in (CHANGE, SUSTAIN)}
        return Talk(judge(weights[CHANGE], weights[SUSTAIN]), cues, weights)

    def _take(self, plain: str) -> Iterable[tuple[Cue, int]]:
        """The cues that count, and where they begin.

        The longest take their words first, and of equally long ones the heavier.
        """
        spans = self._index.spans(plain, self._index.candidates(words_in(plain)))
        order = sorted(spans, key=lambda span: (span[1] - span[2], -self._cues[span[0]].weight, span[0]))
        taken: list[tuple[int, int]] = []
        for number, start, end in order:
            cue = self._cues[number]
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            if cue.weight and self._is_negated(plain[:start]):
                continue
            taken.append((start, end))
            if cue.weight:
                yield cue, start

    def _is_negated(self, before: str) -> bool:
        sentence = before.rpartition(".")[2].split()
        return not self._negators.isdisjoint(sentence[-_NEAR:])


def _find_questions(parts: Sequence[str]) -> frozenset[int]:
    """Which sentences end with a question mark, counted by the marks before them."""
    ends = list(dropwhile(is_end, parts))
    return frozenset(number for number, mark in enumerate(filter(is_end, ends)) if "?" in mark)


def _sentence(plain: str, start: int) -> int:
    """How many sentences end before a place; the full stop in front of every plain text ends none."""
    return plain.count(".", 1, start)


def judge(change: int, sustain: int) -> str:
    """What these weights say, by the rule above."""
    if not change and not sustain:
        return NEUTRAL
    side, more, less = (CHANGE, change, sustain) if change > sustain else (SUSTAIN, sustain, change)
    return side if more >= max(ENOUGH, _FAR_MORE * less) else UNSURE
