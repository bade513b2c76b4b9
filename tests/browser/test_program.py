"""The program itself in a real browser, as wide as a small phone, in Arabic: `tamasuk demo` as one tries it.

1. Somebody new registers as a volunteer, by pressing and writing, from the welcome to the menu.
2. A champion comes by the link that was printed, and reports an initiative with two photos.
3. Whatever is asked is on the screen, reads from the right, is not cut, and can be pressed with a thumb.

With PICTURES naming a folder every step is kept there; with README_PICTURES the two of the README are.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image, ImageDraw
from playwright.async_api import Browser, Locator, Page, expect

from tests.journeys.process import Program, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WIDTH, HEIGHT = 360, 740
THUMB = 40
LARGEST_PICTURE = 150_000

# Spans, dates and references whose first number stands to the right of their last.
TURNED_ROUND = r"""node => {
  const found = [], texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const left = (text, at) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect();
  };
  while (texts.nextNode()) {
    const text = texts.currentNode;
    for (const seen of text.data.matchAll(/\d+(?:[ \u00a0–\/-]\d+)+/g)) {
      const first = left(text, seen.index), last = left(text, seen.index + seen[0].length - 1);
      if (first.top === last.top && first.left > last.left) found.push(seen[0]);
    }
  }
  return found;
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def program(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Program]:
    """The demo, in a folder of its own."""
    made = Program(tmp_path_factory.mktemp("demo"), {"SECRET_KEY": ""}, runs="demo")
    await made.start()
    yield made
    await made.stop()
    assert "Traceback" not in made.log, made.tail()


class Chat:
    """A person with a small phone: what they press and write, and whether they could have seen it."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name
        self._steps = count(1)

    async def sees(self, *words: str) -> Locator:
        """The newest message has these words; it is wholly on the screen, or its beginning is."""
        bubble = self.page.locator(".bubble:not(.mine)").last
        for part in words:
            await expect(bubble).to_contain_text(part)
        await expect(bubble).to_have_attribute("dir", "rtl")
        await self._fits(bubble)
        await self.look()
        return bubble

    async def _fits(self, bubble: Locator) -> None:
        """Requirement 3."""
        assert await self.page.evaluate("document.documentElement.scrollWidth") <= WIDTH
        cut = await bubble.evaluate(
            """node => [...node.querySelectorAll('.words, .hint, .choices button, .progress')]
            .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 200))"""
        )
        assert cut == []
        small = await bubble.evaluate(
            """(node, least) => [...node.querySelectorAll('button:not(:disabled)')]
            .filter(e => { const r = e.getBoundingClientRect(); return r.height < least || r.width < least })
            .map(e => e.outerHTML.slice(0, 200))""",
            THUMB,
        )
        assert small == []
        assert await bubble.evaluate(TURNED_ROUND) == []

    async def presses(self, label: str) -> None:
        """The newest button that reads so, with a finger."""
        button = self.page.locator(".bubble:not(.mine)").last.get_by_role("button", name=label, exact=True)
        await expect(button).to_be_enabled()
        await button.tap()

    async def writes(self, text: str) -> None:
        await self.page.locator("#text").fill(text)
        await self.page.locator("#send").tap()

    async def look(self, name: str = "") -> None:
        """A picture to look at, when PICTURES names a folder."""
        if folder := os.environ.get("PICTURES"):
            file = f"{self.name}-{next(self._steps):02}{name and '-' + name}.png"
            await _still(self.page)
            await self.page.screenshot(path=Path(folder) / file)

    async def for_the_readme(self, name: str) -> None:
        """Small enough for a page that people open on a phone; always tried, kept when it is asked for."""
        await _still(self.page)
        shot = Image.open(io.BytesIO(await self.page.screenshot()))
        out = io.BytesIO()
        shot.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        assert len(out.getvalue()) <= LARGEST_PICTURE
        if folder := os.environ.get("README_PICTURES"):
            (Path(folder) / f"{name}.png").write_bytes(out.getvalue())


async def _still(page: Page) -> None:
    await page.evaluate("document.fonts.ready")
    await page.evaluate("Promise.all(document.getAnimations().map(a => a.finished.catch(() => 0)))")


@pytest_asyncio.fixture(loop_scope="session")
async def chat(browser: Browser, program: Program, request: pytest.FixtureRequest) -> AsyncIterator[Chat]:
    """A phone that has never been here."""
    context = await browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT},
        device_scale_factor=2,
        locale="ar-JO",
        timezone_id="Asia/Amman",
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
    )
    page = await context.new_page()
    page.set_default_timeout(15_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda failed: faults.append(failed.url))
    page.on("response", lambda got: faults.append(f"{got.status} {got.url}") if got.status >= 400 else None)
    yield Chat(page, request.node.name.removeprefix("test_"))
    faults = [fault for fault in faults if "/chat/events" not in fault]
    await context.close()
    assert not faults, faults


async def test_a_volunteer_registers(chat: Chat, program: Program) -> None:
    """Requirement 1."""
    page = chat.page
    await page.goto(f"{program.url}/chat")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.locator("#welcome")).to_be_visible()
    await chat.look()
    await page.get_by_role("button", name="لنبدأ").tap()
    await registers(chat, "ليلى محمد", picture="registration")
    await chat.sees("شكراً", "ليلى محمد", "كيف نساعدك؟")
    await expect(page.locator(".bubble.mine.failed")).to_have_count(0)


async def registers(chat: Chat, name: str, picture: str = "") -> None:
    """The six questions."""
    await chat.sees("هل نبدأ؟")
    await chat.presses("أوافق")
    await chat.sees("بأي اسم نناديك؟")
    if picture:
        await chat.for_the_readme(picture)
    await chat.writes(name)
    await chat.sees("الجنس؟")
    await chat.presses("أنثى")
    await chat.sees("ما سنة ميلادك؟")
    await chat.writes("١٩٩٨")
    await chat.sees("ما محافظتك؟")
    await chat.presses("إربد")
    await chat.sees("وفي أي لواء؟")
    await chat.presses("بني عبيد")
    await chat.sees("هذه إجاباتك", name, "1998", "إربد")
    await chat.presses("إرسال")


async def test_a_champion_reports_with_two_photos(chat: Chat, program: Program, tmp_path: Path) -> None:
    """Requirement 2."""
    page = chat.page
    await page.goto(await champion_link(program))
    await registers(chat, "سلمى")
    await chat.sees("مدونة السلوك")
    await chat.presses("ألتزم بذلك")
    await chat.sees("كيف نساعدك؟")
    await chat.presses("تقرير عن نشاط")
    await chat.sees("ما اسم المبادرة؟")
    await chat.writes("حديقتنا أجمل")
    await chat.sees("نوع النشاط")
    await chat.presses("عمل تطوعي أو خدمي")
    await chat.sees("تاريخ النشاط")
    await chat.writes((datetime.now(UTC) - timedelta(days=3)).strftime("%Y/%m/%d"))
    await chat.sees("المكان")
    await chat.writes("بني عبيد")
    await chat.sees("كم عدد الحاضرين")
    await chat.writes("27: 15 نساء و12 رجل، منهم 6 أطفال")
    await chat.sees("فهمنا", "27")
    await chat.presses("نعم")
    await chat.sees("18–29")
    await chat.presses("لا أعرف الأعمار")
    await chat.sees("أثر سلبي")
    await chat.presses("لا")
    await chat.sees("صور (دون وجوه الأطفال")
    await with_photos(chat, tmp_path)
    await chat.sees("هل وافق الأشخاص الظاهرون")
    await chat.for_the_readme("report")
    await chat.presses("نعم")
    await chat.sees("هذه إجاباتك", "حديقتنا أجمل", "27")
    await chat.presses("إرسال")
    await chat.sees("وصل التقرير. رقمه:")
    await page.reload()
    await expect(page.locator(".bubble.mine img")).to_have_count(2)
    await chat.sees("وصل التقرير. رقمه:")


async def champion_link(program: Program) -> str:
    """As the demo prints it."""

    def printed() -> str | None:
        found = re.search(r"(http://\S+/chat\?start=TM\w{10})\s+a champion", program.log)
        return found[1] if found else None

    return await until(printed, program.tail)


async def with_photos(chat: Chat, folder: Path) -> None:
    """Two, chosen together."""
    page = chat.page
    paths = [drawn(folder / "1.jpg", "#8fc1e3", "#5b8c5a"), drawn(folder / "2.jpg", "#f2c48d", "#7a9e7e")]
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="صور", exact=True).tap()
    await (await chooser.value).set_files([str(path) for path in paths])
    await expect(page.locator("#tray li")).to_have_count(2)
    await expect(page.get_by_role("button", name="لا توجد صور")).to_be_in_viewport(ratio=1)
    await chat.look("tray")
    await page.locator("#send").tap()
    await expect(page.locator(".bubble.mine.sent img")).to_have_count(2)
    await chat.sees("وصلت", "تم")
    await chat.presses("تم")


def drawn(path: Path, sky: str, grass: str) -> Path:
    """A garden with a path and three trees, and nobody in it, as large as a camera makes it."""
    image = Image.new("RGB", (2400, 1800), sky)
    pen = ImageDraw.Draw(image)
    pen.ellipse((-600, 900, 3000, 3200), fill=grass)
    pen.polygon(((1050, 1800), (1350, 1800), (1230, 960), (1180, 960)), fill="#e8d8b4")
    pen.ellipse((1850, 180, 2150, 480), fill="#fff3c4")
    for left, top in ((250, 620), (680, 560), (1700, 600)):
        pen.rectangle((left + 130, top + 250, left + 180, top + 620), fill="#7b5b3a")
        pen.ellipse((left, top, left + 310, top + 330), fill="#3f6f4a")
    image.save(path, "JPEG", quality=92)
    return path
