from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.transcripts import TranscriptError, play, read_transcript
from bot.dialogue.model import Again, Number, Text
from tests.conversation.examples import programme
from tests.dialogue.examples import dialog, step, variable

PROGRAMME = programme()

CRAVING = """\
# A craving, and the question after it.
at: 2026-11-23 20:00 Europe/Lisbon
kept: note = from before
you: /craving
bot: I am a program.
bot: What is it like?
     [Skip] [Help now]
# It is strong.
you: strong
bot: It will pass.
--- 15 minutes later
bot: And now?
     [Skip] [Help now]
you: (photo)
bot: I can only read words and buttons. I have not kept what you sent.
you: [Skip]
"""


def test_a_transcript_that_still_goes_so_plays_to_itself() -> None:
    assert play(read_transcript("craving", CRAVING), PROGRAMME) == CRAVING


BREATH = dialog(
    "breath",
    step("in", "In.\n\nRounds left: {rounds_left}", over=True, wait=timedelta(seconds=4)),
    step("out", "Out.", over=True, wait=timedelta(seconds=6), again=Again("in", 2)),
    step("leave", "As it likes.", over=True),
    step("close", "Up to you."),
)
BREATHING = """\
person: known
begin: breath

bot: In.

     Rounds left: 2
     [Stop] [Help now]
--- 12 seconds later
now: Out.
now: In.

     Rounds left: 1
you: [Stop]
now: As it likes.
bot: Up to you.
--- 1 minute later
"""


def test_words_that_change_stand_on_lines_of_their_own() -> None:
    assert play(read_transcript("breath", BREATHING), programme(BREATH)) == BREATHING


def test_what_the_bot_says_now_replaces_what_stands_there() -> None:
    old = CRAVING.replace("It will pass.", "It passes.")
    assert play(read_transcript("craving", old), PROGRAMME) == CRAVING


def test_a_toast_stands_in_brackets() -> None:
    pick = "you: /pause\nyou: [A day]\n"
    assert "bot: Paused." in play(read_transcript("pause", pick), PROGRAMME)


def test_the_head_tells_when_it_begins_and_what_is_kept() -> None:
    head = "at: 2026-03-29 09:15 Asia/Kathmandu\n"
    kept = "kept: reasons = sleep | my children\nkept: one = sleep |\nkept: goal = rest\n"
    transcript = read_transcript("head", f"{head}{kept}you: hi\n")
    assert transcript.start == datetime(2026, 3, 29, 9, 15, tzinfo=ZoneInfo("Asia/Kathmandu"))
    assert transcript.kept == {"reasons": ("sleep", "my children"), "one": ("sleep",), "goal": "rest"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hello\nyou: hi\n", "t:1: before the first 'you:'"),
        ("at: tomorrow\nyou: hi\n", "t:1: 'at:' wants"),
        ("at: 2026-11-23 20:00 Moon/Base\nyou: hi\n", "t:1: 'at:' wants"),
        ("you: hi\nyuo: there\n", "t:2: a line begins with"),
        ("you: hi\nyou:there\n", "t:2: a line begins with"),
    ],
)
def test_a_line_of_no_known_kind_is_told_with_its_place(text: str, problem: str) -> None:
    with pytest.raises(TranscriptError, match=problem):
        read_transcript("t", text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("you: hi\nyou: [Nowhere]\n", "t:2: no button shows 'Nowhere'"),
        ("you: hi\n--- soon\n", "t:2: write '--- 15 minutes later'"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_place(text: str, problem: str) -> None:
    with pytest.raises(TranscriptError, match=problem):
        play(read_transcript("t", text), PROGRAMME)


BEGUN = """\
begin: ruler.ask
set: reasons = sleep

bot: How much, after sleep?
     [Skip] [Help now]
you: 3
"""


def test_a_transcript_may_begin_at_any_step_with_values() -> None:
    ask = step("ask", "How much, after {reasons}?", ask="much")
    remembered = [variable("much", Number()), variable("reasons", Text())]
    ruler = dialog("ruler", step("first", "Hello."), ask, remember=remembered)
    assert play(read_transcript("begun", BEGUN), programme(ruler)) == BEGUN
