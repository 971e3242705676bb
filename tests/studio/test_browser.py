"""The studio as an author meets it: in a real browser, by mouse and by keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.studio.browsers import find_chromium, list_arguments, serve_studio
from tests.studio.examples import SMALL, write_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

expect.set_options(timeout=8_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=find_chromium(), args=list_arguments())


@pytest.fixture(scope="module")
def dialog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("dialogs"))


@pytest.fixture(scope="module")
def transcripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("transcripts")


@pytest.fixture(scope="module")
def address(dialog: Path, transcripts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    before = write_folder(tmp_path_factory.mktemp("before"))
    before.write_text(before.read_text(encoding="utf-8").replace("You say", "So"), encoding="utf-8")
    with serve_studio(dialog.parent, transcripts, "--against", str(before.parent)) as printed:
        yield printed


@pytest.fixture
def page(browser: Browser, address: str, dialog: Path) -> Iterator[Page]:
    """The page with the small dialog begun. Whatever the browser complains of is a failure."""
    complaints: list[str] = []
    with browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.goto(address)
        page.locator("#dialog").select_option("small")
        expect(page.locator("#chat")).to_contain_text("How is it today?")
        yield page
        assert complaints == []
    if (text := dialog.read_text(encoding="utf-8")) != SMALL.format(name="small"):
        edit(dialog, text, SMALL.format(name="small"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    beside = path.with_suffix(".new")
    beside.write_text(text.replace(old, new), encoding="utf-8")
    beside.replace(path)


def test_a_dialog_is_played_by_taps_and_the_diagram_follows(page: Page) -> None:
    expect(page.locator("#diagram .here")).to_have_attribute("data-name", "ask")
    expect(page.locator("#diagram .here")).to_be_in_viewport()
    page.get_by_role("button", name="Not so good", exact=True).click()
    expect(page.locator("#chat .chosen")).to_have_text("✓ Not so good")
    expect(page.locator("#chat")).to_contain_text("You say it is Not so good.")
    expect(page.locator("#diagram .been")).to_have_count(3)
    expect(page.locator("#stored-values")).to_contain_text("mood = low")
    page.get_by_role("button", name="Step back").click()
    expect(page.locator("#chat .keys button")).to_have_count(4)
    expect(page.locator("#diagram .here")).to_have_attribute("data-name", "ask")


def test_it_can_be_used_by_keyboard_alone(page: Page) -> None:
    page.get_by_role("button", name="Good", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Not so good", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    page.keyboard.type("/small")
    page.keyboard.press("Enter")
    expect(page.locator("#chat li.you")).to_contain_text("/small")
    expect(page.locator("#chat .keys button")).to_have_count(4)
    page.locator("#diagram .block[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#about-step")).to_contain_text("tell · CR")


def test_a_saved_file_shows_at_once_in_the_same_place_and_a_faulty_one_leaves_the_old(page: Page, dialog: Path) -> None:
    page.get_by_role("button", name="Good", exact=True).click()
    edit(dialog, "It is up to you.", "You decide.")
    expect(page.locator("#chat")).to_contain_text("You decide.")
    expect(page.locator("#chat .chosen")).to_have_text("✓ Good")
    edit(dialog, "skip: close", "skip: nowhere")
    expect(page.locator("#check-name")).to_contain_text("error")
    expect(page.get_by_role("alert")).to_contain_text(f"{dialog}:12:61: error missing-step")
    expect(page.locator("#chat")).to_contain_text("You decide.")
    page.locator("#faults .told").filter(has_text="missing-step").click()
    expect(page.locator("#diagram .marked")).to_have_attribute("data-name", "ask")
    edit(dialog, "skip: nowhere", "skip: close")
    expect(page.locator("#check-name")).to_have_text("Check: no faults")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_fault_on_a_path_shows_the_conversation_and_why_there_is_the_rule(page: Page, dialog: Path) -> None:
    edit(dialog, "mi: CR", "mi: SR")
    expect(page.locator("#faults .path")).to_contain_text("person: Good")
    expect(page.get_by_role("alert")).to_be_hidden()
    page.get_by_role("button", name="Why? L2").click()
    expect(page.locator("#rule-page")).to_contain_text("L2")


def test_single_keys_do_what_is_done_most_often_unless_someone_types_or_turns_them_off(page: Page) -> None:
    page.keyboard.press("2")
    expect(page.locator("#chat .chosen")).to_have_text("✓ Not so good")
    page.keyboard.press("/")
    page.keyboard.type("u")
    expect(page.get_by_label("Message", exact=True)).to_have_value("/u")
    page.locator("#stored").focus()
    page.keyboard.press("u")
    expect(page.locator("#chat .keys button")).to_have_count(4)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("step back")
    page.get_by_label("Single keys work").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.locator("#chat .chosen")).to_have_count(0)


def test_another_language_keeps_the_place(page: Page) -> None:
    page.get_by_role("button", name="Good", exact=True).click()
    page.locator("#language").select_option("es")
    expect(page.locator("#stored-values")).to_contain_text("es")
    expect(page.locator("#chat .chosen")).to_have_text("✓ Good")


def test_every_control_is_reached_by_tab_and_shows_it(page: Page) -> None:
    page.get_by_role("button", name="Values…").click()
    wanted = set(page.evaluate(f"[...document.querySelectorAll('{_CONTROLS}')].filter({_CAN_BE_USED}).map({_NAME})"))
    page.locator("#dialog").focus()
    seen = set()
    for _ in range(len(wanted) + 12):
        name, outline = page.evaluate(f"[({_NAME})(document.activeElement), {_OUTLINE}]")
        seen.add(name)
        assert outline or name == "BODY", name
        page.keyboard.press("Tab")
    assert wanted <= seen


def test_on_a_narrow_screen_everything_fits_its_width(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("button", name="Values…").click()
    page.get_by_role("button", name=re.compile("^Compare")).click()
    expect(page.locator("#other-side")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_personas_play_by_themselves_and_time_can_pass(page: Page) -> None:
    page.get_by_label("Persona").select_option("minimising")
    page.get_by_role("button", name="Next act").click()
    expect(page.locator("#chat .chosen")).to_have_text("✓ Skip")
    page.get_by_label("Later").select_option("86400")
    expect(page.locator("#chat li.time")).to_have_text("1 day later")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_role("button", name="Play by itself").click()
    expect(page.locator("#chat")).to_contain_text("It is up to you.")
    expect(page.get_by_role("button", name="Play by itself")).to_be_visible()


def test_a_step_with_values_is_begun_and_two_versions_stand_side_by_side(page: Page) -> None:
    page.get_by_role("button", name="Values…").click()
    page.locator("[name=mood]").select_option("good")
    page.locator("#step").select_option("tell")
    expect(page.locator("#chat li").first).to_contain_text("You say it is Good.")
    page.get_by_role("button", name=re.compile("^Compare")).click()
    expect(page.locator("#other li").first).to_contain_text("So it is Good.")
    expect(page.locator("#chat .differs")).to_have_count(1)
    expect(page.locator("#other .differs")).to_have_count(1)


def test_a_conversation_is_saved_as_a_transcript(page: Page, transcripts: Path) -> None:
    page.get_by_role("button", name="Good", exact=True).click()
    page.get_by_role("button", name="Save…").click()
    page.locator("#save-name").fill("a_good_day")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#save-result")).to_contain_text("Saved:")
    assert "you: [Good]\nbot: You say it is Good." in (transcripts / "a_good_day.txt").read_text(encoding="utf-8")


def test_what_a_dialog_or_a_person_says_is_never_markup(page: Page) -> None:
    page.get_by_label("Message", exact=True).fill("<img src=x onerror=alert(1)> <b>bold</b>")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#chat li.you .bubble")).to_contain_text("<b>bold</b>")
    assert page.locator("#chat img, #chat b").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_has_enough_contrast_and_every_control_a_name(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    poor = page.evaluate(_FIND_POOR_CONTRAST)
    assert poor == []
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, select, input')].filter(each => !(each.textContent.trim() ||"
        " each.ariaLabel || each.labels?.length || each.closest('label'))).map(each => each.outerHTML)"
    )
    assert nameless == []


_CONTROLS = 'button, select, input, .chat, #stored, #check, .block[tabindex="0"]'
_CAN_BE_USED = "each => each.checkVisibility() && !each.disabled && !each.closest('dialog, #other')"
_NAME = (
    "each => each === document.body ? 'BODY'"
    " : each.id || each.name || each.dataset.name || each.textContent.trim() || each.tagName"
)
_OUTLINE = (
    "(document.activeElement.closest('.block') ? getComputedStyle(document.activeElement.querySelector('.outline'))"
    ".strokeDasharray !== 'none' : getComputedStyle(document.activeElement).outlineStyle !== 'none')"
)
_FIND_POOR_CONTRAST = """() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (rgb) => { const [r, g, b] = rgb.map((part) => part / 255)
    .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (element) => { for (let each = element; each; each = each.parentElement) {
    const [r, g, b, a = 1] = parse(getComputedStyle(each).backgroundColor); if (a > 0.99) return [r, g, b]; }
    return [255, 255, 255]; };
  const poor = [];
  for (const element of document.querySelectorAll("body *:not(svg *):not(option)")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.disabled) continue;
    const [one, other] = [parse(getComputedStyle(element).color).slice(0, 3), ground(element)].map(light);
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) poor.push(`${element.tagName} ${element.className} ${contrast.toFixed(2)}`);
  }
  return poor;
}"""
