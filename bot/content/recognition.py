"""Plain words and talk of change, from ``recognise/{spelling,intents,change_talk}.<language>.yaml``.

What learned cues weigh is in ``recognise/cues.<language>.json``. A language may lack any of these files: then nothing
is recognised in it, and dialogs go on as without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import Field

from bot.content.cues import load_cues
from bot.content.faults import Faulty
from bot.content.fields import Line, Lines, Whole
from bot.content.schema import FileModel, parse
from bot.content.yaml_reader import read_yaml
from bot.support.change_talk import Ear, TalkBook
from bot.support.intents import Intent, Vocabulary, Wishbook, Wishes
from bot.support.patterns import Grammar, PatternIndex
from bot.support.plain_words import fold
from bot.support.recogniser import Recogniser

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.content.faults import Fault
    from bot.content.yaml_reader import Document, Where
    from bot.support.change_talk import Cues

FOLDER = "recognise"
_RULE = "recognise"


class RecogniseFile(FileModel):
    """The head of every file."""

    recognise: str
    language: Line
    """As in the file's name, such as `en`."""
    author: Line
    source: Line


class SpellingFile(RecogniseFile):
    """How one language's words may be written, and lists that its patterns name."""

    recognise: Literal["spelling"]
    same: dict[str, Line] = Field(default_factory=dict)
    """One written word to the plain words it stands for."""
    typos: list[Line] = Field(default_factory=list)
    """Words worth knowing again with a letter wrong."""
    right: list[Line] = Field(default_factory=list)
    """Words that look like a typo of one of those and are none."""
    words: dict[str, list[Line]] = Field(default_factory=dict)
    """Lists that patterns name as `<name>`."""


class IntentFile(FileModel):
    """What one wish is told by."""

    opens: Line = ""
    """The command that it stands for, without the slash; left out: the same as its name."""
    commands: list[Line] = Field(default_factory=list)
    """Patterns that count where they are all that was said (but for polite words); then even under a free question."""
    sure: list[Line] = Field(default_factory=list)
    """Patterns of which one is enough, anywhere in a text."""
    likely: list[Line] = Field(default_factory=list)
    """Patterns that only hint: the command is offered as a button."""
    unless: list[Line] = Field(default_factory=list)
    """Patterns whose words then count for nothing here."""


class IntentsFile(RecogniseFile):
    """What people may ask for, in one language."""

    recognise: Literal["intents"]
    ask: Lines
    """What to say above the likeliest, in turn."""
    something_else: Line
    """The label of the button for all others."""
    polite: list[Line] = Field(default_factory=list)
    """Words that may stand around a command."""
    idioms: list[Line] = Field(default_factory=list)
    """Patterns that ask for nothing; the words they cover count for no intent."""
    intents: dict[str, IntentFile] = Field(min_length=1)


_Kind = Literal["desire", "ability", "reason", "need", "commitment", "activation", "steps"]
_Weight = Whole


class ChangeTalkFile(RecogniseFile):
    """What speaks for change and against it, in one language."""

    recognise: Literal["change_talk"]
    negators: list[Line] = Field(default_factory=list)
    """Words right behind which a cue counts for nothing."""
    change: dict[_Kind, dict[_Weight, list[Line]]] = Field(min_length=1)
    """Patterns by kind and weight: 2 is enough alone, 1 is not."""
    sustain: dict[_Kind, dict[_Weight, list[Line]]] = Field(min_length=1)
    """The same, for leaving things as they are."""
    neither: list[Line] = Field(default_factory=list)
    """Patterns that take their words without weighing: what others do, what was long ago, what is asked."""


_File = TypeVar("_File", bound=RecogniseFile)


def load_recogniser(folder: Path) -> Recogniser:
    """All that a folder of dialogs has to recognise words by.

    Raises:
        Faulty: with every fault of every file.
    """
    spelling = {file.language: file for _, file in _read_all(folder, "spelling", SpellingFile)}
    intents = _read_all(folder, "intents", IntentsFile)
    talk = _read_all(folder, "change_talk", ChangeTalkFile)
    faults = [fault for document, each in intents for fault in _find_faults(document, spelling, _list_wishes(each))]
    faults += [fault for document, each in talk for fault in _find_faults(document, spelling, _list_cues(each))]
    if faults:
        raise Faulty(faults)
    vocabularies = {language: _vocabulary(file) for language, file in spelling.items()}
    return Recogniser(
        Wishes(_wishbook(file, vocabularies) for _, file in intents),
        Ear(_talkbook(file, vocabularies, folder / FOLDER) for _, file in talk),
    )


def _read_all(folder: Path, kind: str, model: type[_File]) -> list[tuple[Document, _File]]:
    found: list[tuple[Document, _File]] = []
    faults: list[Fault] = []
    for path in sorted((folder / FOLDER).glob(f"{kind}.*.yaml")):
        try:
            document = read_yaml(path, str(path))
            file = parse(document, model)
        except Faulty as faulty:
            faults += faulty.faults
            continue
        if path.name != f"{kind}.{file.language}.yaml":
            faults.append(document.fault(("language",), _RULE, "must be the language in the file's name"))
        found.append((document, file))
    if faults:
        raise Faulty(faults)
    return found


def _find_faults(
    document: Document, spelling: Mapping[str, SpellingFile], patterns: Iterator[tuple[Where, str]]
) -> Iterator[Fault]:
    language = str(document.value["language"]) if isinstance(document.value, dict) else ""
    words = spelling[language].words if language in spelling else {}
    grammar = Grammar(words, fold)
    for where, pattern in patterns:
        try:
            PatternIndex([pattern], grammar)
        except ValueError as error:
            yield document.fault(where, _RULE, str(error))


def _list_wishes(file: IntentsFile) -> Iterator[tuple[Where, str]]:
    for number, pattern in enumerate(file.idioms):
        yield ("idioms", number), pattern
    for name, each in file.intents.items():
        for key in ("commands", "sure", "likely", "unless"):
            for number, pattern in enumerate(getattr(each, key)):
                yield ("intents", name, key, number), pattern


def _list_cues(file: ChangeTalkFile) -> Iterator[tuple[Where, str]]:
    for number, pattern in enumerate(file.neither):
        yield ("neither", number), pattern
    for side in ("change", "sustain"):
        for kind, weighed in getattr(file, side).items():
            for weight, patterns in weighed.items():
                for number, pattern in enumerate(patterns):
                    yield (side, kind, str(weight), number), pattern


def _vocabulary(file: SpellingFile) -> Vocabulary:
    words = {name: tuple(entries) for name, entries in file.words.items()}
    return Vocabulary(file.language, file.same, tuple(file.typos), tuple(file.right), words)


def _wishbook(file: IntentsFile, vocabularies: Mapping[str, Vocabulary]) -> Wishbook:
    return Wishbook(
        vocabularies.get(file.language, Vocabulary(file.language)),
        {
            name: Intent(
                each.opens or name, tuple(each.commands), tuple(each.sure), tuple(each.likely), tuple(each.unless)
            )
            for name, each in file.intents.items()
        },
        tuple(file.idioms),
        tuple(file.polite),
        tuple(file.ask),
        file.something_else,
    )


def _talkbook(file: ChangeTalkFile, vocabularies: Mapping[str, Vocabulary], folder: Path) -> TalkBook:
    vocabulary = vocabularies.get(file.language, Vocabulary(file.language))
    sheet = load_cues(folder / f"cues.{file.language}.json", _RULE, fewest=1)
    sides = _cues(file.change), _cues(file.sustain)
    return TalkBook(vocabulary, *sides, tuple(file.neither), tuple(file.negators), sheet)


def _cues(side: Mapping[_Kind, Mapping[int, Sequence[str]]]) -> Cues:
    return {kind: {weight: tuple(each) for weight, each in weighed.items()} for kind, weighed in side.items()}
