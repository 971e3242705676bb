"""The shipped dialogs keep to the rules on paths."""

from __future__ import annotations

from bot.content.library import default_folder
from bot.content.lint import lint
from bot.content.lint.interviewing import PATH_RULES


def test_every_path_of_the_shipped_dialogs_keeps_to_the_rules() -> None:
    assert lint(default_folder(), rules=PATH_RULES) == ()
