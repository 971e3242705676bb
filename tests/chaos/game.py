"""The dialogs that the crowd plays: each answer can be told from every other, and so can each question."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bot.content.library import default_folder
from tests.content.folders import write_dialog

if TYPE_CHECKING:
    from pathlib import Path

MARKS = 5
"""So many marks can be tapped, one after the other and round again."""

_LOOP = """\
command: {command}
expires: 100 days
remember:
  {value}
steps:
  ask_first:
    say: {first}
    mi: Q_open
    ask: {name}
    skip: end
    go: ask_next
  ask_next:
    say: "I have {{{name}}}. {then}"
    mi: Q_open
    ask: {name}
    skip: end
    go: ask_next
"""
_LABELS = ", ".join(f"m{number}: Mark {number}" for number in range(MARKS))

_DIALOGS = {
    "lines": _LOOP.format(
        command="lines",
        value="line: {is: text, up_to: 1000}",
        name="line",
        first="Write the first line.",
        then="Write on.",
    ),
    "marks": _LOOP.format(
        command="marks",
        value=f"mark: {{is: choice, of: {{{_LABELS}}}}}",
        name="mark",
        first="Tap the first mark.",
        then="Tap on.",
    ),
    "mixed": f"""\
command: mixed
expires: 100 days
remember:
  mark: {{is: choice, of: {{{_LABELS}}}}}
  line: {{is: text, up_to: 1000}}
steps:
  ask_first:
    say: Tap the first mark.
    mi: Q_open
    ask: mark
    skip: end
    go: ask_line
  ask_line:
    say: "I have {{mark}}. Write on."
    mi: Q_open
    ask: line
    skip: end
    go: ask_mark
  ask_mark:
    say: "I have {{line}}. Tap on."
    mi: Q_open
    ask: mark
    skip: end
    go: ask_line
""",
    "hours": _LOOP.format(
        command="hours",
        value="hour: {is: time, as: checkin_times}",
        name="hour",
        first="Which hour is the first?",
        then="Which is the next?",
    ),
    "checkin": """\
remember:
  mood: {is: choice, of: {good: Good, bad: Bad}}
steps:
  ask_mood:
    say: How is it now?
    mi: Q_open
    ask: mood
    skip: end
    go: end
""",
    "export": """\
command: export
steps:
  send:
    say: Here is all of it.
    mi: INFO
    do: export
    go: end
""",
}

# What the conversation itself opens: each says its own name.
_ALWAYS = "introduction", "welcome", "welcome_back", "not_understood", "one_moment", "something_went_wrong"
_SAYS = """\
steps:
  say_so:
    say: "{name}"
    mi: INFO
    go: end
"""

_PHRASES = """\
safety: phrases
language: en
author: Someone
source: a test
reviewed: {by: "", on: 2026-11-23, again_by: 2027-11-23}

classes:
  K1: {phrases: [took too much]}
  K2: {phrases: [want to die]}
  K3: {phrases: [shaking badly]}
  K4: {phrases: [drank and drove]}
"""


def write_game(folder: Path) -> Path:
    """The folder with these dialogs, quick to read; crisis words and facts are those that ship with the program."""
    folder.mkdir()
    always = {name: _SAYS.format(name=name) for name in _ALWAYS}
    for name, body in (always | _DIALOGS).items():
        write_dialog(folder, body, name)
    shipped = default_folder()
    shutil.copy(shipped / "words.en.yaml", folder)
    (folder / "facts").mkdir()
    shutil.copy(shipped / "facts" / "world.yaml", folder / "facts")
    (folder / "safety").mkdir()
    shutil.copy(shipped / "safety" / "responses.en.yaml", folder / "safety")
    (folder / "safety" / "phrases.en.yaml").write_text(_PHRASES, encoding="utf-8")
    return folder
