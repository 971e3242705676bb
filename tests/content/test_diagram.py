"""Dialogs drawn as Mermaid flowcharts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.assembly import assemble
from bot.content.diagram import draw_mermaid
from bot.content.library import default_folder, load_library
from tests.content.folders import write_dialog

if TYPE_CHECKING:
    from pathlib import Path

BODY = """\
remember:
  much: {is: scale, from: 0, to: 10}
steps:
  ask:
    say: How "much" is it? Take all the time in the world to answer this.
    mi: Q_closed
    ask: much
    skip: rest
    silence: {after: 1 hour, go: end}
    go: [{if: {much: 0..3}, to: rest}, {to: other}]
  rest: {say: Rest., mi: STRUCT, wait: 5 minutes}
  other: {run: {one_of: coping}}
"""


def test_each_kind_of_step_has_its_shape_and_each_way_its_words(tmp_path: Path) -> None:
    write_dialog(tmp_path, BODY)
    dialog = assemble(tmp_path).dialogs["small"]
    assert draw_mermaid(dialog).splitlines() == [
        "flowchart TD",
        "  s_end((end))",
        '  s_ask(["ask<br>How #quot;much#quot; is it? Take all the time in…<br>ask much"])',
        '  s_rest{{"rest<br>Rest.<br>wait 0:05:00"}}',
        '  s_other[["other<br>run one of coping"]]',
        '  s_ask -- "much: 0..3" --> s_rest',
        '  s_ask -- "otherwise" --> s_other',
        '  s_ask -. "skip" .-> s_rest',
        '  s_ask -. "silence" .-> s_end',
        "  s_rest --> s_other",
        "  s_other --> s_end",
    ]


def test_every_dialog_that_ships_can_be_drawn() -> None:
    for dialog in load_library(default_folder()).dialogs("en").values():
        assert draw_mermaid(dialog).startswith("flowchart TD\n")
