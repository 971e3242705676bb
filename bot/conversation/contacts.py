"""Someone's contact: who is written to when a check on their safety stays unanswered. Pure.

Each of the two keeps their own side of it, and hears of the other's by `News`, in a turn of their own. So an alert goes
only where both sides agree: the person's when it is decided, and the contact's when it arrives.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.conversation.events import News, NewsKind, Timer
from bot.conversation.ports import Invitation
from bot.dialogue.model import Act
from bot.support.invitations import VALID_FOR, find_code, hash_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.people import Person
    from bot.dialogue.values import Value

INTERNAL = "contact."
"""What the names of kept values begin with that no dialog sees, and that name the other person."""
_STANDING, _NAME, _WORDS = "contact", "contact_name", "contact_words"
_PEER, _CODE, _UNTIL = "contact.peer", "contact.code", "contact.until"
_ALERTED, _UNCLEARED = "contact.alerted", "contact.uncleared"
_FOR, _FOR_NAMES, _ASKED = "contact.for", "contact_for", "contact.asked"
_GUEST = "contact.guest"
_LOOK_AGAIN = timedelta(minutes=2)
"""So long after an alert it is looked whether the contact has shut us out."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A dialog to open, with values that the other person's side gives."""

    dialog: str
    values: Mapping[str, Value | None] = field(default_factory=dict)


@dataclass(slots=True)
class Bond:
    """Both sides that a person can have, while a turn changes them."""

    person: Person
    now: datetime
    news: list[tuple[str, News]] = field(default_factory=list)
    """To whom, and what."""
    timers: list[Timer] = field(default_factory=list)
    invites: Invitation | None = None
    closes_invitation: bool = False

    # -- what a dialog does -----------------------------------------------------------------------------------------

    def act(self, act: Act, argument: str) -> None:
        """Do what a step of a dialog asks for."""
        match act:
            case Act.INVITE_CONTACT:
                self._invite(argument)
            case Act.ALERT_CONTACT:
                self._alert()
            case Act.CLEAR_CONTACT:
                self._clear()
            case Act.END_CONTACT:
                self.end()
            case Act.AGREE_CONTACT | Act.DECLINE_CONTACT:
                self._answer(agrees=act is Act.AGREE_CONTACT)
            case Act.LEAVE_CONTACT:
                self.leave()
            case _:
                pass

    def begin_run(self) -> None:
        """A new check on the person's safety begins: it may alert once."""
        self._keep(**{_ALERTED: None})

    def end(self) -> None:
        """The person wants their contact, or the open invitation, no longer."""
        if peer := self._text(_PEER):
            self._tell(peer, NewsKind.ENDED)
        self.closes_invitation = True
        self._unbind()

    def leave(self) -> None:
        """The contact wants to be none any more, for nobody."""
        for inviter, _ in self._inviters():
            self._tell(inviter, NewsKind.ENDED)
        self._set_inviters([])

    def stay_for_oneself(self) -> bool:
        """Someone begins; whether they only ever came as somebody's contact before."""
        is_guest = bool(self._text(_GUEST))
        self._keep(**{_GUEST: None})
        return is_guest

    def meet(self, invitation: Invitation | None, *, is_new: bool) -> Opened:
        """Someone came by an invitation's link."""
        if is_new:
            self._keep(**{_GUEST: "yes"})
        if invitation is None:
            return Opened("contact_no_invitation")
        if invitation.inviter == self.person.id:
            return Opened("contact_own_invitation")
        if invitation.inviter in dict(self._inviters()):
            return Opened("contact_no_invitation")
        self._keep(**{_ASKED: f"{invitation.inviter} {invitation.code} {invitation.name}"})
        return Opened("contact_invitation", {"invited_by": invitation.name or None})

    def _invite(self, link: str) -> None:
        self.end()
        code = hash_code(find_code(link) or link)
        until = self.now + VALID_FOR
        self.invites = Invitation(code, self.person.id, self._text(_NAME), until)
        self._keep(**{_STANDING: "invited", _CODE: code, _UNTIL: until.isoformat()})

    def _alert(self) -> None:
        peer = self._text(_PEER)
        if peer and not self._text(_ALERTED):
            self._tell(peer, NewsKind.ALERT, self._text(_WORDS), self._text(_NAME))
            self._keep(**{_ALERTED: "yes", _UNCLEARED: "yes"})

    def _clear(self) -> None:
        peer = self._text(_PEER)
        if peer and self._text(_UNCLEARED):
            self._tell(peer, NewsKind.ALL_CLEAR, name=self._text(_NAME))
        self._keep(**{_UNCLEARED: None})

    def _answer(self, *, agrees: bool) -> None:
        inviter, _, rest = self._text(_ASKED).partition(" ")
        code, _, name = rest.partition(" ")
        self._keep(**{_ASKED: None})
        if inviter:
            self._tell(inviter, NewsKind.AGREED if agrees else NewsKind.DECLINED, code)
        if inviter and agrees:
            self._set_inviters([*self._inviters(), (inviter, name)])

    # -- what is heard of the other ---------------------------------------------------------------------------------

    def hear(self, news: News) -> Opened | None:
        """Take news of the other person; what to say of it."""
        match news.kind:
            case NewsKind.AGREED | NewsKind.DECLINED:
                return self._hear_answer(news)
            case NewsKind.ENDED | NewsKind.TOO_LATE:
                return self._hear_end(news)
            case NewsKind.ALERT | NewsKind.ALL_CLEAR:
                return self._hear_alert(news)
            case NewsKind.LOOK:
                if self.person.blocked:
                    self._tell(news.sender, NewsKind.UNREACHED)
                return None
            case NewsKind.UNREACHED:
                return Opened("contact_unreached") if self._text(_PEER) == news.sender else None

    def _hear_answer(self, news: News) -> Opened | None:
        is_open = self._text(_CODE) == news.words and self.now < datetime.fromisoformat(self._text(_UNTIL))
        agrees = news.kind is NewsKind.AGREED
        if not is_open:
            if agrees:
                self._tell(news.sender, NewsKind.TOO_LATE)
            return None
        self._unbind()
        self.closes_invitation = True
        if agrees:
            self._keep(**{_STANDING: "agreed", _PEER: news.sender})
        return Opened("contact_agreed" if agrees else "contact_declined")

    def _hear_end(self, news: News) -> Opened | None:
        inviters = self._inviters()
        if self._text(_PEER) == news.sender and news.kind is NewsKind.ENDED:
            self._unbind()
            return Opened("contact_lost")
        if news.sender not in dict(inviters):
            return None
        self._set_inviters([each for each in inviters if each[0] != news.sender])
        name = dict(inviters)[news.sender] or None
        return Opened("contact_over" if news.kind is NewsKind.ENDED else "contact_too_late", {"invited_by": name})

    def _hear_alert(self, news: News) -> Opened | None:
        if news.sender not in dict(self._inviters()):
            return None
        values: dict[str, Value | None] = {"alert_name": news.name or None}
        if news.kind is NewsKind.ALL_CLEAR:
            return None if self.person.blocked else Opened("contact_all_clear", values)
        if self.person.blocked:
            self._tell(news.sender, NewsKind.UNREACHED)
            return None
        look = News(NewsKind.LOOK, news.sender)
        self.timers.append(Timer(look.timer_id, self.now + _LOOK_AGAIN, look))
        return Opened("contact_alert", values | {"alert_words": news.words or None})

    # -- what is kept -----------------------------------------------------------------------------------------------

    def _tell(self, whom: str, kind: NewsKind, words: str = "", name: str = "") -> None:
        self.news.append((whom, News(kind, self.person.id, words, name)))

    def _unbind(self) -> None:
        self._keep(**dict.fromkeys((_STANDING, _PEER, _CODE, _UNTIL, _ALERTED, _UNCLEARED)))

    def _inviters(self) -> list[tuple[str, str]]:
        stored = self.person.standing.kept.get(_FOR, ())
        pairs = [each.partition(" ") for each in stored] if isinstance(stored, tuple) else []
        return [(inviter, name) for inviter, _, name in pairs]

    def _set_inviters(self, inviters: list[tuple[str, str]]) -> None:
        names = ", ".join(name or "…" for _, name in inviters)
        lines = tuple(f"{inviter} {name}" for inviter, name in inviters)
        self._keep(**{_FOR: lines or None, _FOR_NAMES: names or None})

    def _text(self, name: str) -> str:
        value = self.person.standing.kept.get(name)
        return value if isinstance(value, str) else ""

    def _keep(self, **values: Value | None) -> None:
        kept = {name: value for name, value in self.person.standing.kept.items() if name not in values}
        kept |= {name: value for name, value in values.items() if value is not None}
        self.person = replace(self.person, standing=replace(self.person.standing, kept=kept))
