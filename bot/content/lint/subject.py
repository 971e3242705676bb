"""What a rule looks at, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.content.lint.graph import draw_graph
from bot.content.schema import BorrowedFile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from bot.content.assembly import Assembly
    from bot.content.lint.folder import Folder
    from bot.content.lint.graph import Graph
    from bot.content.schema import DialogFile, ValueFile
    from bot.content.yaml_reader import Where
    from bot.dialogue.model import Dialog, Step


@dataclass(frozen=True)
class Subject:
    """One dialog, its file, all that it can come to, and the dialogs around it."""

    dialog: Dialog
    file: DialogFile
    folder: Folder
    assembly: Assembly
    facts: Collection[str] | None = None

    @cached_property
    def graph(self) -> Graph:
        """All that can happen in the dialog."""
        return draw_graph(self.dialog, self.folder)

    @property
    def interviews(self) -> bool:
        """Whether the dialog is held to motivational interviewing: as its head says, or else if it asks questions."""
        asks = any(step.mi in ("Q_open", "Q_closed") for step in self.dialog.steps.values())
        return self.file.kind == "mi" or (self.file.kind is None and not self.dialog.coping and asks)


class Finding(NamedTuple):
    """Something wrong at a place of the dialog's file; of a key itself if `at_key`."""

    where: Where
    message: str
    at_key: bool = False
    severity: str = ""
    """Left out: that of the rule."""
    path: tuple[str, ...] = ()
    """The shortest conversation that shows it, line by line."""
    rule: str = ""
    """Left out: the rule that looked."""
    language: str = ""
    """Of the translation that it was found in; left out: it stands in the dialog's own file."""


Find: TypeAlias = "Callable[[Subject], Iterator[Finding]]"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its short id, and the function that finds what breaks it."""

    id: str
    find: Find
    severity: str = "error"
    proves: bool = False
    """It follows the paths of a dialog, and says nothing where these are not known for sure."""

    def fill_in(self, finding: Finding) -> Finding:
        """The finding with what it leaves to its rule."""
        return finding._replace(rule=finding.rule or self.id, severity=finding.severity or self.severity)


def find_declaration(subject: Subject, name: str) -> ValueFile | None:
    """What a value's file says of it: the dialog's own, or that of the dialog that it is borrowed from."""
    value = subject.file.remember.get(name)
    if not isinstance(value, BorrowedFile):
        return value
    lender = subject.assembly.documents.get(value.as_in)
    return lender.file.remember.get(name) if lender else None


class Text(NamedTuple):
    """One authored text of a step and its place."""

    where: Where
    text: str


def find_texts(subject: Subject, step: Step) -> Iterator[tuple[int, Text]]:
    """Every variant that a step can say, with the number of its phrase."""
    has_say = bool(subject.file.steps[step.name].say)
    for number, phrase in enumerate(step.phrases):
        in_say = has_say and number == 0
        above: Where = ("say",) if in_say else ("pick", number - has_say, "say")
        for place, text in enumerate(phrase.variants):
            yield number, Text(("steps", step.name, *above, place), text)


def find_retries(step: Step) -> Iterator[Text]:
    """The texts of a step's second chances."""
    for place, text in enumerate(step.retry):
        yield Text(("steps", step.name, "retry", place), text)
