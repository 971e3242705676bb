"""The core stands alone: no Telegram, no database, no files, no event loop."""

from __future__ import annotations

import subprocess
import sys

PLAY_A_DIALOG = """
import sys
for name in ("telegram", "sqlalchemy", "alembic", "yaml", "pydantic", "structlog", "cryptography", "asyncio"):
    sys.modules[name] = None  # an import of it fails from now on
import importlib, pkgutil
from datetime import datetime, timezone
import bot.dialogue
for module in pkgutil.iter_modules(bot.dialogue.__path__, "bot.dialogue."):
    importlib.import_module(module.name)
from bot.dialogue import engine
from bot.dialogue.model import Branch, Dialog, Phrase, Scale, Step, Variable
from bot.dialogue.moment import Moment
from bot.dialogue.playbook import Playbook
from bot.dialogue.run import Standing
ask = Step("ask", phrases=(Phrase(("How much?",)),), ask="n", skip="end", go=(Branch("bye"),))
bye = Step("bye", phrases=(Phrase(("{n} it is.",)),), go=(Branch("end"),))
dialog = Dialog("d", 1, "D", "en", {"ask": ask, "bye": bye}, {"n": Variable("n", Scale())})
book, moment = Playbook({"d": dialog}), Moment(datetime.now(timezone.utc))
played = engine.begin(book, Standing(), "d", moment)
played = engine.answer(book, played.standing, "7", moment)
print([effect.text for effect in played.effects if hasattr(effect, "text")])
"""


def test_a_dialog_plays_without_anything_but_the_core() -> None:
    done = subprocess.run([sys.executable, "-c", PLAY_A_DIALOG], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("['7 it is.']", "")
