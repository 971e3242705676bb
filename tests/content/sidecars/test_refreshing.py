"""Translations that are begun, and refreshed when the dialog has changed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.content.lint import lint
from bot.content.sidecars import draft_all, find_refused
from bot.content.sources import read_sources
from tests.content.folders import write_dialog
from tests.content.sidecars.refreshing import draft, refresh, refresh_steps

BODY = """\
menu: A line
remember:
  mood: {is: choice, of: {good: Good, low: Low}}
  sure: {is: yes/no, yes: I am}
  much: {is: scale, low: little}
  reason: {is: text}
steps:
  look: {go: ask}
  ask:
    say: [How is it?, How now?]
    ask: mood
    retry: Tap one.
  answer:
    pick:
      - {if: {mood: good, reason: known}, say: Good to hear.}
      - if: {mood: [low]}
        say:
          - |-
            That is hard:
              “{reason}”

            So it is.
          - Low.
      - {say: "Fine: yes."}
"""
BEGUN = """\
# yaml-language-server: $schema={schema}
dialog: small
language: es
version: 1
# en: A test
title: TODO
# en: A line
menu: TODO

remember:
  mood:
    of:
      # en: Good
      good: TODO
      # en: Low
      low: TODO
  sure:
    # en: I am
    yes: TODO
  much:
    # en: little
    low: TODO

steps:
  ask:
    say:
      # en: How is it?
      - TODO
      # en: How now?
      - TODO
    # en: Tap one.
    retry: TODO

  answer:
    pick:
      # if {mood: good, reason: known}
      # en: Good to hear.
      - TODO
      # if {mood: low}
      # en: That is hard:
      #       “{reason}”
      #
      #     So it is.
      - - TODO
        # en: Low.
        - TODO
      # otherwise
      # en: Fine: yes.
      - TODO
"""


def test_a_translation_is_begun_with_every_text_of_the_dialog_above_its_place(tmp_path: Path) -> None:
    begun = draft(tmp_path, BODY)
    first, _, rest = begun.after.partition("\n")
    assert first.startswith("# yaml-language-server: $schema=")
    assert rest == BEGUN.partition("\n")[2]
    assert (begun.path.name, begun.before, begun.texts, begun.gaps, begun.stale) == ("small.es.yaml", None, 13, 13, 0)


def test_what_was_begun_fits_its_dialog_and_is_left_as_it_is(tmp_path: Path) -> None:
    after = refresh(tmp_path, BODY)
    (tmp_path / "small.es.yaml").write_text(after, encoding="utf-8")
    assert {fault.rule for fault in lint(tmp_path) if fault.file.endswith(".es.yaml")} == set()
    assert not draft(tmp_path, BODY, after).changes


@pytest.mark.parametrize(
    "text",
    [
        "¿Cómo va?",
        "'It''s “{x}”' # behind",
        '"a: b\\u00e9"',
        '"one\n      two\n\n      three"',
        "plain words\n      going on",
        "|-\n      one\n        two\n\n      three",
        ">-\n      folded\n      words",
        ">+  # a comment in here\n      folded\n\n",
        "|2-\n        two spaces first\n      none",
    ],
)
def test_a_text_stays_as_its_translator_wrote_it(tmp_path: Path, text: str) -> None:
    written = f"  ask:\n    # en: How?\n    say: {text.rstrip()}\n"
    assert refresh_steps(tmp_path, "  ask: {say: How?}\n", written) == written


def test_a_text_is_moved_into_a_list_with_its_lines(tmp_path: Path) -> None:
    written = "  ask:\n   # note\n   # en: How?\n   say: |-\n          one\n            two\n"
    assert refresh_steps(tmp_path, "  ask: {say: [Who?, How?]}\n", written) == (
        "  ask:\n    say:\n      # en: Who?\n      - TODO\n      # note\n      # en: How?\n      - |-\n"
        "        one\n          two\n"
    )


def test_a_text_whose_lines_cannot_be_moved_keeps_its_words(tmp_path: Path) -> None:
    written = "  ask:\n    say: |4\n             deep\n        less\n"
    assert refresh_steps(tmp_path, "  ask: {say: How?}\n", written).endswith(r'say: "     deep\nless\n"' + "\n")


COMMENTED = """\
# about the file
dialog: small # its name
language: es
version: 1
# about the title
# en: A test
title: Una prueba # behind the title

# about the steps
steps:
  # about asking
  ask:
    # about saying
    say:
      # of the first
      # en: How?
      - ¿Cómo?
      # of the second
      # en: Who?
      - >- # folded
        ¿Quién?
# below all
"""


def test_comments_of_the_translator_stay(tmp_path: Path) -> None:
    wide = COMMENTED.replace("\n  #", "\n\n  #").replace("steps:", "\nsteps:").replace(" #", "   #")
    after = refresh(tmp_path, "steps: {ask: {say: [How?, Who?]}}", COMMENTED)
    assert after.partition("\n")[2] == COMMENTED
    assert refresh(tmp_path, "steps: {ask: {say: [How?, Who?]}}", wide).replace(">-   #", ">- #") == after


def test_comments_that_cannot_stay_where_they_are_go_above(tmp_path: Path) -> None:
    written = "  ask: # one\n    say: [a, # two\n      b] # three\n    retry: # four\n      # five\n      c\n"
    assert refresh_steps(tmp_path, "  ask: {say: [A, B], ask: x, retry: C}\nremember: {x: {is: text}}\n", written) == (
        "  # one\n  ask:\n    say:\n      # en: A\n      - a # two\n      # en: B\n      - b # three\n"
        "    # four\n    # five\n    # en: C\n    retry: c\n"
    )


def test_a_text_that_was_translated_from_other_words_says_so_until_somebody_has_looked(tmp_path: Path) -> None:
    before = refresh_steps(tmp_path, "  ask: {say: How?}\n", "  ask:\n    # en: How?\n    say: ¿Cómo?\n")
    changed = "  ask:\n    # en was: How?\n    # en: Why?\n    say: ¿Cómo?\n"
    assert refresh_steps(tmp_path, "  ask: {say: Why?}\n", before) == changed
    again = changed.replace("en: Why?", "en: What?")
    assert refresh_steps(tmp_path, "  ask: {say: What?}\n", changed) == again
    assert refresh_steps(tmp_path, "  ask: {say: How?}\n", again) == before
    looked = "  ask:\n    # en: What?\n    say: ¿Qué?\n"
    assert refresh_steps(tmp_path, "  ask: {say: What?}\n", looked) == looked


def test_texts_without_a_comment_belong_to_the_version_in_the_head(tmp_path: Path) -> None:
    written = "dialog: small\nlanguage: es\nversion: {}\ntitle: Una prueba\n"
    body = "steps: {a: {say: Hi}}"
    old, new = (draft(tmp_path, body, written.format(version)) for version in (3, 1))
    assert "version: 1\n# en was: (not recorded)\n# en: A test\ntitle: Una prueba\n" in old.after
    assert (old.stale, old.gaps) == (1, 1)
    assert "version: 1\n# en: A test\ntitle: Una prueba\n" in new.after
    assert (new.stale, new.gaps) == (0, 1)


def test_variants_and_cases_that_change_places_take_their_translations_with_them(tmp_path: Path) -> None:
    asked = "  ask:\n    say:\n      # en: A\n      - a\n      # en: B\n      - b\n"
    assert refresh_steps(tmp_path, "  ask: {say: [C, B, A]}\n", asked) == (
        "  ask:\n    say:\n      # en: C\n      - TODO\n      # en: B\n      - b\n      # en: A\n      - a\n"
    )
    picked = (
        "  ask:\n    pick:\n      # en: A\n      - - a\n        # en: B\n        - b\n"
        "      # mine\n      # en: C\n      - c\n"
    )
    assert refresh_steps(tmp_path, "  ask: {pick: [{if: {x: 1}, say: C}, {say: [A, B]}]}\n", picked) == (
        "  ask:\n    pick:\n      # if {x: 1}\n      # mine\n      # en: C\n      - c\n"
        "      # otherwise\n      # en: A\n      - - a\n        # en: B\n        - b\n"
    )


def test_what_is_heard_in_a_text_has_no_labels(tmp_path: Path) -> None:
    body = "remember: {why: {is: text}, heard: {is: talk, of: why}}\nsteps: {a: {say: Hi, ask: why}}\n"
    assert "heard" not in refresh(tmp_path, body)


def test_more_variants_than_the_dialog_has_are_kept(tmp_path: Path) -> None:
    written = "  ask:\n    say:\n      # en: A\n      - a\n      - más\n"
    assert refresh_steps(tmp_path, "  ask: {say: A}\n", written) == written
    assert refresh_steps(tmp_path, "  ask: {say: [A, B]}\n", written) == (
        "  ask:\n    say:\n      # en: A\n      - a\n      # en: B\n      - TODO\n      - más\n"
    )


def test_what_the_dialog_has_no_more_is_kept_in_a_comment_at_the_end(tmp_path: Path) -> None:
    written = """\
  gone:
    # mine
    # en: Who?
    say: |-
      ¿Quién
      es?
    # en: Once more
    retry: TODO
  ask:
    say:
      # en: A
      - a
      # en: B
      - b # behind
"""
    after = refresh_steps(tmp_path, "  ask: {say: B}\n", written)
    assert after == (
        "  ask:\n    # en: B\n    say: b # behind\n\n"
        "# No longer in the dialog, and never said. Take away what is of no use:\n"
        "# steps.gone.say.0\n#   # mine\n#   en: Who?\n#   |-\n#     ¿Quién\n#     es?\n"
        "# steps.ask.say.0\n#   en: A\n#   a\n"
    )
    assert refresh_steps(tmp_path, "  ask: {pick: [{say: C}]}\n", after) == (
        "  ask:\n    pick:\n      # otherwise\n      # en: C\n      - TODO\n\n"
        f"{after.partition('behind')[2].strip()}\n# steps.ask.say.0\n#   # behind\n#   en: B\n#   b\n"
    )


def test_a_renamed_step_takes_its_texts_with_it(tmp_path: Path) -> None:
    body = "  new: {say: A}\nrenamed: {old: new}\n"
    written = "  # mine\n  old:\n    # en: A\n    say: a\n"
    assert refresh_steps(tmp_path, body, written) == written.replace("old", "new")
    both = refresh_steps(tmp_path, body, f"{written}  new:\n    say: b\n")
    assert both.startswith("  new:\n    # en: A\n    say: b\n\n# No longer")
    assert both.endswith("# mine\n# steps.old.say.0\n#   en: A\n#   a\n")


def test_windows_line_ends_become_others(tmp_path: Path) -> None:
    written = "dialog: small\r\nlanguage: es\r\nversion: 1\r\n# mine\r\ntitle: |-\r\n  Una\r\n  prueba\r\n"
    after = refresh(tmp_path, "steps: {a: {go: end}}", written)
    assert "# mine\n# en: A test\ntitle: |-\n  Una\n  prueba\n" in after
    assert "\r" not in after


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    begun = draft(tmp_path, BODY)
    begun.write()
    begun.path.chmod(0o640)
    changed = draft(tmp_path, BODY.replace("Tap one", "Tap any"))
    changed.write()
    assert stat.S_IMODE(begun.path.stat().st_mode) == 0o640
    assert begun.path.read_text(encoding="utf-8") == changed.after
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small.es.yaml", "small.yaml"]


def test_faulty_files_and_dialogs_in_the_language_itself_are_passed_over(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        write_dialog(tmp_path, "steps: {a: {say: Hi}}", name)
    (tmp_path / "one.es.yaml").write_text("dialog: [", encoding="utf-8")
    (tmp_path / "one.pt.yaml").write_text("dialog: [", encoding="utf-8")
    (tmp_path / "two.yaml").write_text("dialog: two\n", encoding="utf-8")
    spanish = (tmp_path / "three.yaml").read_text(encoding="utf-8").replace("language: en", "language: es")
    (tmp_path / "three.yaml").write_text(spanish, encoding="utf-8")
    sources = read_sources(tmp_path)
    assert list(draft_all(tmp_path, sources, "es", ())) == []
    assert {Path(fault.file).name for fault in find_refused(sources, "es", ())} == {"one.es.yaml", "two.yaml"}
    assert {Path(fault.file).name for fault in find_refused(sources, "es", ["one"])} == {"one.es.yaml"}
