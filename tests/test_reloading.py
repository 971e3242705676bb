"""What becomes live, and what is said about it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.content.faults import Fault, Faulty
from bot.conversation.stage import Stage
from bot.errors import SettingsError
from bot.reloading import News, Reloader
from tests.conversation.examples import programme
from tests.dialogue.examples import dialog, step

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.programme import Programme

MORE = dialog("more", step("say", "More."))
FAULTS = [Fault("dialogs/craving.yaml", line, 3, "missing-step", "there is no such step") for line in range(1, 6)]


class Folder:
    """Files that read as the test says, one reading after the other."""

    def __init__(self, *readings: Programme | Exception) -> None:
        self.old = programme()
        self.stage = Stage(self.old)
        self.asked = asyncio.Event()
        self.news: list[News] = []
        self.adapted: list[Programme] = []
        self._readings = [*readings]
        self._done = asyncio.Event()

    async def reads_all(self) -> None:
        """Ask until every reading was read."""
        task = asyncio.create_task(Reloader(self._read, self.stage, self.asked, self._tell, self._adapt).run())
        for _ in range(len(self._readings)):
            self._done.clear()
            self.asked.set()
            await self._done.wait()
        task.cancel()

    def _read(self) -> Programme:
        reading = self._readings.pop(0)
        if isinstance(reading, Exception):
            raise reading
        return reading

    def _tell(self, news: News) -> None:
        self.news.append(news)
        self._done.set()

    async def _adapt(self, new: Programme) -> None:
        self.adapted.append(new)


def play(make: Callable[[], Folder]) -> Folder:
    async def story() -> Folder:
        folder = make()
        await folder.reads_all()
        await asyncio.sleep(0)
        return folder

    return asyncio.run(story())


def test_what_is_free_of_faults_is_live_at_once() -> None:
    new = programme(MORE)
    folder = play(lambda: Folder(new))
    assert folder.stage.programme is new
    assert folder.adapted == [new]
    (news,) = folder.news
    assert news.is_live
    assert news.lines[0].startswith("dialogs read anew: added: more")


def test_faults_are_told_in_a_few_lines_and_nothing_changes() -> None:
    folder = play(lambda: Folder(Faulty(FAULTS)))
    assert folder.stage.programme is folder.old
    assert folder.adapted == []
    (news,) = folder.news
    assert not news.is_live
    assert news.lines == (
        "dialogs refused, the old ones go on: 5 faults",
        "dialogs/craving.yaml:1:3: error missing-step: there is no such step",
        "dialogs/craving.yaml:2:3: error missing-step: there is no such step",
        "dialogs/craving.yaml:3:3: error missing-step: there is no such step",
        "'leeward check' shows them all",
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (SettingsError("languages: 'es' has no crisis phrases"), "languages: 'es' has no crisis phrases"),
        (ZeroDivisionError("words of someone"), "ZeroDivisionError"),
        (Faulty(FAULTS[:1]), "1 fault"),
    ],
)
def test_whatever_is_wrong_the_old_dialogs_go_on_and_the_next_reading_counts(error: Exception, told: str) -> None:
    new = programme(MORE)
    folder = play(lambda: Folder(error, new))
    assert folder.news[0].lines[0] == f"dialogs refused, the old ones go on: {told}"
    assert folder.stage.programme is new
