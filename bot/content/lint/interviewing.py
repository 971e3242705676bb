"""The rules of motivational interviewing: looked at by `leeward check` and by the tests, never at start."""

from __future__ import annotations

from bot.content.lint import RULES, fidelity, goals, permission, reached, sustain, turns
from bot.content.lint.subject import Rule

PATH_RULES = (
    Rule("L2", fidelity.find_poor_paths, proves=True),
    Rule("L2", fidelity.find_hidden_interviews),
    Rule("L3", turns.find_question_traps, proves=True),
    Rule("L5", permission.find_uninvited_advice, proves=True),
    Rule("L8", sustain.find_arguments, proves=True),
    Rule("L8", sustain.find_unknown_talk),
    Rule("L10", turns.find_bound_ends, proves=True),
    Rule("L11", goals.find_aimless_evoking, proves=True),
    Rule("L17", turns.find_unheard_ends, proves=True),
    Rule("L17", reached.find_unopened_dialogs),
)
"""What holds on every path of a dialog."""
MI_RULES: tuple[Rule, ...] = PATH_RULES
"""Each has a page in `docs/rules`."""
ALL_RULES = (*RULES, *MI_RULES)
