"""``<dialog>.<language>.yaml``: texts by step and place, laid over a dialog. They hold no logic.

What a translation leaves out is said in the language of the dialog.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from bot.content.fields import Code, Line, Lines, Name, Whole  # noqa: TC001 - pydantic reads these types
from bot.content.placeholders import find_placeholders
from bot.content.schema import FileModel
from bot.content.validation import suggest
from bot.dialogue.model import Choice, Choices, Measure, Scale, YesNo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.content.faults import Fault
    from bot.content.yaml_reader import Document, Where
    from bot.dialogue.model import Dialog, Kind, Phrase, Step, Variable


class ValueTexts(FileModel):
    """The labels of a value."""

    low: Line | None = None
    high: Line | None = None
    yes: Line | None = None
    no: Line | None = None
    of: dict[Code, Line] = Field(default_factory=dict)
    units: dict[Code, Line] = Field(default_factory=dict)


class StepTexts(FileModel):
    """The words of a step; `pick` in the order of the dialog's own."""

    say: Lines | None = None
    pick: Annotated[list[Lines], Field(min_length=1)] | None = None
    retry: Lines | None = None


class TranslationFile(FileModel):
    """A whole file. `version` is the version of the dialog that was translated."""

    dialog: Name
    language: str
    version: Whole | None = None
    title: Line | None = None
    menu: Line | None = None
    remember: dict[Name, ValueTexts] = Field(default_factory=dict)
    steps: dict[Name, StepTexts] = Field(default_factory=dict)


def translate(dialog: Dialog, texts: TranslationFile) -> Dialog:
    """The dialog with these texts laid over."""
    steps = {
        name: _translate_step(step, texts.steps[name]) for name, step in dialog.steps.items() if name in texts.steps
    }
    return replace(
        dialog,
        language=texts.language,
        title=texts.title or dialog.title,
        menu=texts.menu or dialog.menu,
        variables={name: _translate_variable(each, dialog, texts) for name, each in dialog.variables.items()},
        steps={**dialog.steps, **steps},
    )


def _translate_step(step: Step, texts: StepTexts) -> Step:
    variants = texts.pick or ([texts.say] if texts.say else [])
    phrases = (replace(phrase, variants=tuple(said)) for phrase, said in zip(step.phrases, variants, strict=True))
    return replace(step, phrases=tuple(phrases) if variants else step.phrases, retry=tuple(texts.retry or step.retry))


def _translate_variable(variable: Variable, dialog: Dialog, texts: TranslationFile) -> Variable:
    """A list is translated as the value that is collected in it."""
    collected = (each.name for each in dialog.variables.values() if each.collected_as == variable.name)
    name = next(collected, variable.name) if variable.is_list else variable.name
    return (
        replace(variable, kind=_translate_kind(variable.kind, texts.remember[name]))
        if name in texts.remember
        else variable
    )


def _translate_kind(kind: Kind, texts: ValueTexts) -> Kind:
    match kind:
        case Scale():
            return replace(kind, low=texts.low or kind.low, high=texts.high or kind.high)
        case YesNo():
            return replace(kind, yes=texts.yes or kind.yes, no=texts.no or kind.no)
        case Choice() | Choices():
            return replace(kind, of={**kind.of, **texts.of})
        case Measure():
            return replace(kind, units={**kind.units, **texts.units})
        case _:
            return kind


def check_translation(document: Document, texts: TranslationFile, dialog: Dialog) -> Iterator[Fault]:
    """What in a translation does not fit its dialog."""
    if texts.version not in (None, dialog.version):
        message = f"version {texts.version} was translated, the dialog is at {dialog.version}: look it through again"
        yield document.fault(("version",), "translation", message, "warning")
    for name, value in texts.remember.items():
        variable = dialog.variables.get(name)
        if variable is None:
            yield _unknown(document, ("remember", name), "value", dialog.variables)
        else:
            yield from _check_value(document, ("remember", name), value, variable)
    for name, step in texts.steps.items():
        if name in dialog.steps:
            yield from _check_step(document, ("steps", name), step, dialog.steps[name])
        else:
            yield _unknown(document, ("steps", name), "step", dialog.steps)


def _unknown(document: Document, where: Where, what: str, known: Mapping[str, object]) -> Fault:
    name = str(where[-1])
    return document.key_fault(where, "translation", f"the dialog has no {what} “{name}”{suggest(name, known)}")


def _check_value(document: Document, where: Where, texts: ValueTexts, variable: Variable) -> Iterator[Fault]:
    kind = variable.kind
    allowed: dict[str, Mapping[str, str]] = {"of": {}, "units": {}}
    match kind:
        case Choice(of) | Choices(of):
            allowed["of"] = of
        case Measure(units):
            allowed["units"] = units
        case _:
            pass
    for key, codes in allowed.items():
        for code in getattr(texts, key):
            if code not in codes:
                yield _unknown(document, (*where, key, code), "code", codes)


def _check_step(document: Document, where: Where, texts: StepTexts, step: Step) -> Iterator[Fault]:
    picks = any(phrase.when for phrase in step.phrases)
    if texts.say and (picks or not step.phrases):
        message = "the dialog's step picks its words: translate “pick”" if picks else "the dialog's step says nothing"
        yield document.key_fault((*where, "say"), "translation", message)
    elif texts.pick and len(texts.pick) != len(step.phrases):
        message = f"the dialog's step picks from {len(step.phrases)}, here are {len(texts.pick)}"
        yield document.key_fault((*where, "pick"), "translation", message)
    else:
        for number, said in enumerate(texts.pick or []):
            yield from _check_placeholders(document, (*where, "pick", number), said, step.phrases[number : number + 1])
        yield from _check_placeholders(document, (*where, "say"), texts.say or [], step.phrases)
    if texts.retry and step.ask is None:
        yield document.key_fault((*where, "retry"), "translation", "the dialog's step asks nothing")


def _check_placeholders(
    document: Document, where: Where, said: Sequence[str], phrases: Sequence[Phrase]
) -> Iterator[Fault]:
    """Only what the dialog shows at the same place is sure to have a value there."""
    known = {found for phrase in phrases for variant in phrase.variants for found in find_placeholders(variant)}
    for number, text in enumerate(said):
        for found in find_placeholders(text):
            if found not in known:
                shown = f"{{{'.'.join(part for part in found if part)}}}"
                yield document.fault((*where, number), "translation", f"{shown} is not shown by the dialog here")
