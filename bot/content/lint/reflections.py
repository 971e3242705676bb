"""L6, L7 and L9: a reflection, or an affirmation, is about this person and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.lint.partition import partition
from bot.content.lint.subject import Finding, find_texts
from bot.content.lint.utterances import list_said
from bot.content.placeholders import FACT, find_placeholders
from bot.dialogue.model import Choice, Choices

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bot.content.lint.subject import Subject, Text
    from bot.dialogue.conditions import Condition
    from bot.dialogue.model import Branch, Phrase, Step
    from bot.dialogue.values import Value

_REFLECTIONS = ("SR", "CR")
_ANSWERS = (*_REFLECTIONS, "AF")


def find_vague_reflections(subject: Subject) -> Iterator[Finding]:
    """A reflection shows the person's words, or is written for the option that was chosen, and is no question."""
    for said in list_said(subject):
        is_reflection = said.step is not None and said.step.mi in _REFLECTIONS and "retry" not in said.where
        if is_reflection and said.text.rstrip(' ”»"').endswith("?"):
            message = "a reflection is no question: end it with a full stop"
            yield Finding(said.where, message, language=said.language)
    message = "fits any answer: show the person's words {…}, or pick the words by the option chosen"
    yield from _find_vague(subject, _REFLECTIONS, message)


def find_vague_affirmations(subject: Subject) -> Iterator[Finding]:
    """An affirmation names what this person did or has."""
    message = "fits anybody: name what the person did, by a value {…} or by the option chosen"
    yield from _find_vague(subject, ("AF",), message)


def _find_vague(subject: Subject, codes: Collection[str], message: str) -> Iterator[Finding]:
    """Words that fit anybody. Translations show what these words show, and need no look of their own."""
    for step in subject.dialog.steps.values():
        for number, said in find_texts(subject, step) if step.mi in codes else ():
            if not _is_about_answer(subject, step, number, said):
                yield Finding(said.where, message)


def find_unreflected_options(subject: Subject) -> Iterator[Finding]:
    """Where an open question gives options, each has a reflection of its own, and half of these are complex."""
    for step in subject.dialog.steps.values():
        kind = subject.dialog.variables[step.ask].kind if step.ask else None
        if step.mi != "Q_open" or not isinstance(kind, Choice | Choices):
            continue
        replies = {code: _find_reply(subject, step, code) for code in kind.of}
        lacking = [code for code, reply in replies.items() if not _is_own(code, reply, replies, step.ask or "")]
        if lacking:
            message = f"no reflection of its own for: {', '.join(lacking)}"
            yield Finding(("steps", step.name, "ask"), message, at_key=True)
        codes = [reply[0].mi for reply in replies.values() if reply and reply[0].mi in _REFLECTIONS]
        if codes.count("CR") * 2 < len(codes):
            message = f"{codes.count('CR')} of {len(codes)} reflections are complex (CR): at least half add a meaning"
            yield Finding(("steps", step.name, "ask"), message, at_key=True)


def _is_about_answer(subject: Subject, step: Step, number: int, said: Text) -> bool:
    if any(found.name != FACT for found in find_placeholders(said.text)):
        return True
    when = step.phrases[number].when
    if _names_option(subject, when) or _is_reached_by_option(subject, step.name, frozenset()):
        return True
    return when is None and _takes_what_is_left(subject, [phrase.when for phrase in step.phrases])


def _names_option(subject: Subject, when: Condition | None) -> bool:
    """Whether a case is for some answers, and not for every one; none at all can be reflected, too."""
    tests = when.tests if when else {}
    return any(
        not all(test.holds(value) for value in partition(subject.dialog.variables[name], [test]))
        for name, test in tests.items()
    )


def _takes_what_is_left(subject: Subject, conditions: Sequence[Condition | None]) -> bool:
    """Whether a last case stands for no answer, or for one option: every other has a case of its own."""
    cases = [when for when in conditions if when]
    tested = [name for when in cases for name in when.tests]
    for name in dict.fromkeys(tested):
        kind = subject.dialog.variables[name].kind
        codes = kind.of if isinstance(kind, Choice | Choices) else ()
        left = [code for code in codes if not any(_may_hold(case, {name: code}) for case in cases)]
        if len(left) > 1:
            return False
    return bool(tested)


def _is_reached_by_option(subject: Subject, name: str, seen: frozenset[str]) -> bool:
    """Whether a step is reached by chosen options, or without an answer, alone, as far back as the last question."""
    steps = subject.dialog.steps.values()
    ways = [(step, branch) for step in steps for branch in step.go if branch.to == name]
    skipped = any(name in (step.skip, step.stuck, step.silence and step.silence.to) for step in steps)
    if name == subject.dialog.first or name in seen or not (ways or skipped):
        return False
    return all(_follows_option(subject, step, branch, seen | {name}) for step, branch in ways)


def _follows_option(subject: Subject, step: Step, branch: Branch, seen: frozenset[str]) -> bool:
    if _names_option(subject, branch.when):
        return True
    conditions = [each.when for each in step.go]
    if any(step.ask in when.tests for when in conditions if when):
        return _takes_what_is_left(subject, conditions)
    return not step.ask and not step.run and _is_reached_by_option(subject, step.name, seen)


def _find_reply(subject: Subject, asked: Step, code: str) -> tuple[Step, Phrase] | None:
    """The first words after an option was chosen."""
    values: dict[str, Value | None] = {asked.ask or "": code}
    step, seen = asked, {asked.name}
    while True:
        branch = next((each for each in step.go if _may_hold(each.when, values)), None)
        if branch is None or branch.to not in subject.dialog.steps or branch.to in seen:
            return None
        step = subject.dialog.steps[branch.to]
        seen.add(step.name)
        values.update(step.set)
        phrase = next((each for each in step.phrases if _may_hold(each.when, values)), None)
        if phrase:
            return step, phrase
        if step.ask or step.run or step.wait:
            return None


def _may_hold(when: Condition | None, values: Mapping[str, Value | None]) -> bool:
    """Whether a case can be, with these values given and all others open."""
    return when is None or all(test.holds(values[name]) for name, test in when.tests.items() if name in values)


def _is_own(
    code: str, reply: tuple[Step, Phrase] | None, replies: dict[str, tuple[Step, Phrase] | None], asked: str
) -> bool:
    """Whether an option's reply is an answer, and no other option's as well, unless it shows which was chosen."""
    if reply is None or reply[0].mi not in _ANSWERS:
        return False
    shared = any(other != code and each and each[1] is reply[1] for other, each in replies.items())
    shows = all(any(found.name == asked for found in find_placeholders(text)) for text in reply[1].variants)
    return shows or not shared
