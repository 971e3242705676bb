"""Where steps stand in their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.assembly import assemble
from bot.content.faults import Fault
from bot.studio.places import Places
from tests.studio.examples import write_folder

if TYPE_CHECKING:
    from pathlib import Path

SPANISH = """\
dialog: small
language: es
steps:
  ask: {say: ¿Qué tal?}
  close: {say: Tú decides.}
"""


def learn(folder: Path) -> Places:
    places = Places()
    places.learn(assemble(folder))
    return places


def test_a_fault_lies_in_the_step_above_it_and_before_the_first_in_the_dialog(tmp_path: Path) -> None:
    path = write_folder(tmp_path)
    places = learn(tmp_path)
    found = [places.find_step(Fault(str(path), line, 1, "a-rule", "")) for line in (2, 12, 13, 99)]
    assert found == [("small", ""), ("small", "ask"), ("small", "tell"), ("small", "close")]
    assert places.find_step(Fault("elsewhere.yaml", 1, 1, "a-rule", "")) == ("", "")


def test_the_place_of_a_step_is_in_the_dialogs_own_file_and_a_fault_may_lie_in_its_translation(tmp_path: Path) -> None:
    path, spanish = write_folder(tmp_path), tmp_path / "small.es.yaml"
    spanish.write_text(SPANISH, encoding="utf-8")
    places = learn(tmp_path)
    assert places.find_place("small", "ask") == f"{path}:12"
    assert places.find_step(Fault(str(spanish), 5, 1, "a-rule", "")) == ("small", "close")
    assert places.find_place("small", "nothing") == ""
