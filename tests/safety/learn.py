"""Learns what cues weigh, from the open lines and from ours, and writes ``dialogs/safety/cues.<language>.json``.

    uv run --with scikit-learn python -m tests.safety.learn [--try]

With ``--try`` it writes nothing, and tells how well weights learned from the other lines do on each sixth of the open
ones, phrases and cues together. The held-back lines are never looked at.
"""

from __future__ import annotations

# ruff: noqa: T201 - figures are for people
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.content.safety import load_phrasebooks
from bot.content.screening import NONE, Answer, Figures, Line, measure, read_lines
from bot.support.crisis import Phrasebook, Screen
from bot.support.cues import FEWEST_WORDS, CueSheet
from tests.cue_learning import FOLDS, Example, cues_of, fit, group_of, write
from tests.safety.lines import DIALOGS, LANGUAGES, OPEN, OURS, RECOGNISED, RECOGNISED_OURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CLASSES = ("K1", "K2", "K3", "K4", "K5", "K6", "K7")
FREEDOM = 30.0
"""How far weights may go from nought (the inverse of the strength of the penalty)."""
NEED = {"en": 115, "es": 210}
"""What a class's score must be above, in hundredths: the more, the fewer alarms. Chosen by trying (`--try`)."""
DOUBT = 250
"""So far below an alarm is a doubt, which costs a few words. Chosen by trying: 0.97 of K1 to K3 are heard."""
LATER_NEED = 80
"""So much more for K4 to K7: a false alarm there is weighed heavier, a missed one less."""


def learn(examples: Sequence[Example], language: str) -> CueSheet:
    """What cues weigh for the screen."""
    starts, cues = fit(examples, CLASSES, NONE, FREEDOM)
    needs = tuple(NEED[language] + (LATER_NEED if klass > "K3" else 0) for klass in CLASSES)
    return CueSheet(CLASSES, starts, needs, cues, FEWEST_WORDS, DOUBT)


def read_examples(lines: Iterable[Line], screen: Screen, language: str) -> list[Example]:
    """The lines as sets of cues."""
    return [Example(line.classes[0], cues_of(screen.plain_words(line.text, language))) for line in lines]


def elsewhere(language: str) -> list[Line]:
    """Everyday talk in the other languages: it must not raise an alarm here."""
    others = [each for each in LANGUAGES if each != language]
    return [
        line
        for folder in (OPEN, OURS)
        for each in others
        for line in read_lines(folder / f"{each}.tsv")
        if line.classes == (NONE,)
    ]


def said_every_day(language: str) -> list[Line]:
    """What people say to the program when nothing is wrong: wishes for a command, and talk about change."""
    open_lines = [
        line
        for kind in ("intents", "change_talk")
        for line in read_lines(RECOGNISED / f"{kind}.{language}.tsv")
        if line.classes != ("sos",)
    ]
    ours = read_lines(RECOGNISED_OURS / f"change_talk.{language}.tsv")
    return [Line((NONE,), line.text) for line in (*open_lines, *ours)]


def try_out(books: list[Phrasebook]) -> dict[str, Figures]:
    """Open lines, each judged with weights that were learned without its sixth."""
    bare = Screen([replace(book, cues=None) for book in books])
    answers: dict[str, list[Answer]] = {language: [] for language in LANGUAGES}
    for fold in range(FOLDS):
        sheets = {}
        for book in books:
            kept = [line for line in read_lines(OPEN / f"{book.language}.tsv") if group_of(line.text) % FOLDS != fold]
            kept += [*read_lines(OURS / f"{book.language}.tsv"), *said_every_day(book.language)]
            others = [line for line in elsewhere(book.language) if group_of(line.text) % FOLDS != fold]
            sheets[book.language] = learn(read_examples([*kept, *others], bare, book.language), book.language)
        screen = Screen([replace(book, cues=sheets[book.language]) for book in books])
        for language in LANGUAGES:
            left = [line for line in read_lines(OPEN / f"{language}.tsv") if group_of(line.text) % FOLDS == fold]
            answers[language] += measure(screen, left).answers
    return {language: Figures(tuple(each)) for language, each in answers.items()}


def show(figures: Figures, *, misses: bool) -> None:
    for klass in figures.classes:
        print(
            klass, "any", figures.caught(klass), "right", figures.right(klass), "precision", figures.precision_of(klass)
        )
    print("K1-K3 any", figures.caught("K1", "K2", "K3"), figures.caught("K1", "K2", "K3").interval)
    print("false alarms", figures.false_alarms, "precision", figures.precision)
    if misses:
        for answer in figures.answers:
            if answer.is_missed or answer.is_false_alarm:
                print("|".join(answer.line.classes), answer.found and answer.found.phrase, answer.line.text, sep="\t")


def main() -> None:
    if "--try" in sys.argv:
        for language, figures in try_out(load_phrasebooks(DIALOGS)).items():
            print(language)
            show(figures, misses="--misses" in sys.argv)
        return
    for language in LANGUAGES:
        (DIALOGS / "safety" / f"cues.{language}.json").unlink(missing_ok=True)
    books = load_phrasebooks(DIALOGS)
    bare = Screen([replace(book, cues=None) for book in books])
    for book in books:
        lines = [line for folder in (OPEN, OURS) for line in read_lines(folder / f"{book.language}.tsv")]
        lines += said_every_day(book.language)
        examples = read_examples([*lines, *elsewhere(book.language)], bare, book.language)
        write(learn(examples, book.language), book.language, DIALOGS / "safety" / f"cues.{book.language}.json")


if __name__ == "__main__":
    main()
