"""What a language needs before anybody is spoken to in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.languages import find_missing_files, find_missing_words
from bot.content.library import default_folder
from bot.content.sources import read_sources

if TYPE_CHECKING:
    from pathlib import Path


def test_the_shipped_languages_lack_nothing() -> None:
    assert [find_missing_files(default_folder(), language) for language in ("en", "es")] == [[], []]
    assert find_missing_words(read_sources(default_folder()), "es") == []


def test_the_words_of_the_first_language_are_in_the_program(tmp_path: Path) -> None:
    assert [path.name for path in find_missing_files(tmp_path, "en")] == ["phrases.en.yaml", "responses.en.yaml"]
    assert [path.name for path in find_missing_files(tmp_path, "pt")][2:] == ["words.pt.yaml"]


def test_words_that_are_left_out_are_named(tmp_path: Path) -> None:
    shipped = (default_folder() / "words.es.yaml").read_text(encoding="utf-8")
    (tmp_path / "words.es.yaml").write_text(shipped.replace("skip: Saltar\n", ""), encoding="utf-8")
    assert find_missing_words(read_sources(tmp_path), "es") == ["skip"]
    assert find_missing_words(read_sources(tmp_path), "pt") == []
