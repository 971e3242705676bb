"""Rules on the ways through a dialog: every step is reached, every way ends, and what is shown is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.lint.circles import list_circles
from bot.content.lint.folder import reach, run_by, targets
from bot.content.lint.paths import PAUSE_FOR
from bot.content.lint.subject import Finding, find_retries, find_texts
from bot.content.placeholders import find_placeholders
from bot.dialogue.model import END, Act

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.content.lint.subject import Subject, Text
    from bot.dialogue.model import Step
    from bot.dialogue.values import Value


def find_unknown_values(subject: Subject) -> Iterator[Finding]:
    """A placeholder shows only what is known on every way that leads there."""
    for step in subject.dialog.steps.values():
        lines: dict[int, list[Text]] = {}
        for number, text in find_texts(subject, step):
            lines.setdefault(number, []).append(text)
        missing: dict[Text, set[str]] = {}
        for values in subject.graph.states.get(step.name, []):
            for text in (*lines.get(_phrase_for(step, values), []), *find_retries(step)):
                missing.setdefault(text, set()).update(_unknown_in(subject, text, values))
        for text, names in missing.items():
            for name in sorted(names):
                message = f"{{{name}}} may be unknown here: lead “skip” elsewhere, or “pick” with “known”"
                yield Finding(text.where, message)


def find_lengthless_pauses(subject: Subject) -> Iterator[Finding]:
    """Where check-ins are paused, it is known for how long."""
    for name, step in subject.dialog.steps.items():
        if step.do is not Act.PAUSE:
            continue
        if PAUSE_FOR not in subject.dialog.variables:
            yield Finding(("steps", name, "do"), f"“pause” needs the value “{PAUSE_FOR}”: declare and ask it")
        elif any(PAUSE_FOR not in values for values in subject.graph.states.get(name, [])):
            yield Finding(("steps", name, "do"), f"“{PAUSE_FOR}” may be unknown here: lead “skip” elsewhere")


def find_unreached_steps(subject: Subject) -> Iterator[Finding]:
    """Every step is reached on some way."""
    by_name = reach(subject.dialog, lambda _: True)
    for name in subject.dialog.steps:
        if name not in subject.graph.states:
            message = (
                "is never reached" if name not in by_name else "is never reached: the cases leading here never fit"
            )
            yield Finding(("steps", name), f"the step “{name}” {message}", at_key=True)


def find_endless_steps(subject: Subject) -> Iterator[Finding]:
    """From every step there is a way to the end."""
    steps = subject.dialog.steps
    ending = {END, *(to for step in steps.values() for to in targets(step) if to not in steps)}
    before: set[str] = set()
    while ending != before:
        before = set(ending)
        ending |= {name for name, step in steps.items() if before.intersection(targets(step))}
    for name in subject.graph.states:
        if name not in ending:
            yield Finding(("steps", name), f"no way leads from “{name}” to the end", at_key=True)


def find_circles(subject: Subject) -> Iterator[Finding]:
    """A circle contains a question or a wait."""
    steps = subject.dialog.steps
    ahead = {
        name: [to for to in targets(step) if to in steps] if subject.folder.can_pass(step) else []
        for name, step in steps.items()
    }
    for circle in list_circles(ahead):
        message = f"a circle without a question: {' → '.join((*circle, circle[0]))}"
        yield Finding(("steps", circle[0]), message, at_key=True)


def find_run_circles(subject: Subject) -> Iterator[Finding]:
    """Dialogs do not run each other in a circle without a question."""
    dialogs = subject.folder.dialogs
    for circle in subject.folder.run_circles:
        if subject.dialog.name in circle:
            after = circle[(circle.index(subject.dialog.name) + 1) % len(circle)]
            step = next(each.name for each in subject.dialog.steps.values() if after in run_by(each, dialogs))
            message = f"dialogs run each other without a question: {' → '.join((*circle, circle[0]))}"
            yield Finding(("steps", step, "run"), message)


def find_skips_to_themselves(subject: Subject) -> Iterator[Finding]:
    """A skip leads somewhere else than to the same question."""
    for step in subject.dialog.steps.values():
        if step.skip == step.name:
            yield Finding(("steps", step.name, "skip"), "skipping this question only asks it again: lead on")


def _phrase_for(step: Step, values: Mapping[str, Value]) -> int:
    fitting = (number for number, each in enumerate(step.phrases) if each.when is None or each.when.holds(values))
    return next(fitting, -1)


def _unknown_in(subject: Subject, text: Text, values: Mapping[str, Value]) -> set[str]:
    shown = {found.name for found in find_placeholders(text.text)}
    return {name for name in shown if name in subject.dialog.variables and name not in values}
