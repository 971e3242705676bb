"""Learns what cues weigh, for the crisis screen and for talk of change: logistic regression over all classes."""

from __future__ import annotations

import json
from collections import Counter
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.support.cues import HUNDREDTHS, Cue, Weights, cues_by_word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.support.cues import CueSheet

AT_LEAST = 2
"""Lines that a cue must stand in."""
FOLDS = 6


class Example(NamedTuple):
    klass: str
    cues: frozenset[str]
    weight: float = 1.0


def cues_of(plain: str) -> frozenset[str]:
    """All cues of a plain text."""
    return frozenset(cue for cues in cues_by_word(plain) for cue in cues)


def fit(
    examples: Sequence[Example], classes: Sequence[str], none: str, freedom: float
) -> tuple[Weights, dict[str, Cue]]:
    """The start of each class, and the weights of each cue, against `none`; a line of n cues counts each as 1/√n.

    Args:
        examples: the lines as cues.
        classes: what is told apart.
        none: the class that all others are weighed against.
        freedom: how far weights may go from nought (the inverse of the strength of the penalty).
    """
    counted = Counter(cue for example in examples for cue in example.cues)
    known = sorted(cue for cue, times in counted.items() if times >= AT_LEAST)
    place = {cue: number for number, cue in enumerate(known)}
    rows = [[place[cue] for cue in example.cues if cue in place] for example in examples]
    ends = np.cumsum([0, *map(len, rows)])
    values = np.concatenate([np.full(len(row), 1 / sqrt(len(row) or 1)) for row in rows])
    matrix = csr_matrix(
        (values, np.concatenate([np.array(row, dtype=int) for row in rows]), ends), (len(rows), len(known))
    )
    model = LogisticRegression(C=freedom, class_weight="balanced", max_iter=500)
    model.fit(matrix, [example.klass for example in examples], [example.weight for example in examples])
    order = [list(model.classes_).index(klass) for klass in (*classes, none)]
    weights, starts = model.coef_[order], model.intercept_[order]
    relative = np.rint((weights[:-1] - weights[-1]).T * HUNDREDTHS).astype(int)
    return (
        tuple(round(float(each)) for each in (starts[:-1] - starts[-1]) * HUNDREDTHS),
        {
            cue: Cue(number, tuple(map(int, row)))
            for number, (cue, row) in enumerate(zip(known, relative, strict=True), 1)
        },
    )


def group_of(text: str) -> int:
    """Lines that begin with the same three words go to the same fold."""
    return sum(map(ord, "".join(text.lower().split()[:3])))


def write(sheet: CueSheet, language: str, path: Path) -> None:
    """One cue a line, so that a change can be read."""
    rows = [f"  {json.dumps(cue, ensure_ascii=False)}: {list(each.weights)}" for cue, each in sheet.cues.items()]
    head = {
        "language": language,
        "classes": sheet.classes,
        "starts": sheet.starts,
        "needs": sheet.needs,
        "doubt": sheet.doubt,
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    text = ",\n".join([*lines, '"cues": {\n' + ",\n".join(rows) + "\n}"])
    path.write_text(f"{{\n{text}\n}}\n", encoding="utf-8")
