"""How well free words are understood: talk of change told from other talk, and wishes told from answers.

A set is a file ``<kind>.<language>.tsv`` of lines ``what it is<TAB>text``. For ``change_talk`` that is `change`,
`sustain`, `neutral` or `mixed` (both; neither side is right); for ``intents`` an intent, or `none`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.content.screening import NONE, SETS, Share, read_lines
from bot.dialogue.moment import CHANGE, SUSTAIN, UNSURE
from bot.support.change_talk import MIXED, NEUTRAL
from bot.support.intents import choose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from bot.content.screening import Line
    from bot.support.intents import Wishes
    from bot.support.recogniser import Recogniser

TALK, WISHES = "change_talk", "intents"
_SIDES = (CHANGE, NEUTRAL, SUSTAIN)


class Told(NamedTuple):
    """What a line is, what it was taken for, and the text."""

    meant: str
    heard: str
    text: str
    is_offered: bool = False
    """Whether it was asked about with buttons, the right one among them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a set."""

    told: tuple[Told, ...]

    def recall(self, *kinds: str) -> Share:
        """Of the lines of these kinds, those that were taken for what they are."""
        lines = [each for each in self.told if each.meant in kinds]
        return Share(sum(each.heard == each.meant for each in lines), len(lines))

    def precision(self, *kinds: str) -> Share:
        """Of the lines that were taken for these kinds, those that are."""
        lines = [each for each in self.told if each.heard in kinds]
        return Share(sum(each.heard == each.meant for each in lines), len(lines))

    def score(self, kind: str) -> float:
        """F1 of one kind."""
        precision, recall = self.precision(kind), self.recall(kind)
        return 2 * recall.part / (precision.whole + recall.whole) if precision.whole + recall.whole else 1.0

    def offered(self, *, is_wish: bool) -> Share:
        """Of the wishes, or of all else, how many were asked about with buttons (of wishes: with the right one)."""
        lines = [each for each in self.told if (each.meant != NONE) == is_wish]
        return Share(sum(each.is_offered for each in lines), len(lines))

    @property
    def kinds(self) -> tuple[str, ...]:
        """What its lines are, in order."""
        return tuple(dict.fromkeys(each.meant for each in self.told))


def listen(recogniser: Recogniser, lines: Iterable[Line]) -> Outcome:
    """What is heard in these lines for change and against it."""
    return Outcome(tuple(Told(line.classes[0], recogniser.ear.listen(line.text).heard, line.text) for line in lines))


def ask(recogniser: Recogniser, lines: Iterable[Line]) -> Outcome:
    """What these lines are taken to ask for, with nothing open."""
    return Outcome(tuple(_ask(recogniser.wishes, line) for line in lines))


def _ask(wishes: Wishes, line: Line) -> Told:
    found = wishes.hear(line.text)
    one, names = choose(found), {each.intent for each in found}
    meant = next((each for each in line.classes if one and each == one.intent), line.classes[0])
    is_offered = one is None and bool(names) and (NONE in line.classes or not names.isdisjoint(line.classes))
    return Told(meant, one.intent if one else NONE, line.text, is_offered)


def measure(recogniser: Recogniser, folder: Path, kind: str) -> dict[tuple[str, str], Outcome]:
    """The outcome of every set of a kind, by its name and language: ``("held_back", "es")``.

    Raises:
        Faulty: a line is none.
    """
    read = {TALK: listen, WISHES: ask}[kind]
    return {
        (name, path.suffixes[0].strip(".")): read(recogniser, read_lines(path))
        for name in SETS
        for path in sorted((folder / name).glob(f"{kind}.*.tsv"))
    }


def settle(outcome: Outcome) -> Outcome:
    """The lines that have one right side; unsure counts as neutral: both are answered with the person's own words."""
    clear = [each for each in outcome.told if each.meant != MIXED]
    return Outcome(tuple(each._replace(heard=NEUTRAL) if each.heard == UNSURE else each for each in clear))


def macro_f1(outcome: Outcome) -> float:
    """The mean F1 of change, neutral and sustain."""
    return sum(map(settle(outcome).score, _SIDES)) / len(_SIDES)


def draw_talk(measured: Mapping[tuple[str, str], Outcome]) -> Iterator[str]:
    """The figures of talk of change as a table in Markdown."""
    yield "| set | language | what it is | heard | of what was heard, right | F1 |"
    yield "|---|---|---|---|---|---|"
    for (name, language), outcome in measured.items():
        clear = settle(outcome)
        for side in _SIDES:
            figures = f"{clear.recall(side)} | {clear.precision(side)} | {clear.score(side):.2f}"
            yield f"| {name} | {language} | {side} | {figures} |"
        sure = Share(sum(each.heard != UNSURE for each in outcome.told if each.meant != MIXED), len(clear.told))
        turned = Share(sum({each.meant, each.heard} == {CHANGE, SUSTAIN} for each in clear.told), len(clear.told))
        yield f"| {name} | {language} | all three | sure: {sure} | macro-F1 | **{macro_f1(outcome):.2f}** |"
        yield f"| {name} | {language} | one side taken for the other | {turned} | | |"
        both = [each.heard for each in outcome.told if each.meant == MIXED]
        right = Share(sum(heard in {UNSURE, NEUTRAL} for heard in both), len(both))
        yield f"| {name} | {language} | both sides in one | no side taken: {right} | | |"


def draw_wishes(measured: Mapping[tuple[str, str], Outcome]) -> Iterator[str]:
    """The figures of wishes as a table in Markdown."""
    yield "| set | language | wishes done at once | of what was done, right | asked with buttons, the right one there |"
    yield "|---|---|---|---|---|"
    for (name, language), outcome in measured.items():
        wishes = [kind for kind in outcome.kinds if kind != NONE]
        done = sorted({each.heard for each in outcome.told} - {NONE})
        figures = f"{outcome.recall(*wishes)} | {outcome.precision(*done)} | {outcome.offered(is_wish=True)}"
        yield f"| {name} | {language} | {figures} |"
        others = f"{outcome.recall(NONE)} left alone | | asked all the same: {outcome.offered(is_wish=False)}"
        yield f"| {name} | {language} | no wish: {others} |"


Drawing: TypeAlias = "Callable[[Mapping[tuple[str, str], Outcome]], Iterator[str]]"
DRAWINGS: Mapping[str, Drawing] = {TALK: draw_talk, WISHES: draw_wishes}
"""How the figures of each kind are drawn."""


def list_errors(measured: Mapping[tuple[str, str], Outcome]) -> Iterator[str]:
    """Every line of the open sets that was taken for something else; those held back stay unread."""
    for (name, language), outcome in measured.items():
        for each in outcome.told:
            if name != SETS[-1] and each.meant not in (each.heard, MIXED) and not each.is_offered:
                yield f"{name}.{language}: {each.meant}, taken for {each.heard}: {each.text}"
