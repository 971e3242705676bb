"""How long `leeward check` takes for the shipped dialogs, and for a folder of 200."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.processes import ROOT
from benchmarks.tables import Theme
from bot.content.sources import read_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.tables import Row

RUNS: Final = 5
MANY: Final = 200
_SHIPPED: Final = ROOT / "dialogs"
_CHECK: Final = (sys.executable, "-c", "from bot.cli import main; main()", "check")


def measure_lint() -> list[Theme]:
    """Check both folders, each several times, as a process from its start to its end."""
    with TemporaryDirectory() as name:
        many = Path(name, "dialogs")
        fill_folder(many, MANY)
        rows = [_measure(f"{MANY} dialogs", many)]
    return [
        Theme(
            "Checking dialogs",
            ("dialogs", "s", "CPU s"),
            [_measure(f"the {len(_list_names(_SHIPPED))} shipped dialogs", _SHIPPED), *rows],
            f"`leeward check` with every rule, median of {RUNS} runs. Dialogs beyond the shipped ones are copies of"
            " them under other names, which run each other as the shipped ones do; the same message is graded once.",
        )
    ]


def fill_folder(folder: Path, size: int) -> None:
    """Copy the shipped dialogs, and go on with copies of copies until there are so many."""
    shutil.copytree(_SHIPPED, folder)
    names = sorted(set(_list_names(folder)) - {path.stem for path in (folder / "always").glob("*.yaml")})
    lacking = size - len(_list_names(folder))
    for number in count(1):
        copied = names[: max(lacking, 0)]
        if not copied:
            return
        for name in copied:
            _copy(next(folder.rglob(f"{name}.yaml")), copied, number)
        lacking -= len(copied)


def _copy(path: Path, copied: Iterable[str], number: int) -> None:
    """A dialog under another name and command, which runs the others of its round."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^(dialog|command): (\w+)$", rf"\1: \2_{number}", text, flags=re.MULTILINE)
    text = re.sub(rf"\brun: ({'|'.join(copied)})\b", rf"run: \1_{number}", text)
    path.with_stem(f"{path.stem}_{number}").write_text(text, encoding="utf-8")


def _list_names(folder: Path) -> Sequence[str]:
    return [source.name for source in read_sources(folder).dialogs]


def _measure(title: str, folder: Path) -> Row:
    runs = [_check(folder) for _ in range(RUNS)]
    seconds, used = (statistics.median(column) for column in zip(*runs, strict=True))
    return title, f"{seconds:.2f}", f"{used:.2f}"


def _check(folder: Path) -> tuple[float, float]:
    """Seconds on the clock and of CPU; a fault would be no fair measure."""
    before, began = os.times(), time.monotonic()
    subprocess.run([*_CHECK, str(folder)], cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - ours
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.monotonic() - began, used
