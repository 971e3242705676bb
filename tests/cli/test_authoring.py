from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.cli.options import FOUND_PROBLEMS
from bot.content.library import default_folder
from tests.cli.commands import call
from tests.content.folders import write_dialog


def test_an_author_plays_a_dialog() -> None:
    words = ["play", "importance", "--from", "ask_why_not_lower", "--set", "importance=7"]
    ended = call(*words, typed="sleep\n")
    assert ended.exit_code == 0
    assert "importance = 7" in ended.output
    assert list(Path.cwd().iterdir()) == []


def test_check_is_silent_where_all_is_well() -> None:
    ended = call("check", str(default_folder()))
    assert ended.exit_code == 0
    assert "error" not in ended.output


@pytest.mark.parametrize(
    ("form", "told"),
    [("text", r"craving\.yaml:\d+:\d+: error missing-step: "), ("github", r"::error file=\S+craving\.yaml,line=\d+,")],
)
def test_check_tells_every_fault_with_its_place(form: str, told: str, faulty_dialogs: Path) -> None:
    ended = call("check", str(faulty_dialogs), "--format", form)
    assert ended.exit_code == FOUND_PROBLEMS
    assert re.search(told, ended.output)


def test_a_fault_of_a_path_is_shown_as_a_conversation(tmp_path: Path) -> None:
    body = "command: try\nsteps: {a: {say: How?, mi: Q_open}}\n"
    write_dialog(tmp_path, body)
    ended = call("check", str(tmp_path))
    assert re.search(r" error L10: .*\n    bot: How\? \[Q_open\]\n", ended.output)


def test_dialogs_are_measured() -> None:
    ended = call("check", str(default_folder()), "--fidelity")
    assert ended.exit_code == 0
    assert re.search(r"^\| importance +\| 1\.00 ", ended.output, re.MULTILINE)


def test_faults_can_be_read_by_programs(faulty_dialogs: Path) -> None:
    ended = call("check", str(faulty_dialogs), "--format", "json")
    assert {each["severity"] for each in json.loads(ended.output)} <= {"error", "warning"}


def test_a_dialog_is_drawn() -> None:
    ended = call("draw", "craving")
    assert (ended.exit_code, ended.output.splitlines()[0]) == (0, "flowchart TD")


def test_the_map_is_drawn_into_a_file(tmp_path: Path) -> None:
    ended = call("draw", "--format", "svg", "-o", str(tmp_path / "map.svg"))
    assert (ended.exit_code, ended.output) == (0, "")
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_transcripts_are_counted_by_what_came_of_them(tmp_path: Path) -> None:
    _write(tmp_path / "broken.txt", "you: [Nowhere]\n")
    _write(tmp_path / "differs.txt", "you: /sos\n")
    ended = call("test", str(tmp_path))
    assert ended.exit_code == FOUND_PROBLEMS
    assert f"{tmp_path}/broken.txt:1: no button shows 'Nowhere'" in ended.output
    assert f"{tmp_path}/differs.txt:2: " in ended.output
    assert ended.output.splitlines()[-1] == "2 transcripts, 1 differ, 1 cannot be played"


def test_an_update_ends_well_unless_one_cannot_be_played(tmp_path: Path) -> None:
    _write(tmp_path / "differs.txt", "you: /sos\n")
    first, again = (call("test", str(tmp_path), *more) for more in (["--update"], []))
    assert (first.exit_code, first.output.splitlines()[-1]) == (0, "1 transcripts, 1 rewritten")
    assert (again.exit_code, again.output.splitlines()) == (0, ["1 transcripts, 1 go as written"])
    _write(tmp_path / "broken.txt", "you: [Nowhere]\n")
    assert call("test", str(tmp_path), "--update").exit_code == FOUND_PROBLEMS


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
