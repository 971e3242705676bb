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

Where a language has learned cues as well (`bot.support.cues`), these score the words, each point of a pattern adds
`POINT` to its side, and what is likeliest is heard, if it is at least `SURE`. Else it is unsure. What `neither` covers
is not scored, and a question that sounds like change is neutral here, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import dropwhile
from math import exp
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.dialogue.moment import CHANGE, SUSTAIN, UNSURE
from bot.support.patterns import Grammar, PatternIndex, words_in
from bot.support.plain_words import Spelling, fold, is_end, split, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.support.cues import CueSheet
    from bot.support.intents import Vocabulary

NEUTRAL = "neutral"
"""No cue at all. Whoever asks what was heard gets `UNSURE` for it: words are quoted back either way."""
ENOUGH = 2
"""A single weaker cue is no ground to stand on."""
_FAR_MORE = 3
MIXED = "mixed"
"""Both sides in one text: the class of learned cues that takes no side."""
POINT = 125
"""What a point of a pattern adds to the score of its side, in hundredths; more than `ENOUGH` points add nothing."""
SURE = 0.5
"""How likely a side must be to be heard; else words are quoted back. Chosen by trying (`tests/recognise/learn.py`)."""
_TOLD = 5
"""Words that are named for a text."""
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
    sheet: CueSheet | None = None
    """What words weigh; None leaves it at the patterns."""

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


class Sound(NamedTuple):
    """A word or pair of words, and what its learned cues added for a side, in hundredths."""

    side: str
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Talk:
    """What was heard, and by which cues."""

    heard: str = NEUTRAL
    """`CHANGE`, `SUSTAIN`, `UNSURE` or `NEUTRAL`."""
    cues: tuple[Cue, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)
    """By side: the sum of its cues."""
    sounds: tuple[Sound, ...] = ()
    """The words whose learned cues weighed most for the likelier side."""
    likely: Mapping[str, float] = field(default_factory=dict)
    """How likely each side is, by the learned cues and the patterns together; empty where nothing was learned."""
    known: int = 0
    """Words that the learned cues know."""


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
        return max(heard, key=lambda talk: sum(talk.weights.values()) + talk.known, default=Talk())

    def plain_words(self, text: str, language: str) -> str:
        """The words that learned cues are looked for in: plainly spelt, without what `neither` covers."""
        parts = split(text)
        return next(reader.plain_words(parts) for reader in self._readers if reader.language == language)

    def hear(self, text: str) -> str:
        """`CHANGE`, `SUSTAIN` or `UNSURE`."""
        heard = self.listen(text).heard
        return UNSURE if heard == NEUTRAL else heard


class _Reader:
    """One language."""

    def __init__(self, book: TalkBook, known: frozenset[str]) -> None:
        vocabulary = book.vocabulary
        self.language = book.language
        """The code of its language."""
        self._sheet = book.sheet
        self._spelling = Spelling(vocabulary.same, vocabulary.typos, known)
        self._cues = book.cues()
        grammar = Grammar(vocabulary.words, self._spelling.expand)
        self._index = PatternIndex([cue.pattern for cue in self._cues], grammar)
        self._negators = frozenset(map(fold, book.negators))

    def listen(self, parts: Sequence[str]) -> Talk:
        """What the cues say that are left when each has taken its words."""
        plain = self._spelling.plain(parts)
        asked = _find_questions(parts)
        taken = list(self._take(plain))
        found = [(cue, start) for cue, start, _ in taken if cue.weight]
        cues = tuple(cue for cue, start in found if cue.side != CHANGE or _sentence(plain, start) not in asked)
        weights = {side: sum(cue.weight for cue in cues if cue.side == side) for side in (CHANGE, SUSTAIN)}
        talk = Talk(judge(weights[CHANGE], weights[SUSTAIN]), cues, weights)
        if self._sheet is None:
            return talk
        is_asked = asked.issuperset(range(sum(map(bool, map(str.strip, plain.split("."))))))
        return weigh(_cover(plain, taken), self._sheet, talk, is_asked=is_asked)

    def plain_words(self, parts: Sequence[str]) -> str:
        """The text without what `neither` covers."""
        plain = self._spelling.plain(parts)
        return _cover(plain, self._take(plain))

    def _take(self, plain: str) -> Iterable[tuple[Cue, int, int]]:
        """The cues that count, and where they begin and end; those of `neither` among them.

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
            yield cue, start, end

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


def _cover(plain: str, taken: Iterable[tuple[Cue, int, int]]) -> str:
    """The plain text with a mark in place of what weighs nothing."""
    for _, start, end in sorted((each for each in taken if not each[0].weight), key=lambda each: -each[1]):
        plain = f"{plain[:start]} #{plain[end:]}"
    return plain


def weigh(plain: str, sheet: CueSheet, talk: Talk, *, is_asked: bool) -> Talk:
    """What patterns heard and what the words sound like, in one."""
    weighed = sheet.weigh(plain)
    known = len(words_in(plain) & weighed.found.keys())
    if not known and not talk.cues:
        return talk
    scores = dict(zip(sheet.classes, weighed.scores, strict=True)) | {NEUTRAL: 0.0}
    for side, weight in talk.weights.items():
        scores[side] += POINT * min(weight, ENOUGH)
    likely = _share_out(scores)
    heard = max(likely, key=lambda each: likely[each])
    side = max(talk.weights, key=lambda each: likely[each])
    if heard == MIXED or (heard != NEUTRAL and likely[heard] < SURE):
        heard = UNSURE
    elif heard == CHANGE and is_asked:
        heard = NEUTRAL
    told = [each for each in weighed.shares(sheet.classes.index(side))[:_TOLD] if each[1] > 0]
    return Talk(heard, talk.cues, talk.weights, tuple(Sound(side, *each) for each in told), likely, known)


def _share_out(scores: Mapping[str, float]) -> dict[str, float]:
    """Scores in hundredths as likelihoods that add up to 1."""
    most = max(scores.values())
    parts = {name: exp((score - most) / 100) for name, score in scores.items()}
    return {name: part / sum(parts.values()) for name, part in parts.items()}


def judge(change: int, sustain: int) -> str:
    """What these weights say, by the rule above."""
    if not change and not sustain:
        return NEUTRAL
    side, more, less = (CHANGE, change, sustain) if change > sustain else (SUSTAIN, sustain, change)
    return side if more >= max(ENOUGH, _FAR_MORE * less) else UNSURE
