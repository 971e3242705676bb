"""How well the crisis screen tells danger from everyday talk: figures, misses and false alarms, class by class.

A set is a file ``<language>.tsv`` of lines ``class<TAB>text``; the class is ``none`` for everyday talk, and ``K1|K2``
where either is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from bot.content.faults import Fault, Faulty

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from bot.support.crisis import Finding, Screen

SETS = ("open", "held_back")
"""The folders of sets whose figures are published: lines that were learned from, and lines that were not."""

NONE = "none"
"""What stands for the class of everyday talk."""

LEAST_RECALL: Mapping[str, float] = {"K1": 0.90, "K2": 0.60, "K3": 0.80}
"""Of the lines of a class, so many must raise an alarm, in every language. The one place where targets are set: as high
as lines of a stranger's hand let us; the aim is 0.97."""
LEAST_HEARD = 0.94
"""Of the lines of all these classes together, so many must raise an alarm or a doubt."""
LEAST_PRECISION = 0.90
"""Of the alarms, so many must be danger."""

_SURE = 1.96
"""Standard errors on either side of what is true, 19 times in 20."""


class Line(NamedTuple):
    """A text and the classes that are right for it."""

    classes: tuple[str, ...]
    text: str

    @property
    def is_danger(self) -> bool:
        """Whether it must raise an alarm."""
        return NONE not in self.classes


def read_lines(path: Path) -> list[Line]:
    """The lines of one set.

    Raises:
        Faulty: a line has no class, or no text.
    """
    lines, faults = [], []
    for number, written in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        classes, tab, text = written.partition("\t")
        if not (classes and tab and text.strip()):
            faults.append(Fault(str(path), number, 1, "safety", "is no “class<TAB>text”"))
        lines.append(Line(tuple(classes.split("|")), text))
    if faults:
        raise Faulty(faults)
    return lines


class Share(NamedTuple):
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The share; 1 of nothing."""
        return self.part / self.whole if self.whole else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """Between what it lies, 19 times in 20 (Wilson's interval)."""
        if not self.whole:
            return 0.0, 1.0
        square = _SURE**2
        middle = (self.value + square / (2 * self.whole)) / (1 + square / self.whole)
        spread = sqrt(self.value * (1 - self.value) / self.whole + square / (4 * self.whole**2))
        width = _SURE / (1 + square / self.whole) * spread
        return max(0.0, middle - width), min(1.0, middle + width)

    def __str__(self) -> str:
        """Such as ``55 of 63 (0.87)``."""
        return f"{self.part} of {self.whole} ({self.value:.2f})"


class Answer(NamedTuple):
    """A line, and what the screen made of it."""

    line: Line
    found: Finding | None
    suspected: Finding | None = None
    """What is doubted where nothing is found."""

    @property
    def klass(self) -> str:
        """The first of its classes, under which it counts."""
        return self.line.classes[0]

    @property
    def is_right(self) -> bool:
        """Whether the class found is one of its own."""
        return self.found is not None and self.found.klass in self.line.classes

    @property
    def is_false_alarm(self) -> bool:
        """Whether everyday talk raised an alarm."""
        return self.klass == NONE and self.found is not None and not self.is_right

    @property
    def is_missed(self) -> bool:
        """Whether danger raised none."""
        return self.line.is_danger and self.found is None


@dataclass(frozen=True, slots=True)
class Figures:
    """What the screen made of one set in one language."""

    answers: tuple[Answer, ...]

    @property
    def classes(self) -> list[str]:
        """The classes of danger that it holds."""
        return sorted({answer.klass for answer in self.answers} - {NONE})

    def caught(self, *classes: str) -> Share:
        """The lines of these classes that raised any alarm."""
        of = self._of(classes)
        return Share(sum(answer.found is not None for answer in of), len(of))

    def heard(self, *classes: str) -> Share:
        """The lines of these classes that raised any alarm, or a doubt."""
        of = self._of(classes)
        return Share(sum(bool(answer.found or answer.suspected) for answer in of), len(of))

    def right(self, *classes: str) -> Share:
        """The lines of these classes that raised the alarm of their own class."""
        of = self._of(classes)
        return Share(sum(answer.is_right for answer in of), len(of))

    @property
    def false_alarms(self) -> Share:
        """The lines of everyday talk that raised an alarm."""
        of = self._of([NONE])
        return Share(sum(answer.is_false_alarm for answer in of), len(of))

    @property
    def false_doubts(self) -> Share:
        """The lines of everyday talk that raised no alarm, and a doubt."""
        of = self._of([NONE])
        return Share(sum(answer.suspected is not None for answer in of), len(of))

    @property
    def precision(self) -> Share:
        """The alarms that were for danger."""
        alarms = [answer for answer in self.answers if answer.found]
        return Share(sum(not answer.is_false_alarm for answer in alarms), len(alarms))

    def precision_of(self, klass: str) -> Share:
        """The alarms of one class that were for that class."""
        alarms = [answer for answer in self.answers if answer.found and answer.found.klass == klass]
        return Share(sum(answer.is_right for answer in alarms), len(alarms))

    def shortfalls(self) -> Iterator[str]:
        """Every target that is not reached."""
        for klass, least in LEAST_RECALL.items():
            if (caught := self.caught(klass)).value < least:
                yield f"{klass}: {caught} raise an alarm, below {least}"
        heard = self.heard(*LEAST_RECALL)
        if heard.value < LEAST_HEARD:
            yield f"{heard} raise an alarm or a doubt, below {LEAST_HEARD}"
        if self.precision.value < LEAST_PRECISION:
            yield f"{self.precision} of the alarms are danger, below {LEAST_PRECISION}"

    def _of(self, classes: Iterable[str]) -> list[Answer]:
        return [answer for answer in self.answers if answer.klass in classes]


def measure(screen: Screen, lines: Iterable[Line]) -> Figures:
    """What the screen makes of these lines."""
    return Figures(tuple(_answer(screen, line) for line in lines))


def _answer(screen: Screen, line: Line) -> Answer:
    found = screen.find(line.text)
    return Answer(line, found, None if found else screen.suspect(line.text))


def read_sets(folder: Path) -> dict[tuple[str, str], list[Line]]:
    """The published sets, by their name and language: ``("held_back", "es")``.

    Raises:
        Faulty: a line is none.
    """
    return {(name, path.stem): read_lines(path) for name in SETS for path in sorted((folder / name).glob("*.tsv"))}


def draw_table(measured: Mapping[tuple[str, str], Figures]) -> Iterator[str]:
    """The figures as a table in Markdown."""
    yield (
        "| set | language | lines | raised an alarm | 19 times in 20 between | or a doubt | raised its own"
        " | its alarms, right |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for (name, language), figures in measured.items():
        head = f"| {name} | {language} |"
        for classes in (*((klass,) for klass in figures.classes), tuple(LEAST_RECALL)):
            caught, title = figures.caught(*classes), classes[0] if len(classes) == 1 else "K1 to K3"
            own = figures.precision_of(title) if len(classes) == 1 else ""
            heard, right = figures.heard(*classes), figures.right(*classes)
            yield f"{head} {title} | {caught} | {_range(caught)} | {heard} | {right} | {own} |"
        alarms, doubts = figures.false_alarms, figures.false_doubts
        yield f"{head} everyday talk | {alarms} | {_range(alarms)} | only a doubt: {doubts} | | |"
        yield f"{head} alarms that were danger | {figures.precision} | {_range(figures.precision)} | | | |"


def list_errors(measured: Mapping[tuple[str, str], Figures]) -> Iterator[str]:
    """Every line that was missed, and everyday talk that raised an alarm, with what raised it."""
    for (name, language), figures in measured.items():
        for answer in figures.answers:
            where = f"{name}.{language}: {'|'.join(answer.line.classes)}"
            if answer.is_missed:
                yield f"{where} {'in doubt' if answer.suspected else 'missed'}: {answer.line.text}"
            elif answer.is_false_alarm and answer.found:
                yield f"{where} raised {answer.found.phrase}: {answer.line.text}"


def _range(share: Share) -> str:
    return "{:.2f} and {:.2f}".format(*share.interval)
