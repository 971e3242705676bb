"""Commands as they are given by a person: as a process, or in this one."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner, Result

from bot import cli


def leeward(*words: str, typed: bytes = b"") -> subprocess.CompletedProcess[str]:
    """The command as a process."""
    ended = subprocess.run([sys.executable, "-m", "bot", *words], input=typed, capture_output=True, check=False)
    out, err = ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8")
    return subprocess.CompletedProcess(ended.args, ended.returncode, out, err)


def call(*words: str, typed: str = "") -> Result:
    """The command in this process."""
    return CliRunner().invoke(cli.cli, words, input=typed)


def talk(typed: str, *words: str) -> str:
    """What `leeward chat` shows."""
    ended = call("chat", *words, typed=typed)
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
