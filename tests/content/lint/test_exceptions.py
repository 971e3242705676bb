"""What an author allows, with a reason, is no fault; and nothing more is allowed than is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.lint import lint
from bot.content.lint.subject import Finding, Rule
from tests.content.folders import find_mark, write_dialog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.content.lint.subject import Subject

REASON = "heard in practice"


def find_shouting(subject: Subject) -> Iterator[Finding]:
    """Nobody shouts."""
    for name, step in subject.dialog.steps.items():
        if any("!" in text for phrase in step.phrases for text in phrase.variants):
            yield Finding(("steps", name, "say"), "shouts", path=("bot: Hi!",))


def find_shouted_labels(subject: Subject) -> Iterator[Finding]:
    """Nobody is made to shout."""
    for name in subject.dialog.variables:
        yield Finding(("remember", name, "of"), "shouts", severity="warning")


RULES = (Rule("L4", find_shouting), Rule("L4", find_shouted_labels))


def check(folder: Path, body: str) -> list[tuple[str, str, int, int]]:
    write_dialog(folder, body)
    return [(fault.rule, fault.severity, fault.line, fault.column) for fault in lint(folder, rules=RULES)]


def test_a_step_may_allow_a_rule(tmp_path: Path) -> None:
    body = f"steps:\n  a: {{say: Hi!, mi: SR, allow: {{L4: {REASON}}}}}\n  b: {{say: «Hi!, mi: SR}}\n"
    assert check(tmp_path, body) == [("L4", "error", *find_mark(body))]


def test_the_head_may_allow_a_rule_for_all_steps(tmp_path: Path) -> None:
    assert check(tmp_path, f"allow: {{L4: {REASON}}}\nsteps:\n  a: {{say: Hi!, mi: SR}}\n") == []


def test_a_step_may_allow_what_is_found_of_the_value_that_it_asks_for(tmp_path: Path) -> None:
    value = "remember: {what: {is: choice, of: {a: A}}}\n"
    body = value + f"steps:\n  a: {{say: Hi, mi: SR, ask: what, allow: {{L4: {REASON}}}}}\n"
    assert check(tmp_path, body) == []


def test_a_finding_has_its_own_severity_and_path(tmp_path: Path) -> None:
    write_dialog(tmp_path, "remember: {what: {is: choice, of: {a: A}}}\nsteps:\n  a: {say: Hi!, mi: SR, ask: what}\n")
    found = [(fault.severity, fault.path) for fault in lint(tmp_path, rules=RULES)]
    assert found == [("warning", ()), ("error", ("bot: Hi!",))]


def test_an_allow_that_nothing_needs_is_a_warning(tmp_path: Path) -> None:
    body = f"steps:\n  a: {{say: Hi, mi: SR, allow: {{«L4: {REASON}}}}}\n"
    assert check(tmp_path, body) == [("needless-allow", "warning", *find_mark(body))]
    body = f"allow: {{«L4: {REASON}}}\nsteps:\n  a: {{say: Hi, mi: SR}}\n"
    assert check(tmp_path, body) == [("needless-allow", "warning", *find_mark(body))]


def test_what_was_not_looked_for_is_not_called_needless(tmp_path: Path) -> None:
    write_dialog(tmp_path, f"steps:\n  a: {{say: Hi, mi: SR, allow: {{L4: {REASON}}}}}\n")
    assert lint(tmp_path) == ()


def test_an_exception_has_a_reason_and_names_a_rule(tmp_path: Path) -> None:
    for allowed in ('L4: «""', "«L99: because"):
        body = f"steps:\n  a: {{say: Hi, mi: SR, allow: {{{allowed}}}}}\n"
        assert check(tmp_path, body) == [("value", "error", *find_mark(body))]
