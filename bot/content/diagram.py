"""A dialog as a Mermaid flowchart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue.conditions import Known, OneOf, Within
from bot.dialogue.model import END

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.dialogue.conditions import Condition, Test
    from bot.dialogue.model import Branch, Dialog, Step

_LONGEST = 40
_ESCAPES = str.maketrans({'"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;", "\n": " "})
"""Mermaid's own way to write characters that would mean something to it."""


def draw_mermaid(dialog: Dialog) -> str:
    """The dialog as Mermaid source: questions are round, dialogs that are run have double sides, waits six corners."""
    lines = ["flowchart TD", f"  {_node(END)}(({END}))"]
    lines += [f"  {_draw_step(step)}" for step in dialog.steps.values()]
    for step in dialog.steps.values():
        lines += [f"  {_node(step.name)} {arrow} {_node(to)}" for arrow, to in _list_ways(step)]
    return "\n".join(lines) + "\n"


def _node(name: str) -> str:
    """Names such as ``end`` mean something to Mermaid; with this in front none does."""
    return f"s_{name}"


def _draw_step(step: Step) -> str:
    words = step.phrases[0].variants[0] if step.phrases else ""
    lines = [step.name, _shorten(words), *_list_acts(step)]
    label = "<br>".join(line.translate(_ESCAPES) for line in lines if line)
    left, right = _shape(step)
    return f'{_node(step.name)}{left}"{label}"{right}'


def _shape(step: Step) -> tuple[str, str]:
    if step.ask:
        return "([", "])"
    if step.run or step.run_one_of:
        return "[[", "]]"
    if step.wait is not None:
        return "{{", "}}"
    return "[", "]"


def _list_acts(step: Step) -> Iterator[str]:
    """What a step does besides speaking."""
    for name, value in step.set.items():
        yield f"set {name}: {'nothing' if value is None else value}"
    if step.do:
        yield f"do {step.do}"
    if step.later:
        yield f"later {step.later.dialog}"
    if step.ask:
        yield f"ask {step.ask}"
    if step.run or step.run_one_of:
        yield f"run {step.run or f'one of {step.run_one_of}'}"
    if step.wait is not None:
        yield f"wait {step.wait}"


def _list_ways(step: Step) -> Iterator[tuple[str, str]]:
    for branch in step.go:
        yield _arrow(branch, alone=len(step.go) == 1), branch.to
    only = step.go[0].to if len(step.go) == 1 else None
    for word, to in (("skip", step.skip), ("stuck", step.stuck), ("silence", step.silence and step.silence.to)):
        if to and not (word == "skip" and to == only):
            yield f'-. "{word}" .->', to


def _arrow(branch: Branch, *, alone: bool) -> str:
    if branch.when is None:
        return "-->" if alone else '-- "otherwise" -->'
    return f'-- "{_describe(branch.when).translate(_ESCAPES)}" -->'


def _describe(condition: Condition) -> str:
    return ", ".join(f"{name}: {_describe_test(test)}" for name, test in condition.tests.items())


def _describe_test(test: Test) -> str:
    match test:
        case Within(low, high):
            return f"{low:g}" if low == high else f"{low:g}..{high:g}"
        case OneOf(codes):
            return " or ".join(sorted(codes))
        case Known():
            return test.name.lower()


def _shorten(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
