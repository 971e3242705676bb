from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.content.faults import Faulty
from bot.content.recognition import load_recogniser
from bot.dialogue.moment import CHANGE, SUSTAIN
from bot.support.change_talk import NEUTRAL

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "recognise: {kind}\nlanguage: {language}\nauthor: Someone\nsource: own lines\n"
SPELLING = "same: {kiero: quiero}\nwords: {dejar: [dejarlo, parar]}\n"
TALK = "change: {desire: {2: [quiero <dejar>]}}\nsustain: {need: {2: [asi estoy bien]}}\n"
INTENTS = "ask: [¿Es esto?]\nsomething_else: Otra cosa\nintents: {progress: {commands: [como voy]}}\n"


def write(folder: Path, kind: str, body: str, language: str = "es", named: str = "es") -> None:
    (folder / "recognise").mkdir(exist_ok=True)
    path = folder / "recognise" / f"{kind}.{named}.yaml"
    path.write_text(HEAD.format(kind=kind, language=language) + body, encoding="utf-8")


def test_the_files_of_a_language_work_together(tmp_path: Path) -> None:
    for kind, body in (("spelling", SPELLING), ("change_talk", TALK), ("intents", INTENTS)):
        write(tmp_path, kind, body)
    recogniser = load_recogniser(tmp_path)
    assert recogniser.ear.hear("kiero dejarlo") == CHANGE
    assert [heard.opens for heard in recogniser.wishes.hear("¿Cómo voy?")] == ["progress"]


def test_a_folder_without_lists_understands_nothing(tmp_path: Path) -> None:
    recogniser = load_recogniser(tmp_path)
    assert recogniser.ear.listen("kiero dejarlo").heard == NEUTRAL
    assert recogniser.wishes.hear("como voy") == ()


def test_a_pattern_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, "change_talk", TALK)
    with pytest.raises(Faulty, match=r"change_talk\.es\.yaml:5:\d+: error recognise: .*names the list <dejar>"):
        load_recogniser(tmp_path)


def test_a_list_behind_a_word_in_a_group_is_told_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, "spelling", SPELLING)
    write(tmp_path, "change_talk", TALK.replace("quiero <dejar>", "quiero (irme|por fin <dejar>)"))
    with pytest.raises(Faulty, match=r"change_talk\.es\.yaml:5:\d+: error recognise: .*“por fin <dejar>” in a group"):
        load_recogniser(tmp_path)


def test_a_file_of_another_language_than_its_name_is_told(tmp_path: Path) -> None:
    write(tmp_path, "intents", INTENTS, language="en")
    with pytest.raises(Faulty, match="must be the language in the file's name"):
        load_recogniser(tmp_path)


def test_a_kind_that_is_not_there_is_told(tmp_path: Path) -> None:
    write(tmp_path, "change_talk", TALK.replace("desire", "dream"))
    with pytest.raises(Faulty, match=r"change_talk\.es\.yaml:5:"):
        load_recogniser(tmp_path)


def test_learned_cues_stand_beside_the_lists(tmp_path: Path) -> None:
    write(tmp_path, "spelling", SPELLING)
    write(tmp_path, "change_talk", TALK)
    head = '{"classes": ["change", "sustain", "mixed"], "starts": [0, 0, 0], "needs": [0, 0, 0], '
    cues = head + '"cues": {"vino": [9, 400, 0]}}'
    (tmp_path / "recognise" / "cues.es.json").write_text(cues, encoding="utf-8")
    assert load_recogniser(tmp_path).ear.listen("vino").heard == SUSTAIN


def test_learned_cues_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    write(tmp_path, "spelling", SPELLING)
    write(tmp_path, "change_talk", TALK)
    (tmp_path / "recognise" / "cues.es.json").write_text("{}", encoding="utf-8")
    with pytest.raises(Faulty, match=r"cues\.es\.json:1:1: error recognise: .*tests/recognise/learn\.py"):
        load_recogniser(tmp_path)
