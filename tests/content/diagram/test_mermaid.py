"""Dialogs drawn as Mermaid flowcharts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.assembly import assemble
from bot.content.diagram import draw, sketch_dialog, sketch_map
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
    drawn = draw(sketch_dialog(assemble(tmp_path).dialogs["small"]), "mermaid")
    assert drawn.decode().splitlines() == [
        "flowchart TD",
        '  s_ask(["ask · Q_closed<br>How #quot;much#quot; is it? Take all the time in…<br>ask much"])',
        '  s_rest{{"rest · STRUCT<br>Rest.<br>wait 5 minutes"}}',
        '  s_other[["other<br>run one of coping"]]',
        '  s_end(("end"))',
        '  s_ask -- "0..3" --> s_rest',
        '  s_ask -- "otherwise" --> s_other',
        '  s_ask -. "skip" .-> s_rest',
        '  s_ask -. "silence 1 hour" .-> s_end',
        "  s_rest --> s_other",
        "  s_other --> s_end",
    ]


def test_the_map_of_all_dialogs_is_drawn_from_left_to_right() -> None:
    drawn = draw(sketch_map(load_library(default_folder()).dialogs("en")), "mermaid").decode()
    assert drawn.startswith("flowchart LR\n")
    assert '  s_craving["Ideas for a craving<br>/craving<br>craving"]\n' in drawn
    assert '  s_craving -. "in 15 minutes" .-> s_craving_followup\n' in drawn
    assert "  s_craving --> s_coping\n" in drawn
