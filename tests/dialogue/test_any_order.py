"""Whatever a person does, in whatever order: nothing breaks, and what must always hold holds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.dialogue.conditions import Condition, Within
from bot.dialogue.effects import Ask, Redraw
from bot.dialogue.model import Again, Branch, Choice, Choices, Scale, Silence, Text, TimeOfDay, YesNo
from tests.dialogue.examples import Talk, dialog, step, variable

if TYPE_CHECKING:
    from bot.dialogue.model import Dialog, Kind

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
KINDS: dict[str, Kind] = {
    "importance": Scale(0, 5),
    "move": Choice({"plan": "Plan", "think": "Think"}),
    "where": Choices({"home": "Home", "work": "Work", "out": "Out"}, at_most=2),
    "ok": YesNo(),
    "at": TimeOfDay(),
}
REMEMBER = [variable(name, kind) for name, kind in KINDS.items()]
REMEMBER += [variable("note", Text(20), kept=True, collected_as="notes")]

CHECKIN = dialog(
    "checkin",
    step(
        "mood",
        "Mood?",
        "And today?",
        ask="importance",
        go=[Branch("low", Condition({"importance": Within(0, 2)})), Branch("ok")],
        skip="ok",
    ),
    step("low", "Low.", run="breath"),
    step(
        "ok",
        "Alright?",
        ask="ok",
        retry=("Yes or no?", "Skip?"),
        stuck="bye",
        skip="note",
        silence=Silence(HOUR, "bye"),
    ),
    step("note", "Anything?", ask="note"),
    step("bye", "Bye."),
    remember=REMEMBER,
    expires=DAY,
)
BREATH = dialog(
    "breath",
    step("wait", "Breathe.", wait=MINUTE),
    step("in", "In. {rounds_left}", over=True, wait=MINUTE),
    step("out", "Out.", over=True, wait=MINUTE, again=Again("in", 2)),
    step("leave", "As it likes.", over=True),
    step("felt", "Felt?", ask="where", silence=Silence(HOUR, "end")),
    remember=REMEMBER,
)
CRAVING = dialog(
    "craving",
    step("plan", "Plan?", ask="move"),
    step("try", run_one_of="coping"),
    step("when", "When?", ask="at"),
    remember=REMEMBER,
    expires=HOUR,
)
ASIDE = dialog("aside", step("say", "Aside."))
EDITED = dialog(
    "breath", step("felt_now", "Felt now?", ask="where"), remember=REMEMBER, renamed={"felt": "felt_now"}, version=2
)
ALL = (CHECKIN, BREATH, CRAVING, ASIDE)
WORDS = ["3", "plan", "home, out", "yes", "20:30", "skip", "dance", "", "{note}", "x" * 30]


class AnyOrder(RuleBasedStateMachine):
    """One person, everything that can happen, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.talk = Talk(*ALL)
        self.talk.suggestions = {"coping": ("breath",)}
        self.tokens = ["1:1:3"]
        self.visits = 0

    @rule(name=st.sampled_from([each.name for each in ALL]))
    def begin(self, name: str) -> None:
        self.talk.begin(name)

    @rule(words=st.sampled_from(WORDS) | st.text(max_size=5))
    def type(self, words: str) -> None:
        was_open = bool(self.talk.at)
        assert bool(self.talk.type(words)) or not was_open or not self.talk.at

    @rule(words=st.sampled_from(WORDS))
    def type_early(self, words: str) -> None:
        was_open = bool(self.talk.at)
        assert bool(self.talk.type_early(words)) or not was_open

    @rule(data=st.data())
    def tap_any_button_ever_shown(self, data: st.DataObject) -> None:
        self.talk.tap_token(data.draw(st.sampled_from(self.tokens)))

    @rule()
    def tap_the_newest_button(self) -> None:
        self.talk.tap_token(self.tokens[-1])

    @rule()
    def skip(self) -> None:
        self.talk.skip()

    @rule()
    def back(self) -> None:
        self.talk.back()

    @rule()
    def stop(self) -> None:
        self.talk.stop()
        assert self.talk.at == []

    @rule()
    def resume(self) -> None:
        self.talk.resume()

    @rule(visit=st.integers(0, 20))
    def wake(self, visit: int) -> None:
        self.talk.wake(visit)

    @precondition(lambda self: self.talk.at)
    @rule()
    def wake_the_open_question(self) -> None:
        self.talk.wake()

    @precondition(lambda self: self.talk.at)
    @rule(minutes=st.integers(0, 5))
    def wake_the_open_question_late(self, minutes: int) -> None:
        self.talk.wake(minutes=minutes)

    @rule()
    def hush(self) -> None:
        self.talk.hush()

    @rule(minutes=st.sampled_from([1, 61, 60 * 25]))
    def time_passes(self, minutes: int) -> None:
        self.talk.later(minutes=minutes)

    @rule(dialogs=st.sampled_from([ALL, (CHECKIN, EDITED, CRAVING, ASIDE), (CHECKIN, BREATH, ASIDE, CRAVING)]))
    def content_is_edited(self, dialogs: tuple[Dialog, ...]) -> None:
        self.talk.edit(*dialogs)

    @invariant()
    def visits_only_grow(self) -> None:
        visits = self.talk.standing.run.visits
        assert visits >= self.visits
        self.visits = visits

    @invariant()
    def whoever_has_something_open_is_waited_for(self) -> None:
        run = self.talk.standing.run
        if run.top and run.top.dialog in self.talk.book.dialogs and self.talk.effects:
            assert run.top.visit or run.top.step in {"try", "low"}, (
                "only a step that runs a dialog may lie open unasked"
            )

    @invariant()
    def no_visit_is_open_twice(self) -> None:
        visits = [frame.visit for frame in self.talk.standing.run.frames if frame.visit]
        assert len(visits) == len(set(visits))

    @invariant()
    def at_most_one_question_is_left_standing(self) -> None:
        asked = [each for each in self.talk.effects if isinstance(each, Ask)]
        assert len(asked) <= 1

    @invariant()
    def tokens_are_short(self) -> None:
        shown = [each.keyboard for each in self.talk.effects if isinstance(each, Ask | Redraw)]
        tokens = [button.token for keyboard in shown for row in keyboard for button in row]
        assert all(len(token.encode()) <= 64 for token in tokens)
        self.tokens += tokens

    @invariant()
    def the_standing_survives_its_stored_form(self) -> None:
        assert self.talk.stored == self.talk.standing

    @invariant()
    def lists_hold_each_line_once(self) -> None:
        notes = self.talk.kept.get("notes", ())
        assert isinstance(notes, tuple)
        assert len(notes) == len(set(notes))


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=150, stateful_step_count=30)
