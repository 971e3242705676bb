"""What a rule looks at, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from bot.content.assembly import Assembly
    from bot.content.lint.folder import Folder
    from bot.content.lint.paths import Paths
    from bot.content.schema import DialogFile
    from bot.content.yaml_reader import Where
    from bot.dialogue.model import Dialog, Step


@dataclass(frozen=True, slots=True)
class Subject:
    """One dialog, its file, all that it can come to, and the dialogs around it."""

    dialog: Dialog
    file: DialogFile
    paths: Paths
    folder: Folder
    assembly: Assembly
    facts: Collection[str] | None = None


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
