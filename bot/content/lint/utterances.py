"""All that a dialog says or shows, in every language it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.content.lint.subject import find_retries, find_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.content.lint.subject import Subject
    from bot.content.schema import DialogFile
    from bot.content.translations import TranslationFile
    from bot.content.yaml_reader import Where
    from bot.dialogue.model import Step


class Utterance(NamedTuple):
    """One authored text of a language, its place in that language's file, and the step that says it, if one does."""

    where: Where
    text: str
    language: str
    step: Step | None = None
    """None of a title, a line of the menu or a label."""


def list_said(subject: Subject) -> Iterator[Utterance]:
    """Everything that steps say, second chances among it."""
    language = subject.dialog.language
    for step in subject.dialog.steps.values():
        texts = [text for _, text in find_texts(subject, step)]
        for where, text in (*texts, *find_retries(step)):
            yield Utterance(where, text, language, step)
    for file in list_translations(subject):
        yield from _list_translated(file, subject)


def list_headings(subject: Subject) -> Iterator[Utterance]:
    """Titles and lines of the menu."""
    for file in _list_files(subject):
        for key, text in (("title", file.title), ("menu", file.menu)):
            if text:
                yield Utterance((key,), text, file.language)


def list_labels(subject: Subject) -> Iterator[Utterance]:
    """What stands on buttons."""
    for file in _list_files(subject):
        for name, value in file.remember.items():
            for key in ("of", "units"):
                labels: Mapping[str, str | None] | str = getattr(value, key, {})
                if isinstance(labels, str):  # the text that is listened to, under `is: talk`
                    continue
                for code, label in labels.items():
                    if label:
                        yield Utterance(("remember", name, key, code), label, file.language)
            for key in ("yes", "no", "low", "high"):
                if end := getattr(value, key, None):
                    yield Utterance(("remember", name, key), end, file.language)


def list_translations(subject: Subject) -> Iterator[TranslationFile]:
    """The dialog's translations."""
    for source in subject.assembly.sources.translations:
        if source.file.dialog == subject.dialog.name:
            yield source.file


def _list_files(subject: Subject) -> Iterator[DialogFile | TranslationFile]:
    yield subject.file
    yield from list_translations(subject)


def _list_translated(file: TranslationFile, subject: Subject) -> Iterator[Utterance]:
    for name, texts in file.steps.items():
        step = subject.dialog.steps.get(name)
        above: Where = ("steps", name)
        lists: list[tuple[Where, Sequence[str | None]]] = [
            ((*above, "say"), texts.say or []),
            *(((*above, "pick", number), said) for number, said in enumerate(texts.pick or [])),
            ((*above, "retry"), texts.retry or []),
        ]
        for where, said in lists if step else []:
            for number, text in enumerate(said):
                if text:
                    yield Utterance((*where, number), text, file.language, step)
