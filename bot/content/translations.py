"""``<dialog>.<language>.yaml``: texts by step and place, laid over a dialog. They hold no logic.

What a translation leaves out is said in the language of the dialog.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from bot.content.fields import Code, Line, Lines, Name, Whole  # noqa: TC001 - pydantic reads these types
from bot.content.schema import FileModel
from bot.dialogue.model import Choice, Choices, Measure, Scale, YesNo

if TYPE_CHECKING:
    from bot.dialogue.model import Dialog, Kind, Step, Variable


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
