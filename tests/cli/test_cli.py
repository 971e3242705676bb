from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from bot import cli
from bot.cli.options import FOUND_PROBLEMS, PART_AWAY, WRONG_USE
from bot.errors import LeewardError
from tests.cli.commands import call, fail, talk

TOKEN = "123456789:AAF-not-a-real-token-0123456789abcde"
NOT_A_KEY, ANOTHER_KEY = "zz\n", "ab" * 32


def test_mistakes_in_the_configuration_are_told_each_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("config.yaml").write_text("database:\n  ur: x\nfoo: 1\n", encoding="utf-8")
    code, lines = fail(monkeypatch, capsys, "chat")
    assert code == WRONG_USE
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
        (["draw", "help", "-o", "help.pdf"], 2, "--format is mermaid, svg or png, not 'pdf'"),
        (["studio", "--dialogs", "nowhere"], 2, "nowhere: there is no such folder of dialogs."),
        (["draw", "cravin"], 2, "There is no dialog 'cravin'. Did you mean 'craving'?"),
        (["play", "craving", "--set", "urge"], 2, "--set wants name=value"),
        (["play", "craving", "--language", "xx"], 2, "There is no language 'xx'; there are en, es."),
        (["test", "nowhere"], 2, "nowhere: there is no transcript here"),
        (["check", "nowhere"], 2, "nowhere: there is no such folder of dialogs"),
        (["check", "--format", "xml"], 2, "--format is text, json or github"),
        (["check", "--update"], 2, "--update goes with --fidelity"),
        (["check", str(Path(__file__).parent), "--fidelity", "--update"], 2, "docs/fidelity.md cannot be written"),
        (["schema", "nowhere"], 2, "nowhere: there is no such folder of dialogs."),
        (["schema", "full"], 2, "full: schemas cannot be written there: Is a directory."),
        (["check", "--explain", "gp"], 2, "There is no rule “gp”; did you mean “gap”? The rules are L1, L2,"),
    ],
)
def test_what_went_wrong_is_told_in_a_line_or_two(
    words: list[str], code: int, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("full/schema.json").mkdir(parents=True)
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
    assert code == PART_AWAY
    assert "The privacy key is not the one this database was written with" in lines[0]


def test_a_broken_dialog_keeps_the_bot_from_starting_in_three_lines(
    faulty_dialogs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEEWARD_DIALOGS", str(faulty_dialogs))
    monkeypatch.setenv("LEEWARD_TELEGRAM__TOKEN", TOKEN)
    code, lines = fail(monkeypatch, capsys, "run")
    assert code == FOUND_PROBLEMS
    assert re.match(r"The dialogs cannot be used: \d faults?\.", lines[0])
    assert re.match(rf"{re.escape(str(faulty_dialogs))}/craving\.yaml:\d+:\d+: error ", lines[1])
    assert lines[2:] == ["'leeward check' shows them all."]


def test_a_fault_below_the_working_directory_is_named_from_there(
    faulty_dialogs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(faulty_dialogs.parent)
    monkeypatch.setenv("LEEWARD_DIALOGS", str(faulty_dialogs))
    _, lines = fail(monkeypatch, capsys, "play", "craving")
    assert lines[1].startswith("dialogs/craving.yaml:")


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["leeward", "play", "cravin", "--debug"])
    with pytest.raises(LeewardError, match="cravin"):
        cli.main()


@pytest.mark.parametrize("command", ["chat", "run", "check", "schema", "draw", "play", "studio", "test", "db upgrade"])
def test_each_command_explains_itself(command: str) -> None:
    ended = call(*command.split(), "--help")
    assert ended.exit_code == 0
    assert "Usage:" in ended.output


def test_a_command_that_is_not_there_is_wrong_use() -> None:
    assert call("dance").exit_code == WRONG_USE


def _write_key(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(name).write_text(text, encoding="utf-8")
    Path(name).chmod(0o600)
    monkeypatch.setenv("LEEWARD_PRIVACY__KEY_FILE", name)
