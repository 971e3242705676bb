"""A whole folder: dialogs and words, crisis phrases and words, facts."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bot.content.assembly import assemble
from bot.content.facts import load_facts
from bot.content.faults import Fault, Faulty
from bot.content.languages import find_unsafe_languages
from bot.content.library import make_library
from bot.content.lint import RULES, inspect, reading
from bot.content.recognition import load_recogniser
from bot.content.safety import load_responses, load_screen
from bot.content.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.content.assembly import Assembly
    from bot.content.library import Library
    from bot.content.lint.subject import Rule
    from bot.support.crisis import Screen
    from bot.support.facts import Facts
    from bot.support.recogniser import Recogniser
    from bot.support.static_words import Responses

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Content:
    """All that a folder holds, checked."""

    library: Library
    screen: Screen
    responses: Responses
    facts: Facts
    recogniser: Recogniser


class Reading(NamedTuple):
    """What came of reading a folder; `content` is None where a fault is an error."""

    content: Content | None
    faults: tuple[Fault, ...]
    assembly: Assembly


def load_content(folder: Path, today: Callable[[], date]) -> Content:
    """Read and check a folder; `today` is asked when facts are shown, to know which have expired.

    Raises:
        Faulty: with every fault of every file.
    """
    content, faults, _ = read_folder(folder, today)
    if content is None:
        raise Faulty([fault for fault in faults if fault.severity == "error"])
    return content


def check_folder(folder: Path, rules: Sequence[Rule] = RULES) -> Reading:
    """A folder as it is today, and where a rule could not be looked at, a warning that says so."""
    found = read_folder(folder, lambda: datetime.now(UTC).date(), rules)
    if rules is not RULES and not reading.is_ready():
        return found._replace(faults=(Fault(str(folder), 1, 1, "L16", reading.MISSING, "warning"), *found.faults))
    return found


@contextmanager
def _without_collection() -> Iterator[None]:
    """What is read is kept: to look through it for cycles again and again takes a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_collection()
def read_folder(folder: Path, today: Callable[[], date], rules: Sequence[Rule] = RULES) -> Reading:
    """Everything in a folder, and every fault of every file, in order of place; `rules` are those looked at."""
    assembly = assemble(folder)
    facts, faults = _try(lambda: load_facts(folder, today))
    screen, screen_faults = _try(lambda: load_screen(folder))
    responses, response_faults = _try(lambda: load_responses(folder, facts)) if facts else (None, ())
    recogniser, recogniser_faults = _try(lambda: load_recogniser(folder))
    found = {
        *faults,
        *screen_faults,
        *response_faults,
        *recogniser_faults,
        *inspect(assembly, facts.names if facts else None, rules),
    }
    found.update(find_unsafe_languages(folder, assembly))
    sound = not any(fault.severity == "error" for fault in found)
    found.update(_find_old_facts(folder, facts, today()) if facts else ())
    if not (sound and screen and responses and facts and recogniser):
        return Reading(None, tuple(sorted(found)), assembly)
    return Reading(
        Content(make_library(assembly), screen, responses, facts, recogniser), tuple(sorted(found)), assembly
    )


def _find_old_facts(folder: Path, facts: Facts, today: date) -> Iterator[Fault]:
    """Facts that are no longer shown, or soon will not be: a fault to mend, and no reason not to start."""
    for found, says, severity in (
        (facts.expired(today), "has expired and is not shown", "error"),
        (facts.expiring(today), "expires soon", "warning"),
    ):
        for which in found:
            document = read_yaml(path := folder / "facts" / f"{which.country}.yaml", str(path))
            message = f"'{which.name}' {says}: check it again, and say how in `source`"
            yield document.fault(("known", which.name, "expires_on"), "fact-age", message, severity)


def _try(load: Callable[[], T]) -> tuple[T | None, tuple[Fault, ...]]:
    try:
        return load(), ()
    except Faulty as error:
        return None, tuple(error.faults)
