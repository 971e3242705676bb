"""What a language needs before anybody is spoken to in it: words for a crisis, and words for the interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.library import BASE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.content.assembly import Assembly
    from bot.content.faults import Fault
    from bot.content.sources import Sources

_SAFETY = ("phrases", "responses")


def find_missing_files(folder: Path, language: str) -> list[Path]:
    """The files that a language lacks. None of them is ever filled from another language."""
    needed = [_safety_file(folder, kind, language) for kind in _SAFETY]
    if language != BASE_LANGUAGE:  # the program itself has the words of that one
        needed.append(folder / f"words.{language}.yaml")
    return [path for path in needed if not path.is_file()]


def find_missing_words(sources: Sources, language: str) -> list[str]:
    """The interface's words that a language leaves out; English is shown there."""
    files = [each.file for each in sources.words if each.language == language]
    return [word for file in files for word in type(file).model_fields if word not in file.model_fields_set]


def find_unsafe_languages(folder: Path, assembly: Assembly) -> Iterator[Fault]:
    """Languages that something is written in, but in which words of a crisis are not understood or not answered."""
    documents = {source.file.language: source.document for source in reversed(assembly.sources.translations)}
    documents |= {source.language: source.document for source in assembly.sources.words}
    for language, document in documents.items():
        for kind in _SAFETY:
            path = _safety_file(folder, kind, language)
            if not path.is_file():
                message = f"nobody is spoken to in “{language}” without crisis {kind} in it: write {path}"
                yield document.fault(("language",), "safety", message)


def _safety_file(folder: Path, kind: str, language: str) -> Path:
    return folder / "safety" / f"{kind}.{language}.yaml"
