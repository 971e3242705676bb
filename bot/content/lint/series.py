"""Rules on words that change by themselves, in one bubble."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.content.lint.subject import Finding, find_texts
from bot.content.lint.utterances import list_said
from bot.content.lint.wording import count_words
from bot.content.placeholders import find_placeholders
from bot.content.validation import suggest
from bot.dialogue.model import ROUNDS_LEFT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.content.lint.subject import Subject
    from bot.dialogue.model import Again, Step

SHORTEST = timedelta(seconds=4)
"""Telegram takes about one message a second in a chat, and nobody can read faster."""
MOST_CHANGES = 60
WORDS_A_SECOND = 3


def find_bad_series(subject: Subject) -> Iterator[Finding]:
    """Steps with `over` say something, wait and are followed by others; the last one stays, and waits for nothing."""
    steps = subject.dialog.steps
    follow = {branch.to for step in steps.values() if step.over and step.wait for branch in step.go}
    for name, step in steps.items():
        if not step.over:
            continue
        if not step.phrases:
            yield Finding(("steps", name, "over"), "“over” needs words: add “say” or “pick”", at_key=True)
        for word in ("set", "do", "later", "ask", "run"):
            if getattr(subject.file.steps[name], word):
                message = f"“{word}” and “over” cannot stand in one step: make two steps"
                yield Finding(("steps", name, word), message, at_key=True)
        if step.wait is None and name not in follow:
            message = "nothing is timed: the step before has to have “over” and “wait”"
            yield Finding(("steps", name, "over"), message, at_key=True)
        if step.wait is not None:
            yield from _check_wait(subject, step)
    if sum(_count_times(subject).values()) > MOST_CHANGES:
        message = f"the words change more than {MOST_CHANGES} times: make it shorter"
        yield Finding(("steps", next(name for name, step in steps.items() if step.over)), message, at_key=True)


def find_bad_rounds(subject: Subject) -> Iterator[Finding]:
    """`again` stands at the end of steps that all are in the same bubble."""
    steps = subject.dialog.steps
    for name, step in steps.items():
        if not step.again:
            continue
        where = ("steps", name, "again")
        if step.again.first not in steps:
            message = f"there is no step “{step.again.first}”{suggest(step.again.first, steps)}"
            yield Finding((*where, "from"), message)
        elif not (span := _list_span(subject, name, step.again)):
            yield Finding((*where, "from"), f"“{step.again.first}” does not stand before “{name}”")
        elif not all(each.over and each.wait for each in span):
            yield Finding(where, "all steps that are done again need “over” and “wait”", at_key=True)


def find_uncounted_rounds(subject: Subject) -> Iterator[Finding]:
    """How many rounds are left can be told only where there are rounds."""
    steps = subject.dialog.steps
    counted = {
        each.name
        for name, step in steps.items()
        if step.again and step.again.first in steps
        for each in _list_span(subject, name, step.again)
    }
    for name, step in steps.items():
        for _, (where, text) in find_texts(subject, step):
            if name not in counted and any(found.name == ROUNDS_LEFT for found in find_placeholders(text)):
                yield Finding(where, f"“{ROUNDS_LEFT}” counts rounds: this step is in none, see “again”")


def find_hasty_words(subject: Subject) -> Iterator[Finding]:
    """Words that are replaced stand there long enough to be read."""
    for said in list_said(subject):
        if said.step and said.step.over and said.step.wait:
            words, most = count_words(said.text), int(said.step.wait.total_seconds() * WORDS_A_SECOND)
            if words > most:
                message = (
                    f"{words} words, and gone after {said.step.wait.total_seconds():g} seconds: {most} can be read"
                )
                yield Finding(said.where, message, language=said.language)


def _check_wait(subject: Subject, step: Step) -> Iterator[Finding]:
    where = ("steps", step.name, "wait")
    if step.wait and step.wait < SHORTEST:
        yield Finding(where, f"words that change stay at least {SHORTEST.seconds} seconds")
    for branch in step.go:
        following = subject.dialog.steps.get(branch.to)
        if following is None or not following.over:
            message = "the bubble would stay with its button: go on to a step with “over” and without “wait”"
            yield Finding(("steps", step.name, "over"), message, at_key=True)
            return


def _count_times(subject: Subject) -> dict[str, int]:
    """How often the words of each step come up in a bubble."""
    steps = subject.dialog.steps
    times = {name: int(step.over) for name, step in steps.items()}
    for name, step in steps.items():
        if step.again and step.again.first in steps:
            for each in _list_span(subject, name, step.again):
                times[each.name] *= step.again.times
    return times


def _list_span(subject: Subject, last: str, again: Again) -> list[Step]:
    """The steps that are done again, in the order of the file."""
    names = list(subject.dialog.steps)
    return [subject.dialog.steps[name] for name in names[names.index(again.first) : names.index(last) + 1]]
