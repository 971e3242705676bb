"""The shipped dialogs keep to every rule."""

from __future__ import annotations

from bot.content.library import default_folder
from bot.content.lint import lint
from bot.content.lint.interviewing import ALL_RULES


def test_the_shipped_dialogs_keep_to_every_rule_without_a_warning() -> None:
    assert lint(default_folder(), rules=ALL_RULES) == ()
