"""Learns what cues weigh for talk of change, and writes ``dialogs/recognise/cues.<language>.json``.

    uv run --with scikit-learn python -m tests.recognise.learn [--try]

With ``--try`` it writes nothing, and tells how well weights learned from the other lines do on each sixth, patterns and
cues together: of the open lines (patterns were written for many of these) and of ours (none was). The held-back lines
are never looked at.
"""

from __future__ import annotations

# ruff: noqa: T201 - figures are for people
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.content.listening import TALK, WISHES, Outcome, Told, draw_talk
from bot.content.recognition import FOLDER, load_recogniser
from bot.content.screening import Line, read_lines
from bot.dialogue.moment import CHANGE, SUSTAIN
from bot.support.change_talk import MIXED, NEUTRAL, Ear
from bot.support.cues import CueSheet
from tests.cue_learning import FOLDS, Example, cues_of, fit, group_of, write
from tests.recognise.lines import DIALOGS, HERE, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.support.change_talk import TalkBook

CLASSES = (CHANGE, SUSTAIN, MIXED)
SETS = ("open", "ours")
FREEDOM = 5.0
"""How far weights may go from nought. Chosen by trying, as are `SURE` and `POINT` in `bot.support.change_talk`."""
WISH = 0.5
"""What a wish for a command counts as a neutral line."""


def read_examples(lines: Iterable[Line], ear: Ear, language: str, weight: float = 1.0) -> list[Example]:
    """The lines as sets of cues."""
    return [Example(line.classes[0], cues_of(ear.plain_words(line.text, language)), weight) for line in lines]


def learn(lines: Iterable[Line], ear: Ear, language: str) -> CueSheet:
    """What cues weigh by these lines; wishes are no talk of change."""
    wishes = [Line((NEUTRAL,), each.text) for each in read_lines(HERE / "open" / f"{WISHES}.{language}.tsv")]
    examples = read_examples(lines, ear, language) + read_examples(wishes, ear, language, WISH)
    starts, cues = fit(examples, CLASSES, NEUTRAL, FREEDOM)
    return CueSheet(CLASSES, starts, (0,) * len(CLASSES), cues)


def read_set(name: str, language: str) -> list[Line]:
    return read_lines(HERE / name / f"{TALK}.{language}.tsv")


def try_out(books: Sequence[TalkBook]) -> dict[tuple[str, str], Outcome]:
    """Lines, each told with weights that were learned without its sixth."""
    bare = Ear(books)
    told: dict[tuple[str, str], list[Told]] = {(name, each): [] for name in SETS for each in LANGUAGES}
    for fold in range(FOLDS):
        learned = []
        for book in books:
            lines = [line for name in SETS for line in read_set(name, book.language)]
            kept = [line for line in lines if group_of(line.text) % FOLDS != fold]
            learned.append(replace(book, sheet=learn(kept, bare, book.language)))
        ear = Ear(learned)
        for (name, language), found in told.items():
            left = [line for line in read_set(name, language) if group_of(line.text) % FOLDS == fold]
            found += [Told(line.classes[0], ear.listen(line.text).heard, line.text) for line in left]
    return {key: Outcome(tuple(found)) for key, found in told.items()}


def main() -> None:
    books = [replace(book, sheet=None) for book in load_recogniser(DIALOGS).ear.books]
    if "--try" in sys.argv:
        print(*draw_talk(try_out(books)), sep="\n")
        return
    for book in books:
        lines = [line for name in SETS for line in read_set(name, book.language)]
        path = DIALOGS / FOLDER / f"cues.{book.language}.json"
        write(learn(lines, Ear(books), book.language), book.language, path)


if __name__ == "__main__":
    main()
