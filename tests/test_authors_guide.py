"""The guide for authors is walked through as somebody new would: each file is written, each command is run.

A comment above a block tells what it is:

    <!-- set up -->               lines for a new machine; they are not run here
    <!-- file PATH -->            a whole file
    <!-- change PATH -->          parts of it that take the place of what has their names
    <!-- change with faults PATH -->  the same; what the check finds is shown by the next command
    <!-- change for now PATH -->      the same until the next change: this one has faults
    <!-- run -->                  commands and what they show; what follows "you ▸" is typed; "…" leaves some out
    <!-- shown PATH -->           a file that a command wrote; "…" as above
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import typer

from bot.cli import cli
from bot.content.schema import MI
from bot.content.sources import NO_DIALOGS
from tests.cli.commands import leeward

if TYPE_CHECKING:
    import pytest

PROJECT = Path(__file__).parent.parent
GUIDE = (PROJECT / "docs" / "authors.md").read_text(encoding="utf-8")

_BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>[^\n]+) -->\n)?^```(?P<language>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
_COMMAND = re.compile(r"^\$ (.+)\n", re.MULTILINE)
_TYPED = re.compile(r"^you ▸ (.+\n)", re.MULTILINE)
_NAMED = re.compile(r"(?:`|^\$ )leeward ([a-z]+)([^`\n]*)", re.MULTILINE)
_WHEN = re.compile(r"^at: .+$", re.MULTILINE)


class Walk:
    """One way through the guide, in a folder with `dialogs` and `tests/transcripts`."""

    def __init__(self) -> None:
        """Begin with the first line."""
        self._sound: dict[Path, str] = {}

    def goes(self, guide: str) -> str:
        """The guide as it would have to be."""
        return _BLOCK.sub(self._take, guide)

    def _take(self, block: re.Match[str]) -> str:
        mark, body = block["mark"] or "", block["body"]
        what, _, name = mark.rpartition(" ")
        match what:
            case "set":
                now = body
            case "file":
                now = self._write(Path(name), body)
            case "change":
                self._restore()
                now = self._write(Path(name), body, _change(Path(name).read_text("utf-8"), body))
            case "change with faults":
                self._restore()
                Path(name).write_text(_change(Path(name).read_text("utf-8"), body), "utf-8")
                now = body
            case "change for now":
                self._restore()
                self._sound[Path(name)] = before = Path(name).read_text("utf-8")
                Path(name).write_text(_change(before, body), "utf-8")
                now = body
            case "shown":
                now = _as_shown(_WHEN.sub("at: 2026-11-23 20:00", Path(name).read_text("utf-8")), body)
            case _ if mark == "run":
                now = "".join(map(_run, _COMMAND.split(body)[1::2], _COMMAND.split(body)[2::2]))
            case _:
                now = f"{body}This block has no mark.\n"
        return block[0].replace(f"{block['language']}\n{body}", f"{block['language']}\n{now}")

    def _write(self, path: Path, shown: str, text: str | None = None) -> str:
        self._restore()
        path.write_text(text or shown, "utf-8")
        found = _look("check")
        return shown if found.endswith("nothing to mend\n") else shown + found

    def _restore(self) -> None:
        while self._sound:
            path, text = self._sound.popitem()
            path.write_text(text, "utf-8")


def _run(command: str, shown: str) -> str:
    text = _look(*shlex.split(command)[1:], typed="".join(_TYPED.findall(shown)))
    return f"$ {command}\n{_as_shown(text, shown)}"


def _look(*words: str, typed: str = "") -> str:
    """All that a command shows."""
    ended = leeward(*words, typed=typed.encode())
    return ended.stdout + ended.stderr


def _as_shown(text: str, shown: str) -> str:
    """What is shown if it fits the text, and else the text."""
    gaps = re.sub(r"^…\\\n", r"(.*\\n)*?", re.escape(shown), flags=re.MULTILINE).replace("…", ".*")
    return shown if re.fullmatch(gaps, text) else text


def _change(text: str, parts: str, depth: int = 0) -> str:
    """The text with the parts in the places of those with the same names; what is new goes before the last one."""
    for old, new in re.findall(r"^renamed: {(\w+): (\w+)}", parts, re.MULTILINE):
        text = re.sub(rf"^  {old}:$", f"  {new}:", text, flags=re.MULTILINE)
    here = _split(text, depth)
    for name, part in _split(parts, depth).items():
        if name not in here:
            last = list(here)[-1]
            here = {**{each: here[each] for each in here if each != last}, name: part, last: here[last]}
        elif depth == 0 and part.count("\n") > 1:
            here[name] = _change(here[name], part, depth=2)
        else:
            here[name] = part.rstrip("\n") + "\n" * (len(here[name]) - len(here[name].rstrip("\n")))
    return "".join(here.values())


def _split(text: str, depth: int) -> dict[str, str]:
    """The parts of a file at this depth, by name."""
    chunks = re.split(rf"^(?=[ ]{{{depth}}}\w)", text, flags=re.MULTILINE)
    return {chunk.partition(":")[0].strip(): chunk for chunk in chunks if chunk}


def _list_translations(folder: str, names: list[str]) -> list[str]:
    """Translations of dialogs: the guide begins its own, and each check of the others takes time."""
    if Path(folder).name in NO_DIALOGS:
        return []
    return [name for name in names if name.endswith(".es.yaml") and not name.startswith("words.")]


def test_the_guide_goes_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(PROJECT / "dialogs", tmp_path / "dialogs", ignore=_list_translations)
    (tmp_path / "tests" / "transcripts").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    monkeypatch.setenv("LEEWARD_DIALOGS", "dialogs")
    monkeypatch.setenv("COLUMNS", "80")
    assert Walk().goes(GUIDE) == GUIDE


def test_every_command_and_option_that_is_named_is_there() -> None:
    group = typer.main.get_command(cli)
    assert isinstance(group, typer.core.TyperGroup)
    for name, rest in _NAMED.findall(GUIDE):
        known = {option for parameter in group.commands[name].params for option in parameter.opts}
        assert {option for option in re.findall(r"--?[a-z][a-z-]*", rest) if f" {option}" in rest} <= known


def test_every_code_has_its_example() -> None:
    assert sorted(re.findall(r"^\| `(\w+)` \|", GUIDE, re.MULTILINE)) == sorted(get_args(MI))


def test_whatever_the_guide_points_to_is_there() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", GUIDE)
    assert [path for path in linked if not (PROJECT / "docs" / path).exists()] == []


def test_what_is_set_up_is_what_the_makefile_does() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    for line in re.findall(r"^(?:\.venv/bin/pip install|make) (.+?)(?: *#.*)?$", GUIDE, re.MULTILINE):
        assert line in makefile.replace(" --quiet --disable-pip-version-check", "").replace("$(PYTHON)", "python3")


def test_a_block_without_a_mark_is_told() -> None:
    assert "This block has no mark." in Walk().goes("```yaml\nversion: 2\n```\n")
