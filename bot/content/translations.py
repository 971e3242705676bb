"""``<dialog>.<language>.yaml``: texts by step and place, laid over a dialog. They hold no logic.

What a translation leaves out, or has as ``TODO``, is said in the language of the dialog.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, TypeAlias

from pydantic import BeforeValidator, Field

from bot.content.fields import Code, Line, Name, Whole
from bot.content.schema import FileModel
from bot.dialogue.model import Choice, Choices, Measure, Scale, YesNo

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.dialogue.model import Dialog, Kind, Step, Variable

TODO = "TODO"
"""Stands where a text is still to be translated."""


def _leave_gap(value: object) -> object:
    return None if isinstance(value, str) and value.strip() == TODO else value


def _make_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Text: TypeAlias = Annotated[Line | None, BeforeValidator(_leave_gap, json_schema_input_type=str)]
"""A translated text; None where it is still to be translated."""
Texts: TypeAlias = Annotated[
    list[Text], Field(min_length=1), BeforeValidator(_make_list, json_schema_input_type=str | list[str])
]
"""One text, or a list of them."""


class ValueTexts(FileModel):
    """The labels of a value."""

    low: Text = None
    high: Text = None
    yes: Text = None
    no: Text = None
    of: dict[Code, Text] = Field(default_factory=dict)
    units: dict[Code, Text] = Field(default_factory=dict)


class StepTexts(FileModel):
    """The words of a step; `pick` in the order of the dialog's own."""

    say: Texts | None = None
    pick: Annotated[list[Texts], Field(min_length=1)] | None = None
    retry: Texts | None = None


class TranslationFile(FileModel):
    """A whole file. `version` is the version of the dialog that was translated."""

    dialog: Name
    language: str
    version: Whole | None = None
    title: Text = None
    menu: Text = None
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
    said = texts.pick or ([texts.say] if texts.say else [[]] * len(step.phrases))
    phrases = (
        replace(phrase, variants=_take(variants) or phrase.variants)
        for phrase, variants in zip(step.phrases, said, strict=True)
    )
    return replace(step, phrases=tuple(phrases), retry=_take(texts.retry or ()) or step.retry)


def _take(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Those that are translated."""
    return tuple(text for text in texts if text)


def _lay_labels(labels: Mapping[str, str], texts: Mapping[str, str | None]) -> dict[str, str]:
    return {**labels, **{code: label for code, label in texts.items() if label}}


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
            return replace(kind, of=_lay_labels(kind.of, texts.of))
        case Measure():
            return replace(kind, units=_lay_labels(kind.units, texts.units))
        case _:
            return kind
