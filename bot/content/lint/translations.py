"""Rules on translations: they fit their dialog, show nothing that it does not show, and leave no gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.lint.sizes import LONGEST_LABEL
from bot.content.placeholders import find_placeholders
from bot.content.translations import StepTexts
from bot.content.validation import suggest
from bot.dialogue.model import Choice, Choices, Measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.content.faults import Fault
    from bot.content.translations import TranslationFile, ValueTexts
    from bot.content.yaml_reader import Document, Where
    from bot.dialogue.model import Dialog, Phrase, Step, Variable


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
    yield from _find_gaps(document, texts, dialog)


def _find_gaps(document: Document, texts: TranslationFile, dialog: Dialog) -> Iterator[Fault]:
    """What will be said in the dialog's own language."""
    for name, step in dialog.steps.items():
        there = texts.steps.get(name, StepTexts())
        lacking = ["words"] if step.phrases and not (there.say or there.pick) else []
        lacking += ["retry"] if step.retry and not there.retry else []
        for what in lacking:
            message = f"the {what} of the step “{name}” are not translated"
            yield document.key_fault(("steps", name), "untranslated", message, "warning")


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
        for code, label in getattr(texts, key).items():
            if code not in codes:
                yield _unknown(document, (*where, key, code), "code", codes)
            if len(label) > LONGEST_LABEL:
                message = f"{len(label)} characters: at most {LONGEST_LABEL} fit on a button"
                yield document.fault((*where, key, code), "long-label", message)


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
