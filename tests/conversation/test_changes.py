from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.changes import Changes, compare
from bot.dialogue.playbook import Playbook
from bot.dialogue.words import Words
from bot.support.crisis import CrisisClass, Phrasebook, Screen
from tests.conversation.examples import PHRASES, programme
from tests.dialogue.examples import dialog, step

if TYPE_CHECKING:
    from bot.conversation.programme import Programme
    from bot.dialogue.model import Dialog

EMPTY = programme()
OLD, NEW = dialog("talk", step("say", "Hello.")), dialog("talk", step("say", "Good to see you."))


def english(*dialogs: Dialog, spanish: Dialog | None = None, words: Words | None = None) -> Programme:
    books = {"en": Playbook({each.name: each for each in dialogs}, words or Words())}
    return replace(EMPTY, books=books | ({"es": Playbook({spanish.name: spanish})} if spanish else {}))


def test_two_readings_of_the_same_files_differ_in_nothing() -> None:
    changes = compare(english(OLD), replace(english(OLD), screen=Screen([PHRASES])))
    assert changes == Changes()
    assert str(changes) == "nothing is different"


def test_dialogs_are_told_by_name() -> None:
    more = dialog("more", step("say", "More."))
    assert str(compare(english(OLD), english(NEW, more))) == "added: more; changed: talk"
    assert compare(english(NEW, more), english(NEW)) == Changes(removed=("more",))


def test_a_dialog_that_changed_in_another_language_changed() -> None:
    assert compare(english(OLD, spanish=OLD), english(OLD, spanish=NEW)) == Changes(changed=("talk",))


def test_what_is_no_dialog_is_told_too() -> None:
    more = Phrasebook("en", {"K1": CrisisClass(("the lantern went out",))})
    changed = replace(english(OLD, words=replace(Words(), old_button="Too late.")), screen=Screen([more]))
    assert str(compare(english(OLD), changed)) == "also the interface's words and the crisis phrases"
