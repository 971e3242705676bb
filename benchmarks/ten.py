"""The dialog that every bot of the benchmark plays: ten questions, answered by texts and taps in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

COMMAND: Final = "/ten"
THANKS: Final = "That was the tenth."
LABELS: Final = ("Less", "As usual", "More")


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what everybody answers to it: words they type, or the label of the button they tap."""

    name: str
    words: str
    answer: str

    @property
    def tapped(self) -> bool:
        """Whether it has buttons."""
        return self.answer in LABELS


@dataclass(frozen=True, slots=True)
class Act:
    """What a person does next, and words of the message that they then wait for."""

    said: str
    tapped: bool
    awaited: str


def _ask(number: int, about: str, answer: str) -> Question:
    return Question(f"q{number}", f"Question {number} of ten. {about}", answer)


QUESTIONS: Final = (
    _ask(1, "How was your sleep, compared with most nights?", "Less"),
    _ask(2, "What was the first thing you did today?", "a walk with the dog along the river"),
    _ask(3, "How much did you move today?", "More"),
    _ask(4, "Who did you talk with?", "my sister on the phone, for half an hour"),
    _ask(5, "How much did you work?", "As usual"),
    _ask(6, "What did you eat that you liked?", "bread from the corner, still warm"),
    _ask(7, "How much time did you have for yourself?", "Less"),
    _ask(8, "What was in the way today?", "too many letters to answer"),
    _ask(9, "How much did you drink, water included?", "More"),
    _ask(10, "What would you like to keep from today?", "the light in the afternoon"),
)

DIALOG_ACTS: Final = (
    Act(COMMAND, tapped=False, awaited=QUESTIONS[0].words),
    *(
        Act(question.answer, question.tapped, awaited)
        for question, awaited in zip(QUESTIONS, [*(each.words for each in QUESTIONS[1:]), THANKS], strict=True)
    ),
)
"""A whole dialog: the command and ten answers."""

ECHO_ACTS: Final = tuple(Act(each.said, each.tapped, each.said) for each in DIALOG_ACTS)
"""The same in front of a bot that repeats everything, with the same buttons below."""


def write_dialog(folder: Path) -> None:
    """Add it to a folder of dialogs."""
    choice = "{is: choice, of: {less: Less, usual: As usual, more: More}}"
    lines = [
        "dialog: ten\nversion: 1\ntitle: Ten questions\nlanguage: en\ncommand: ten\nmenu: Ten questions",
        "technique: none\nauthor: Leeward contributors\nsource: no clinical source",
        'reviewed: {by: "", on: 2026-11-23, again_by: 2027-11-23}',
        "remember:",
        *(f"  {each.name}: {choice if each.tapped else '{is: text}'}" for each in QUESTIONS),
        "steps:",
        *(
            f"  ask_{each.name}:\n    say: {each.words}\n    mi: {'Q_closed' if each.tapped else 'Q_open'}\n"
            f"    ask: {each.name}\n    skip: close"
            for each in QUESTIONS
        ),
        f"  close:\n    say: {THANKS}\n    mi: AUT\n    go: end\n",
    ]
    (folder / "ten.yaml").write_text("\n".join(lines), encoding="utf-8")
