"""A folder of dialogs as a library."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.content.faults import Faulty
from bot.content.library import default_folder, load_library
from bot.content.lint import lint
from bot.content.lint.interviewing import ALL_RULES
from bot.dialogue.conditions import Condition, OneOf, Within
from bot.dialogue.model import END, Branch, Choice, City, Text, YesNo
from bot.dialogue.words import Words
from tests.content.folders import write_dialog

if TYPE_CHECKING:
    from pathlib import Path

ASKS = """\
command: ask
expires: 2 days
remember:
  much: {is: scale, from: 0, to: 10}
  mood: {is: choice, kept: person, as: moods, of: {good: Good, low: Low}}
steps:
  ask_much:
    say: [How much?, And how much?]
    mi: Q_closed
    ask: much
    skip: end
    go: [{if: {much: 0..3}, to: end}, {if: {much: 4..10}, to: ask_mood}]
  ask_mood: {say: How is it?, mi: Q_closed, ask: mood}
  close: {say: Thanks., mi: AUT}
"""
BORROWS = """\
remember:
  mood: {as_in: asks}
  moods: {as_in: asks}
steps:
  show:
    mi: SR
    pick: [{if: {mood: low}, say: "{mood}"}, {if: {moods: known}, say: "{moods.one}"}, {say: Hi}]
"""
SPANISH = """\
dialog: asks
language: es
version: 1
title: Preguntas
remember:
  mood: {of: {good: Bien, low: Mal}}
steps:
  ask_much: {say: ¿Cuánto?}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_dialog(tmp_path, ASKS, "asks")
    write_dialog(tmp_path, BORROWS, "borrows")
    (tmp_path / "asks.es.yaml").write_text(SPANISH, encoding="utf-8")
    (tmp_path / "words.es.yaml").write_text("language: es\nskip: Saltar\nback_again: Seguimos.\n", encoding="utf-8")
    return tmp_path


def test_what_was_left_out_is_written_out(folder: Path) -> None:
    dialog = load_library(folder).dialogs("en")["asks"]
    assert dialog.expires == timedelta(days=2)
    assert dialog.steps["ask_much"].go == (
        Branch(END, Condition({"much": Within(0, 3)})),
        Branch("ask_mood", Condition({"much": Within(4, 10)})),
    )
    assert dialog.steps["ask_mood"].go == (Branch("close"),)
    assert dialog.steps["ask_mood"].skip == "close"
    assert dialog.steps["ask_mood"].stuck is None
    assert dialog.steps["close"].go == (Branch(END),)


def test_borrowed_values_and_lists_are_as_their_owner_declares_them(folder: Path) -> None:
    library = load_library(folder)
    own, theirs = (library.dialogs("en")[name].variables for name in ("asks", "borrows"))
    assert theirs["mood"] is own["mood"]
    assert theirs["moods"].is_list
    assert library.dialogs("en")["borrows"].steps["show"].phrases[0].when == Condition(
        {"mood": OneOf(frozenset({"low"}))}
    )


def test_a_translation_is_laid_over_and_its_gaps_stay_in_the_first_language(folder: Path) -> None:
    dialogs = load_library(folder).dialogs("es")
    assert dialogs["asks"].title == "Preguntas"
    assert dialogs["asks"].steps["ask_much"].phrases[0].variants == ("¿Cuánto?",)
    assert dialogs["asks"].steps["close"].phrases[0].variants == ("Thanks.",)
    assert dialogs["borrows"].variables["mood"].kind == Choice({"good": "Bien", "low": "Mal"})
    assert dialogs["borrows"].variables["moods"].kind == Choice({"good": "Bien", "low": "Mal"})


def test_words_that_are_left_out_keep_their_defaults(folder: Path) -> None:
    library = load_library(folder)
    assert library.languages == ("en", "es")
    assert library.words("es") == Words(language="es", skip="Saltar", back_again=("Seguimos.",))
    assert library.words("xx") == library.words("en") == Words()


def test_commands_open_dialogs(folder: Path) -> None:
    commands = load_library(folder).commands("es")
    assert {command: dialog.title for command, dialog in commands.items()} == {"ask": "Preguntas"}


@pytest.mark.parametrize(
    ("line", "place", "message"),
    [
        ("  ask_mood: {pick: [a, b]}", "9:14", "has “say”: translate that"),
        ("  ask_many: {say: a}", "9:3", "did you mean “ask_mood”"),
        ('  ask_mood: {say: "{much}"}', "9:19", "{much} is not shown by the dialog here"),
        ("  close: {retry: a}", "9:11", "asks nothing"),
        ("  close: {go: end}", "9:11", "unknown word “go”"),
    ],
)
def test_a_translation_that_does_not_fit_is_refused(folder: Path, line: str, place: str, message: str) -> None:
    (folder / "asks.es.yaml").write_text(f"{SPANISH}{line}\n", encoding="utf-8")
    with pytest.raises(Faulty) as caught:
        load_library(folder)
    (fault,) = [fault for fault in caught.value.faults if fault.severity == "error"]
    assert f"{fault.line}:{fault.column}" == place
    assert message in fault.message


def test_gaps_of_a_translation_are_told(folder: Path) -> None:
    gaps = [fault for fault in lint(folder, rules=ALL_RULES) if fault.rule == "untranslated"]
    assert [(fault.line, fault.severity) for fault in gaps] == [(7, "warning")] * 2
    assert "“ask_mood”" in gaps[0].message


def test_an_unknown_word_of_the_interface_is_refused(folder: Path) -> None:
    (folder / "words.es.yaml").write_text("skp: Saltar\n", encoding="utf-8")
    with pytest.raises(Faulty, match=r"words\.es\.yaml:1:1: error unknown-word: .*did you mean “skip”"):
        load_library(folder)


def test_all_faults_of_a_folder_are_told_at_once(folder: Path) -> None:
    write_dialog(folder, "steps: {a: {say: Hi, mi: XX, to: end}}\n", "first")
    write_dialog(folder, "steps: {a: {say: Hi, mi: SR, go: nowhere}}\n", "second")
    (folder / "third.yaml").write_text("a: *b\n", encoding="utf-8")
    with pytest.raises(Faulty) as caught:
        load_library(folder)
    rules = [fault.rule for fault in caught.value.faults if fault.severity == "error"]
    assert rules == ["value", "unknown-word", "missing-step", "alias"]


def test_a_broken_dialog_is_not_called_missing_by_others(folder: Path) -> None:
    (folder / "broken.yaml").write_text("a: *b\n", encoding="utf-8")
    write_dialog(folder, "remember: {x: {as_in: broken}}\nsteps: {a: {run: broken}}\n", "other")
    with pytest.raises(Faulty) as caught:
        load_library(folder)
    assert [fault.rule for fault in caught.value.faults if fault.severity == "error"] == ["alias"]


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Faulty, match="no such folder"):
        load_library(tmp_path / "none")


def test_what_ships_is_sound_and_loads_fast() -> None:
    began = time.perf_counter()
    library = load_library(default_folder())
    assert time.perf_counter() - began < 5
    assert {"start", "craving", "checkin"} <= set(library.commands("en"))
    assert library.coping("en")
    zones = next(
        variable.kind.zones
        for dialog in library.dialogs("en").values()
        for variable in dialog.variables.values()
        if isinstance(variable.kind, City)
    )
    assert zones["sao paulo"] == "America/Sao_Paulo"
    assert zones["barcelona"] == "Europe/Madrid"
    assert zones["buenos aires"].endswith("Buenos_Aires")


def test_a_kind_has_the_defaults_of_the_format(tmp_path: Path) -> None:
    write_dialog(tmp_path, "remember: {a: {is: text}, b: {is: yes/no}}\nsteps: {a: {say: Hi, mi: SR}}\n")
    variables = load_library(tmp_path).dialogs("en")["small"].variables
    assert (variables["a"].kind, variables["b"].kind) == (Text(1000), YesNo())
