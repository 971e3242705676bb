"""A whole folder is read and checked at once."""

from __future__ import annotations

import gc
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.content.everything import check_folder, load_content, read_folder
from bot.content.faults import Faulty

SHIPPED = Path(__file__).parents[2] / "dialogs"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped dialogs, to be spoiled."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "dialogs"))


def test_the_shipped_folder_has_no_fault() -> None:
    assert check_folder(SHIPPED).faults == ()
    assert load_content(SHIPPED, lambda: date(2026, 12, 1)).facts.for_country("us")["emergency"] == "911"


def test_the_faults_of_every_kind_of_file_are_told_together(folder: Path) -> None:
    for name, before, after in (
        ("log.yaml", "version: 1", "version: one"),
        ("facts/us.yaml", "certainty: A", "certainty: D"),
        ("safety/phrases.es.yaml", "safety: phrases", "safety: frases"),
    ):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(Faulty) as caught:
        load_content(folder, lambda: date(2026, 12, 1))
    files = {Path(fault.file).name for fault in caught.value.faults}
    assert {"log.yaml", "us.yaml", "phrases.es.yaml"} <= files


@pytest.mark.parametrize("enabled", [True, False])
def test_no_garbage_is_collected_while_a_folder_is_read(tmp_path: Path, *, enabled: bool) -> None:
    seen = []

    def tell_today() -> date:
        seen.append(gc.isenabled())
        return date(2026, 12, 1)

    (tmp_path / "facts").mkdir()
    shutil.copy(SHIPPED / "facts" / "world.yaml", tmp_path / "facts")
    was_enabled = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        read_folder(tmp_path, tell_today)
        assert (any(seen), gc.isenabled()) == (False, enabled)
        assert seen
    finally:
        (gc.enable if was_enabled else gc.disable)()


def test_facts_that_have_expired_are_faults_and_no_reason_not_to_start(folder: Path) -> None:
    path = folder / "facts" / "ie.yaml"
    text = path.read_text(encoding="utf-8").replace("2026-11-23", "2020-01-01").replace("2027-11-22", "2020-06-01")
    path.write_text(text.replace("2027-05-23", "2020-06-01"), encoding="utf-8")
    faults = [fault for fault in check_folder(folder).faults if fault.rule == "fact-age"]
    assert [(fault.severity, fault.line) for fault in faults[:2]] == [("error", 15), ("error", 25)]
    assert len(faults) == text.count("expires_on: ")
    assert "'emergency' has expired" in faults[0].message
    load_content(folder, lambda: date(2026, 12, 1))


def test_facts_that_expire_within_thirty_days_are_a_warning() -> None:
    found = read_folder(SHIPPED, lambda: date(2027, 5, 1)).faults
    assert {(fault.rule, fault.severity) for fault in found} == {("fact-age", "warning")}
