"""Rules on names, on where steps lead, and on words that must or must not stand together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.lint.folder import run_by
from bot.content.lint.subject import Finding, find_retries, find_texts
from bot.content.placeholders import FACT, find_placeholders, has_stray_brace
from bot.content.schema import BorrowedFile
from bot.content.validation import suggest
from bot.dialogue.model import END, ROUNDS_LEFT, Choice, Choices, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.content.lint.subject import Subject
    from bot.content.placeholders import Placeholder
    from bot.content.schema import StepFile
    from bot.content.yaml_reader import Where

_SPOKEN = {"moved_on", "one_moment", "too_many_tries"}
"""Dialogs that are only ever said, all of them at once, between the steps of another."""


def find_missing_steps(subject: Subject) -> Iterator[Finding]:
    """Every target is a step of this dialog, or the end."""
    for where, target in _targets(subject):
        if target != END and target not in subject.file.steps:
            yield Finding(where, f"there is no step “{target}”{suggest(target, subject.file.steps)}")


def find_needless_renames(subject: Subject) -> Iterator[Finding]:
    """What is renamed is gone."""
    for name in subject.file.renamed:
        if name in subject.file.steps:
            yield Finding(("renamed", name), f"the step “{name}” is still there", at_key=True)


def find_missing_dialogs(subject: Subject) -> Iterator[Finding]:
    """Every dialog that is run is there."""
    known = {*subject.assembly.dialogs, *subject.assembly.sources.broken}
    for name, step in subject.file.steps.items():
        runs: list[tuple[Where, object]] = [(("steps", name, "run"), step.run)]
        runs += [(("steps", name, "later", "run"), step.later.run)] if step.later else []
        for where, dialog in runs:
            if isinstance(dialog, str) and dialog not in known:
                yield Finding(where, f"there is no dialog “{dialog}”{suggest(dialog, known)}")


def find_empty_groups(subject: Subject) -> Iterator[Finding]:
    """Where a coping strategy is run, there is at least one."""
    for name, step in subject.dialog.steps.items():
        if step.run_one_of and not run_by(step, subject.assembly.dialogs):
            yield Finding(("steps", name, "run"), "there is no coping strategy: no dialog has a “coping” head")


def find_duplicate_commands(subject: Subject) -> Iterator[Finding]:
    """A command opens one dialog."""
    for other in subject.assembly.dialogs.values():
        if other is subject.dialog:
            return
        if other.command and other.command == subject.dialog.command:
            yield Finding(("command",), f"/{other.command} opens “{other.name}” already")


def find_kept_conflicts(subject: Subject) -> Iterator[Finding]:
    """Dialogs that keep a value under the same name mean the same by it."""
    remembered = subject.file.remember
    for name, variable in subject.dialog.variables.items():
        if not variable.kept or isinstance(remembered.get(name), BorrowedFile):
            continue
        for other in subject.assembly.dialogs.values():
            if other is subject.dialog:
                break
            theirs = other.variables.get(name)
            if theirs and theirs.kept and _meaning(theirs.kind) != _meaning(variable.kind):
                message = (
                    f"“{name}” is kept in “{other.name}”, too, and of another type there: use “as_in: {other.name}”"
                )
                where = ("remember", name if name in remembered else _collector(subject, name))
                yield Finding(where, message, at_key=True)


def find_crowded_steps(subject: Subject) -> Iterator[Finding]:
    """A step speaks in one way and does one of `ask`, `run` and `wait`."""
    for name, step in subject.file.steps.items():
        for words in (("say", "pick"), ("ask", "run", "wait")):
            given = [word for word in words if getattr(step, word)]
            for word in given[1:]:
                message = f"“{word}” and “{given[0]}” cannot stand in one step: make two steps"
                yield Finding(("steps", name, word), message, at_key=True)


def find_questionless_words(subject: Subject) -> Iterator[Finding]:
    """`retry`, `skip`, `stuck` and `silence` belong to a question."""
    for name, step in subject.file.steps.items():
        for word in ("retry", "skip", "stuck", "silence"):
            if getattr(step, word) and not step.ask:
                yield Finding(("steps", name, word), f"“{word}” needs an “ask”", at_key=True)


def find_wordless_questions(subject: Subject) -> Iterator[Finding]:
    """A question or a wait has words to show its buttons under."""
    for name, step in subject.file.steps.items():
        word = "ask" if step.ask else "wait"
        if (step.ask or step.wait) and not (step.say or step.pick):
            yield Finding(("steps", name, word), f"“{word}” needs words: add “say” or “pick”", at_key=True)


def find_missing_skips(subject: Subject) -> Iterator[Finding]:
    """Where `go` has cases, `skip` says where an unanswered question leads."""
    for name, step in subject.file.steps.items():
        if step.ask and not step.skip and _has_cases(step):
            yield Finding(("steps", name, "go"), "“skip” is missing: “go” has several cases", at_key=True)


def find_unsayable_dialogs(subject: Subject) -> Iterator[Finding]:
    """Dialogs that are only said ask nothing, run nothing and show nothing."""
    if subject.dialog.name not in _SPOKEN:
        return
    for name, step in subject.dialog.steps.items():
        for word in ("ask", "run", "wait", "pick"):
            if getattr(subject.file.steps[name], word):
                yield Finding(("steps", name, word), f"“{subject.dialog.name}” is only said: no “{word}”", at_key=True)
        for _, (where, text) in find_texts(subject, step):
            if find_placeholders(text):
                yield Finding(where, f"“{subject.dialog.name}” is only said: no placeholders")


def find_bad_placeholders(subject: Subject) -> Iterator[Finding]:
    """Every placeholder names a declared value, or a fact."""
    for step in subject.dialog.steps.values():
        texts = [text for _, text in find_texts(subject, step)]
        for where, text in (*texts, *find_retries(step)):
            if has_stray_brace(text):
                yield Finding(where, "a brace without a placeholder: {name} shows a value, {fact.name} a fact")
            for found in find_placeholders(text):
                if found.name != ROUNDS_LEFT:  # see `series.find_uncounted_rounds`
                    yield from (Finding(where, message) for message in _explain(subject, found))


def _explain(subject: Subject, found: Placeholder) -> Iterator[str]:
    variables = subject.dialog.variables
    if found.name == FACT:
        if subject.facts is not None and found.part not in subject.facts:
            yield f"there is no fact “{found.part}”{suggest(found.part, subject.facts)}"
    elif found.name not in variables:
        if found.name not in subject.file.remember:
            yield f"“{found.name}” is not declared in “remember”{suggest(found.name, variables)}"
    elif found.part and (found.part != "one" or not variables[found.name].is_list):
        yield f"“{found.name}.{found.part}” shows nothing: only a list has “.one”"


def _targets(subject: Subject) -> Iterator[tuple[Where, str]]:
    for name, step in subject.file.steps.items():
        above = ("steps", name)
        for number, case in enumerate(step.go or ()):
            yield (*above, "go", number, "to"), case.to
        if step.skip:
            yield (*above, "skip"), step.skip
        if step.stuck:
            yield (*above, "stuck"), step.stuck
        if step.silence:
            yield (*above, "silence", "go"), step.silence.go
    for old, new in subject.file.renamed.items():
        yield ("renamed", old), new


def _has_cases(step: StepFile) -> bool:
    return bool(step.go) and len(step.go or ()) > 1


def _meaning(kind: Kind) -> tuple[object, ...]:
    """The type, and the codes where there are any."""
    return type(kind), frozenset(kind.of) if isinstance(kind, Choice | Choices) else None


def _collector(subject: Subject, name: str) -> str:
    return next(each.name for each in subject.dialog.variables.values() if each.collected_as == name)
