"""The page: small, strict, in three languages, and remembered only by a cookie we signed.

1. First load ≤ 60 kB without font and photos, nothing compressed.
2. No script, style or picture but our own; nothing inline.
3. Every label in Arabic, English and Sorani; colours that can be read.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

import bot.handlers.webchat as webchat
from bot.handlers.webchat.labels import LABELS, LANGUAGES, language_of
from bot.handlers.webchat.page import assets
from tests.handlers.webchat.memory import Memory

FOLDER = Path(webchat.__file__).parent


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Memory().app())
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.test") as client:
        yield client


async def test_the_first_load_is_small(client: httpx.AsyncClient) -> None:
    """Requirement 1, in the language with the longest words."""
    sizes = {}
    for language in LANGUAGES:
        html = (await client.get(f"/chat?lang={language}", headers={"Accept-Encoding": "identity"})).text
        found = re.findall(r'(?:src|href)="(/chat/static/[^"]+)"', html)
        parts = [
            (await client.get(path, headers={"Accept-Encoding": "identity"})).content
            for path in (*found, *pictures(found))
        ]
        sizes[language] = len(html.encode()) + sum(map(len, parts))
    assert max(sizes.values()) <= 60_000, sizes


def pictures(found: list[str]) -> list[str]:
    """What the style sheet asks for, fonts apart."""
    style = assets()["chat.css"].body.decode()
    assert any(path.startswith("/chat/static/chat.css") for path in found)
    return [f"/chat/static/{path}" for path in re.findall(r'url\("([^"]+)"\)', style) if ".woff2" not in path]


def test_the_fonts_are_small_and_carry_their_licence() -> None:
    fonts = FOLDER / "static" / "fonts"
    assert sum(path.stat().st_size for path in fonts.glob("*.woff2")) <= 120_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (fonts / "OFL.txt").read_text()
    assert "pyftsubset" in (fonts / "README.md").read_text()


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr"), ("ckb", "rtl")])
async def test_language_and_direction(client: httpx.AsyncClient, language: str, direction: str) -> None:
    html = (await client.get(f"/chat?lang={language}")).text
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert f"<title>{LABELS[language]['title']}</title>" in html


async def test_the_language_is_kept_and_arabic_comes_first(client: httpx.AsyncClient) -> None:
    assert 'lang="ar"' in (await client.get("/chat")).text
    await client.get("/chat?lang=en")
    assert '<html lang="en"' in (await client.get("/chat")).text
    assert '<html lang="ar"' in (await client.get("/chat?lang=tlh", headers={"Cookie": ""})).text


def test_labels_are_complete_in_every_language() -> None:
    """Requirement 3."""
    assert set(LABELS) == set(LANGUAGES)
    for language, labels in LABELS.items():
        assert set(labels) == set(LABELS["ar"]), language
        for key, text in labels.items():
            assert text.strip(), (language, key)
            assert re.findall(r"{\w+}", text) == re.findall(r"{\w+}", LABELS["ar"][key]), (language, key)


def test_every_label_that_is_used_exists() -> None:
    used = set(re.findall(r"\bt\.(\w+)", (FOLDER / "templates" / "chat.html").read_text()))
    used |= set(re.findall(r"\bwords\.(\w+)", (FOLDER / "static" / "chat.js").read_text()))
    for path in FOLDER.glob("*.py"):
        used |= set(re.findall(r'Refused\(\d+, "(\w+)"', path.read_text()))
    assert len(used) > 40
    assert used | {"title"} == set(LABELS["ar"])


def test_wishes_for_a_language() -> None:
    assert language_of("", "ckb-IQ", "en") == "ckb"
    assert language_of("fr", "") == "ar"


async def test_the_page_is_strict(client: httpx.AsyncClient) -> None:
    """Requirement 2."""
    answer = await client.get("/chat")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<script(?![^>]*(src=|application/json))", answer.text)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", answer.text)
    assert re.findall(r'https?://[^"\s]+', answer.text) == ["http://exit.test/"]


def test_files_name_no_other_site() -> None:
    for name, asset in assets().items():
        if name.endswith((".js", ".css")):
            found = set(re.findall(r"https?://[\w.]+", asset.body.decode()))
            assert found <= {"http://www.w3.org"}, name


async def test_the_cookie(client: httpx.AsyncClient) -> None:
    cookie = (await client.get("/chat")).headers["set-cookie"]
    assert "HttpOnly" in cookie
    # Strict would not be sent when an invitation link is followed from another app.
    assert "SameSite=Lax" in cookie
    assert "Path=/chat" in cookie
    assert "Secure" not in cookie


async def test_the_cookie_is_secure_where_the_page_is() -> None:
    transport = httpx.ASGITransport(Memory().app(public_url="https://chat.example"))
    async with httpx.AsyncClient(transport=transport, base_url="https://chat.example") as client:
        assert "; Secure" in (await client.get("/chat")).headers["set-cookie"]


async def test_a_browser_keeps_its_name_and_a_forged_one_gets_another(client: httpx.AsyncClient) -> None:
    first = tag_of((await client.get("/chat")).text)
    assert tag_of((await client.get("/chat")).text) == first
    forged = await client.get("/chat", headers={"Cookie": "chat=somebody.forged"})
    assert tag_of(forged.text) != first


def tag_of(html: str) -> str:
    found = re.search(r'id="settings">(.*?)</script>', html)
    assert found
    tag: str = json.loads(found[1])["tag"]
    return tag


async def test_forgetting_takes_the_name_away(client: httpx.AsyncClient) -> None:
    first = tag_of((await client.get("/chat")).text)
    answer = await client.post("/chat/forget")
    assert answer.status_code == 204
    assert "chat" not in client.cookies
    assert tag_of((await client.get("/chat")).text) != first


async def test_an_invitation_code_is_not_written_into_the_page(client: httpx.AsyncClient) -> None:
    answer = await client.get('/chat?start="><script>alert(1)</script>')
    assert answer.status_code == 200
    assert "alert(1)" not in answer.text


async def test_files_are_kept_by_the_browser_under_their_version(client: httpx.AsyncClient) -> None:
    versioned = await client.get(f"/chat/static/chat.js?v={assets()['chat.js'].version}")
    assert "immutable" in versioned.headers["cache-control"]
    assert (await client.get("/chat/static/chat.js?v=other")).headers["cache-control"] == "no-store"
    style = (await client.get("/chat/static/chat.css")).text
    font = re.findall(r'url\("([^"]+woff2[^"]*)"\)', style)[0]
    answer = await client.get(f"/chat/static/{font}")
    assert answer.headers["content-type"] == "font/woff2"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["../page.py", "..%2fpage.py", "nothing.js", "fonts", "fonts/README.md", ""])
async def test_nothing_else_is_served(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/chat/static/{path}")).status_code == 404


async def test_text_files_travel_compressed(client: httpx.AsyncClient) -> None:
    plain = await client.get("/chat/static/chat.css", headers={"Accept-Encoding": "identity"})
    small = await client.get("/chat/static/chat.css", headers={"Accept-Encoding": "gzip"})
    assert small.headers["content-encoding"] == "gzip"
    assert small.text == plain.text
    assert len(gzip.compress(plain.content)) < len(plain.content) / 2


# Foreground on background, as the style sheet pairs them.
PAIRS = [
    ("ink", "sand"),
    ("ink", "paper"),
    ("ink", "mine"),
    ("ink", "sand-deep"),
    ("muted", "paper"),
    ("muted", "mine"),
    ("accent", "paper"),
    ("paper", "accent"),
    ("on-teal", "teal"),
    ("clay", "clay-soft"),
    ("clay", "mine"),
    ("clay", "paper"),
]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_words_can_be_read(theme: int, front: str, back: str) -> None:
    """Contrast of at least 4.5 : 1 (WCAG 2.2 AA)."""
    style = (FOLDER / "static" / "chat.css").read_text()
    colours = dict(re.findall(r"--([\w-]+): #(\w{6})", re.findall(r":root {(.*?)}", style, re.S)[theme]))
    light, dark = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
