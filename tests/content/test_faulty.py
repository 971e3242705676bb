"""Faulty dialogs, one fault each: the rule, line and column that their first line names are found, and nothing else."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from bot.content.lint import lint
from bot.content.lint.interviewing import ALL_RULES

FAULTY = Path(__file__).parent / "faulty"
SOUND = Path(__file__).parent / "sound"
EXPECTED = re.compile(r"# (?P<rule>\S+) (?P<line>\d+) (?P<column>\d+)\n")
NEEDED = 60


def read_expected(path: Path) -> re.Match[str] | None:
    return EXPECTED.match(path.read_text(encoding="utf-8"))


SEEDED = {path: expected for path in sorted(FAULTY.glob("*.yaml")) if (expected := read_expected(path))}


@pytest.mark.parametrize(("path", "expected"), SEEDED.items(), ids=[path.stem for path in SEEDED])
def test_the_fault_is_caught_where_it_stands_and_no_other(tmp_path: Path, path: Path, expected: re.Match[str]) -> None:
    for file in FAULTY.glob(f"{path.name.partition('.')[0]}.*"):
        shutil.copy(file, tmp_path)
    found = {
        (Path(fault.file).name, fault.rule, fault.line, fault.column)
        for fault in lint(tmp_path, facts={"emergency"}, rules=ALL_RULES)
    }
    assert found == {(path.name, expected["rule"], int(expected["line"]), int(expected["column"]))}


def test_there_are_enough_faults_and_two_for_each_rule_of_interviewing() -> None:
    seeded = Counter(expected["rule"] for expected in SEEDED.values())
    assert len(SEEDED) >= NEEDED
    assert [f"L{number}" for number in range(1, 19) if seeded[f"L{number}"] < 2] == []


def test_sound_dialogs_raise_nothing() -> None:
    assert lint(SOUND, facts={"emergency"}, rules=ALL_RULES) == ()
