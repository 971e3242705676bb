"""The interface's own words in one language: what the program itself says on buttons and between dialogs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Words:
    """Filled from ``dialogs/words.<language>.yaml``; the defaults here keep the program speaking without that file."""

    language: str = "en"
    name: str = "English"
    skip: str = "Skip"
    back: str = "Back"
    done: str = "Done"
    go_on_now: str = "Go on now"
    stop_here: str = "Stop"
    help_now: str = "Help now"
    yes: str = "Yes"
    no: str = "No"
    none_chosen: str = "Tap one or more, then Done. You can skip, too."
    at_most: str = "{limit} is the most that I can take here. A tap on one takes it away again."
    nothing_open: str = "There is no open question right now."
    stopped: str = "All right, we stop here. What you told me is kept."
    cannot_go_back: str = "This is the first question, so there is nothing to go back to."
    old_button: str = "That question is behind us."
    went_wrong: str = "Sorry, something went wrong on my side. What you told me before is kept."
    one_moment: str = "One moment. Many messages came at once. If it is urgent, there is /sos."
    only_text: str = "I can only read words and buttons. I have not kept what you sent."
    edited: str = "I read messages as they first come, so I did not see what you changed."
    groups_only_private: str = "I talk in private chats only. Please write to me there."
    unknown_command: str = "I do not know that command. /help shows what I can do."
    too_long: str = "That is more than I can keep at once ({limit} characters). Could you send it in parts?"
    out_of_range: str = "I can take a number from {low} to {high}."
    retry_scale: str = "A number from the scale is a good answer. You can also skip."
    retry_number: str = "A number is a good answer, such as 3. You can also skip."
    retry_choice: str = "Please tap one of the buttons, or type its number. You can also skip."
    retry_choices: str = "Please tap the buttons that fit, then Done. You can also skip."
    retry_yes_no: str = "Yes or no is a good answer. You can also skip."
    retry_time: str = "A time such as 20:30 or 8pm is a good answer. You can also skip."
    retry_amount: str = "A number with its unit is a good answer. You can also skip."
    retry_city: str = "I do not know that place. A larger city nearby is a good answer. You can also skip."
    retry_text: str = "Please write it in words. You can also skip."
    still_waiting: str = "There is time. I will go on when it is over."
    back_again: tuple[str, ...] = ("Back to where we were:",)
    yes_words: tuple[str, ...] = ("yes", "y", "yeah", "yep", "ok")
    no_words: tuple[str, ...] = ("no", "n", "nope")
    skip_words: tuple[str, ...] = ("skip",)
    number_words: Mapping[str, int] = field(default_factory=dict)
    am: tuple[str, ...] = ("am", "a.m.")
    pm: tuple[str, ...] = ("pm", "p.m.")
    noon: tuple[str, ...] = ("noon",)
    midnight: tuple[str, ...] = ("midnight",)
