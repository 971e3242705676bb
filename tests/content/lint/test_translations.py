"""Translations as the linter sees them; what is wrong in one place is among the faulty dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.content.everything import check_folder
from bot.content.lint import lint
from bot.content.lint.interviewing import ALL_RULES
from tests.content.folders import write_dialog

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "dialog: small\nlanguage: {}\nversion: 1\ntitle: Una prueba\n"


def write_translation(folder: Path, body: str, language: str = "es") -> Path:
    path = folder / f"small.{language}.yaml"
    path.write_text(HEAD.format(language) + body, encoding="utf-8")
    return path


def find(folder: Path, rule: str) -> list[str]:
    return [fault.message for fault in lint(folder, rules=ALL_RULES) if fault.rule == rule]


def test_gaps_are_counted_by_step_and_are_no_words_that_are_linted(tmp_path: Path) -> None:
    write_dialog(tmp_path, "steps: {a: {say: [Hello there, Hi], ask: b, retry: What?}}\nremember: {b: {is: text}}\n")
    write_translation(tmp_path, "steps: {a: {say: [TODO, Hola], retry: TODO}}\n")
    assert find(tmp_path, "untranslated") == ["2 of 3 texts of “a” not translated: the dialog's own are said"]
    assert [fault for fault in lint(tmp_path, rules=ALL_RULES) if "TODO" in fault.message] == []


@pytest.mark.parametrize("text", ["Alcohol", "OK", "“{b}”. /menu", "3 + 4"])
def test_what_has_no_words_or_one_may_be_the_same_in_two_languages(tmp_path: Path, text: str) -> None:
    write_dialog(tmp_path, f'steps: {{a: {{say: Hi, ask: b}}, c: {{say: "{text}"}}}}\nremember: {{b: {{is: text}}}}\n')
    write_translation(tmp_path, f'steps: {{a: {{say: Hola}}, c: {{say: "{text}"}}}}\n')
    assert find(tmp_path, "untranslated") == []


def test_a_variant_that_changed_places_is_not_stale(tmp_path: Path) -> None:
    write_dialog(tmp_path, "steps: {a: {say: [B, A]}}\n")
    write_translation(tmp_path, "steps:\n  a:\n    say:\n      # en: A\n      - a\n      # en: B\n      - b\n")
    assert find(tmp_path, "stale") == []


def test_a_translated_message_fits_into_one(tmp_path: Path) -> None:
    write_dialog(tmp_path, "steps: {a: {say: Hi}}\n")
    write_translation(tmp_path, f"steps: {{a: {{say: {'ay ' * 1400}}}}}\n")
    assert find(tmp_path, "too-long") == ["may become 4199 characters long; 4096 fit in a message"]


def test_a_borrowed_value_is_translated_where_it_is_declared(tmp_path: Path) -> None:
    write_dialog(tmp_path, "steps: {a: {say: Hi}}\nremember: {b: {is: yes/no, yes: Ay, kept: person}}\n", "owner")
    write_dialog(tmp_path, "steps: {a: {say: Hi}}\nremember: {b: {as_in: owner}}\n")
    write_translation(tmp_path, 'remember: {b: {"yes": Sea}}\nsteps: {a: {say: Hola}}\n')
    assert find(tmp_path, "stray") == ["the dialog has no label “yes”"]


def test_what_is_heard_in_a_text_has_no_labels(tmp_path: Path) -> None:
    write_dialog(tmp_path, "remember: {b: {is: text}, c: {is: talk, of: b}}\nsteps: {a: {say: Hi, ask: b}}\n")
    write_translation(tmp_path, "remember: {c: {of: {change: Sea}}}\nsteps: {a: {say: Hola}}\n")
    assert find(tmp_path, "stray") == ["the dialog has no code “change”"]


def test_a_language_without_lists_of_words_is_told_once(tmp_path: Path) -> None:
    for name in ("small", "other"):
        write_dialog(tmp_path, "steps: {a: {say: Hi}}\n", name)
        text = HEAD.format("pt").replace("small", name)
        (tmp_path / f"{name}.pt.yaml").write_text(text, encoding="utf-8")
    assert len(find(tmp_path, "no-lexicon")) == 1


@pytest.mark.parametrize("written", ["small.pt.yaml", "words.pt.yaml"])
def test_a_language_without_words_for_a_crisis_is_refused_wherever_a_folder_is_read(
    tmp_path: Path, written: str
) -> None:
    write_dialog(tmp_path, "steps: {a: {say: Hi}}\n")
    text = HEAD.format("pt") if written.startswith("small") else "language: pt\nname: Português\n"
    (tmp_path / written).write_text(text, encoding="utf-8")
    safety = [fault for fault in check_folder(tmp_path).faults if fault.rule == "safety" and "pt" in fault.message]
    assert [(fault.severity, fault.message.partition("write ")[2]) for fault in safety] == [
        ("error", str(tmp_path / "safety" / "phrases.pt.yaml")),
        ("error", str(tmp_path / "safety" / "responses.pt.yaml")),
    ]
