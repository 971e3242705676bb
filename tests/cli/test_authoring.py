from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.options import FOUND_PROBLEMS
from bot.content.library import default_folder
from tests.cli.commands import call
from tests.content.folders import write_dialog

LINES = str(Path(__file__).parents[1] / "safety")


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


def test_words_without_a_code_are_shown_without_one(tmp_path: Path) -> None:
    write_dialog(tmp_path, "kind: mi\ncommand: try\nsteps: {a: {say: How}}\n")
    assert "    bot: How [?]\n" in call("check", str(tmp_path)).output


def test_dialogs_are_measured() -> None:
    ended = call("check", str(default_folder()), "--fidelity")
    assert ended.exit_code == 0
    assert re.search(r"^\| importance +\| 1\.50 ", ended.output, re.MULTILINE)


def test_the_table_of_a_page_is_brought_up_to_date_and_nothing_else(tmp_path: Path) -> None:
    write_dialog(tmp_path, "kind: mi\nsteps: {a: {say: Hi., mi: SR}}\n")
    page = Path("docs/fidelity.md")
    page.parent.mkdir()
    page.write_text("# Near\n\n| dialog |\n|---|\n| old |\n\nMore.\n", encoding="utf-8")
    ended = call("check", str(tmp_path), "--fidelity", "--update")
    assert ended.exit_code == 0
    assert page.read_text(encoding="utf-8") == f"# Near\n\n{ended.output}\nMore.\n"
    assert "| small " in ended.output


def test_the_crisis_screen_is_measured() -> None:
    called = call("check", str(default_folder()), "--safety", "--lines", LINES)
    assert called.exit_code == 0
    assert "| held_back | es | everyday talk |" in called.stdout
    assert " missed: " in called.stdout


def test_a_screen_below_its_targets_fails(tmp_path: Path) -> None:
    (tmp_path / "safety").mkdir()
    called = call("check", str(tmp_path), "--safety", "--lines", LINES)
    assert called.exit_code == FOUND_PROBLEMS
    assert "open.en: K1: 0 of " in called.stderr


def test_faults_can_be_read_by_programs(faulty_dialogs: Path) -> None:
    ended = call("check", str(faulty_dialogs), "--format", "json")
    assert {each["severity"] for each in json.loads(ended.stdout)} <= {"error", "warning"}


def test_schemas_are_written_for_editors(tmp_path: Path) -> None:
    ended = call("schema", str(tmp_path))
    assert (ended.exit_code, ended.output) == (0, "10 schemas written.\n")
    assert (tmp_path / "schema.json").read_bytes() == (default_folder() / "schema.json").read_bytes()


def test_a_dialog_is_drawn() -> None:
    ended = call("draw", "craving")
    assert (ended.exit_code, ended.output.splitlines()[0]) == (0, "flowchart TD")


def test_the_map_is_drawn_into_a_file(tmp_path: Path) -> None:
    ended = call("draw", "--format", "svg", "-o", str(tmp_path / "map.svg"))
    assert (ended.exit_code, ended.output) == (0, "")
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").startswith("<svg ")


@pytest.mark.parametrize(
    ("name", "begins"),
    [("help.svg", b"<svg "), ("help.PNG", b"\x89PNG"), ("help", b"flowchart "), ("help.md", b"flow")],
)
def test_what_is_drawn_is_told_by_the_name_of_the_file(name: str, begins: bytes) -> None:
    assert call("draw", "help", "-o", name).exit_code == 0
    assert Path(name).read_bytes().startswith(begins)


def test_transcripts_are_counted_by_what_came_of_them(tmp_path: Path) -> None:
    _write(tmp_path / "broken.txt", "you: [Nowhere]\n")
    _write(tmp_path / "differs.txt", "you: /sos\n")
    ended = call("test", str(tmp_path))
    assert ended.exit_code == FOUND_PROBLEMS
    assert f"{tmp_path}/broken.txt:1: no button shows 'Nowhere'" in ended.output
    assert f"{tmp_path}/differs.txt:2: " in ended.output
    assert ended.output.splitlines()[-2] == "2 transcripts, 1 differs, 1 cannot be played"


def test_an_update_ends_well_unless_one_cannot_be_played(tmp_path: Path) -> None:
    _write(tmp_path / "differs.txt", "you: /sos\n")
    first, again = (call("test", str(tmp_path), *more) for more in (["--update"], []))
    assert (first.exit_code, first.output.splitlines()[-2]) == (0, "1 transcript, 1 rewritten")
    assert (again.exit_code, again.output.splitlines()[:-1]) == (0, ["1 transcript, 1 goes as written"])
    _write(tmp_path / "broken.txt", "you: [Nowhere]\n")
    assert call("test", str(tmp_path), "--update").exit_code == FOUND_PROBLEMS


def test_what_no_transcript_visits_is_told(tmp_path: Path) -> None:
    _write(tmp_path / "pause.txt", "begin: pause\n\nyou: [Skip]\n")
    ended = call("test", str(tmp_path / "pause.txt"), "--update", "--coverage")
    lines = ended.output.splitlines()
    assert re.fullmatch(r"visited in 1 dialog: \d of \d+ steps, 1 of \d+ branches", lines[-1])
    assert re.search(r"^dialog +steps +branches\npause +\d of \d+ +1 of \d+$", ended.output, re.MULTILINE)
    assert re.search(r"^\S+/pause\.yaml:\d+ ask_what go 1$", ended.output, re.MULTILINE)
    assert not re.search(r"pause\.yaml:\d+ ask_what skip$", ended.output, re.MULTILINE)


def test_all_dialogs_are_counted_where_a_folder_is_played(tmp_path: Path) -> None:
    _write(tmp_path / "help.txt", "you: /sos\n")
    ended = call("test", str(tmp_path), "--update")
    assert re.fullmatch(r"visited in \d+ dialogs: 0 of \d+ steps, 0 of \d+ branches", ended.output.splitlines()[-1])


def test_what_an_author_plays_is_recorded_and_plays_again(tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    words = ["play", "importance", "--from", "ask_why_not_lower", "--set", "importance=7", "--record", str(path)]
    ended = call(*words, typed="sleep\n--- 15 minutes later\n[why]\n")
    assert ended.output.splitlines()[-1] == f"Written to {path}. 'leeward test {path}' plays it again."
    assert "set: importance = 7" in path.read_text(encoding="utf-8")
    assert call("test", str(path)).output.splitlines()[0] == "1 transcript, 1 goes as written"
    assert str(call(*words).exception) == f"{path} is there already. Take another name, or replace it (with --force)."
    assert call(*words, "--force", typed="rest\n").exit_code == 0
    assert "you: rest" in path.read_text(encoding="utf-8")


def test_nothing_is_recorded_where_nothing_can_be_played(tmp_path: Path) -> None:
    for words in (["cravin"], ["craving", "--persona", "nobody"]):
        assert call("play", *words, "--record", str(tmp_path / "a.txt")).exit_code != 0
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_what_was_played_is_recorded_when_the_terminal_is_closed(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.txt"
    words = [sys.executable, "-m", "bot", "play", "craving", "--record", str(path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as playing:
        assert playing.stdin
        assert playing.stdout
        playing.stdin.write("I'm going to use\n")
        playing.stdin.flush()
        lines = iter(playing.stdout)
        next(line for line in lines if "craving.going_to_use" in line)
        playing.send_signal(signal.Signals[name])
        next(line for line in lines if line.startswith("Written to "))
        playing.stdin.close()
    assert "you: [I'm going to use]" in path.read_text(encoding="utf-8")


def test_a_persona_plays_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "angry.txt"
    first, again = (
        call("play", "craving", "--persona", "angry", "--seed", "3", *more) for more in (["--record", str(path)], [])
    )
    assert first.output.startswith(again.output)
    assert "you ▸ " in again.output
    assert call("test", str(path)).exit_code == 0


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
