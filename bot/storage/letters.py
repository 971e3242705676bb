"""Messages as they are read out of their rows, of which one may not open."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.conversation.outgoing import Bubble, Document, Outgoing, Policy
from bot.errors import Unreadable
from bot.storage.forms import in_known_form
from bot.storage.messages import decode
from bot.storage.progress import is_unsent
from bot.storage.tables import outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Row

    from bot.conversation.events import Address
    from bot.conversation.outgoing import Message
    from bot.dialogue.values import Json
    from bot.storage.session import Session


def read(
    session: Session, rows: Sequence[Row[Any]], places: Mapping[str, Address]
) -> tuple[Mapping[str, Sequence[Outgoing]], Sequence[Row[Any]]]:
    """Each person's messages, and the rows that do not open."""
    opened: defaultdict[str, list[Outgoing]] = defaultdict(list)
    unreadable: list[Row[Any]] = []
    for row in rows:
        try:
            opened[row.person_id].append(_to_outgoing(session, row, places[row.person_id]))
        except Unreadable:
            unreadable.append(row)
    return opened, unreadable


def tell(session: Session, ids: Collection[str]) -> dict[str, list[Json]]:
    """What is still to reach these people, as a person would read it."""
    query = select(outbox).where(outbox.c.person_id.in_(ids), is_unsent(outbox))
    told: dict[str, list[Json]] = {id_: [] for id_ in ids}
    for row in session.fetch(query.order_by(outbox.c.person_id, outbox.c.number)):
        with suppress(Unreadable):  # it can never be sent
            told[row.person_id].append(_tell(_open(session, row)))
    return told


def _to_outgoing(session: Session, row: Row[Any], address: Address) -> Outgoing:
    message = _open(session, row)
    with in_known_form("A message in the outbox"):
        return Outgoing(row.person_id, row.number, address, message, Policy(row.policy), row.attempts)


def _open(session: Session, row: Row[Any]) -> Message:
    with in_known_form("A message in the outbox"):
        return decode(session.sealer.open(row.message, row.person_id, "message"))


def _tell(message: Message) -> Json:
    match message:
        case Bubble(text):
            return text
        case Document(name):
            return f"The file {name}"
