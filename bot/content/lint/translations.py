"""Rules on translations that hold whenever a folder is read: they fit their dialog, and show what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.lint.lexicons import load_lexicon
from bot.content.lint.sizes import LONGEST_LABEL
from bot.content.placeholders import find_placeholders, has_stray_brace
from bot.content.schema import TalkFile
from bot.content.validation import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.content.assembly import Assembly
    from bot.content.faults import Fault
    from bot.content.placeholders import Placeholder
    from bot.content.schema import DialogFile, StepFile
    from bot.content.sources import TranslationSource
    from bot.content.translations import StepTexts, ValueTexts
    from bot.content.yaml_reader import Document, Where

_BUTTONS = ("of", "yes", "no")


def inspect_translations(assembly: Assembly) -> Iterator[Fault]:
    """What does not fit in the translations of a folder, and the languages that they are into."""
    for source in assembly.sources.translations:
        name = source.file.dialog
        if name in assembly.documents:
            yield from check_translation(source, assembly.documents[name].file)
        elif name not in assembly.sources.broken:
            message = f"there is no dialog “{name}” to translate{suggest(name, assembly.documents)}"
            yield source.document.fault(("dialog",), "translation", message)
    yield from _find_unlisted(assembly)


def check_translation(source: TranslationSource, file: DialogFile) -> Iterator[Fault]:
    """What in a translation does not fit its dialog."""
    document, texts = source.document, source.file
    for name, value in texts.remember.items():
        if name in file.remember:
            yield from _check_value(document, ("remember", name), value, list_labels(file, name))
        else:
            yield _stray(document, ("remember", name), "value", file.remember)
    for name, step in texts.steps.items():
        if name in file.steps:
            yield from _check_step(document, ("steps", name), step, file.steps[name])
        else:
            yield _stray(document, ("steps", name), "step", file.steps)


def list_labels(file: DialogFile, name: str) -> dict[Where, str]:
    """The labels of a value by their places below it; none of a value that is borrowed: its owner has them."""
    value = file.remember[name]
    if isinstance(value, TalkFile):
        return {}
    below: dict[Where, str] = {
        (key, code): label for key in ("of", "units") for code, label in getattr(value, key, {}).items()
    }
    ends = {(key,): getattr(value, key, "").strip() for key in ("low", "high", "yes", "no")}
    return {**below, **{where: label for where, label in ends.items() if label}}


def list_written(texts: ValueTexts) -> dict[Where, str | None]:
    """The translated labels of a value by their places below it; None is still to be translated."""
    below: dict[Where, str | None] = {
        (key, code): label for key in ("of", "units") for code, label in getattr(texts, key).items()
    }
    ends = [key for key in ("low", "high", "yes", "no") if key in texts.model_fields_set]
    return {**below, **{(key,): getattr(texts, key) for key in ends}}


def _find_unlisted(assembly: Assembly) -> Iterator[Fault]:
    """Languages that the rules of words cannot be held to."""
    documents = {source.file.language: source.document for source in reversed(assembly.sources.translations)}
    documents |= {source.language: source.document for source in assembly.sources.words}
    for language, document in documents.items():
        if load_lexicon(language) is None:
            message = (
                f"no lists of words for “{language}”: stigma, orders, praise, promises and amounts (L9, L12-L15) "
                f"are not looked for in it; write bot/content/lint/lexicon/{language}.yaml"
            )
            yield document.fault(("language",), "no-lexicon", message, "warning")


def _stray(document: Document, where: Where, what: str, known: Iterable[str]) -> Fault:
    name = str(where[-1])
    return document.key_fault(where, "stray", f"the dialog has no {what} “{name}”{suggest(name, known)}")


def _check_value(document: Document, where: Where, texts: ValueTexts, labels: Mapping[Where, str]) -> Iterator[Fault]:
    for place, label in list_written(texts).items():
        if place not in labels:
            alike = [str(known[-1]) for known in labels if known[:-1] == place[:-1]]
            yield _stray(document, (*where, *place), "label" if len(place) == 1 else "code", alike)
        elif label and place[0] in _BUTTONS and len(label) > LONGEST_LABEL:
            message = f"{len(label)} characters: at most {LONGEST_LABEL} fit on a button"
            yield document.fault((*where, *place), "long-label", message)


def _check_step(document: Document, where: Where, texts: StepTexts, step: StepFile) -> Iterator[Fault]:
    for key in ("say", "pick", "retry"):
        if getattr(texts, key) and not getattr(step, key):
            yield document.key_fault((*where, key), "stray", _tell_misfit(key, step))
    if texts.say and step.say:
        yield from _check_shown(document, (*where, "say"), texts.say, step.say)
    if texts.retry and step.retry:
        yield from _check_shown(document, (*where, "retry"), texts.retry, step.retry)
    if texts.pick and step.pick:
        if len(texts.pick) != len(step.pick):
            message = f"the dialog's step picks from {len(step.pick)}, here are {len(texts.pick)}"
            yield document.key_fault((*where, "pick"), "translation", message)
            return
        for number, (said, case) in enumerate(zip(texts.pick, step.pick, strict=True)):
            yield from _check_shown(document, (*where, "pick", number), said, case.say)


def _tell_misfit(key: str, step: StepFile) -> str:
    if key == "retry":
        return "the dialog's step has no “retry”" if step.ask else "the dialog's step asks nothing"
    other = "pick" if key == "say" else "say"
    has_words = step.say or step.pick
    return f"the dialog's step has “{other}”: translate that" if has_words else "the dialog's step says nothing"


def _check_shown(document: Document, where: Where, said: Sequence[str | None], base: Sequence[str]) -> Iterator[Fault]:
    """What every text of the dialog shows at this place, every translation shows; what none shows, none.

    Only what the dialog shows here is sure to have a value; and a reflection without the person's words fits anybody.
    """
    shown = [set(find_placeholders(text)) for text in base]
    always, ever = set.intersection(*shown), set.union(*shown)
    found = {number: set(find_placeholders(text)) for number, text in enumerate(said) if text}
    for number, text in enumerate(said):
        place = (*where, number)
        if text and has_stray_brace(text):
            yield document.fault(place, "placeholder", "a brace that belongs to no {placeholder}")
        for extra in sorted(found.get(number, set()) - ever):
            yield document.fault(place, "placeholder", f"{_show(extra)} is not shown by the dialog here")
        for missing in sorted(always - found.get(number, always)):
            yield document.fault(place, "placeholder", f"{_show(missing)} is missing: the dialog shows it here")
    if len(found) == len(said):
        for missing in sorted(ever - always - set().union(*found.values())):
            message = f"{_show(missing)} is in none of these: the dialog shows it in some"
            yield document.key_fault(where, "placeholder", message, "warning")


def _show(placeholder: Placeholder) -> str:
    return f"{{{'.'.join(part for part in placeholder if part)}}}"
