"""The values that dialogs declare, and those they borrow from each other."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from bot.content import schema
from bot.content.validation import suggest
from bot.dialogue.model import (
    Choice,
    Choices,
    City,
    Kind,
    Measure,
    Number,
    Scale,
    Text,
    TimeOfDay,
    Variable,
    YesNo,
)
from bot.dialogue.moment import HEARD

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.content.faults import Fault
    from bot.content.sources import Source


def declare(source: Source, zones: Mapping[str, str]) -> dict[str, Variable]:
    """What a dialog declares itself, with the lists it collects; not what it borrows."""
    declared: dict[str, Variable] = {}
    for name, value in source.file.remember.items():
        if isinstance(value, schema.BorrowedFile):
            continue
        if isinstance(value, schema.TalkFile):
            declared[name] = Variable(name, Choice({each: each for each in HEARD}), heard_in=value.of)
            continue
        kind = City(zones) if isinstance(value, schema.CityFile) else _make_kind(value)
        kept = value.kept is not None
        declared[name] = Variable(name, kind, value.sensitive, kept, value.collected_as)
        if value.collected_as:
            as_list = Variable(value.collected_as, kind, value.sensitive, kept=True, is_list=True)
            declared.setdefault(value.collected_as, as_list)
    return declared


def borrow(
    source: Source, declared: Mapping[str, Mapping[str, Variable]], broken: Collection[str]
) -> tuple[dict[str, Variable], list[Fault]]:
    """What a dialog borrows from others, and the faults of what is not there or not kept.

    `declared` is what each readable dialog declares, by the dialog's name; of `broken` dialogs nothing is known.
    """
    borrowed: dict[str, Variable] = {}
    faults = []
    for name, value in source.file.remember.items():
        if not isinstance(value, schema.BorrowedFile) or value.as_in in broken:
            continue
        try:
            borrowed[name] = _find_lender(name, value.as_in, declared)
        except LookupError as error:
            faults.append(source.document.fault(("remember", name, "as_in"), "unknown-value", str(error)))
    return borrowed, faults


def _find_lender(name: str, dialog: str, declared: Mapping[str, Mapping[str, Variable]]) -> Variable:
    if dialog not in declared:
        raise LookupError(f"there is no dialog “{dialog}”{suggest(dialog, declared)}")
    if name not in declared[dialog]:
        raise LookupError(f"“{dialog}” declares no “{name}” of its own{suggest(name, declared[dialog])}")
    if not declared[dialog][name].kept:
        raise LookupError(f"“{name}” is not kept: add “kept: person” in “{dialog}”")
    return declared[dialog][name]


@singledispatch
def _make_kind(value: object) -> Kind:
    raise TypeError(f"no type for a {type(value).__name__}")


@_make_kind.register
def _(value: schema.ScaleFile) -> Kind:
    return Scale(value.first, value.last, value.low, value.high)


@_make_kind.register
def _(value: schema.NumberFile) -> Kind:
    return Number(value.first, value.last, value.whole)


@_make_kind.register
def _(value: schema.ChoiceFile) -> Kind:
    return Choice(value.of, {code: tuple(words) for code, words in value.means.items()}, tuple(value.beside))


@_make_kind.register
def _(value: schema.ChoicesFile) -> Kind:
    return Choices(value.of, value.at_most)


@_make_kind.register
def _(value: schema.YesNoFile) -> Kind:
    return YesNo(value.yes, value.no)


@_make_kind.register
def _(value: schema.TextFile) -> Kind:
    return Text(value.up_to)


@_make_kind.register
def _(_value: schema.TimeFile) -> Kind:
    return TimeOfDay()


@_make_kind.register
def _(value: schema.AmountFile) -> Kind:
    return Measure(value.units)
