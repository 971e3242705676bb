"""The rules of motivational interviewing: looked at by `leeward check` and by the tests, never at start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.lint import RULES

if TYPE_CHECKING:
    from bot.content.lint.subject import Rule

MI_RULES: tuple[Rule, ...] = ()
"""Each has a page in `docs/rules`."""
ALL_RULES = (*RULES, *MI_RULES)
