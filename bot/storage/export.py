"""All that is stored about a person, as a file for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from bot.conversation.outgoing import Document
from bot.dialogue.run import standing_to_json
from bot.storage import answers, timers
from bot.storage.people import tell_addresses

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.conversation.people import Person
    from bot.dialogue.values import Json
    from bot.storage.session import Session

NAME = "leeward-export.json"


def write_documents(session: Session, people: Sequence[Person]) -> dict[str, Document]:
    """A file for each of these people."""
    if not people:
        return {}
    ids = [person.id for person in people]
    places, given, waiting = tell_addresses(session, ids), answers.tell(session, ids), timers.tell(session, ids)
    files: dict[str, Document] = {}
    for person in people:
        told: dict[str, Json] = {
            "about_you": _tell_person(person) | places[person.id],
            **_tell_standing(person),
            "answers": given[person.id],
            "timers": waiting[person.id],
        }
        files[person.id] = Document(NAME, json.dumps(told, ensure_ascii=False, indent=2))
    return files


def _tell_person(person: Person) -> dict[str, Json]:
    return {
        "first_seen_at": _tell_moment(person.created_at),
        "last_seen_at": _tell_moment(person.last_seen_at),
        "paused_until": _tell_moment(person.paused_until),
    }


def _tell_standing(person: Person) -> dict[str, Json]:
    stored = cast("dict[str, Json]", standing_to_json(person.standing))
    return {"kept": stored["k"], "open_dialogs": stored["f"], "turns_of_variants": stored["r"]}


def _tell_moment(moment: datetime | None) -> Json:
    return moment.isoformat() if moment else None
