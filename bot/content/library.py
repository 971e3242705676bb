"""All that can be said and asked, read from a folder of dialogs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.content.assembly import assemble
from bot.content.faults import Faulty
from bot.content.lint import inspect
from bot.content.schema import BorrowedFile
from bot.content.translations import translate
from bot.content.words import make_words
from bot.dialogue.words import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.content.assembly import Assembly
    from bot.dialogue.model import Dialog

BASE_LANGUAGE = "en"
"""What is said where a translation has a gap."""


@dataclass(frozen=True, slots=True)
class Library:
    """Dialogs and words by language. A language that is not there is answered in the base language."""

    _dialogs: Mapping[str, Mapping[str, Dialog]]
    _words: Mapping[str, Words]

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of all languages, the base language first."""
        return tuple(self._dialogs)

    def dialogs(self, language: str) -> Mapping[str, Dialog]:
        """All dialogs by name."""
        return self._dialogs.get(language) or self._dialogs[BASE_LANGUAGE]

    def words(self, language: str) -> Words:
        """The interface's own words."""
        return self._words.get(language) or self._words[BASE_LANGUAGE]

    def commands(self, language: str) -> Mapping[str, Dialog]:
        """The dialogs that a command opens, by the command without its slash."""
        return {each.command: each for each in self.dialogs(language).values() if each.command}

    def coping(self, language: str) -> tuple[Dialog, ...]:
        """The coping strategies."""
        return tuple(each for each in self.dialogs(language).values() if each.coping)


def load_library(folder: Path, facts: Collection[str] | None = None) -> Library:
    """Read and check a folder of dialogs; `facts` are the names of the facts that may be shown (None: unchecked).

    Raises:
        Faulty: with all faults of the folder, if one of them is an error.
    """
    assembly = assemble(folder)
    faults = inspect(assembly, facts)
    if any(fault.severity == "error" for fault in faults):
        raise Faulty(faults)
    return make_library(assembly)


def make_library(assembly: Assembly) -> Library:
    """What was put together, in each of its languages; it must be free of errors."""
    words = {source.language: make_words(source.file) for source in assembly.sources.words}
    translated = {each.file.language for each in assembly.sources.translations}
    languages = [BASE_LANGUAGE, *sorted({*words, *translated} - {BASE_LANGUAGE})]
    dialogs = {language: _lay_over(assembly, language) for language in languages}
    return Library(dialogs, {BASE_LANGUAGE: Words()} | words)


def default_folder() -> Path:
    """The dialogs that ship with the program: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "_dialogs"
    return shipped if shipped.is_dir() else package.parent / "dialogs"


def _lay_over(assembly: Assembly, language: str) -> dict[str, Dialog]:
    """All dialogs in one language; what is borrowed gets the labels of the dialog that declares it."""
    texts = {each.file.dialog: each.file for each in assembly.sources.translations if each.file.language == language}
    laid = {name: translate(each, texts[name]) if name in texts else each for name, each in assembly.dialogs.items()}
    return {name: _borrow_labels(each, laid, assembly) for name, each in laid.items()} if texts else laid


def _borrow_labels(dialog: Dialog, laid: Mapping[str, Dialog], assembly: Assembly) -> Dialog:
    remembered = assembly.documents[dialog.name].file.remember
    borrowed = {
        name: laid[value.as_in].variables[name] for name, value in remembered.items() if isinstance(value, BorrowedFile)
    }
    return replace(dialog, variables={**dialog.variables, **borrowed}) if borrowed else dialog
