"""The hook for pre-commit: what it runs, and when."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.library import default_folder

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def hook() -> dict[str, Any]:
    (only,) = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert isinstance(only, dict)
    return only


def test_it_runs_when_a_dialog_changes(hook: dict[str, Any]) -> None:
    names = ("dialogs/craving.yaml", "dialogs/facts/us.yaml", "docs/dialogs/x.md", "bot/app.py")
    assert [bool(re.search(hook["files"], name)) for name in names] == [True, True, False, False]
    assert hook["pass_filenames"] is False


def test_it_is_installed_with_what_the_rules_of_reading_need(hook: dict[str, Any]) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [re.fullmatch(r"\.\[(\w+)\]", each) for each in hook["additional_dependencies"]]
    assert all(extra and extra[1] in project["optional-dependencies"] for extra in extras)


@pytest.mark.parametrize(("target", "code"), [("ask_after_that", 0), ("nowhere", 1)])
def test_it_passes_sound_dialogs_and_stops_faulty_ones(
    hook: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, code: int
) -> None:
    shutil.copytree(default_folder(), tmp_path / "dialogs")
    craving = tmp_path / "dialogs" / "craving.yaml"
    written = craving.read_text(encoding="utf-8")
    craving.write_text(written.replace("go: ask_after_that", f"go: {target}"), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    command: list[str] = [*hook["entry"].split(), *hook["args"]]
    assert command[0] == "leeward"
    ended = subprocess.run([sys.executable, "-m", "bot", *command[1:]], cwd=tmp_path, capture_output=True, check=False)
    assert ended.returncode == code
    assert (b"missing-step" in ended.stdout) is bool(code)
