"""What a picture of dialogs shows, before anyone draws it: blocks and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.dialogue.conditions import Known, OneOf, Within
from bot.dialogue.model import END, Choice, Choices, City, Measure, Number, Scale, Text, TimeOfDay, YesNo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.dialogue.conditions import Test
    from bot.dialogue.model import Branch, Dialog, Kind, Later, Step

_OPEN_ANSWERS = {Text: "any words", TimeOfDay: "a time of day", City: "a city", Number: "a number"}


class Shape(StrEnum):
    """What a block is; each has an outline of its own."""

    SAYS = "says"
    ASKS = "asks"
    RUNS = "runs"
    WAITS = "waits"
    END = "end"
    DIALOG = "dialog"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Block:
    """A step, or on the map a dialog. `name` is unique, `words` are as written, `notes` short lines below them."""

    name: str
    shape: Shape
    title: str = ""
    words: str = ""
    mi: str = ""
    entry: str = ""
    """The command that leads here."""
    options: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """From one block to another. `is_light`: it is no answer (skip, stuck, silence), or comes later."""

    start: str
    to: str
    label: str = ""
    is_light: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """A picture to be. `across`: it runs from left to right."""

    title: str
    about: str
    blocks: tuple[Block, ...]
    ways: tuple[Way, ...]
    across: bool = False


def sketch_dialog(dialog: Dialog) -> Sketch:
    """One dialog: each step, and where each answer leads."""
    blocks = [_block(step, dialog) for step in dialog.steps.values()]
    ways = list(_join(way for step in dialog.steps.values() for way in _list_ways(step, dialog)))
    if any(way.to == END for way in ways):
        blocks.append(Block(END, Shape.END, END))
    about = f"{dialog.name} · /{dialog.command}" if dialog.command else dialog.name
    return Sketch(dialog.title, about, tuple(blocks), tuple(ways))


def describe_test(test: Test) -> str:
    """The values that a test lets through."""
    match test:
        case Within(low, high):
            return f"{low:g}" if low == high else f"{low:g}..{high:g}"
        case OneOf(codes):
            return " or ".join(sorted(codes))
        case Known():
            return test.name.lower()


def list_options(kind: Kind) -> Iterator[str]:
    """What can be answered, a line each."""
    match kind:
        case Choice(of) | Choices(of):
            yield from (f"{code}: {label}" for code, label in of.items())
        case Scale(first, last, low, high):
            yield f"{first} {low} … {last} {high}" if low or high else f"{first} … {last}"
        case YesNo(yes, no):
            yield f"yes: {yes or 'Yes'}"
            yield f"no: {no or 'No'}"
        case Measure(units):
            yield f"a number of {', '.join(units.values())}"
        case _:
            yield _OPEN_ANSWERS[type(kind)]


def write_later(later: Later) -> str:
    """When something promised for later begins."""
    if later.at:
        return f"at {later.at}"
    return f"in {write_time(later.after) if isinstance(later.after, timedelta) else later.after}"


def write_time(time: timedelta) -> str:
    """A duration as authors write it."""
    for word, unit in (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60)):
        count, rest = divmod(int(time.total_seconds()), unit)
        if count and not rest:
            return f"{count} {word}{'s' if count > 1 else ''}"
    return f"{time.total_seconds():g} seconds"


def _block(step: Step, dialog: Dialog) -> Block:
    return Block(
        step.name,
        _shape(step),
        step.name,
        words=step.phrases[0].variants[0] if step.phrases else "",
        mi=step.mi or "",
        options=tuple(list_options(dialog.variables[step.ask].kind)) if step.ask else (),
        notes=tuple(_list_acts(step)),
    )


def _shape(step: Step) -> Shape:
    if step.ask:
        return Shape.ASKS
    if step.run or step.run_one_of:
        return Shape.RUNS
    return Shape.SAYS if step.wait is None else Shape.WAITS


def _list_acts(step: Step) -> Iterator[str]:
    """What a step does besides the words that are shown."""
    if len(step.phrases) > 1:
        yield f"+ {len(step.phrases) - 1} more"
    for name, value in step.set.items():
        yield f"set {name}: {'nothing' if value is None else value}"
    if step.do:
        yield f"do {step.do}"
    if step.later:
        yield f"later {write_later(step.later)}: {step.later.dialog}"
    if step.ask:
        yield f"ask {step.ask}"
    if step.run or step.run_one_of:
        yield f"run {step.run or f'one of {step.run_one_of}'}"
    if step.wait is not None:
        yield f"wait {write_time(step.wait)}"
    if step.over:
        yield "in the same bubble"
    if step.again:
        yield f"again from {step.again.first}: {step.again.times} times"


def _list_ways(step: Step, dialog: Dialog) -> Iterator[Way]:
    for branch in step.go:
        yield Way(step.name, branch.to, _label(branch, step, dialog))
    only = step.go[0].to if len(step.go) == 1 else None
    if step.skip and step.skip != only:
        yield Way(step.name, step.skip, "skip", is_light=True)
    if step.stuck:
        yield Way(step.name, step.stuck, "stuck", is_light=True)
    if step.silence:
        yield Way(step.name, step.silence.to, f"silence {write_time(step.silence.after)}", is_light=True)


def _label(branch: Branch, step: Step, dialog: Dialog) -> str:
    if branch.when is None:
        return "" if len(step.go) == 1 else "otherwise"
    return ", ".join(_describe(name, test, step, dialog) for name, test in branch.when.tests.items())


def _describe(name: str, test: Test, step: Step, dialog: Dialog) -> str:
    """The test, without the name of the value where it is what the step has just asked for."""
    variable = dialog.variables.get(name)
    is_any = (
        isinstance(test, OneOf) and variable and isinstance(variable.kind, Choice) and test.codes == {*variable.kind.of}
    )
    if name == step.ask:
        return "any answer" if is_any else describe_test(test)
    return f"{name}: {'known' if is_any else describe_test(test)}"


def _join(ways: Iterable[Way]) -> Iterable[Way]:
    """One way for all that lead from a block to the same other one, as long as they are of a kind."""
    joined: dict[tuple[str, str, bool], Way] = {}
    for way in ways:
        key = way.start, way.to, way.is_light
        before = joined.get(key)
        joined[key] = replace(way, label=" · ".join(filter(None, (before.label, way.label)))) if before else way
    return joined.values()


def settle_light_ends(sketch: Sketch) -> Sketch:
    """The same, where a skip or silence that ends the dialog is a note in its block: arrows would hide the others."""
    notes = {way.start: f"{way.label}: {END}" for way in sketch.ways if way.is_light and way.to == END}
    ways = tuple(way for way in sketch.ways if not (way.is_light and way.to == END))
    blocks = tuple(
        replace(block, notes=(*block.notes, notes[block.name])) if block.name in notes else block
        for block in sketch.blocks
        if block.name != END or any(way.to == END for way in ways)
    )
    return replace(sketch, blocks=blocks, ways=ways)
