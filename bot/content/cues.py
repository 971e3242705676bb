"""What cues weigh, from ``cues.<language>.json`` in ``safety`` or ``recognise``: written by a script, read here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.content.faults import Fault, Faulty
from bot.support.cues import FEWEST_WORDS, Cue, CueSheet

if TYPE_CHECKING:
    from pathlib import Path


def load_cues(path: Path, rule: str = "safety", fewest: int = FEWEST_WORDS) -> CueSheet | None:
    """The cues of one language; None where there is no such file.

    Args:
        path: the file.
        rule: what a fault is filed under; its lines are in the folder of tests of that name.
        fewest: words that a text must have to be weighed.

    Raises:
        Faulty: it cannot be read.
    """
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        classes = tuple(map(str, written["classes"]))
        cues = {
            cue: Cue(number, _weights(row, len(classes)))
            for number, (cue, row) in enumerate(written["cues"].items(), 1)
        }
        starts, needs = (_weights(written[key], len(classes)) for key in ("starts", "needs"))
        return CueSheet(classes, starts, needs, cues, fewest, int(written.get("doubt", 0)))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"is not what tests/{rule}/learn.py writes ({type(error).__name__}): run it again"
        raise Faulty([Fault(str(path), 1, 1, rule, message)]) from None


def _weights(row: list[int], classes: int) -> tuple[int, ...]:
    weights = tuple(map(int, row))
    if len(weights) != classes:
        raise ValueError(row)
    return weights
