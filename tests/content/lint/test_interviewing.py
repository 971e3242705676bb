"""Rules on paths: small dialogs that break each of them, the place where it is caught, and others that keep to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.content.lint import lint
from bot.content.lint.interviewing import PATH_RULES
from tests.content.folders import HEAD, find_mark, write_dialog

if TYPE_CHECKING:
    from pathlib import Path

    from bot.content.faults import Fault

OPENED = HEAD + "command: try\n"
VALUES = """\
remember:
  goal: {is: text, kept: person}
  how:  {is: choice, of: {a: Stay, b: Unsure, c: Less}, talk: {a: sustain, c: change}}
  what: {is: choice, of: {a: A, b: B}}
  note: {is: text}
  more: {is: yes/no}
  much: {is: scale, talk: change}
steps:
"""
SHORT = {
    "OPEN": "say: How?, mi: Q_open, ask: what",
    "CLOSED": "say: How?, mi: Q_closed, ask: what",
    "VIEW": "say: How?, mi: SEEK, ask: what",
    "FREE": "say: How?, mi: Q_open, ask: note",
    "WISH": "say: How?, mi: Q_open, ask: how",
    "RULER": "say: How much?, mi: Q_open, ask: much",
    "GOAL": "say: What?, mi: Q_open, ask: goal",
    "DEEP": "say: Oh., mi: CR",
    "FLAT": "say: Oh., mi: SR",
    "REST": "say: Rest., mi: STRUCT, wait: 1 minute",
    "TELL": "say: Do this., mi: PWP",
    "CLOSE": "say: You decide., mi: AUT",
}
"""What the steps of the examples are short for."""


def spell(steps: str, head: str = "") -> str:
    """The body of a dialog with these steps."""
    return head + VALUES + re.sub("|".join(SHORT), lambda word: SHORT[word[0]], steps.strip("\n")) + "\n"


POOR = {
    "a loop that asks twice and reflects once": (
        """
  a: {OPEN, skip: close}
  b: {CLOSED, skip: c}
  c: {DEEP}
  d: {say: More?, mi: SEEK, ask: more, skip: close, go: [{if: {more: yes}, to: a}, {if: {more: no}, to: close}]}
  close: {CLOSE}
""",
        "2 answered questions and 1 reflection",
    ),
    "one complex reflection of three": (
        """
  a: {OPEN, skip: close}
  b: {FLAT}
  c: {OPEN, skip: d}
  d: {FLAT}
  e: {OPEN, skip: f}
  f: {DEEP}
  close: {CLOSE}
""",
        "1 of 3 reflections are complex",
    ),
    "a loop that waits, and waits again": (
        """
  a: {REST}
  b: {REST}
  c: {say: On?, mi: STRUCT, ask: more, skip: d, go: [{if: {more: yes}, to: a}, {if: {more: no}, to: d}]}
  d: {OPEN, skip: e}
  e: {DEEP}
  close: {CLOSE}
""",
        "8 turns and 1 open question",
    ),
    "a lone simple reflection": (
        """
  a: {OPEN, skip: close}
  b: {FLAT}
  close: {CLOSE}
""",
        "0 of 1 reflection",
    ),
}

BROKEN = {
    "L3 a third question": """
  a: {OPEN, skip: b}
  b: {CLOSED, skip: c}
  «c: {VIEW, skip: d}
  d: {DEEP}
  close: {CLOSE}
""",
    "L3 a loop of questions": """
  a: {OPEN, skip: close}
  «b: {say: More?, mi: SEEK, ask: more, skip: c, go: [{if: {more: yes}, to: b}, {if: {more: no}, to: c}]}
  c: {DEEP}
  close: {CLOSE}
""",
    "L3 free words, and then something else": """
  «a: {FREE, skip: c}
  b: {REST}
  c: {DEEP}
  close: {CLOSE}
""",
    "L3 free words at the end": """
  «a: {FREE, skip: close, go: end}
  close: {CLOSE}
""",
    "L5 nobody was asked": """
  a: {OPEN, skip: b}
  b: {DEEP}
  «c: {TELL}
  d: {VIEW, skip: e}
  e: {DEEP}
  close: {CLOSE}
""",
    "L5 a no leads to the same words": """
  a: {say: May I?, mi: SEEK, ask: more, skip: close}
  «b: {TELL}
  c: {OPEN, skip: d}
  d: {DEEP}
  close: {CLOSE}
""",
    "L5 one yes is not two": """
  a: {say: May I?, mi: SEEK, ask: more, skip: c, go: [{if: {more: yes}, to: b}, {if: {more: no}, to: close}]}
  b: {TELL}
  c: {OPEN, skip: d}
  d: {DEEP}
  «e: {TELL}
  f: {VIEW, skip: g}
  g: {DEEP}
  close: {CLOSE}
""",
    "L5 a skip is no yes": """
  a: {say: May I?, mi: SEEK, ask: more, skip: b, go: [{if: {more: yes}, to: b}, {if: {more: no}, to: c}]}
  «b: {TELL}
  c: {OPEN, skip: d}
  d: {DEEP}
  close: {CLOSE}
""",
    "L5 nobody asks what the person makes of it": """
  a: {OPEN, skip: b}
  b: {DEEP}
  c: {say: May I?, mi: SEEK, ask: more, skip: e, go: [{if: {more: yes}, to: d}, {if: {more: no}, to: e}]}
  «d: {TELL}
  e: {DEEP}
  close: {CLOSE}
""",
    "L5 another question comes first": """
  «a: {TELL}
  b: {CLOSED, skip: c}
  c: {OPEN, skip: d}
  d: {DEEP}
  close: {CLOSE}
""",
    "L8 praise instead of a reflection": """
  «a: {WISH, skip: close}
  b: {say: Strong of you., mi: AF}
  c: {DEEP}
  close: {CLOSE}
""",
    "L8 advice after the reflection": """
  «a: {WISH, skip: close}
  b: {DEEP}
  c: {TELL}
  close: {CLOSE}
""",
    "L8 a reflection, and no freedom": """
  «a: {WISH, skip: close}
  b: {DEEP}
  c: {REST}
  close: {CLOSE}
""",
    "L8 nothing at all": """
  «a: {WISH, skip: close, go: end}
  close: {CLOSE}
""",
    "L10 an end without freedom": """
  a: {OPEN, skip: close}
  «b: {DEEP, go: end}
  close: {CLOSE}
""",
    "L10 a skip that ends it": """
  «a: {OPEN, skip: end}
  b: {DEEP}
  close: {CLOSE}
""",
    "L11 no goal is known": """
  «a: {RULER, skip: close}
  b: {DEEP}
  close: {CLOSE}
""",
    "L11 a goal may be skipped": """
  a: {GOAL, skip: c}
  b: {DEEP}
  «c: {RULER, skip: close}
  d: {DEEP}
  close: {CLOSE}
""",
    "L17 the last answer is not taken up": """
  a: {OPEN, skip: close}
  «close: {CLOSE}
""",
    "L17 the last of many answers is not taken up": """
  a: {OPEN, skip: close}
  b: {DEEP}
  c: {OPEN, skip: close}
  d: {REST}
  «close: {CLOSE}
""",
}

SOUND = {
    "a dialog that says nothing": """
  a: {go: end}
""",
    "a question that is skipped needs no reflection": """
  a: {OPEN, skip: close}
  b: {DEEP}
  close: {CLOSE}
""",
    "a loop that reflects each answer": """
  a: {OPEN, skip: close}
  b: {DEEP}
  c: {say: More?, mi: SEEK, ask: more, skip: close, go: [{if: {more: yes}, to: a}, {if: {more: no}, to: close}]}
  close: {CLOSE}
""",
    "a simple and a complex reflection in one turn count as a complex one": """
  a: {OPEN, skip: close}
  b: {FLAT}
  c: {DEEP}
  close: {CLOSE}
""",
    "three skips in a row": """
  a: {OPEN, skip: c}
  b: {DEEP}
  c: {CLOSED, skip: e}
  d: {DEEP}
  e: {VIEW, skip: g}
  f: {DEEP}
  g: {OPEN, skip: close}
  h: {DEEP}
  close: {CLOSE}
""",
    "whoever opened the dialog asked for what it tells first": """
  a: {TELL}
  b: {OPEN, skip: close}
  c: {DEEP}
  close: {CLOSE}
""",
    "a practical dialog that was opened may tell at any time, and end as it likes": """
  a: {VIEW}
  b: {TELL}
""",
    "permission, information, and what the person makes of it": """
  a: {OPEN, skip: b}
  b: {DEEP}
  c: {say: May I?, mi: SEEK, ask: more, skip: close, go: [{if: {more: yes}, to: d}, {if: {more: no}, to: close}]}
  d: {TELL}
  e: {VIEW, skip: f}
  f: {DEEP}
  close: {CLOSE}
""",
    "silence cuts a path short": """
  a: {OPEN, skip: close, silence: {after: 1 hour, go: end}}
  b: {DEEP}
  close: {CLOSE}
""",
    "talk against change is reflected and left": """
  a: {WISH, skip: close}
  b: {DEEP}
  close: {CLOSE}
""",
    "talk against change is reflected before another question": """
  a: {WISH, skip: close}
  b: {DEEP}
  c: {OPEN, skip: close}
  d: {DEEP}
  close: {CLOSE}
""",
    "talk for change may be affirmed": """
  a: {WISH, skip: close, go: [{if: {how: c}, to: b}, {to: c}]}
  b: {say: You looked closely., mi: AF}
  c: {DEEP}
  close: {CLOSE}
""",
    "the goal is asked for first": """
  a: {GOAL, skip: close}
  b: {DEEP}
  c: {go: [{if: {goal: known}, to: d}, {to: close}]}
  d: {RULER, skip: close}
  e: {DEEP}
  close: {CLOSE}
""",
}


def check(folder: Path, body: str, head: str = OPENED) -> tuple[Fault, ...]:
    """The faults of this dialog that the rules on paths find."""
    write_dialog(folder, body, head=head)
    return lint(folder, rules=PATH_RULES)


@pytest.mark.parametrize("what", POOR)
def test_a_poor_path_is_found_and_told(tmp_path: Path, what: str) -> None:
    steps, told = POOR[what]
    faults = [fault for fault in check(tmp_path, spell(steps)) if fault.rule == "L2"]
    assert [(fault.line, fault.column) for fault in faults] == [(1, 9)]
    assert told in faults[0].message
    assert faults[0].path[0].startswith("bot: ")


@pytest.mark.parametrize("what", BROKEN)
def test_a_fault_is_caught_where_it_stands(tmp_path: Path, what: str) -> None:
    body = spell(BROKEN[what])
    found = [(fault.rule, fault.line, fault.column) for fault in check(tmp_path, body)]
    assert (what.split(maxsplit=1)[0], *find_mark(body, head=OPENED)) in found


@pytest.mark.parametrize("what", SOUND)
def test_what_keeps_to_the_rules_raises_nothing(tmp_path: Path, what: str) -> None:
    assert check(tmp_path, spell(SOUND[what])) == ()


def test_an_interview_does_not_call_itself_practical(tmp_path: Path) -> None:
    body = spell("  a: {OPEN}\n", head="kind: «practical\n")
    assert [(fault.rule, fault.line, fault.column) for fault in check(tmp_path, body)] == [
        ("L2", *find_mark(body, head=OPENED))
    ]


def test_a_dialog_without_an_open_question_may_call_itself_an_interview(tmp_path: Path) -> None:
    steps = "  a: {VIEW}\n"
    assert check(tmp_path, spell(steps)) == ()
    assert [fault.rule for fault in check(tmp_path, spell(steps, head="kind: mi\n"))] == ["L10"]


def test_talk_is_marked_on_options_that_are_there(tmp_path: Path) -> None:
    body = spell("  a: {CLOSE}\n").replace("{a: sustain", "{«x: sustain")
    found = [(fault.rule, fault.line, fault.column) for fault in check(tmp_path, body)]
    assert found == [("L8", *find_mark(body, head=OPENED))]


def test_options_that_nothing_tells_apart_are_looked_at_together(tmp_path: Path) -> None:
    body = spell("  «a: {WISH, skip: close}\n  b: {REST}\n  c: {DEEP}\n  close: {CLOSE}\n")
    rules = [(fault.rule, fault.line, fault.column) for fault in check(tmp_path, body)]
    assert ("L8", *find_mark(body, head=OPENED)) in rules


def test_a_dialog_that_nothing_opens_is_found(tmp_path: Path) -> None:
    faults = check(tmp_path, spell("  a: {CLOSE}\n"), head=HEAD)
    assert [(fault.rule, fault.line, fault.column) for fault in faults] == [("L17", 1, 9)]


@pytest.mark.parametrize("runs", ["run: small", "later: {in: 1 day, run: small}"])
def test_a_dialog_may_be_opened_by_another(tmp_path: Path, runs: str) -> None:
    write_dialog(tmp_path, f"steps:\n  a: {{{runs}}}\n", name="other", head=OPENED)
    assert check(tmp_path, spell("  a: {CLOSE}\n"), head=HEAD) == ()


def test_dialogs_that_open_only_each_other_are_found(tmp_path: Path) -> None:
    for name, other in (("one", "two"), ("two", "one")):
        write_dialog(tmp_path, f"steps:\n  a: {{say: Hi., mi: STRUCT, run: {other}}}\n", name=name)
    assert [fault.rule for fault in lint(tmp_path, rules=PATH_RULES)] == ["L17", "L17"]


def test_the_program_opens_its_own(tmp_path: Path) -> None:
    (tmp_path / "always").mkdir()
    write_dialog(tmp_path / "always", "steps:\n  a: {say: Hi., mi: STRUCT}\n")
    assert lint(tmp_path, rules=PATH_RULES) == ()


def test_another_dialog_on_the_way_has_its_own_rules(tmp_path: Path) -> None:
    write_dialog(tmp_path, "steps: {a: {say: Hi., mi: STRUCT}}\n", name="other")
    body = spell("  a: {OPEN, skip: b}\n  b: {say: Oh., mi: CR, run: other, go: end}\n")
    assert check(tmp_path, body) == ()


def test_a_path_is_told_as_a_conversation(tmp_path: Path) -> None:
    write_dialog(tmp_path, "steps: {a: {say: Hi., mi: STRUCT}}\n", name="other")
    body = spell(
        """
  a: {GOAL, skip: c}
  b: {DEEP}
  c: {OPEN, skip: d}
  d: {pick: [{if: {what: b}, say: Oh.}, {say: Ah.}], mi: CR}
  e: {run: other}
  f: {REST}
  g: {say: Bye., mi: STRUCT}
"""
    )
    (told,) = [fault.path for fault in check(tmp_path, body) if fault.rule == "L10"]
    assert told == (
        "bot: What? [Q_open]",
        "person: (skips)",
        "bot: How? [Q_open]",
        "person: (skips)",
        "bot: Ah. [CR]",
        "(other is played)",
        "bot: Rest. [STRUCT]",
        "person: (waits)",
        "bot: Bye. [STRUCT]",
    )
