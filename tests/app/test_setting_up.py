"""`tamasuk setup` at a terminal: it asks, checks, and writes a file that nobody else can read."""

from __future__ import annotations

import asyncio
import stat

from bot.settings import Settings
from tests.app.home import Home, wrapped
from tests.fakes.telegram import FakeTelegram

TOKEN = "رمز البوت: "
ADDRESS = "https://… · العنوان"


async def test_answers_are_checked_and_written_for_nobody_else(empty: Home) -> None:
    async with FakeTelegram() as telegram:
        empty.settings(TELEGRAM__API_URL=telegram.url)
        with empty.terminal("setup") as terminal:
            await terminal.see(TOKEN)
            terminal.type("1:wrong")
            await terminal.see("Telegram knows no such token")
            await terminal.see(TOKEN)
            terminal.type(telegram.token)
            await terminal.see(f"@{telegram.username}")
            await terminal.see(ADDRESS)
            terminal.type("bot.example.org")
            await terminal.see("It begins with https://")
            terminal.type("https://bot.example.org/")
            assert await terminal.end() == 0
    assert telegram.token not in terminal.shown
    assert "tamasuk migrate\n  tamasuk serve\n  tamasuk invite admin" in terminal.shown
    assert wrapped(terminal.shown) == []
    file = empty.folder / ".env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    written = dict(line.split("=", 1) for line in file.read_text().splitlines())
    assert set(written) == {"TAMASUK_SECRET_KEY", "TAMASUK_TELEGRAM__TOKEN", "TAMASUK_PUBLIC_URL"}
    assert written["TAMASUK_PUBLIC_URL"] == "https://bot.example.org"
    assert written["TAMASUK_SECRET_KEY"] not in terminal.shown
    assert Settings().telegram.token.get_secret_value() == telegram.token
    before = file.read_bytes()
    assert ".env is there already" in empty.refused("setup")
    assert file.read_bytes() == before
    await asyncio.to_thread(empty.run, "migrate")
    await asyncio.to_thread(empty.run, "invitations")


def test_questions_may_be_left_out(empty: Home) -> None:
    said = empty.run("setup", typed="\n\n").stdout
    assert "Keep a copy of its key" in said
    [line] = (empty.folder / ".env").read_text().splitlines()
    assert len(line.removeprefix("TAMASUK_SECRET_KEY=")) > 40


def test_data_that_there_is_keeps_its_key(empty: Home) -> None:
    """Whoever goes on from the demo must still be able to read what it has stored."""
    (empty.folder / "data").mkdir()
    (empty.folder / "data/tamasuk.key").write_text("the key that the demo has made\n")
    assert "the key that this data has already" in empty.run("setup", typed="\n\n").stdout
    assert (empty.folder / ".env").read_text() == "TAMASUK_SECRET_KEY=the key that the demo has made\n"
    assert Settings().secret_key.get_secret_value() == "the key that the demo has made"


def test_a_telegram_that_is_not_reached_is_not_a_wrong_token(empty: Home) -> None:
    empty.settings(TELEGRAM__API_URL="http://127.0.0.1:9")
    said = empty.run("setup", typed="1:invented\n\n\n").stdout
    assert "Telegram was not reached" in said
    assert "TOKEN" not in (empty.folder / ".env").read_text()


def test_of_several_programmes_one_is_chosen(empty: Home) -> None:
    for name in ("sample", "sinjar"):
        (empty.folder / "config/programmes" / name).mkdir(parents=True)
        (empty.folder / "config/programmes" / name / "programme.toml").write_text("")
    said = empty.run("setup", typed="mosul\nsinjar\n\n\n").stdout
    assert "Programme: sample sinjar" in said
    assert "It is not among them" in said
    assert "TAMASUK_PROGRAMME=sinjar\n" in (empty.folder / ".env").read_text()


def test_a_folder_that_cannot_be_written_to_is_named(empty: Home) -> None:
    empty.set.setattr("bot.app.setting_up.FILE", empty.folder / "nowhere/.env")
    done = empty.run("setup", typed="\n\n", status=1)
    assert "nowhere/.env: No such file or directory" in done.stderr
