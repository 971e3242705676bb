"""Crisis phrases and responses, from ``safety/phrases.<language>.yaml`` and ``safety/responses.<language>.yaml``."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import Field, StringConstraints, create_model

from bot.content.cues import load_cues
from bot.content.facts import load_facts
from bot.content.faults import Faulty
from bot.content.fields import Line  # noqa: TC001  pydantic looks it up when the module is read
from bot.content.schema import FileModel, ReviewFile, parse
from bot.content.validation import suggest
from bot.content.yaml_reader import read_yaml
from bot.support.crisis import CrisisClass, Phrasebook, Screen
from bot.support.facts import EMERGENCY
from bot.support.patterns import Grammar, PatternIndex
from bot.support.plain_words import fold
from bot.support.static_words import KEYS, Responses, SafetyWords

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.content.faults import Fault
    from bot.content.yaml_reader import Document, Where
    from bot.support.facts import Facts

_FOLDER = "safety"
_RULE = "safety"
_MOST_LINES = 8
_FACT = re.compile(r"\{([^{}]*)\}")
_Class = Annotated[str, StringConstraints(pattern=r"^K[1-9]$")]


class SafetyFile(FileModel):
    """The head of every safety file."""

    safety: str
    language: Line
    """As in the file's name, such as `en`."""
    author: Line
    source: Line
    reviewed: ReviewFile


class ClassFile(FileModel):
    """The phrases of one class, and the words that then do not count for it."""

    about: str = ""
    """What danger this is."""
    phrases: list[Line] = Field(min_length=1)
    """Patterns of what people write in it."""
    unless: list[Line] = Field(default_factory=list)
    """Patterns that take it back."""


class PhrasesFile(SafetyFile):
    """What people write in danger, in one language."""

    safety: Literal["phrases"]
    same: dict[str, Line] = Field(default_factory=dict)
    typos: list[Line] = Field(default_factory=list)
    right: list[Line] = Field(default_factory=list)
    words: dict[str, list[Line]] = Field(default_factory=dict)
    idioms: list[Line] = Field(default_factory=list)
    classes: dict[_Class, ClassFile] = Field(min_length=1)


class ResponseFile(FileModel):
    """What is said to one class, and what is said when it comes up again within the hour."""

    say: str
    """The words; the action first."""
    again: str
    """The words when it comes up again within the hour."""


class _ResponsesHead(SafetyFile):
    safety: Literal["responses"]
    safe: Line
    back: Line


_SHAPE: dict[str, Any] = dict.fromkeys(KEYS, (ResponseFile, ...))
ResponsesFile = create_model("ResponsesFile", __base__=_ResponsesHead, **_SHAPE)

_File = TypeVar("_File", bound=SafetyFile)


def load_screen(folder: Path) -> Screen:
    """The crisis screen of a folder of dialogs, in every language that has phrases.

    Raises:
        Faulty: with every fault of every file.
    """
    found = list(_read_all(folder, "phrases", PhrasesFile))
    try:
        return Screen([_phrasebook(folder / _FOLDER, file) for _, file in found])
    except ValueError:
        raise Faulty(fault for document, file in found for fault in _pattern_faults(document, file)) from None


def load_phrasebooks(folder: Path) -> list[Phrasebook]:
    """What the screen of a folder is made of; whether its patterns can be read is not looked at.

    Raises:
        Faulty: with every fault of every file.
    """
    return [_phrasebook(folder / _FOLDER, file) for _, file in _read_all(folder, "phrases", PhrasesFile)]


def load_responses(folder: Path, facts: Facts | None = None) -> Responses:
    """The words said in a crisis, frozen.

    Args:
        folder: the folder of dialogs.
        facts: the facts they name; read from the same folder if left out.

    Raises:
        Faulty: with every fault of every file.
    """
    facts = facts or load_facts(folder, lambda: datetime.now(UTC).date())
    found = list(_read_all(folder, "responses", ResponsesFile))
    faults = [fault for document, file in found for fault in _response_faults(document, file, facts.names)]
    if faults:
        raise Faulty(faults)
    return Responses({file.language: _safety_words(file) for _, file in found}, facts)


def _read_all(folder: Path, kind: str, model: type[_File]) -> Iterator[tuple[Document, _File]]:
    faults: list[Fault] = []
    paths = sorted((folder / _FOLDER).glob(f"{kind}.*.yaml"))
    for path in paths:
        try:
            document = read_yaml(path, str(path))
            file = parse(document, model)
        except Faulty as faulty:
            faults += faulty.faults
            continue
        if path.name != f"{kind}.{file.language}.yaml":
            faults.append(document.fault(("language",), _RULE, "must be the language in the file's name"))
        yield document, file
    if faults:
        raise Faulty(faults)


def _pattern_faults(document: Document, file: PhrasesFile) -> Iterator[Fault]:
    grammar = Grammar(file.words, fold)
    for where, pattern in _patterns(file):
        try:
            PatternIndex([pattern], grammar)
        except ValueError as error:
            yield document.fault(where, _RULE, str(error))


def _patterns(file: PhrasesFile) -> Iterator[tuple[Where, str]]:
    for number, pattern in enumerate(file.idioms):
        yield ("idioms", number), pattern
    for klass, each in file.classes.items():
        for key, patterns in (("phrases", each.phrases), ("unless", each.unless)):
            for number, pattern in enumerate(patterns):
                yield ("classes", klass, key, number), pattern


def _phrasebook(folder: Path, file: PhrasesFile) -> Phrasebook:
    return Phrasebook(
        language=file.language,
        classes={klass: CrisisClass(tuple(each.phrases), tuple(each.unless)) for klass, each in file.classes.items()},
        idioms=tuple(file.idioms),
        words={name: tuple(words) for name, words in file.words.items()},
        same=file.same,
        typos=tuple(file.typos),
        right=tuple(file.right),
        cues=load_cues(folder / f"cues.{file.language}.json"),
    )


def _response_faults(document: Document, file: SafetyFile, facts: frozenset[str]) -> Iterator[Fault]:
    for key in KEYS:
        response: ResponseFile = getattr(file, key)
        for kind, text in (("say", response.say), ("again", response.again)):
            for message in _text_faults(key, text, facts):
                yield document.fault((key, kind), _RULE, message)


def _text_faults(key: str, text: str, facts: frozenset[str]) -> Iterator[str]:
    lines = text.strip().splitlines()
    if len(lines) > _MOST_LINES:
        yield f"has {len(lines)} lines: in danger nobody reads more than {_MOST_LINES}"
    if f"{{fact.{EMERGENCY}}}" not in (lines[0] if key == "K1" and lines else text):
        yield "must show {fact.emergency}" + (" in its first line" if key == "K1" else "")
    if key == "K1" and "?" in text.partition("{fact.")[0]:
        yield "asks something before the number"
    for name in _FACT.findall(text):
        if name.removeprefix("fact.") not in facts or not name.startswith("fact."):
            near = suggest(name.removeprefix("fact."), facts)
            yield f"“{{{name}}}” is no fact that every country has: {', '.join(sorted(facts))} are{near}"


def _safety_words(file: Any) -> SafetyWords:  # noqa: ANN401  the model is made from KEYS, so no static type names its fields
    return SafetyWords(
        words={key: getattr(file, key).say.strip() for key in KEYS},
        again={key: getattr(file, key).again.strip() for key in KEYS},
        safe=file.safe,
        back=file.back,
    )
