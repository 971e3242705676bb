"""The table of how near each dialog comes to MITI: right where it can be counted by hand, and fresh in the docs."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import pytest

from bot.content.assembly import assemble
from bot.content.lint import list_subjects
from bot.content.lint.measures import Fidelity, Ratio, Spread, draw_table, measure
from tests.content.folders import write_dialog

ROOT = Path(__file__).parents[3]

LOOP = """\
remember:
  what: {is: choice, of: {a: A, b: B}}
  more: {is: yes/no}
steps:
  ask: {say: How?, mi: Q_open, ask: what, skip: close}
  reflect: {mi: CR, pick: [{if: {what: a}, say: Ah.}, {if: {what: b}, say: Oh.}], wait: 1 minute}
  again: {say: So., mi: SR}
  more:
    say: More?
    mi: SEEK
    ask: more
    skip: close
    go: [{if: {more: yes}, to: LOOP}, {if: {more: no}, to: close}]
  close: {say: Bye., mi: AUT}
"""


def measure_loop(folder: Path, back_to: str) -> Fidelity:
    write_dialog(folder, LOOP.replace("LOOP", back_to))
    (subject,) = list_subjects(assemble(folder))
    return measure(subject)


def test_a_dialog_is_measured(tmp_path: Path) -> None:
    two, half = Fraction(2), Fraction(1, 2)
    found = measure_loop(tmp_path, "ask")
    assert found == Fidelity("small", Spread(two, two, two), Spread(half, half, half))
    assert found.level == "good"


def test_a_loop_that_only_reflects_has_no_best(tmp_path: Path) -> None:
    found = measure_loop(tmp_path, "again")
    assert found.ratio == Spread(Fraction(2), Fraction(2), math.inf)
    assert found.depth == Spread(Fraction(0), Fraction(1, 2), Fraction(1, 2))
    assert found.level == "below"


@pytest.mark.parametrize(
    ("ratio", "depth", "level"),
    [
        (Fraction(2), Fraction(1, 2), "good"),
        (Fraction(2), Fraction(2, 5), "fair"),
        (Fraction(1), Fraction(1), "fair"),
        (Fraction(99, 100), Fraction(1), "below"),
        (Fraction(1), Fraction(39, 100), "below"),
        (None, None, "-"),
        (None, Fraction(1), "good"),
        (math.inf, Fraction(1), "good"),
    ],
)
def test_the_worst_path_tells_the_level(ratio: Ratio, depth: Ratio, level: str) -> None:
    assert Fidelity("small", Spread(ratio, None, None), Spread(depth, None, None)).level == level


def test_practical_dialogs_are_not_in_the_table(tmp_path: Path) -> None:
    write_dialog(tmp_path, "steps: {a: {say: Hi., mi: STRUCT}}\n")
    write_dialog(tmp_path, "kind: mi\nsteps: {a: {say: Hi., mi: STRUCT}}\n", name="other")
    rows = [line.split("|")[1:-1] for line in draw_table(assemble(tmp_path)).splitlines()[2:]]
    assert [[cell.strip() for cell in row] for row in rows] == [["other", *"-------"]]


def test_the_table_in_the_docs_is_fresh() -> None:
    page = (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8")
    written = "\n".join(line for line in page.splitlines() if line.startswith("|"))
    assert written == draw_table(assemble(ROOT / "dialogs")), "leeward check --fidelity --update writes it"
