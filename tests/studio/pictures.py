"""The pictures of the studio in the docs, made anew: ``python -m tests.studio.pictures``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from playwright.sync_api import expect, sync_playwright

from bot.content.library import default_folder
from tests.studio.browsers import find_chromium, list_arguments, serve_studio

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
_SIZE = 1400, 860


def draw_pictures() -> None:
    """A check-in by day, and a time of use by night."""
    with (
        TemporaryDirectory() as transcripts,
        serve_studio(default_folder(), Path(transcripts)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list_arguments())
        for theme, dialog, acts in (("light", "checkin", 3), ("dark", "slip", 5)):
            page = browser.new_page(viewport={"width": _SIZE[0], "height": _SIZE[1]}, reduced_motion="reduce")
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            page.goto(address)
            _play(page, dialog, acts)
            page.screenshot(path=_PICTURES / f"studio-{theme}.png")


def _play(page: Page, dialog: str, acts: int) -> None:
    page.locator("#dialog").select_option(dialog)
    expect(page.locator("#chat .keys button").first).to_be_visible()
    for number in range(acts):
        page.get_by_role("button", name="Next act").click()
        expect(page.locator("#chat .chosen, #chat .you")).to_have_count(number + 1)
    expect(page.locator("#check-name")).to_have_text("Check: no faults", timeout=30_000)
    page.evaluate("document.fonts.ready")


if __name__ == "__main__":
    draw_pictures()
