"""The answers that people gave, numbered for each."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from bot.errors import Unreadable
from bot.storage.forms import in_known_form, write_json
from bot.storage.prepared import Prepared
from bot.storage.tables import answers, count_microseconds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Row

    from bot.conversation.ports import Answer, Outcome
    from bot.dialogue.values import Json
    from bot.storage.session import Session


_INSERT = Prepared(insert(answers), *answers.c.keys())


def write(session: Session, outcomes: Iterable[tuple[Outcome, int]]) -> None:
    """Append the answers of these turns; beside each the number of the person's last one."""
    rows = [
        _to_row(session, outcome.before.id, number, answer)
        for outcome, last in outcomes
        if outcome.answers
        for number, answer in enumerate(outcome.answers, last + 1)
    ]
    _INSERT.run(session, rows)


def tell(session: Session, ids: Collection[str]) -> dict[str, list[Json]]:
    """All answers of these people, in the order they were given, as a person would read them."""
    query = select(answers).where(answers.c.person_id.in_(ids)).order_by(answers.c.person_id, answers.c.number)
    told: dict[str, list[Json]] = {id_: [] for id_ in ids}
    for row in session.fetch(query):
        told[row.person_id].append(_tell(session, row))
    return told


def _to_row(session: Session, person_id: str, number: int, answer: Answer) -> tuple[object, ...]:
    what = answer.what
    return (
        person_id,
        number,
        what.run,
        what.visit,
        what.dialog,
        what.version,
        what.step,
        what.name,
        "" if what.sensitive else what.code,
        session.sealer.seal(write_json((what.code, what.raw)), person_id, "raw"),
        what.sensitive,
        answer.local_day.isoformat(),
        count_microseconds(answer.at),
    )


def _tell(session: Session, row: Row[Any]) -> Json:
    # An answer that does not open must not cost the person the others.
    code, raw = row.code, "(cannot be read any more)"
    with suppress(Unreadable), in_known_form("An answer"):
        code, raw = json.loads(session.sealer.open(row.raw, row.person_id, "raw"))
    return {
        "at": row.at.isoformat(),
        "local_day": row.local_day.isoformat(),
        "dialog": row.dialog,
        "version": row.version,
        "step": row.step,
        "name": row.name,
        "code": code,
        "answer": raw,
    }
