"""What is installed is complete: dialogs, pages on rules and migrations are inside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
NEEDED = ("bot", "dialogs", "docs", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked wheel and nothing else."""
    source, wheels, folder = (tmp_path_factory.mktemp(name) for name in ("source", "wheels", "installed"))
    for name in NEEDED:
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(PROJECT / name, source / name)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    (wheel,) = wheels.glob("leeward-*.whl")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def run(installed: Path, folder: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"}
    program = [sys.executable, "-m", "bot", *words]
    return subprocess.run(
        program, cwd=folder, env=environment, input=typed, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_its_own_dialogs_are_checked_from_another_folder(installed: Path, tmp_path: Path) -> None:
    ended = run(installed, tmp_path, "check")
    assert (ended.returncode, ended.stdout) == (0, "")
    assert ended.stderr.endswith(" dialogs: nothing to mend\n")
    assert sorted(path.name for path in (installed / "bot" / "_dialogs").rglob("*.yaml")) == sorted(
        path.name for path in (PROJECT / "dialogs").rglob("*.yaml")
    )


def test_its_rules_are_explained(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "check", "--explain", "L5").stdout.startswith("# L5: ")
    assert run(installed, tmp_path, "check", "--explain", "gap").stdout.startswith("# `gap`")


def test_it_makes_its_tables_and_talks(installed: Path, tmp_path: Path) -> None:
    ended = run(installed, tmp_path, "chat", typed="/start\n")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Hello, I'm Leeward" in ended.stdout
    assert (tmp_path / "leeward.db").exists()


def test_it_brings_its_licence_and_nothing_of_the_tests(installed: Path) -> None:
    assert list(installed.glob("leeward-*.dist-info/licenses/LICENSE"))
    assert not (installed / "tests").exists()
