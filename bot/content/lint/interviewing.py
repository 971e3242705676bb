"""The rules of motivational interviewing: looked at by `leeward check` and by the tests, never at start."""

from __future__ import annotations

from bot.content.lint import (
    RULES,
    fidelity,
    goals,
    permission,
    reached,
    reading,
    reflections,
    sustain,
    turns,
    upkeep,
    wording,
)
from bot.content.lint.subject import Rule

PATH_RULES = (
    Rule("L2", fidelity.find_poor_paths, proves=True),
    Rule("L2", fidelity.find_hidden_interviews),
    Rule("L3", turns.find_question_traps, proves=True),
    Rule("L4", turns.find_crowded_turns, proves=True),
    Rule("L5", permission.find_uninvited_advice, proves=True),
    Rule("L8", sustain.find_arguments, proves=True),
    Rule("L8", sustain.find_unknown_talk),
    Rule("L10", turns.find_bound_ends, proves=True),
    Rule("L11", goals.find_aimless_evoking, proves=True),
    Rule("L17", turns.find_unheard_ends, proves=True),
    Rule("L17", reached.find_unopened_dialogs),
)
"""What holds on every path of a dialog."""
WORD_RULES = (
    Rule("L4", wording.find_crowded_messages),
    Rule("L6", reflections.find_vague_reflections),
    Rule("L7", reflections.find_unreflected_options),
    Rule("L9", reflections.find_vague_affirmations),
    Rule("L9", wording.find_hollow_praise),
    Rule("L12", wording.find_ranked_goals),
    Rule("L13", wording.find_stigma),
    Rule("L13", wording.find_orders),
    Rule("L14", wording.find_own_numbers),
    Rule("L15", wording.find_promises),
    Rule("L16", reading.find_hard_words),
)
"""What holds of the words alone, wherever they stand."""
MI_RULES: tuple[Rule, ...] = (*PATH_RULES, *WORD_RULES)
UPKEEP_RULES = (
    Rule("untranslated", upkeep.find_gaps, severity="warning"),
    Rule("untranslated", upkeep.find_copies, severity="warning"),
    Rule("stale", upkeep.find_stale_texts, severity="warning"),
    Rule("variants", upkeep.find_fewer_variants, severity="warning"),
    Rule("marks", upkeep.find_lone_marks, severity="warning"),
)
"""What is left to do in translations."""
ALL_RULES = (*RULES, *MI_RULES, *UPKEEP_RULES)
"""Those called L1 to L18 have a page each in `docs/rules`."""
