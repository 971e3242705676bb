"""What is left to do in translations: gaps, texts whose dialog has changed, fewer variants, marks that lack a partner.

Looked at when authors check, and never at start.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.content.lint.subject import Finding
from bot.content.lint.translations import list_labels, list_written
from bot.content.sidecars.records import Marks, record
from bot.content.sidecars.written import read_written
from bot.content.translations import StepTexts, ValueTexts
from bot.dialogue.showing import PLACEHOLDER
from bot.plurals import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.content.lint.subject import Subject
    from bot.content.schema import DialogFile
    from bot.content.sources import TranslationSource
    from bot.content.translations import TranslationFile
    from bot.content.yaml_reader import Where

_PAIRED = {"es": [("¿", "?"), ("¡", "!")]}
"""Marks that stand in pairs, by language."""
_FEWEST_WORDS = 2
"""One word alone may be the same in two languages."""
_WORD = re.compile(r"[^\W\d_]+")
_COMMAND = re.compile(r"/\w+")


class _Place(NamedTuple):
    """A place of a dialog: what a translation has there, None being a gap, and what the dialog has."""

    where: Where
    said: Sequence[str | None]
    base: Sequence[str]


def find_gaps(subject: Subject) -> Iterator[Finding]:
    """Every text is translated: what is not, is said in the dialog's own language. Told once for a step or a value."""
    for source in _list_sources(subject):
        parts: dict[Where, list[_Place]] = {}
        for place in _list_places(source.file, subject.file):
            parts.setdefault(place.where[:2], []).append(place)
        for part, places in parts.items():
            first = next((place for place in places if not place.said or None in place.said), None)
            if first:
                gaps = sum(place.said.count(None) if place.said else len(place.base) for place in places)
                texts = sum(max(len(place.said), len(place.base)) for place in places)
                where = (*first.where, first.said.index(None)) if first.said else first.where
                message = f"{gaps} of {count(texts, 'text')} of “{part[-1]}” not translated: the dialog's own are said"
                yield _tell(source, where, message, at_key=not first.said)


def find_copies(subject: Subject) -> Iterator[Finding]:
    """A text is not the dialog's own, left as it was."""
    for source, where, text, base in _list_texts(subject):
        if text in base and len(_WORD.findall(_COMMAND.sub("", PLACEHOLDER.sub("", text)))) >= _FEWEST_WORDS:
            yield _tell(source, where, "these are the dialog's own words, not translated")


def find_stale_texts(subject: Subject) -> Iterator[Finding]:
    """What was translated is what the dialog says now."""
    for source in _list_sources(subject):
        version, command = source.file.version, f"“leeward translate {source.file.language}”"
        if version not in (None, subject.file.version):
            now = subject.file.version
            message = f"version {version} was translated, the dialog is at {now}: {command} marks what to look at"
            yield _tell(source, ("version",), message)
        marks = Marks(subject.file.language)
        entries = read_written(source.document, marks).entries
        for place in _list_places(source.file, subject.file):
            shown = {record(text) for text in place.base}
            for number, text in enumerate(place.said):
                where = (*place.where, number)
                entry = entries.get(where) or entries[place.where]
                if text and (entry.was or entry.now or next(iter(shown))) not in shown:
                    todo = f"look again, then remove “{marks.was.strip()} …”" if entry.was else f"{command} shows both"
                    yield _tell(source, where, f"the dialog says something else now: {todo}")


def find_fewer_variants(subject: Subject) -> Iterator[Finding]:
    """Who comes back does not read the same words again sooner than in the dialog's own language."""
    for source in _list_sources(subject):
        for where, said, base in _list_places(source.file, subject.file):
            if 0 < len(said) < len(base):
                message = f"{len(said)} here, {len(base)} in the dialog: write as many at least"
                yield _tell(source, where, message, at_key=True)


def find_lone_marks(subject: Subject) -> Iterator[Finding]:
    """In Spanish a question begins with a mark, too."""
    for source, where, text, _ in _list_texts(subject):
        for first, last in _PAIRED.get(source.file.language, ()):
            if text.count(first) != text.count(last):
                yield _tell(source, where, f"as many “{first}” as “{last}” are expected")


def _list_sources(subject: Subject) -> Iterator[TranslationSource]:
    for source in subject.assembly.sources.translations:
        if source.file.dialog == subject.dialog.name:
            yield source


def _list_texts(subject: Subject) -> Iterator[tuple[TranslationSource, Where, str, Sequence[str]]]:
    """Every translated text with its place, and what the dialog has there."""
    for source in _list_sources(subject):
        for where, said, base in _list_places(source.file, subject.file):
            for number, text in enumerate(said):
                if text:
                    yield source, (*where, number), text, base


def _list_places(texts: TranslationFile, file: DialogFile) -> Iterator[_Place]:
    """Every place of the dialog, but for cases that do not fit: these are faults already."""
    for key in ("title", "menu"):
        if base := getattr(file, key).strip():
            yield _Place((key,), [getattr(texts, key)] if key in texts.model_fields_set else [], [base])
    for name in file.remember:
        written = list_written(texts.remember.get(name, ValueTexts()))
        for below, label in list_labels(file, name).items():
            yield _Place(("remember", name, *below), [written[below]] if below in written else [], [label])
    for name, step in file.steps.items():
        there = texts.steps.get(name, StepTexts())
        where: Where = ("steps", name)
        if step.say:
            yield _Place((*where, "say"), there.say or [], step.say)
        cases = step.pick or []
        for number, case in enumerate(cases if len(there.pick or cases) == len(cases) else []):
            yield _Place((*where, "pick", number), there.pick[number] if there.pick else [], case.say)
        if step.retry:
            yield _Place((*where, "retry"), there.retry or [], step.retry)


def _tell(source: TranslationSource, where: Where, message: str, *, at_key: bool = False) -> Finding:
    return Finding(where, message, at_key=at_key, language=source.file.language)
