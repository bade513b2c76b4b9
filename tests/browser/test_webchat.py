"""The page in a real browser, at a phone's width, in Arabic, against a bot that only echoes.

1. What is written without network waits visibly and goes by itself, also after a reload.
2. A reload shows the same conversation, in the same order.
3. Everything can be done with the keyboard alone.
4. Nothing of a question that has passed can be pressed.
5. Leaving is quick, and forgetting leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import BrowserContext, Page, Route, expect

from bot.core.message import Choice, Message
from bot.core.text import verbatim
from tests.browser.server import Echo, Running, serving
from tests.handlers.webchat.memory import Memory

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def server() -> AsyncIterator[Running]:
    async with serving(Memory(Echo().answer)) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def chat(page: Page, server: Running) -> Page:
    """The page, open and connected."""
    await open_chat(page, server.url)
    return page


async def open_chat(page: Page, url: str, query: str = "") -> None:
    await page.goto(f"{url}/chat{query}")
    await ready(page)


async def ready(page: Page) -> None:
    await expect(page.locator("#log")).to_have_attribute("aria-live", "polite")


async def say(page: Page, text: str) -> None:
    await page.locator("#text").fill(text)
    await page.locator("#send").click()


async def look(page: Page, name: str) -> None:
    """A picture to look at, when PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        await page.evaluate("document.fonts.ready")
        await page.screenshot(path=Path(folder) / f"{name}.png")


def photo(path: Path, size: tuple[int, int], colour: str) -> Path:
    """A photo as a camera makes it: large, with its place in the metadata."""
    image = Image.effect_noise(size, 60).convert("RGB")
    image.paste(colour, (0, 0, size[0], size[1] // 2))
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    image.save(path, "JPEG", quality=95, exif=exif)
    return path


async def test_from_the_welcome_to_an_answer(chat: Page) -> None:
    await expect(chat.locator("#welcome")).to_be_visible()
    await look(chat, "1-welcome")
    await chat.get_by_role("button", name="لنبدأ").click()
    await expect(chat.get_by_text("هل نبدأ؟")).to_be_visible()
    await expect(chat.locator("progress")).to_have_accessible_name("سؤال 1 من 6")
    await look(chat, "2-question")
    await chat.get_by_role("button", name="نعم، أبدأ").click()
    await expect(chat.get_by_text("يمكنني أن أثق")).to_be_visible()
    await look(chat, "3-scale")
    assert await chat.evaluate("document.documentElement.scrollWidth") <= 390


async def test_a_question_that_has_passed_cannot_be_pressed(chat: Page, server: Running) -> None:
    """Requirement 4; a notice, whose choices stay, can."""
    await say(chat, "/start")
    yes = chat.get_by_role("button", name="نعم، أبدأ")
    await yes.click()
    await expect(yes).to_be_disabled()
    await expect(chat.get_by_role("button", name="محايد")).to_be_enabled()
    to = server.memory.received[0].address
    await server.memory.tell(to, Message((verbatim("تقرير جديد"),), (Choice("ok", verbatim("قبول")),)))
    await expect(chat.get_by_role("button", name="قبول")).to_be_enabled()
    await expect(chat.get_by_role("button", name="محايد")).to_be_enabled()
    await say(chat, "شيء آخر")
    await expect(chat.get_by_role("button", name="محايد")).to_be_disabled()
    await expect(chat.get_by_role("button", name="قبول")).to_be_enabled()


async def test_toggles_change_in_place(chat: Page, server: Running) -> None:
    await say(chat, "استبيان")
    await chat.get_by_role("button", name="محايد").click()
    for area in ("إربد", "المفرق"):
        await chat.get_by_role("button", name=area).click()
        await expect(chat.get_by_role("button", name=area, pressed=True)).to_be_enabled()
    await expect(chat.get_by_text("في أي مناطق")).to_have_count(1)
    await look(chat, "4-toggles")
    await chat.get_by_role("button", name="تم", exact=True).click()
    await expect(chat.get_by_text("سجّلنا المناطق")).to_be_visible()
    taps = [delivery.choice.partition(":")[2] for delivery in server.memory.received if delivery.choice]
    assert taps == ["2", "إربد", "المفرق", "done"]


async def test_without_network_it_waits_and_goes_by_itself(
    chat: Page, phone: BrowserContext, server: Running
) -> None:
    """Requirement 1."""
    await say(chat, "قبل")
    await expect(chat.get_by_text("قرأنا: قبل")).to_be_visible()
    await phone.set_offline(True)
    await say(chat, "في الباص")
    await say(chat, "وبعده")
    await expect(chat.get_by_role("status")).to_contain_text("لا توجد شبكة")
    await expect(chat.locator(".bubble.mine.waiting")).to_have_count(2)
    await expect(chat.get_by_text("بانتظار الشبكة").first).to_be_visible()
    await look(chat, "5-offline")
    assert [delivery.text for delivery in server.memory.received] == ["قبل"]
    await phone.set_offline(False)
    await expect(chat.get_by_text("قرأنا: وبعده")).to_be_visible()
    await expect(chat.locator(".bubble.mine.sent")).to_have_count(3)
    await expect(chat.get_by_role("status")).to_be_hidden()
    assert [delivery.text for delivery in server.memory.received] == ["قبل", "في الباص", "وبعده"]


async def test_what_waits_survives_a_reload(page: Page) -> None:
    """Requirement 1, with the server gone and back on the same port."""
    memory = Memory(Echo().answer)
    async with serving(memory) as first:
        await open_chat(page, first.url)
        await say(page, "أول")
        await expect(page.get_by_text("قرأنا: أول")).to_be_visible()
        memory.broken = True
        await say(page, "لم تصل بعد")
        await expect(page.locator(".bubble.mine.waiting")).to_have_count(1)
        await page.reload()
        await ready(page)
        await expect(page.locator(".bubble.mine.waiting")).to_contain_text("لم تصل بعد")
    memory.broken = False
    async with serving(memory, first.port):
        await expect(page.get_by_text("قرأنا: لم تصل بعد")).to_be_visible(timeout=30_000)
    assert [delivery.text for delivery in memory.received] == ["أول", "لم تصل بعد"]


async def test_an_answer_lost_on_the_way_does_not_double_the_message(
    chat: Page, phone: BrowserContext, server: Running
) -> None:
    """The message arrived, the 202 did not: the page sends it again, and it is the same message."""
    lost = 0

    async def lose(route: Route) -> None:
        nonlocal lost
        lost += 1
        if lost == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await phone.route("**/chat/messages", lose)
    await say(chat, "مرة واحدة")
    await expect(chat.locator(".bubble.mine.sent")).to_have_count(1)
    assert lost == 2
    assert len(server.memory.received) == 1


async def test_a_reload_shows_the_same_conversation(chat: Page) -> None:
    """Requirement 2."""
    await say(chat, "/start")
    await chat.get_by_role("button", name="نعم، أبدأ").click()
    await expect(chat.get_by_text("يمكنني أن أثق")).to_be_visible()
    await expect(chat.locator(".bubble.mine.sent")).to_have_count(2)
    before = await chat.locator("#log .words").all_inner_texts()
    await chat.reload()
    await ready(chat)
    assert await chat.locator("#log .words").all_inner_texts() == before
    assert len(before) == 4
    await expect(chat.get_by_role("button", name="نعم، أبدأ")).to_be_disabled()
    await expect(chat.get_by_role("button", name="محايد")).to_be_enabled()
    await expect(chat.locator(".day")).to_have_text("اليوم")


async def test_what_the_server_forgot_the_page_forgets(chat: Page, server: Running) -> None:
    """After a private form its lines lose their text, and with them go the answers kept here."""
    await say(chat, "/start")
    await chat.get_by_role("button", name="نعم، أبدأ").click()
    await chat.get_by_role("button", name="محايد").click()
    await expect(chat.get_by_text("في أي مناطق")).to_be_visible()
    await expect(chat.locator(".bubble.mine.sent")).to_have_count(3)
    to = server.memory.received[0].address
    server.memory.lines[to] = [line for line in server.memory.lines[to] if line.number != 2]
    await chat.reload()
    await ready(chat)
    await expect(chat.get_by_text("يمكنني أن أثق")).to_have_count(0)
    await expect(chat.locator(".bubble.mine")).to_have_count(2)
    kept = await chat.evaluate(
        """() => new Promise(done => { const open = indexedDB.open('chat', 1); open.onsuccess = () => {
        const all = open.result.transaction('mine').objectStore('mine').getAll();
        all.onsuccess = () => done(JSON.stringify(all.result)); } })"""
    )
    assert "محايد" not in kept


async def test_the_keyboard_alone(chat: Page) -> None:
    """Requirement 3: start, choose, write, with what comes next one Tab away."""
    keyboard = chat.keyboard
    names = []
    for _ in range(8):
        await keyboard.press("Tab")
        names.append(await focused(chat))
    assert names[:3] == ["إلى كتابة رسالة", "خيارات", "خروج سريع"]
    assert {"لنبدأ", "رسالة", "ملف", "صور"} <= set(names)
    await chat.get_by_role("button", name="لنبدأ").focus()
    await keyboard.press("Enter")
    yes = chat.get_by_role("button", name="نعم، أبدأ")
    await expect(yes).to_be_visible()
    await keyboard.press("Tab")
    await expect(yes).to_be_focused()
    await look(chat, "6-focus")
    await keyboard.press("Enter")
    first = chat.get_by_role("button", name="أوافق تماماً")
    await expect(first).to_be_visible()
    await keyboard.press("Tab")
    await expect(first).to_be_focused()
    await keyboard.press("Space")
    await expect(chat.get_by_text("في أي مناطق")).to_be_visible()
    await chat.locator("#text").focus()
    await keyboard.type("بلا فأرة")
    await keyboard.press("Shift+Enter")
    await keyboard.type("وعلى سطرين")
    await keyboard.press("Enter")
    await expect(chat.get_by_text("قرأنا: بلا فأرة")).to_be_visible()
    await expect(chat.locator("#text")).to_be_focused()


async def focused(page: Page) -> str:
    name: str = await page.evaluate(
        """() => { const a = document.activeElement;
        return a.getAttribute('aria-label') || a.labels?.[0]?.textContent.trim() || a.textContent.trim() }"""
    )
    return name


async def test_everything_that_can_be_pressed_has_a_name_and_room(chat: Page) -> None:
    await say(chat, "/start")
    await expect(chat.get_by_text("هل نبدأ؟")).to_be_visible()
    small = await chat.evaluate(
        """() => [...document.querySelectorAll('button, a, textarea, audio')].filter(e => e.offsetParent)
        .filter(e => { const r = e.getBoundingClientRect();
          const name = e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.[0]?.textContent;
          return !name || (!e.matches('.skip') && (r.width < 40 || r.height < 40)) })
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


async def test_photos_become_small_before_they_leave(chat: Page, server: Running, tmp_path: Path) -> None:
    paths = [
        photo(tmp_path / "a.jpg", (4000, 3000), "#6fa8a0"),
        photo(tmp_path / "b.jpg", (1200, 2400), "#d9a066"),
    ]
    async with chat.expect_file_chooser() as chooser:
        await chat.get_by_role("button", name="صور").click()
    await (await chooser.value).set_files([str(path) for path in paths])
    await expect(chat.locator("#tray li")).to_have_count(2)
    await chat.locator("#text").fill("من لقاء اليوم")
    await look(chat, "7-tray")
    await chat.locator("#send").click()
    await expect(chat.get_by_text("وصلت الملفات")).to_be_visible()
    media = [medium for delivery in server.memory.received for medium in delivery.media]
    images = [Image.open(io.BytesIO(server.memory.uploads[medium.ref])) for medium in media]
    assert sorted(image.size for image in images) == [(800, 1600), (1600, 1200)]
    assert all(not image.getexif() for image in images)
    assert sum(medium.size for medium in media) < sum(path.stat().st_size for path in paths) / 4
    assert server.memory.received[0].text == "من لقاء اليوم"
    await expect(chat.locator(".bubble:not(.mine) img").last).to_be_visible()
    await look(chat, "8-photos")
    await chat.reload()
    await ready(chat)
    await expect(chat.locator(".bubble.mine img")).to_have_count(2)


async def test_an_interrupted_album_goes_on_where_it_stopped(
    chat: Page, phone: BrowserContext, server: Running, tmp_path: Path
) -> None:
    """What has arrived is not sent again; the parts say that they belong together."""
    paths = [tmp_path / f"film-{n}.mp4" for n in range(3)]
    for path in paths:
        path.write_bytes(b"film" * 240_000)
    await chat.locator("#pick-files").set_input_files([str(path) for path in paths])
    await expect(chat.locator("#tray li")).to_have_count(3)
    tries = 0

    async def cut_the_second(route: Route) -> None:
        nonlocal tries
        tries += 1
        await (route.abort() if tries == 2 else route.continue_())

    await phone.route("**/chat/messages", cut_the_second)
    await chat.locator("#send").click()
    await expect(chat.locator(".bubble.mine.sent")).to_have_count(1, timeout=15_000)
    assert tries == 4
    assert [len(delivery.media) for delivery in server.memory.received] == [1, 1, 1]
    assert len({delivery.album for delivery in server.memory.received}) == 1


async def test_a_file_too_large_is_said_before_sending(chat: Page, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"\0" * 1_500_000)
    await chat.locator("#pick-files").set_input_files(str(film))
    await expect(chat.get_by_role("alert")).to_contain_text("ميغابايت")
    await expect(chat.locator("#tray li")).to_have_count(0)


async def test_a_refusal_is_shown_with_a_way_on(chat: Page) -> None:
    await say(chat, "word " * 60_000)
    failed = chat.locator(".bubble.mine.failed")
    await expect(failed).to_contain_text("أطول مما نستطيع")
    await failed.get_by_role("button", name="حذف").click()
    await expect(failed).to_have_count(0)


async def test_a_voice_message(chat: Page, server: Running) -> None:
    await chat.get_by_role("button", name="رسالة صوتية").click()
    await expect(chat.locator("#clock")).to_have_text("0:01")
    await look(chat, "9-recording")
    await chat.get_by_role("button", name="إرسال التسجيل").click()
    await expect(chat.get_by_text("وصلت الملفات: 1")).to_be_visible()
    [medium] = server.memory.received[0].media
    assert medium.kind == "voice"
    assert server.memory.uploads[medium.ref]


async def test_an_invitation_link_speaks_for_itself_once(page: Page, server: Running) -> None:
    await open_chat(page, server.url, "?start=K7QX2M")
    await expect(page.get_by_text("هل نبدأ؟")).to_be_visible()
    assert page.url == f"{server.url}/chat"
    await expect(page.get_by_text("K7QX2M")).to_have_count(0)
    await page.reload()
    await ready(page)
    assert [delivery.text for delivery in server.memory.received] == ["/start K7QX2M"]


async def test_an_invitation_waits_for_the_history(
    page: Page, phone: BrowserContext, server: Running
) -> None:
    """Else its own answer comes as history, and the message that it answers would stand after it."""
    opened = asyncio.Event()

    async def late(route: Route) -> None:
        await opened.wait()
        await route.continue_()

    await phone.route("**/chat/events*", late)
    await page.goto(f"{server.url}/chat?start=K7QX2M")
    await expect(page.locator(".bubble.mine")).to_have_count(1)
    assert server.memory.received == []
    opened.set()
    await expect(page.get_by_role("button", name="نعم، أبدأ")).to_be_enabled()


async def test_without_a_stream_messages_leave_all_the_same(
    page: Page, phone: BrowserContext, server: Running
) -> None:
    """A proxy that holds streams back must not hold back what people write."""
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.abort()

    await phone.route("**/chat/events*", hold)
    await page.goto(f"{server.url}/chat")
    await say(page, "هل من أحد؟")
    await expect(page.locator(".bubble.mine.sent")).to_have_count(1, timeout=15_000)
    held.set()


async def test_a_link_in_a_message_can_be_followed(chat: Page) -> None:
    await say(chat, "انظر https://example.test/a?b=1.")
    link = chat.locator(".bubble:not(.mine) a")
    await expect(link).to_have_attribute("href", "https://example.test/a?b=1")


async def test_words_are_never_markup(chat: Page) -> None:
    await say(chat, "<img src=x onerror=alert(1)>")
    await expect(chat.get_by_text("قرأنا: <img src=x onerror=alert(1)>")).to_be_visible()
    await expect(chat.locator("#log img")).to_have_count(0)


@pytest.mark.parametrize("way", ["button", "keyboard"])
async def test_the_quick_exit(chat: Page, phone: BrowserContext, way: str) -> None:
    """Requirement 5."""
    await phone.route("http://exit.test/", lambda route: route.fulfill(body="weather"))
    await say(chat, "مرحبا")
    if way == "button":
        await chat.get_by_role("link", name="خروج سريع").click()
    else:
        await chat.keyboard.press("Escape")
        await chat.keyboard.press("Escape")
    await chat.wait_for_url("http://exit.test/")
    await chat.go_back()
    assert "/chat" not in chat.url


async def test_forgetting_leaves_nothing_behind(chat: Page, phone: BrowserContext, server: Running) -> None:
    """Requirement 5."""
    await phone.route("http://exit.test/", lambda route: route.fulfill(body="weather"))
    await say(chat, "سر")
    await expect(chat.get_by_text("قرأنا: سر")).to_be_visible()
    await chat.get_by_role("button", name="خيارات").click()
    await look(chat, "10-options")
    await chat.get_by_role("button", name="مسح المحادثة من هذا الجهاز").click()
    await chat.wait_for_url("http://exit.test/")
    assert not [cookie for cookie in await phone.cookies() if cookie.get("name") == "chat"]
    await open_chat(chat, server.url)
    await expect(chat.locator("#welcome")).to_be_visible()
    await expect(chat.get_by_text("سر", exact=True)).to_have_count(0)


async def test_a_lost_cookie_is_said_and_nothing_is_dropped(chat: Page, phone: BrowserContext) -> None:
    await phone.clear_cookies()
    await say(chat, "إلى أين؟")
    await expect(chat.get_by_role("status")).to_contain_text("انتهت هذه الجلسة")
    await expect(chat.locator(".bubble.mine.waiting")).to_have_count(1)


async def test_a_stopped_server_is_found_again(page: Page) -> None:
    memory = Memory(Echo().answer)
    async with serving(memory) as first:
        await open_chat(page, first.url)
        await say(page, "قبل")
        await expect(page.get_by_text("قرأنا: قبل")).to_be_visible()
    to = memory.received[0].address
    await memory.tell(to, Message((verbatim("كُتبت والخادم متوقف"),)))
    async with serving(memory, first.port):
        await expect(page.get_by_text("كُتبت والخادم متوقف")).to_be_visible(timeout=30_000)
    await expect(page.get_by_text("قرأنا: قبل")).to_have_count(1)


async def test_two_tabs_show_the_same(chat: Page, phone: BrowserContext, server: Running) -> None:
    other = await phone.new_page()
    await open_chat(other, server.url)
    await say(chat, "من النافذة الأولى")
    for tab in (chat, other):
        await expect(tab.locator(".bubble.mine.sent .words")).to_have_text(["من النافذة الأولى"])
        await expect(tab.get_by_text("قرأنا: من النافذة الأولى")).to_be_visible()


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ckb", "rtl")])
async def test_other_languages_and_a_narrow_dark_phone(
    page: Page, server: Running, language: str, direction: str
) -> None:
    await page.set_viewport_size({"width": 360, "height": 640})
    await page.emulate_media(color_scheme="dark")
    await open_chat(page, server.url, f"?lang={language}")
    await expect(page.locator("html")).to_have_attribute("dir", direction)
    await page.locator("#start").click()
    await expect(page.get_by_text("هل نبدأ؟")).to_be_visible()
    await look(page, f"11-{language}")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_a_long_message_is_read_from_its_beginning(chat: Page, server: Running) -> None:
    await say(chat, "صمت")
    await expect(chat.locator(".bubble.mine.sent")).to_have_count(1)
    to = server.memory.received[0].address
    paragraphs = tuple(verbatim(f"الفقرة {n}. " + "كيف نحمي بياناتك. " * 12) for n in range(12))
    await server.memory.tell(to, Message(paragraphs, (Choice("1", verbatim("موافق")),), stamp=2))
    await expect(chat.get_by_text("الفقرة 0.")).to_be_in_viewport()
    await look(chat, "12-long")
