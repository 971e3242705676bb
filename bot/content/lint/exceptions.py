"""Exceptions with a reason: what a step, or the head of a dialog, allows is no fault there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.lint.subject import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.content.lint.subject import Subject
    from bot.content.yaml_reader import Where


def set_aside(subject: Subject, rule: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of one rule that nobody allowed."""
    allowed = _list_allowed(subject, rule)
    return (finding for finding in findings if allowed.isdisjoint(_list_owners(subject, finding.where)))


def find_needless(subject: Subject, rule: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Each `allow` of a rule that has none of the rule's findings to allow."""
    needed = {owner for finding in findings for owner in _list_owners(subject, finding.where)}
    for where in _list_allowed(subject, rule) - needed:
        message = f"{rule} finds nothing here that had to be allowed: remove this"
        yield Finding((*where, "allow", rule), message, at_key=True, severity="warning", rule="needless-allow")


def _list_allowed(subject: Subject, rule: str) -> set[Where]:
    head: set[Where] = {()} if rule in subject.file.allow else set()
    return head | {("steps", name) for name, step in subject.file.steps.items() if rule in step.allow}


def _list_owners(subject: Subject, where: Where) -> Iterator[Where]:
    """Who may allow what was found here: the head, the step itself, or a step that asks for this value."""
    yield ()
    match where:
        case ("steps", str(name), *_):
            yield ("steps", name)
        case ("remember", value, *_):
            yield from (("steps", name) for name, step in subject.file.steps.items() if step.ask == value)
        case _:
            pass
