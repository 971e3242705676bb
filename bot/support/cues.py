"""Scored cues: what a text sounds like where no phrase fits it. The second layer of the crisis screen, and of the ear.

A cue is a word, two words in a row, or a piece of a word, so that a misspelt one still counts. Each cue has a number
for each class, in hundredths: above nought it speaks for the class, below for everyday talk. The numbers were learned
from the open lines in ``tests/safety`` and ``tests/recognise`` and are plain data; nothing is learned while the program
runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Weights: TypeAlias = "tuple[int, ...]"

HUNDREDTHS = 100
PIECE = "~"
"""Before a piece of a word, whose ends are written ``_``: ``~suic``, ``~ide_``."""
_PIECES = (3, 4)
"""How many letters pieces have."""
_STEM = 5
_LONGEST = 20
"""Letters of a word that are looked at; no word of ours is longer."""
_TOLD = 3
"""Cues that are named where they raised an alarm."""
_COVERED = "#"
FEWEST_WORDS = 4
"""Below, a text says too little to be weighed: "no lo sé" is an answer to many a question. Phrases know short cries."""
_FEWEST_IN_DOUBT = 5
"""Below, a text says too little to be doubted."""
_WINDOW, _STRIDE = 32, 16
"""Words that are weighed together, and how far apart two such windows begin: a long text does not drown its danger."""


class Judged(NamedTuple):
    """A class, and the numbers of the cues that spoke most for it, in the order of the sheet."""

    klass: str
    cues: tuple[int, ...]


class Cue(NamedTuple):
    """A cue's place in its file, from 1, and what it weighs, by class."""

    number: int
    weights: Weights


class Weighed(NamedTuple):
    """What a whole text scores, by class, and the cues it holds."""

    scores: list[float]
    found: Mapping[str, Cue]
    words: Mapping[str, str]
    """By cue: the word that it stands in, or the pair that it is."""

    def shares(self, place: int) -> list[tuple[str, float]]:
        """What each word and pair adds to the score of the class in this place, in hundredths, the heaviest first."""
        added: dict[str, float] = {}
        for name, cue in self.found.items():
            word = self.words[name]
            added[word] = added.get(word, 0) + cue.weights[place] / sqrt(len(self.found))
        return sorted(added.items(), key=lambda each: (-each[1], each[0]))


@dataclass(frozen=True, slots=True)
class CueSheet:
    """What one language's cues weigh.

    A text of n known cues scores, for each class, the class's start and the sum of the cues' weights divided by √n. It
    raises an alarm when the classes together outweigh everyday talk: when the sum of e^((score - need) / 100) is
    above 1. The class is the one with the highest score.
    """

    classes: tuple[str, ...]
    starts: Weights
    """By class: the score of a text without any cue."""
    needs: Weights
    """By class: what its score must be above, for an alarm that it raises alone."""
    cues: Mapping[str, Cue]
    """By what is looked for."""
    fewest: int = 1
    """Words that a text must have to be weighed."""
    doubt: int = 0
    """How far below an alarm, in hundredths, a text may be in doubt."""

    def judge(self, plain: str) -> Judged | None:
        """The class that a plain text sounds like most, if it sounds like danger at all."""
        return self._judge(plain, len(self.classes), 0)

    def suspect(self, plain: str, classes: int) -> Judged | None:
        """The same with doubts in favour of danger, of which only the first `classes` count."""
        return self._judge(plain, classes, -self.doubt) if _count_words(plain) >= _FEWEST_IN_DOUBT else None

    def _judge(self, plain: str, classes: int, least: float) -> Judged | None:
        positions = [{each: cue for each in here if (cue := self.cues.get(each))} for here in cues_by_word(plain)]
        if _count_words(plain) < self.fewest:
            return None
        best: tuple[float, list[Cue], list[float]] | None = None
        for start in range(0, max(1, len(positions) - _STRIDE), _STRIDE):
            found: dict[str, Cue] = {}
            for here in positions[start : start + _WINDOW]:
                found.update(here)
            scores = self._score(list(found.values()))[:classes]
            total = add_up([score - need for score, need in zip(scores, self.needs, strict=False)])
            if total > least and (best is None or total > best[0]):
                best = total, list(found.values()), scores
        if best is None:
            return None
        _, cues, scores = best
        place = scores.index(max(scores))
        heaviest = sorted(cues, key=lambda cue: (-cue.weights[place], cue.number))[:_TOLD]
        return Judged(self.classes[place], tuple(cue.number for cue in heaviest))

    def weigh(self, plain: str) -> Weighed:
        """What a plain text scores as one piece, however long."""
        found: dict[str, Cue] = {}
        words: dict[str, str] = {}
        for word, here in zip(plain.replace(".", " . ").split(), cues_by_word(plain), strict=True):
            for each in here:
                if cue := self.cues.get(each):
                    found[each] = cue
                    words.setdefault(each, each if " " in each else word)
        return Weighed(self._score(list(found.values())), found, words)

    def _score(self, found: Sequence[Cue]) -> list[float]:
        if not found:
            return list(map(float, self.starts))
        columns = zip(*(cue.weights for cue in found), strict=True)
        return [start + sum(column) / sqrt(len(found)) for start, column in zip(self.starts, columns, strict=True)]


def _count_words(plain: str) -> int:
    return sum(word != "." for word in plain.split())


def add_up(scores: Sequence[float]) -> float:
    """What several classes weigh together against everyday talk, in hundredths; above nought is an alarm."""
    most = max(scores)
    return most + HUNDREDTHS * log(sum(exp((score - most) / HUNDREDTHS) for score in scores))


def cues_by_word(plain: str) -> Iterator[list[str]]:
    """The cues of a plain text, by the word that they begin with. Covered words give none."""
    words = plain.replace(".", " . ").split()
    for word, after in zip(words, [*words[1:], _COVERED], strict=True):
        cues = []
        if _COVERED not in (word, after):
            cues.append(f"{word[:_LONGEST]} {after[:_LONGEST]}")
        if word not in {_COVERED, "."}:
            cues += _cues_of_word(word[:_LONGEST])
        yield cues


def _cues_of_word(word: str) -> list[str]:
    marked = f"_{word}_"
    pieces = [PIECE + marked[start : start + size] for size in _PIECES for start in range(len(marked) - size + 1)]
    return [word, f"{word[:_STEM]}*", *pieces] if len(word) > _STEM else [word, *pieces]
