from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.content.library import default_folder
from bot.errors import LeewardError
from tests.content.folders import write_dialog

PROJECT = Path(__file__).parent.parent
TOKEN = "123456789:AAF-not-a-real-token-0123456789abcde"
NOT_A_KEY, ANOTHER_KEY = "zz\n", "ab" * 32


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    monkeypatch.setattr(cli, "set_up_logs", lambda *_: None)  # the logging of the tests stays as it is


@pytest.fixture(scope="session")
def faulty_dialogs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faulty") / "dialogs"
    shutil.copytree(default_folder(), folder)
    craving = folder / "craving.yaml"
    craving.write_text(craving.read_text(encoding="utf-8").replace("go: ask_after_that", "go: nowhere"), "utf-8")
    return folder


def leeward(*words: str, typed: bytes = b"") -> subprocess.CompletedProcess[str]:
    """The command as a process."""
    ended = subprocess.run([sys.executable, "-m", "bot", *words], input=typed, capture_output=True, check=False)
    out, err = ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8")
    return subprocess.CompletedProcess(ended.args, ended.returncode, out, err)


def talk(typed: str, *words: str) -> str:
    """What `leeward chat` shows."""
    ended = CliRunner().invoke(cli.cli, ["chat", *words], input=typed)
    assert ended.exit_code == 0
    return ended.output


def fail(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str]]:
    """The exit code and the lines on standard error of a command that fails."""
    monkeypatch.setattr(sys, "argv", ["leeward", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    heard = capsys.readouterr()
    assert heard.out == ""
    assert isinstance(ended.value.code, int)
    return ended.value.code, heard.err.splitlines()


# -- talking ----------------------------------------------------------------------------------------------------------


def test_a_script_plays_a_conversation_to_its_end() -> None:
    ended = leeward("chat", "--database", "sqlite://", typed=b"/start\n2\n\xff\xfe\n")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("you ▸ /start\n  Hello, I'm Leeward: a program, not a person.")
    assert "you ▸ 2\n  ✓ Check in with myself\n" in ended.stdout
    assert "Ctrl-D" not in ended.stdout
    assert "\x1b" not in ended.stdout


def test_the_database_remembers_who_talked_and_another_name_is_another_person() -> None:
    first, again, other = (talk("/craving\n", *more) for more in ([], [], ["--person", "ben"]))
    assert Path("leeward.db").exists()
    assert Path("leeward.key").stat().st_mode & 0o777 == 0o600
    assert ["a program" in shown for shown in (first, again, other)] == [True, False, True]


def test_help_lines_are_in_the_language_that_is_wished() -> None:
    english, spanish = (talk("/sos\n", "--language", code, "--database", "sqlite://") for code in ("en", "es"))
    assert "Call" in english
    assert "Llama" in spanish


def test_a_reader_that_goes_away_is_no_fault_of_ours() -> None:
    program = f"'{sys.executable}' -m bot chat --database sqlite:// | head -1"
    ended = subprocess.run(["/bin/sh", "-c", program], input=b"/help\n" * 200, capture_output=True, check=True)
    assert ended.stdout.decode() == "you ▸ /help\n"
    assert ended.stderr == b""


def test_a_terminal_without_our_characters_shows_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    ended = leeward("chat", "--database", "sqlite://", typed=b"/start\n")
    assert (ended.returncode, ended.stdout.splitlines()[0]) == (0, "you ? /start")


def test_an_author_plays_a_dialog() -> None:
    words = ["play", "importance", "--from", "ask_why_not_lower", "--set", "importance=7"]
    ended = CliRunner().invoke(cli.cli, words, input="sleep\n")
    assert ended.exit_code == 0
    assert "importance = 7" in ended.output
    assert list(Path.cwd().iterdir()) == []


# -- what goes wrong --------------------------------------------------------------------------------------------------


def test_mistakes_in_the_configuration_are_told_each_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("config.yaml").write_text("database:\n  ur: x\nfoo: 1\n", encoding="utf-8")
    code, lines = fail(monkeypatch, capsys, "chat")
    assert code == cli.WRONG_USE
    assert [line.partition(" ")[0] for line in lines] == ["config.yaml:2:3:", "config.yaml:3:1:"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["chat", "--config", "nowhere.yaml"], 2, "nowhere.yaml"),
        (["chat", "--database", "mysql://x"], 2, "begin it with sqlite:/// or postgresql://"),
        (["chat", "--database", "sqlite:///no/folder/x.db"], 2, "There is no folder no/folder: make it"),
        (
            ["chat", "--database", "postgresql://me:secret@127.0.0.1:1/x"],
            3,
            "postgresql://127.0.0.1:1/x cannot be used",
        ),
        (["run"], 2, "telegram.token is missing"),
        (["play", "cravin"], 2, "There is no dialog 'cravin'. Did you mean 'craving'?"),
        (["draw", "--format", "gif"], 2, "--format is mermaid, svg or png, not 'gif'"),
        (["studio", "--dialogs", "nowhere"], 2, "nowhere: there is no such folder of dialogs."),
        (["draw", "cravin"], 2, "There is no dialog 'cravin'. Did you mean 'craving'?"),
        (["play", "craving", "--set", "urge"], 2, "--set wants name=value"),
        (["test", "nowhere"], 2, "nowhere: there is no transcript here"),
        (["check", "nowhere"], 2, "nowhere: there is no such folder of dialogs"),
        (["check", "--format", "xml"], 2, "--format is text, json or github"),
    ],
)
def test_what_went_wrong_is_told_in_a_line_or_two(
    words: list[str], code: int, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, lines = fail(monkeypatch, capsys, *words)
    assert ended == code
    assert told in lines[0]
    assert len(lines) == 1
    assert "secret" not in lines[0]


def test_a_key_that_is_none_is_a_mistake_in_the_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _write_key("bad.key", NOT_A_KEY, monkeypatch)
    code, lines = fail(monkeypatch, capsys, "chat", "--database", "sqlite://")
    assert (code, lines) == (2, ["privacy.key_file bad.key: The privacy key must be 64 hexadecimal digits."])


def test_a_key_of_another_database_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    talk("/start\n")
    _write_key("other.key", ANOTHER_KEY, monkeypatch)
    code, lines = fail(monkeypatch, capsys, "chat")
    assert code == cli.PART_AWAY
    assert "The privacy key is not the one this database was written with" in lines[0]


def test_a_broken_dialog_keeps_the_bot_from_starting_in_three_lines(
    faulty_dialogs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEEWARD_DIALOGS", str(faulty_dialogs))
    monkeypatch.setenv("LEEWARD_TELEGRAM__TOKEN", TOKEN)
    code, lines = fail(monkeypatch, capsys, "run")
    assert code == cli.FOUND_PROBLEMS
    assert re.match(r"The dialogs cannot be used: \d faults?\.", lines[0])
    assert re.match(rf"{re.escape(str(faulty_dialogs))}/craving\.yaml:\d+:\d+: error ", lines[1])
    assert lines[2:] == ["'leeward check' shows them all."]


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["leeward", "play", "cravin", "--debug"])
    with pytest.raises(LeewardError, match="cravin"):
        cli.main()


# -- for authors ------------------------------------------------------------------------------------------------------


def test_check_is_silent_where_all_is_well() -> None:
    ended = CliRunner().invoke(cli.cli, ["check", str(default_folder())])
    assert ended.exit_code == 0
    assert "error" not in ended.output


@pytest.mark.parametrize(
    ("form", "told"),
    [("text", r"craving\.yaml:\d+:\d+: error missing-step: "), ("github", r"::error file=\S+craving\.yaml,line=\d+,")],
)
def test_check_tells_every_fault_with_its_place(form: str, told: str, faulty_dialogs: Path) -> None:
    ended = CliRunner().invoke(cli.cli, ["check", str(faulty_dialogs), "--format", form])
    assert ended.exit_code == cli.FOUND_PROBLEMS
    assert re.search(told, ended.output)


def test_a_fault_of_a_path_is_shown_as_a_conversation(tmp_path: Path) -> None:
    body = "command: try\nsteps: {a: {say: How?, mi: Q_open}}\n"
    write_dialog(tmp_path, body)
    ended = CliRunner().invoke(cli.cli, ["check", str(tmp_path)])
    assert re.search(r" error L10: .*\n    bot: How\? \[Q_open\]\n", ended.output)


def test_dialogs_are_measured() -> None:
    ended = CliRunner().invoke(cli.cli, ["check", str(default_folder()), "--fidelity"])
    assert ended.exit_code == 0
    assert re.search(r"^\| importance +\| 1\.00 ", ended.output, re.MULTILINE)


def test_faults_can_be_read_by_programs(faulty_dialogs: Path) -> None:
    ended = CliRunner().invoke(cli.cli, ["check", str(faulty_dialogs), "--format", "json"])
    assert {each["severity"] for each in json.loads(ended.output)} <= {"error", "warning"}


def test_a_dialog_is_drawn() -> None:
    ended = CliRunner().invoke(cli.cli, ["draw", "craving"])
    assert (ended.exit_code, ended.output.splitlines()[0]) == (0, "flowchart TD")


def test_the_map_is_drawn_into_a_file(tmp_path: Path) -> None:
    ended = CliRunner().invoke(cli.cli, ["draw", "--format", "svg", "-o", str(tmp_path / "map.svg")])
    assert (ended.exit_code, ended.output) == (0, "")
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_transcripts_are_counted_by_what_came_of_them(tmp_path: Path) -> None:
    _write(tmp_path / "broken.txt", "you: [Nowhere]\n")
    _write(tmp_path / "differs.txt", "you: /sos\n")
    ended = CliRunner().invoke(cli.cli, ["test", str(tmp_path)])
    assert ended.exit_code == cli.FOUND_PROBLEMS
    assert f"{tmp_path}/broken.txt:1: no button shows 'Nowhere'" in ended.output
    assert f"{tmp_path}/differs.txt:2: " in ended.output
    assert ended.output.splitlines()[-1] == "2 transcripts, 1 differ, 1 cannot be played"


def test_an_update_ends_well_unless_one_cannot_be_played(tmp_path: Path) -> None:
    _write(tmp_path / "differs.txt", "you: /sos\n")
    first, again = (CliRunner().invoke(cli.cli, ["test", str(tmp_path), *more]) for more in (["--update"], []))
    assert (first.exit_code, first.output.splitlines()[-1]) == (0, "1 transcripts, 1 rewritten")
    assert (again.exit_code, again.output.splitlines()) == (0, ["1 transcripts, 1 go as written"])
    _write(tmp_path / "broken.txt", "you: [Nowhere]\n")
    assert CliRunner().invoke(cli.cli, ["test", str(tmp_path), "--update"]).exit_code == cli.FOUND_PROBLEMS


# -- the rest ---------------------------------------------------------------------------------------------------------


def test_the_tables_are_brought_up_to_date() -> None:
    ended = CliRunner().invoke(cli.cli, ["db", "upgrade"])
    assert (ended.exit_code, ended.output) == (0, "The database is up to date.\n")
    assert Path("leeward.db").exists()


@pytest.mark.parametrize("command", ["chat", "run", "check", "draw", "play", "studio", "test", "db upgrade"])
def test_each_command_explains_itself(command: str) -> None:
    ended = CliRunner().invoke(cli.cli, [*command.split(), "--help"])
    assert ended.exit_code == 0
    assert "Usage:" in ended.output


def test_a_command_that_is_not_there_is_wrong_use() -> None:
    assert CliRunner().invoke(cli.cli, ["dance"]).exit_code == cli.WRONG_USE


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _write_key(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(Path(name), text)
    Path(name).chmod(0o600)
    monkeypatch.setenv("LEEWARD_PRIVACY__KEY_FILE", name)
