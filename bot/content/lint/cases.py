"""Rules on conditions: cases cover everything, do not overlap, and each of them has its turn."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from bot.content.lint.folder import pauses
from bot.content.lint.partition import combine, describe, partition, tests_by_name
from bot.content.lint.subject import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.content.lint.subject import Subject
    from bot.content.yaml_reader import Where
    from bot.dialogue.conditions import Condition
    from bot.dialogue.model import Step, Variable
    from bot.dialogue.values import Value

_EXAMPLES = 3


def find_gaps(subject: Subject) -> Iterator[Finding]:
    """A list of cases has one for everything that can be when it is reached."""
    for name, states in subject.graph.gaps.items():
        conditions = [branch.when for branch in subject.dialog.steps[name].go]
        yield Finding(("steps", name, "go"), f"no case fits when {_give_examples(states, conditions)}", at_key=True)


def find_silent_questions(subject: Subject) -> Iterator[Finding]:
    """A question or a wait always has words."""
    for step in subject.dialog.steps.values():
        states = _speechless(subject, step)
        if states and pauses(step):
            yield _tell_silence(step, states)


def find_silent_picks(subject: Subject) -> Iterator[Finding]:
    """Words picked for several cases are there for all known ones."""
    for step in subject.dialog.steps.values():
        tested = tests_by_name(phrase.when for phrase in step.phrases)
        states = [values for values in _speechless(subject, step) if all(name in values for name in tested)]
        if states and len(step.phrases) > 1 and not pauses(step):
            yield _tell_silence(step, states)


def find_overlaps(subject: Subject) -> Iterator[Finding]:
    """Two cases never fit at once, unless several options were chosen."""
    for name, step in subject.dialog.steps.items():
        conditions = [branch.when for branch in step.go]
        for first, second in combinations(range(len(conditions)), 2):
            pair = [conditions[first], conditions[second]]
            if None in pair:
                continue
            for values in _list_situations(subject.dialog.variables, pair):
                if _is_plain(values) and all(each and each.holds(values) for each in pair):
                    what = describe(values, tests_by_name(pair))
                    message = f"case {first + 1} and case {second + 1} both fit when {what}"
                    yield Finding(("steps", name, "go", second), message)
                    break


def find_useless_cases(subject: Subject) -> Iterator[Finding]:
    """No case stands behind others that take everything before it."""
    for where, conditions in _list_cases(subject):
        situations = list(_list_situations(subject.dialog.variables, conditions))
        for number in range(1, len(conditions)):
            left = [values for values in situations if not _fits_any(conditions[:number], values)]
            if not _fits_any([conditions[number]], *left):
                yield Finding((*where, number), "this case never has its turn: those before it take everything")


def _list_cases(subject: Subject) -> Iterator[tuple[Where, list[Condition | None]]]:
    for name, step in subject.dialog.steps.items():
        if len(step.go) > 1:
            yield ("steps", name, "go"), [branch.when for branch in step.go]
        if len(step.phrases) > 1:
            yield ("steps", name, "pick"), [phrase.when for phrase in step.phrases]


def _fits_any(conditions: Sequence[Condition | None], *situations: Mapping[str, Value]) -> bool:
    return any(each is None or each.holds(values) for each in conditions for values in situations)


def _list_situations(
    variables: Mapping[str, Variable], conditions: Sequence[Condition | None]
) -> Iterator[dict[str, Value]]:
    """Every combination of values that these conditions tell apart, unknown ones among them."""
    tests = tests_by_name(conditions)
    return combine({name: (None, *partition(variables[name], tests[name])) for name in tests})


def _is_plain(values: Mapping[str, Value]) -> bool:
    return not any(isinstance(value, tuple) and len(value) > 1 for value in values.values())


def _speechless(subject: Subject, step: Step) -> list[dict[str, Value]]:
    """The situations in which a step with conditional words says nothing."""
    conditions = [phrase.when for phrase in step.phrases]
    if not conditions:
        return []
    return [values for values in subject.graph.states.get(step.name, []) if not _fits_any(conditions, values)]


def _tell_silence(step: Step, states: Iterable[Mapping[str, Value]]) -> Finding:
    conditions = [phrase.when for phrase in step.phrases]
    return Finding(("steps", step.name, "pick"), f"no words when {_give_examples(states, conditions)}", at_key=True)


def _give_examples(states: Iterable[Mapping[str, Value]], conditions: Sequence[Condition | None]) -> str:
    names = tests_by_name(conditions)
    found = list(dict.fromkeys(describe(values, names) for values in states))
    more = ["…"] if len(found) > _EXAMPLES else []
    return ", or ".join(found[:_EXAMPLES] + more)
