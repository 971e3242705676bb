"""Open invitations to be someone's contact, found by the hash of their code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from bot.conversation.ports import Invitation
from bot.storage.tables import invitations

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.conversation.ports import Outcome
    from bot.storage.session import Session

_COLUMN = "invitation"


def find(session: Session, hashes: Collection[str], now: datetime) -> dict[str, Invitation]:
    """Those that are open, by the hash of their code."""
    if not hashes:
        return {}
    wanted = select(invitations).where(invitations.c.code.in_(hashes), invitations.c.expires_at > now)
    return {
        row.code: Invitation(
            row.code, row.person_id, session.sealer.open(row.name, row.person_id, _COLUMN).decode(), row.expires_at
        )
        for row in session.fetch(wanted)
    }


def change(session: Session, outcomes: Sequence[Outcome]) -> None:
    """Close what is used up or called back, and open what is new: each person has one at most."""
    closed = [each.before.id for each in outcomes if each.invites or each.closes_invitation or each.forget]
    if closed:
        session.run(delete(invitations).where(invitations.c.person_id.in_(closed)))
    rows = [_to_row(session, each.invites) for each in outcomes if each.invites and not each.forget]
    session.run_each(insert(invitations), rows)


def _to_row(session: Session, invitation: Invitation) -> dict[str, object]:
    return {
        "person_id": invitation.inviter,
        "code": invitation.code,
        "name": session.sealer.seal(invitation.name.encode(), invitation.inviter, _COLUMN),
        "expires_at": invitation.expires_at,
    }
