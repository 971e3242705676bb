"""Every id that a fault can have is explained."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bot.content
from bot.content.rule_pages import find_page, list_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTENT = Path(bot.content.__file__).parent
ID_AT = {"fault": 1, "key_fault": 1, "refuse": 1, "place": 1, "Fault": 3, "Rule": 0}
"""The position of the id in each call that makes a fault, or a rule."""


def find_ids(path: Path) -> Iterator[str]:
    """Every id that a file of the program gives to a fault, as an argument or as a constant of the file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id: each.value.value
        for each in tree.body
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        position = ID_AT.get(getattr(call.func, "attr", getattr(call.func, "id", "")))
        given = [each.value for each in call.keywords if each.arg == "rule"]
        if position is not None:
            position -= sum(isinstance(each, ast.Starred) for each in call.args)  # line and column in one
            given += call.args[position : position + 1]
        for each in given:
            found = constants.get(each.id) if isinstance(each, ast.Name) else getattr(each, "value", None)
            if isinstance(found, str) and found:
                yield found


def test_every_id_has_a_page_and_every_section_an_id() -> None:
    given = {found for path in CONTENT.rglob("*.py") for found in find_ids(path)}
    assert given == set(list_rules()), "Each id has a section in docs/rules/structure.md, and each section an id."


def test_pages_are_found_in_small_letters_and_in_capitals() -> None:
    assert find_page("l5") == find_page("L5")
    assert find_page("No-End").startswith("# `no-end`\n")


def test_an_unknown_rule_gets_the_nearest_and_all() -> None:
    with pytest.raises(LookupError, match=r"There is no rule “no-and”; did you mean “no-end”\? The rules are L1, L2,"):
        find_page("no-and")
    with pytest.raises(LookupError, match=r"There is no rule “zzzz”\. The rules are"):
        find_page("zzzz")
