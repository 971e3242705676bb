"""All that is stored about a person, as a file for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.conversation.contacts import INTERNAL
from bot.conversation.outgoing import Document
from bot.dialogue.values import to_json
from bot.storage import answers, letters, timers
from bot.storage.people import tell_addresses

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.conversation.people import Person
    from bot.dialogue.run import Frame, Standing
    from bot.dialogue.values import Json
    from bot.storage.session import Session

NAME = "leeward-export.json"
_CRISIS = "safety."
"""What the names of kept values begin with that hold when the words for a class of crisis were last shown."""


def write_documents(session: Session, people: Sequence[Person]) -> dict[str, Document]:
    """A file for each of these people."""
    if not people:
        return {}
    ids = [person.id for person in people]
    places, given = tell_addresses(session, ids), answers.tell(session, ids)
    planned, waiting = timers.tell(session, ids), letters.tell(session, ids)
    files: dict[str, Document] = {}
    for person in people:
        told: dict[str, Json] = {
            "about_you": _tell_person(person) | places[person.id],
            **_tell_kept(person.standing),
            "open_dialogs": [_tell_frame(frame) for frame in person.standing.run.frames],
            "answers": given[person.id],
            "timers": planned[person.id],
            "messages_waiting": waiting[person.id],
            "turns_of_variants": dict(person.standing.rotation),
        }
        files[person.id] = Document(NAME, json.dumps(told, ensure_ascii=False, indent=2))
    return files


def _tell_person(person: Person) -> dict[str, Json]:
    return {
        "first_seen_at": _tell_moment(person.created_at),
        "last_seen_at": _tell_moment(person.last_seen_at),
        "paused_until": _tell_moment(person.paused_until),
    }


def _tell_kept(standing: Standing) -> dict[str, Json]:
    kept = {name: to_json(value) for name, value in standing.kept.items() if not name.startswith(INTERNAL)}
    shown = {name.removeprefix(_CRISIS): value for name, value in kept.items() if name.startswith(_CRISIS)}
    return {
        "kept": {name: value for name, value in kept.items() if not name.startswith(_CRISIS)},
        "crisis_words_last_shown": shown,
    }


def _tell_frame(frame: Frame) -> Json:
    return {"dialog": frame.dialog, "step": frame.step, "since": _tell_moment(frame.asked_at)}


def _tell_moment(moment: datetime | None) -> Json:
    return moment.isoformat() if moment else None
