from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.cli import authoring, serving
from bot.content.library import default_folder

PROJECT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    for commands in (authoring, serving):  # the logging of the tests stays as it is
        monkeypatch.setattr(commands, "set_up_logs", lambda *_: None)


@pytest.fixture(scope="session")
def faulty_dialogs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faulty") / "dialogs"
    shutil.copytree(default_folder(), folder)
    craving = folder / "craving.yaml"
    craving.write_text(craving.read_text(encoding="utf-8").replace("go: ask_after_that", "go: nowhere"), "utf-8")
    return folder
