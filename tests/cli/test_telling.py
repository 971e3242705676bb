from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from bot.cli.options import FOUND_PROBLEMS
from bot.cli.telling import FORMATS, explain, sum_up, tell, write_command
from bot.content.faults import Fault
from bot.content.library import default_folder
from tests.cli.commands import call
from tests.content.folders import write_dialog

FAULT = Fault("dialogs/a.yaml", 3, 5, "gap", "no case fits when mood is 4")
WARNING = Fault("dialogs/a.yaml", 4, 5, "L4", "30 words", "warning")
ON_A_PATH = Fault("b.yaml", 1, 1, "L10", "the last word", path=("bot: How? [Q_open]", "end"))


class Terminal(io.StringIO):
    """A standard output that is looked at by a person."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    return Terminal()


def test_a_fault_is_a_line_and_its_conversation_stands_below(capsys: pytest.CaptureFixture[str]) -> None:
    tell([FAULT, ON_A_PATH], "text")
    assert capsys.readouterr().out.splitlines() == [
        "dialogs/a.yaml:3:5: error gap: no case fits when mood is 4",
        "b.yaml:1:1: error L10: the last word",
        "    bot: How? [Q_open]",
        "    end",
    ]


def test_long_lines_stay_lines_and_marks_stay_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    long = Fault("a.yaml", 1, 1, "value", "[bold]word[/bold] :smile: " * 20)
    tell([long], "text")
    assert capsys.readouterr().out == f"{long}\n"


def test_a_terminal_gets_colours(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", terminal)
    tell([FAULT, WARNING], "text")
    assert "\x1b[1;31merror" in terminal.getvalue()
    assert "\x1b[1;33mwarning" in terminal.getvalue()


def test_who_wants_no_colours_gets_none(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("NO_COLOR", "1")
    tell([FAULT], "text")
    assert ";31m" not in terminal.getvalue()


def test_github_gets_one_command_for_each_fault_with_all_that_would_end_it_escaped() -> None:
    awkward = Fault("a,b:c%.yaml", 1, 2, "L10", "100%\r\nsure, no: not", "warning", ("you: yes",))
    assert write_command(awkward) == (
        "::warning file=a%2Cb%3Ac%25.yaml,line=1,col=2,title=L10::100%25%0D%0Asure, no: not%0Ayou: yes"
    )


@pytest.mark.parametrize("form", FORMATS)
def test_files_below_the_working_directory_are_named_from_there(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    tell([Fault(str(Path.cwd() / "dialogs" / "a.yaml"), 1, 1, "gap", "x")], form)
    assert str(Path.cwd()) not in capsys.readouterr().out


@pytest.mark.parametrize(("form", "nothing"), [("text", ""), ("json", "[]\n"), ("github", "")])
def test_where_nothing_is_wrong_nothing_is_told(form: str, nothing: str, capsys: pytest.CaptureFixture[str]) -> None:
    tell([], form)
    assert capsys.readouterr().out == nothing


@pytest.mark.parametrize(
    ("faults", "line"),
    [
        ([], "84 dialogs: nothing to mend"),
        ([FAULT], "1 error in 1 file"),
        ([WARNING], "1 warning in 1 file"),
        ([FAULT, FAULT, ON_A_PATH, WARNING], "3 errors, 1 warning in 2 files"),
    ],
)
def test_the_closing_line_counts(faults: list[Fault], line: str) -> None:
    assert sum_up(faults, 84) == line


def test_the_closing_line_disturbs_no_program(tmp_path: Path) -> None:
    write_dialog(tmp_path, "steps: {a: {say: Hi, mi: STRUCT, go: b}}\n")
    ended = call("check", str(tmp_path), "--format", "json")
    assert ended.exit_code == FOUND_PROBLEMS
    told = json.loads(ended.stdout)
    assert [each["rule"] for each in told] == sorted(each["rule"] for each in told)
    assert ended.stderr.splitlines()[-1].endswith(" in 1 file")


def test_two_runs_tell_the_same() -> None:
    first, again = (call("check", str(default_folder()), "--format", form).output for form in ("text", "text"))
    assert first == again
    assert "dialogs: nothing to mend" in first


# -- a rule explained -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rule", "heading"), [("L5", "# L5: "), ("l10", "# L10: "), ("gap", "# `gap`"), ("GAP", "# ")])
def test_a_rule_is_explained(rule: str, heading: str) -> None:
    ended = call("check", "--explain", rule)
    assert ended.exit_code == 0
    assert ended.output.startswith(heading)
    assert "\x1b" not in ended.output


def test_on_a_terminal_a_page_is_laid_out(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", terminal)
    explain("gap")
    assert "```" not in terminal.getvalue()
    assert "What to do" in terminal.getvalue()
