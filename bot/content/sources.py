"""The files of a folder of dialogs, read and checked one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.content.faults import Fault, Faulty
from bot.content.schema import DialogFile, parse
from bot.content.translations import TranslationFile
from bot.content.words import WordsFile
from bot.content.yaml_reader import Document, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic import BaseModel

NO_DIALOGS = {"facts", "safety", "recognise"}
"""Folders that hold no dialogs."""
_TRANSLATION = re.compile(r"(?P<dialog>[^.]+)\.(?P<language>[a-z]{2,3})")
_WORDS = re.compile(r"words\.(?P<language>[a-z]{2,3})")
_ALIKE = re.compile(r"(\.(ya?ml|txt|rtf|docx?|odt))+$", re.IGNORECASE)
"""How files end that were meant for one of ours: editors add some of these, and Windows hides them."""


@dataclass(frozen=True, slots=True)
class Source:
    """A dialog's file, with the places of everything in it."""

    document: Document
    file: DialogFile

    @property
    def name(self) -> str:
        """The dialog's name."""
        return self.file.dialog


@dataclass(frozen=True, slots=True)
class TranslationSource:
    """A translation's file."""

    document: Document
    file: TranslationFile


@dataclass(frozen=True, slots=True)
class WordsSource:
    """A file of the interface's words."""

    document: Document
    file: BaseModel
    language: str


@dataclass(slots=True)
class Sources:
    """All files of a folder that could be read, and the faults of the others."""

    dialogs: list[Source] = field(default_factory=list)
    translations: list[TranslationSource] = field(default_factory=list)
    words: list[WordsSource] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Names, after their files, of dialogs that could not be read: others may well refer to them."""


def read_sources(folder: Path) -> Sources:
    """Read a folder and its sub-folders; nothing is raised, faults are gathered."""
    sources = Sources()
    if not folder.is_dir():
        sources.faults.append(Fault(str(folder), 1, 1, "unreadable", "there is no such folder of dialogs"))
        return sources
    for path in _find_files(folder):
        try:
            _read_one(path, sources)
        except Faulty as error:
            sources.faults += error.faults
            sources.broken.add(path.stem)
    sources.faults += _find_strangers(folder)
    return sources


def _find_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.yaml")):
        if path.relative_to(folder).parts[0] not in NO_DIALOGS and not path.name.startswith("."):
            yield path


def _find_strangers(folder: Path) -> Iterator[Fault]:
    """What looks as if it should be read, and is not."""
    for path in folder.rglob("*.*"):
        if path.suffix != ".yaml" and (ending := _ALIKE.search(path.name)) and not path.name.startswith("."):
            message = f"this file is not read: call it “{path.name[: ending.start()]}.yaml”, or put it elsewhere"
            yield Fault(str(path), 1, 1, "file-name", message, "warning")


def _read_one(path: Path, sources: Sources) -> None:
    name = str(path)
    document = read_yaml(path, name)
    if match := _WORDS.fullmatch(path.stem):
        sources.words.append(WordsSource(document, parse(document, WordsFile), match["language"]))
    elif match := _TRANSLATION.fullmatch(path.stem):
        translation = parse(document, TranslationFile)
        _expect(document, "dialog", translation.dialog, match["dialog"])
        _expect(document, "language", translation.language, match["language"])
        sources.translations.append(TranslationSource(document, translation))
    else:
        source = Source(document, parse(document, DialogFile))
        sources.dialogs.append(source)
        if source.name != path.stem:
            message = f"the file is called {path.name}: name it {source.name}.yaml, or the dialog “{path.stem}”"
            sources.faults.append(document.fault(("dialog",), "file-name", message))


def _expect(document: Document, key: str, found: str, expected: str) -> None:
    if found != expected:
        message = f"“{found}” does not fit the file's name: “{expected}” is expected"
        raise Faulty([document.fault((key,), "file-name", message)])
