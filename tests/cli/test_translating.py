from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bot.cli.options import FOUND_PROBLEMS
from bot.content.library import default_folder
from tests.cli.commands import call, fail, talk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "mine"
    shutil.copytree(default_folder(), copy)
    for path in copy.rglob("*.es.yaml"):
        if path.parent.name != "safety" and not path.name.startswith("words"):
            path.unlink()
    monkeypatch.setenv("LEEWARD_DIALOGS", str(copy))
    return copy


def test_a_translation_is_begun_filled_in_and_spoken(folder: Path) -> None:
    begun = call("translate", "es", "help")
    assert begun.exit_code == 0
    assert begun.output.splitlines()[0].startswith("mine/help.es.yaml: begun, ")
    path = folder / "help.es.yaml"
    shown = talk("/help\n", "--language", "es", "--database", "sqlite://")
    assert "TODO" not in shown
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("TODO", "Esto es una prueba.", text.count("TODO")), encoding="utf-8")
    assert "Esto es una prueba." in talk("/help\n", "--language", "es", "--database", "sqlite://")
    assert call("translate", "es", "help").output == call("translate", "es", str(folder), "help").output
    assert path.read_text(encoding="utf-8").count("Esto es una prueba.") == text.count("TODO")


def test_a_check_tells_what_would_change_and_writes_nothing(folder: Path) -> None:
    ended = call("translate", "es", str(folder), "help", "goal", "--check")
    assert ended.exit_code == FOUND_PROBLEMS
    assert [line.partition(",")[0] for line in ended.output.splitlines()[:2]] == [
        "mine/goal.es.yaml: would be begun",
        "mine/help.es.yaml: would be begun",
    ]
    assert not (folder / "help.es.yaml").exists()
    call("translate", "es", "help")
    assert call("translate", "es", "help", "--check").exit_code == 0


def test_a_file_that_cannot_be_read_is_told_with_its_place_and_left_alone(folder: Path) -> None:
    path = folder / "help.es.yaml"
    path.write_text("dialog: help\nlanguage: es\nsteps: [\n", encoding="utf-8")
    ended = call("translate", "es", "help")
    assert ended.exit_code == FOUND_PROBLEMS
    assert "mine/help.es.yaml:3:8: error yaml: " in ended.output
    assert path.read_text(encoding="utf-8").endswith("steps: [\n")


def test_a_language_with_nothing_is_told_what_people_have_to_write_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = call("translate", "pt", "help").output.splitlines()[2:]
    assert [line.partition(": ")[0] for line in missing] == [
        "mine/safety/phrases.pt.yaml",
        "mine/safety/responses.pt.yaml",
        "mine/words.pt.yaml",
        "bot/content/lint/lexicon/pt.yaml",
    ]
    assert not (folder / "safety" / "phrases.pt.yaml").exists()
    code, lines = fail(monkeypatch, capsys, "chat", "--database", "sqlite://")
    assert code == FOUND_PROBLEMS
    assert lines[1].endswith(f"without crisis phrases in it: write {folder}/safety/phrases.pt.yaml")
    assert call("check", str(folder)).exit_code == FOUND_PROBLEMS


def test_a_language_without_words_for_buttons_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "words.es.yaml").unlink()
    code, lines = fail(monkeypatch, capsys, "chat", "--database", "sqlite://")
    told = f"languages: 'es' is not ready; write {folder}/words.es.yaml or take it out"
    assert (code, lines) == (2, [told])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["translate", "english"], "'english' is no language: write its code, such as es"),
        (["translate", "es", "no/where"], "no/where: there is no such folder of dialogs."),
        (["translate", "es", "hepl"], "There is no dialog “hepl”; did you mean “help”?"),
    ],
)
def test_wrong_use_is_told_in_a_line(
    words: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fail(monkeypatch, capsys, *words) == (2, [told])
