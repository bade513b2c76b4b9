"""A real browser at a phone's width, and a guard that lets it reach nothing but this machine.

One browser serves all tests; each test gets a context of its own: no cookie, no storage, in Arabic,
390 × 844.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Route, async_playwright

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
LOCAL = {"127.0.0.1", "localhost", ""}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """The browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A phone that has never been here. Asking for another host fails the test."""
    context = await browser.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        locale="ar-JO",
        timezone_id="Asia/Amman",
        has_touch=True,
        reduced_motion="reduce",
    )
    strayed: list[str] = []

    async def guard(route: Route) -> None:
        strayed.append(route.request.url)
        await route.abort()

    await context.route(lambda url: urlsplit(url).hostname not in LOCAL, guard)
    yield context
    await context.close()
    assert not strayed, strayed


@pytest_asyncio.fixture(loop_scope="session")
async def page(phone: BrowserContext) -> AsyncIterator[Page]:
    """A page of that phone. What a script throws, or the page's policy forbids, fails the test."""
    page = await phone.new_page()
    page.set_default_timeout(15_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield page
    assert not faults, faults
