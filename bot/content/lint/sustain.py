"""L8: whoever speaks against change hears a short reflection, then freedom or another question; never an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.content.lint.graph import OVER
from bot.content.lint.partition import SOMETHING, tests_by_name
from bot.content.lint.subject import Finding, find_declaration
from bot.content.lint.volleys import REFLECTIONS
from bot.content.lint.walks import find_on_paths
from bot.content.schema import ChoiceFile
from bot.content.validation import suggest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.content.lint.graph import Spot, Way
    from bot.content.lint.subject import Subject
    from bot.dialogue.conditions import Test
    from bot.dialogue.values import Value


class _Reply(NamedTuple):
    """The step that heard talk against change, the option, and whether it is reflected already."""

    step: str
    label: str
    reflected: bool = False


def find_arguments(subject: Subject) -> Iterator[Finding]:
    """After an option marked `talk: sustain` comes a reflection, then AUT or another question."""
    marked = {name: list(_list_sustain(subject, step.ask)) for name, step in subject.dialog.steps.items() if step.ask}
    if not any(marked.values()):
        return

    def watch(reply: _Reply | None, spot: Spot, way: Way) -> tuple[_Reply | None, Finding | None]:
        finding = None
        if reply:
            reply, finding = _judge(reply, spot, way)
        if way.how == "answer" and (labels := marked.get(spot.step.name)):
            label = next((label for label, answers in labels if way.answer in answers), None)
            reply = _Reply(spot.step.name, label) if label else None
            if reply and way.to == OVER:
                finding = finding or _tell(reply, "comes nothing: reflect it, and leave the choice with the person")
        return reply, finding

    yield from find_on_paths(subject.graph, None, watch)


def find_unknown_talk(subject: Subject) -> Iterator[Finding]:
    """`talk` marks options that are there."""
    for name, value in subject.file.remember.items():
        for code in value.talk if isinstance(value, ChoiceFile) else ():
            if isinstance(value, ChoiceFile) and code not in value.of:
                message = f"there is no option “{code}”{suggest(code, value.of)}"
                yield Finding(("remember", name, "talk", code), message, at_key=True)


def _judge(reply: _Reply, spot: Spot, way: Way) -> tuple[_Reply | None, Finding | None]:
    """What is left to hear, and what is wrong with what was heard."""
    code = spot.code
    if code and not reply.reflected and code not in REFLECTIONS:
        return None, _tell(reply, "comes no reflection first: begin the turn with a short SR or CR")
    if code in ("INFO", "PWP"):
        return None, _tell(
            reply, f"comes {code}: it argues; leave the choice with the person (AUT) or ask something else"
        )
    reply = reply._replace(reflected=reply.reflected or code in REFLECTIONS)
    if code == "AUT":
        return None, None
    if not (spot.ends_turn or way.to == OVER):
        return reply, None
    if not reply.reflected:
        return None, _tell(reply, "comes no reflection: begin the turn with a short SR or CR")
    goes_on = spot.step.ask or spot.runs
    return None, None if goes_on else _tell(
        reply, "nothing leaves the choice with the person: add AUT, or ask something"
    )


def _tell(reply: _Reply, what: str) -> Finding:
    return Finding(("steps", reply.step), f"after “{reply.label}”, which speaks against change, {what}", at_key=True)


def _list_sustain(subject: Subject, name: str) -> Iterator[tuple[str, Sequence[Value]]]:
    """The label of each option that speaks against change, and the examples of answers that stand for it."""
    value = find_declaration(subject, name)
    steps = subject.dialog.steps.values()
    conditions = [phrase.when for step in steps for phrase in step.phrases]
    conditions += [branch.when for step in steps for branch in step.go]
    tests = tests_by_name(conditions).get(name, [])
    if isinstance(value, ChoiceFile):
        for code, talk in value.talk.items():
            if talk == "sustain" and code in value.of:
                alike = [other for other in value.of if _turn_out(tests, other) == _turn_out(tests, code)]
                yield value.of[code], [*alike, SOMETHING]


def _turn_out(tests: Sequence[Test], code: str) -> list[bool]:
    return [test.holds(code) for test in tests]
