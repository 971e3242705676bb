"""``<dialog>.<language>.yaml`` written for translators, and refreshed when the dialog has changed.

What a translator gets: every text of the dialog in its order, with the dialog's own words above it as a comment, and
``TODO`` where a translation is to stand. A ``TODO`` is read as if nothing stood there: the dialog's own words are said.

The comment above a text is also the record of what was translated. It was chosen over a digest of the words, as people
can read it, and write it; and over the dialog's version alone, which would send a translator through a whole file for
one word. Where the dialog says something else now, a refreshed file shows both, as ``# en was: …`` and ``# en: …``, and
the linter calls the text stale until somebody has taken the first one away. Only people can tell that a translation
fits again, so nothing but that tells it. A text without a comment counts as translated from the dialog's version in the
head; where that is an older one, ``# en was: (not recorded)`` says so.

What is kept: every text, as it was written, quotes and line breaks included (a text is written anew, with its words
unchanged, only where its lines cannot be moved); comments above a text, a key or the head, below everything, and behind
a text. What is not: blank lines, flow style (``{…}``, ``[…]``), Windows' line ends, and the place of comments behind a
key or behind a text of several lines (they go above it). Comments that look like the program's own (``# en:``,
``# if {…}``, the first line) are taken for these.

Texts that the dialog has no more are moved into a comment at the end. A step that was renamed (`renamed`) takes its
texts with it, and variants and cases that changed places take theirs.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.content.json_schemas import write_modeline
from bot.content.sidecars.layout import write_fields
from bot.content.sidecars.merging import Merger
from bot.content.sidecars.records import Marks
from bot.content.sidecars.written import Written, read_written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from bot.content.faults import Fault
    from bot.content.sources import Source, Sources, TranslationSource


_STEP_MARGIN = 2


@dataclass(frozen=True, slots=True)
class Draft:
    """A translation's file as it is to be, and what is to be done in it."""

    path: Path
    before: str | None
    """None where there is no file yet."""
    after: str
    texts: int
    gaps: int
    stale: int

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after

    def write(self) -> None:
        """Put the file there whole, or not at all.

        Raises:
            OSError: it cannot be written; the old one is still there.
        """
        path = self.path.resolve()
        beside = path.with_name(f".{path.name}.new")
        try:
            beside.write_text(self.after, encoding="utf-8", newline="\n")
            if path.exists():
                shutil.copymode(path, beside)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def draft_all(folder: Path, sources: Sources, language: str, names: Collection[str]) -> Iterator[Draft]:
    """The translations of these dialogs into a language; all dialogs if there are no names.

    Dialogs that are written in the language, and files that cannot be read, are passed over.
    """
    refused = {fault.file for fault in sources.faults}
    written = {each.file.dialog: each for each in sources.translations if each.file.language == language}
    for source in sources.dialogs:
        path = find_path(source, language)
        chosen = (not names or source.name in names) and source.file.language != language
        if chosen and not refused & {source.document.file, str(path)}:
            yield _draft(folder, source, language, written.get(source.name))


def find_refused(sources: Sources, language: str, names: Collection[str]) -> Iterator[Fault]:
    """Why files that `draft_all` would read, or write, are passed over."""
    for fault in sources.faults:
        name, _, tail = Path(fault.file).stem.partition(".")
        if (not names or name in names) and tail in ("", language):
            yield fault


def find_path(source: Source, language: str) -> Path:
    """Where a dialog's translation lies: beside it."""
    return Path(source.document.file).with_name(f"{source.name}.{language}.yaml")


def _draft(folder: Path, source: Source, language: str, translation: TranslationSource | None) -> Draft:
    marks = Marks(source.file.language)
    written = read_written(translation.document, marks) if translation else Written()
    is_current = translation is None or translation.file.version in (None, source.file.version)
    merger = Merger(source.file, written, marks, is_current)
    path = find_path(source, language)
    modeline = filter(None, [write_modeline(folder, path)])
    lines = [*modeline, *_set_apart(write_fields(merger.merge(language), marks)), *written.last]
    strays = list(merger.list_strays())
    after = "\n".join([*lines, *([""] if strays else []), *strays, ""])
    before = translation.document.text if translation else None
    return Draft(path, before, after, merger.texts, merger.gaps, merger.stale)


def _set_apart(lines: Iterable[str]) -> Iterator[str]:
    """The lines with an empty one above the values, the steps, and each step but the first."""
    above: list[str] = []
    in_steps = is_first = False
    for line in lines:
        margin = len(line) - len(line.lstrip())
        if line.lstrip().startswith("#") and margin <= _STEP_MARGIN:
            above.append(line)
            continue
        if margin == 0:
            in_steps = is_first = line == "steps:"
        begins = line in ("remember:", "steps:") if margin == 0 else in_steps and margin == _STEP_MARGIN
        if begins and (margin == 0 or not is_first):
            yield ""
        is_first = is_first and margin == 0
        yield from above
        yield line
        above = []
