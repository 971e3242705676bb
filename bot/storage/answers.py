"""The answers that people gave, numbered for each."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from bot.errors import Unreadable
from bot.storage.forms import in_known_form
from bot.storage.tables import answers

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Row

    from bot.conversation.ports import Answer, Outcome
    from bot.dialogue.values import Json
    from bot.storage.session import Session


def write(session: Session, outcomes: Sequence[Outcome], numbers: Mapping[str, tuple[int, int]]) -> None:
    """Append the answers of these turns; `numbers` holds each person's last one."""
    rows = [
        _to_row(session, outcome.before.id, number, answer)
        for outcome in outcomes
        for number, answer in enumerate(outcome.answers, numbers[outcome.before.id][0] + 1)
    ]
    session.run_each(insert(answers), rows)


def tell(session: Session, ids: Collection[str]) -> dict[str, list[Json]]:
    """All answers of these people, in the order they were given, as a person would read them."""
    query = select(answers).where(answers.c.person_id.in_(ids)).order_by(answers.c.person_id, answers.c.number)
    told: dict[str, list[Json]] = {id_: [] for id_ in ids}
    for row in session.fetch(query):
        told[row.person_id].append(_tell(session, row))
    return told


def _to_row(session: Session, person_id: str, number: int, answer: Answer) -> dict[str, object]:
    what = answer.what
    sealed = json.dumps([what.code, what.raw], ensure_ascii=False)
    return {
        "person_id": person_id,
        "number": number,
        "run": what.run,
        "visit": what.visit,
        "dialog": what.dialog,
        "version": what.version,
        "step": what.step,
        "name": what.name,
        "code": "" if what.sensitive else what.code,
        "raw": session.sealer.seal(sealed, person_id, "raw"),
        "sensitive": what.sensitive,
        "local_day": answer.local_day,
        "at": answer.at,
    }


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
