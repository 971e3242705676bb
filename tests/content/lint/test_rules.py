"""Every rule: a small dialog that breaks it, and the place where it is caught."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.content.lint import RULES, lint
from tests.content.folders import HEAD, MARK, find_mark, write_dialog

if TYPE_CHECKING:
    from pathlib import Path

MOOD = "remember:\n  mood: {is: choice, of: {good: Good, mixed: Mixed, low: Low}}\n"
SCALE = "remember:\n  much: {is: scale, from: 0, to: 10}\n"
NOTE = "remember:\n  note: {is: text, up_to: 100}\n"
GO = "remember:\n  wish: {is: choice, of: {go: Go}}\n"
LONG = "x" * 4090
IN = "steps:\n  a: {say: In, mi: STRUCT, over: yes, wait: 5 seconds}\n"
OUT = "  b: {say: Out, mi: STRUCT, over: yes, wait: 5 seconds, again: {from: a, times: 2}}\n"
LAST = "  c: {say: That was it, mi: STRUCT, over: yes}\n"

BROKEN = [
    ("missing-step", "steps:\n  a: {say: Hello, mi: STRUCT, go: «b}\n"),
    ("missing-step", "steps:\n  a:\n    say: Hello\n    mi: STRUCT\n    go:\n      - {to: «b}\n"),
    ("missing-step", NOTE + "steps:\n  a: {say: Hello, mi: STRUCT, ask: note, skip: «b}\n"),
    ("missing-step", NOTE + "steps:\n  a: {say: Hi, mi: STRUCT, ask: note, silence: {after: 1 hour, go: «b}}\n"),
    ("missing-step", "renamed: {old: «b}\nsteps:\n  a: {say: Hello, mi: STRUCT}\n"),
    ("renamed", "renamed: {«a: end}\nsteps:\n  a: {say: Hello, mi: STRUCT}\n"),
    ("missing-dialog", "steps:\n  a: {run: «other}\n"),
    ("missing-dialog", "steps:\n  a: {later: {in: 1 day, run: «other}}\n"),
    ("no-coping", "steps:\n  a: {run: «{one_of: coping}}\n"),
    ("crowded-step", "steps:\n  a: {say: Hello, mi: STRUCT, «pick: [{say: Hi}]}\n"),
    ("crowded-step", NOTE + "steps:\n  a: {say: Hello, mi: STRUCT, ask: note, «wait: 1 minute}\n"),
    ("no-question", "steps:\n  a: {say: Hello, mi: STRUCT, «skip: end}\n"),
    ("no-words", NOTE + "steps:\n  a: {«ask: note}\n"),
    ("no-words", "steps:\n  a: {«wait: 1 minute}\n"),
    ("no-words", MOOD + "steps:\n  a: {«pick: [{if: {mood: low}, say: Hm}], mi: SR, ask: mood}\n"),
    (
        "no-skip",
        MOOD + "steps:\n  a:\n    {say: Hi, mi: STRUCT, ask: mood, «go: [{if: {mood: low}, to: end}, {to: end}]}\n",
    ),
    ("placeholder", "steps:\n  a: {mi: STRUCT, say: «'Hello {you}'}\n"),
    ("placeholder", "steps:\n  a:\n    say:\n      - Hello\n      - «Hello {you}\n    mi: STRUCT\n"),
    ("placeholder", "steps:\n  a: {say: «'{fact.nowhere}', mi: STRUCT}\n"),
    ("placeholder", "steps:\n  a: {say: «'an open { brace', mi: STRUCT}\n"),
    ("placeholder", NOTE + "steps:\n  a: {say: Hi, mi: SR, ask: note, retry: [«'{note.one}'], skip: end}\n"),
    ("over", "steps:\n  a: {say: Hello, mi: STRUCT, «over: yes}\n"),
    ("over", "steps:\n  a: {say: In, mi: STRUCT, «over: yes, wait: 5 seconds}\n  b: {say: Done, mi: AUT}\n"),
    ("over", IN + "  b: {mi: STRUCT, «over: yes}\n"),
    ("over", IN + "  b: {say: Out, mi: STRUCT, over: yes, «do: pause}\n"),
    ("over", IN.replace("5", "«3") + "  b: {say: Out, mi: STRUCT, over: yes}\n"),
    ("over", IN.replace("In", "«" + "and in " * 8) + "  b: {say: Out, mi: STRUCT, over: yes}\n"),
    ("over", IN + "  b: {say: «'{rounds_left}', mi: STRUCT, over: yes}\n"),
    ("over", IN + OUT.replace("from: a", "from: «x") + LAST),
    ("over", IN + OUT.replace("from: a", "from: «c") + LAST),
    ("over", "steps:\n  a: {say: In, mi: STRUCT, wait: 5 seconds}\n" + OUT.replace("again", "«again") + LAST),
    ("over", IN.replace("a: {", "«a: {") + OUT.replace("times: 2", "times: 30") + LAST),
    ("offer", MOOD + "steps:\n  a: {say: Hi, mi: SR, ask: mood, offer: {«lo: {mood: known}}, skip: end}\n"),
    ("offer", NOTE + "steps:\n  a: {say: Hi, mi: SR, ask: note, offer: {«low: {note: known}}, skip: end}\n"),
    ("offer", GO + "steps:\n  a: {say: Hi, mi: SR, ask: wish, «offer: {go: {wish: known}}, skip: end}\n"),
    ("talk-of", NOTE + "  heard: {is: talk, of: «mood}\nsteps:\n  a: {say: Hi, mi: SR, ask: note}\n"),
    ("talk-of", NOTE + "  heard: {is: talk, of: note}\nsteps:\n  a: {say: Hi, mi: SR, ask: «heard, skip: end}\n"),
    ("later", MOOD + "steps:\n  a: {later: {in: «mood, run: small}}\n  b: {say: Hi, mi: SR, ask: mood}\n"),
    ("later", MOOD + "steps:\n  a: {later: {at: «mood, run: small}}\n  b: {say: Hi, mi: SR, ask: mood}\n"),
    ("later", "steps:\n  a: {say: Hi, mi: SR, later: {in: «soon, run: small}}\n"),
    ("gap", MOOD + "steps:\n  a: {say: Hi, mi: SR, ask: mood, skip: end, «go: [{if: {mood: [good, low]}, to: end}]}\n"),
    (
        "gap",
        SCALE + "steps:\n  a: {say: Hi, mi: SR, ask: much, skip: b}\n"
        "  b: {«go: [{if: {much: 0..3}, to: end}, {if: {much: 4..10}, to: end}]}\n",
    ),
    (
        "overlap",
        SCALE + "steps:\n  a:\n    say: Hi\n    mi: SR\n    ask: much\n    skip: end\n    go:\n"
        "      - {if: {much: 0..4}, to: end}\n      - «{if: {much: 4..10}, to: end}\n",
    ),
    (
        "useless-case",
        MOOD + "steps:\n  a:\n    mi: SR\n    pick:\n"
        "      - {if: {mood: low}, say: Hm}\n      - {say: Hi}\n      - «{if: {mood: good}, say: Ah}\n",
    ),
    (
        "silent-pick",
        MOOD + "steps:\n  a: {say: Hi, mi: SR, ask: mood, skip: end}\n  b:\n    mi: SR\n    «pick:\n"
        "      - {if: {mood: low}, say: Hm}\n      - {if: {mood: good}, say: Ah}\n",
    ),
    ("unknown-shown", NOTE + "steps:\n  a: {say: Hi, mi: SR, ask: note}\n  b: {say: «'{note}', mi: SR}\n"),
    ("unknown-shown", NOTE + "steps:\n  a: {say: «'{note}', mi: SR, ask: note}\n"),
    ("unknown-shown", "remember: {note: {is: text, kept: person}}\nsteps:\n  a: {say: «'{note}', mi: SR}\n"),
    (
        "unknown-shown",
        NOTE + "steps:\n  a: {say: Hi, mi: SR, ask: note, skip: end}\n"
        "  b: {set: {note: nothing}}\n  c: {say: «'{note}', mi: SR}\n",
    ),
    ("pause", "steps:\n  a: {do: «pause}\n"),
    (
        "pause",
        (
            "remember: {pause_for: {is: choice, of: {1_day: A day}}}\n"
            "steps:\n  a: {say: Hi, mi: SR, ask: pause_for}\n  b: {do: «pause}\n"
        ),
    ),
    ("unreached", "steps:\n  a: {say: Hello, mi: STRUCT, go: end}\n  «b: {say: Hello, mi: STRUCT}\n"),
    (
        "unreached",
        MOOD + "steps:\n  a: {say: Hi, mi: SR, ask: mood, skip: end, go: b}\n"
        "  b: {go: [{if: {mood: known}, to: end}, {if: {mood: unknown}, to: c}]}\n  «c: {say: Hi, mi: SR}\n",
    ),
    ("no-end", NOTE + "steps:\n  «a: {say: Hi, mi: SR, ask: note, go: a}\n"),
    ("circle", NOTE + "steps:\n  «a: {say: Hi, mi: SR}\n  b: {go: [{if: {note: known}, to: end}, {to: a}]}\n"),
    ("skip-circle", NOTE + "steps:\n  a: {say: Hi, mi: SR, ask: note, skip: «a, go: end}\n"),
    ("run-circle", "steps:\n  a: {run: «small}\n"),
    ("too-long", f"remember: {{note: {{is: text}}}}\nsteps:\n  a: {{say: «'{{note}} {LONG}', mi: SR}}\n"),
    ("long-code", f"remember: {{mood: {{is: choice, of: {{«{'c' * 41}: Hi}}}}}}\nsteps: {{a: {{say: Hi, mi: SR}}}}\n"),
    ("long-label", f"remember: {{mood: {{is: choice, of: {{c: «{'c' * 41}}}}}}}\nsteps: {{a: {{say: Hi, mi: SR}}}}\n"),
    (
        "many-options",
        (
            "remember: {mood: {is: choice, «of: {a: A, b: B, c: C, d: D, e: E, f: F, g: G}}}\n"
            "steps: {a: {say: Hi, mi: SR, ask: mood}}\n"
        ),
    ),
    ("range", "remember: {much: {is: scale, from: 10, to: «0}}\nsteps: {a: {say: Hi, mi: SR}}\n"),
    ("late-silence", NOTE + "steps: {a: {say: Hi, mi: SR, ask: note, silence: {after: «3 days, go: end}}}\n"),
    ("L1", "steps:\n  «a: {say: Hello}\n"),
    ("value", MOOD + "steps:\n  a: {say: Hi, mi: SR, go: [{if: {mood: «hgh}, to: end}, {to: end}]}\n"),
    ("value", SCALE + "steps:\n  a: {say: Hi, mi: SR, go: [{if: {much: «8..11}, to: end}, {to: end}]}\n"),
    ("value", NOTE + "steps:\n  a: {say: Hi, mi: SR, go: [{if: {note: «x}, to: end}, {to: end}]}\n"),
    ("value", MOOD + "steps:\n  a: {set: {mood: «hgh}}\n"),
    ("unknown-value", "steps:\n  a: {say: Hi, mi: SR, ask: «mood}\n"),
    ("unknown-value", "steps:\n  a: {say: Hi, mi: SR, go: [{if: {«mood: low}, to: end}, {to: end}]}\n"),
    ("unknown-value", "steps:\n  a: {set: {«mood: low}}\n"),
    ("unknown-value", "remember: {goal: {as_in: «other}}\nsteps: {a: {say: Hi, mi: SR}}\n"),
    ("unknown-word", "steps:\n  a: {say: Hi, mi: SR, «skp: end}\n"),
    ("file-name", "steps: {a: {say: Hi, mi: SR}}\n"),
    ("L18", "steps: {a: {say: Hi, mi: SR}}\n"),
]


@pytest.mark.parametrize(("rule", "body"), [each for each in BROKEN if MARK in each[1]])
def test_a_fault_is_caught_where_it_stands(tmp_path: Path, rule: str, body: str) -> None:
    write_dialog(tmp_path, body)
    found = [(fault.rule, fault.line, fault.column) for fault in lint(tmp_path, facts={"emergency"})]
    assert (rule, *find_mark(body)) in found


def test_a_file_is_named_after_its_dialog(tmp_path: Path) -> None:
    write_dialog(tmp_path, "steps: {a: {say: Hi, mi: SR}}\n").rename(tmp_path / "other.yaml")
    assert [(fault.rule, fault.line, fault.column) for fault in lint(tmp_path)] == [("file-name", 1, 9)]


def test_an_unsigned_dialog_is_caught(tmp_path: Path) -> None:
    head = "dialog: {name}\nversion: 1\ntitle: A test\nlanguage: en\n"
    write_dialog(tmp_path, "steps: {a: {say: Hi, mi: SR}}\n", head=head)
    assert [fault.rule for fault in lint(tmp_path)] == ["L18"] * 4


@pytest.mark.parametrize(("by", "found"), [("someone, psychologist", 1), ("Someone Else", 0), ("", 0)])
def test_nobody_signs_their_own_words(tmp_path: Path, by: str, found: int) -> None:
    head = HEAD.replace('by: ""', f'by: "{by}"')
    write_dialog(tmp_path, "steps: {a: {say: Hi, mi: SR}}\n", head=head)
    assert [(fault.rule, fault.line, fault.column) for fault in lint(tmp_path)] == [("L18", 7, 16)] * found


def test_a_dialog_stands_in_one_place(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    write_dialog(tmp_path, "steps: {a: {say: Hi, mi: SR}}\n")
    write_dialog(tmp_path / "more", "steps: {a: {say: Hi, mi: SR}}\n")
    assert [(fault.rule, fault.line, fault.column) for fault in lint(tmp_path)] == [("duplicate-dialog", 1, 9)]


def test_a_command_opens_one_dialog(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_dialog(tmp_path, "command: go\nsteps: {a: {say: Hi, mi: SR}}\n", name)
    fault = lint(tmp_path)[0]
    assert (fault.rule, fault.file, fault.line) == ("duplicate-command", str(tmp_path / "two.yaml"), 8)


def test_dialogs_mean_the_same_by_what_they_keep(tmp_path: Path) -> None:
    write_dialog(tmp_path, "remember: {goal: {is: text, kept: person}}\nsteps: {a: {say: Hi, mi: SR}}\n", "one")
    write_dialog(tmp_path, "remember: {goal: {is: time, kept: person}}\nsteps: {a: {say: Hi, mi: SR}}\n", "two")
    assert [fault.rule for fault in lint(tmp_path)] == ["kept-conflict"]


def test_what_is_only_said_asks_nothing(tmp_path: Path) -> None:
    write_dialog(tmp_path, NOTE + "steps: {a: {say: Hi, mi: SR, ask: note}}\n", "moved_on")
    assert [fault.rule for fault in lint(tmp_path)] == ["only-said"]


def test_a_dialog_run_on_the_way_may_change_what_is_kept(tmp_path: Path) -> None:
    keeps = "remember: {goal: {is: text, kept: person}}\n"
    write_dialog(tmp_path, keeps + "steps: {a: {set: {goal: nothing}}}\n", "other")
    body = (
        keeps
        + "steps:\n  a: {say: Hi, mi: SR, ask: goal, skip: end}\n  b: {run: other}\n  c: {say: «'{goal}', mi: SR}\n"
    )
    write_dialog(tmp_path, body)
    found = [(fault.rule, fault.line, fault.column) for fault in lint(tmp_path)]
    assert found == [("unknown-shown", *find_mark(body))]


def test_a_sound_folder_has_no_faults(tmp_path: Path) -> None:
    write_dialog(tmp_path, SOUND)
    assert lint(tmp_path, facts={"emergency"}) == ()


def test_every_rule_is_tried() -> None:
    elsewhere = {"duplicate-command", "kept-conflict", "only-said"}
    assert {rule.id for rule in RULES} <= {rule for rule, _ in BROKEN} | elsewhere


def test_every_rule_says_what_it_wants() -> None:
    assert all(rule.find.__doc__ for rule in RULES)


SOUND = """\
remember:
  much:   {is: scale, from: 0, to: 10, low: not at all, high: most of all}
  reason: {is: text, sensitive: yes, as: reasons}
  what:   {is: choices, of: {a: One, b: Two, c: Three}}
  when:   {is: time}
  where:  {is: city, kept: person}
  drunk:  {is: amount, units: {glass: Glass}}
  sure:   {is: yes/no}

steps:
  ask_much:
    say: From 0 to 10?
    mi: Q_closed
    ask: much
    retry: Any number is fine.
    skip: ask_what
    go:
      - {if: {much: 0}, to: ask_what}
      - {if: {much: 1..10}, to: ask_reason}

  ask_reason: {say: "What makes it {much}?", mi: Q_open, ask: reason, skip: ask_what}

  reflect:
    mi: CR
    pick:
      - {if: {much: 1..3}, say: "{reason}, a little."}
      - {if: {much: 4..10}, say: "{reason}. {reasons.one}"}

  ask_what:
    say: Which?
    mi: Q_closed
    ask: what
    skip: ask_drunk
    go:
      - {if: {what: [a, b]}, to: ask_drunk}
      - {if: {what: c}, to: ask_drunk}

  ask_drunk:
    say: How much? In danger call {fact.emergency}.
    mi: Q_closed
    ask: drunk
    skip: close
    go:
      - {if: {drunk: 0..2}, to: ask_when}
      - {to: ask_sure}

  ask_when: {say: When?, mi: Q_closed, ask: when, skip: close}
  ask_where: {say: "{when}. Where?", mi: Q_closed, ask: where, skip: close, go: show_where}
  show_where: {say: "{where}", mi: SR, go: close}
  ask_sure:
    say: Sure?
    mi: Q_closed
    ask: sure
    skip: close
    go: [{if: {sure: yes}, to: close}, {if: {sure: no}, to: ask_much}]

  close: {say: Thanks., mi: AUT}
"""
assert MARK not in HEAD + SOUND


TALKED = """\
remember:
  note: {is: text}
  heard: {is: talk, of: note}
  goal: {is: text, kept: person}
  wish: {is: choice, of: {goal: The goal, look: Look round}}
steps:
  ask_note: {say: Hi, mi: SR, ask: note, skip: ask_wish}
  reflect:
    mi: SR
    pick:
      - {if: {heard: change}, say: A}
      - {if: {heard: [sustain, unsure]}, say: B}
  ask_wish:
    say: Where to?
    mi: SEEK
    ask: wish
    offer: {goal: {goal: known}}
    skip: end
    go:
      - {if: {wish: goal}, to: tell}
      - {if: {wish: look}, to: end}
  tell: {say: "{goal}", mi: SR}
  close:
    mi: AUT
    pick:
      - {if: {nested: yes}, say: Back to it.}
      - {if: {nested: no}, say: Take care.}
"""


def test_what_was_heard_is_known_once_the_text_is_answered_and_an_option_that_is_offered_has_its_reason(
    tmp_path: Path,
) -> None:
    write_dialog(tmp_path, TALKED)
    assert lint(tmp_path) == ()


def test_what_was_heard_is_not_known_after_a_skip(tmp_path: Path) -> None:
    body = (
        "remember: {note: {is: text}, heard: {is: talk, of: note}}\n"
        "steps:\n  a: {say: Hi, mi: SR, ask: note, skip: b}\n"
        "  b: {«go: [{if: {heard: change}, to: c}, {if: {heard: [sustain, unsure]}, to: c}]}\n"
        "  c: {say: Bye, mi: SR}\n"
    )
    write_dialog(tmp_path, body)
    assert [(fault.rule, fault.line, fault.column) for fault in lint(tmp_path)] == [("gap", *find_mark(body))]
