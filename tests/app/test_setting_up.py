"""`tamasuk setup` at a terminal: it asks, checks, writes a file that nobody else can read, and begins."""

from __future__ import annotations

import asyncio
import stat
from getpass import getuser
from pathlib import Path

import pytest

from bot.app import env_file
from bot.core import key_sheet
from bot.settings import Settings
from tests.app.home import Home, wrapped
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio

ENTER = "\n" * 12
DATABASE, ZONE, TOKEN = "postgresql://… · القاعدة: ", "Asia/Amman … · المنطقة: ", "Token · رمز البوت: "
SID, ADDRESS = "Account SID · رقم الحساب: ", "https://… · العنوان: "
PLACE, CHAT = "Folder · المكان: ", "telegram:… · المحادثة: "


def written(home: Home) -> dict[str, str]:
    """What the file sets, without the prefix."""
    found = env_file.values(home.folder / ".env")
    return {name.removeprefix("TAMASUK_"): value for name, value in found.items()}


async def test_answers_are_checked_and_written_for_nobody_else(empty: Home) -> None:
    async with FakeTelegram() as telegram:
        empty.settings(TELEGRAM__API_URL=telegram.url)
        sami = telegram.person(4711, "Sami")
        with empty.terminal("setup") as terminal:

            async def answer(question: str, *answers: tuple[str, str]) -> None:
                """Each answer, and what is said to it."""
                await terminal.see(question)
                for said, heard in answers:
                    terminal.type(said)
                    await terminal.see(heard)

            await answer(DATABASE, ("mysql://x", "It is not a database"))
            await answer(DATABASE, ("", ZONE), ("Asia/Nowhere", "There is no such zone"))
            await answer(ZONE, ("Asia/Baghdad", TOKEN), ("1:wrong", "Telegram knows no such token"))
            await answer(TOKEN, (telegram.token, f"@{telegram.username}"))
            await answer(SID, ("", ADDRESS), ("bot.example.org", "It must begin with https://"))
            await answer(ADDRESS, ("https://bot.example.org/", PLACE))
            terminal.type("data/media")
            await answer("That is where the photos are")
            (empty.folder / "taken").touch()
            await answer(PLACE, ("taken/second", f"A folder must belong to {getuser()}"))
            await answer(PLACE, ("second", CHAT), ("?", "Nobody has written yet"))
            sami.say("مرحبا")
            await answer(CHAT, ("telegram:999", "The bot cannot write there"))
            await answer(CHAT, ("?", "1. Sami"))
            await answer(CHAT, ("1", ".env is written"))
            await terminal.see("data/tamasuk.db: ready.")
            await terminal.see("The first admin comes in by this invitation")
            await terminal.see(f"https://t.me/{telegram.username}?start=TM")
            assert await terminal.end() == 0
        assert len(telegram.updates.pending) == 1, "what somebody wrote waits for the bot"
    assert telegram.token not in terminal.shown
    assert wrapped(terminal.shown) == []
    assert stat.S_IMODE((empty.folder / ".env").stat().st_mode) == 0o600
    found = written(empty)
    assert found.pop("SECRET_KEY") not in terminal.shown
    assert found == {
        "TIMEZONE": "Asia/Baghdad",
        "TELEGRAM__TOKEN": telegram.token,
        "PUBLIC_URL": "https://bot.example.org",
        "BACKUP_URL": "second",
        "ALERT_CHAT": "telegram:4711",
    }
    await asyncio.to_thread(empty.run, "invitations")


def test_questions_may_be_left_out(empty: Home) -> None:
    said = empty.run("setup", typed=ENTER).stdout
    assert "Keep a copy of its key" in said
    assert "tamasuk serve     to start" in said
    assert "/chat?start=TM" in said
    assert set(written(empty)) == {"SECRET_KEY"}
    assert len(written(empty)["SECRET_KEY"]) > 40


def test_what_is_there_stays(empty: Home) -> None:
    """Run again it offers what the file says, and keeps the key and every line."""
    empty.run("setup", typed=ENTER)
    file = empty.folder / ".env"
    file.write_text(f"# ours\nTAMASUK_PORT=8123\n{file.read_text()}TAMASUK_TIMEZONE=Asia/Amman\n")
    before = file.read_bytes()
    said = empty.run("setup", typed=ENTER).stdout
    assert "[Asia/Amman]" in said
    assert ".env stays as it is" in said
    assert file.read_bytes() == before
    empty.run("setup", typed="\nAsia/Baghdad" + ENTER)
    assert file.read_text() == before.decode().replace("Asia/Amman", "Asia/Baghdad")
    empty.run("setup", typed="\n-" + ENTER)
    assert written(empty)["TIMEZONE"] == ""


async def test_with_an_admin_nobody_is_invited(home: Home) -> None:
    async with home.office() as office:
        await office.person("Sami", "admin")
    said = (await asyncio.to_thread(home.run, "setup", typed=ENTER)).stdout
    assert "first admin" not in said
    assert "ready" not in said


def test_data_that_there_is_keeps_its_key(empty: Home) -> None:
    """Whoever goes on from the demo must still be able to read what it has stored."""
    (empty.folder / "data").mkdir()
    (empty.folder / "data/tamasuk.key").write_text("the key that the demo has made\n")
    assert "Keep a copy" not in empty.run("setup", typed=ENTER).stdout
    assert Settings().secret_key.get_secret_value() == "the key that the demo has made"


def test_before_a_restore_the_key_is_typed_and_nothing_else_is_made(empty: Home) -> None:
    key = "a key that lay in the safe, long enough"
    said = empty.run("setup", "--key", typed=" ".join(key_sheet.written(key)) + ENTER).stdout
    assert "tamasuk restore latest" in said
    assert "first admin" not in said
    assert Settings().secret_key.get_secret_value() == key
    assert not empty.database.exists()
    assert (
        "Another key is set"
        in empty.run("setup", "--key", typed="another key, long enough\n", status=1).stderr
    )
    assert Settings().secret_key.get_secret_value() == key


def test_a_telegram_that_is_not_reached_is_not_a_wrong_token(empty: Home) -> None:
    empty.settings(TELEGRAM__API_URL="http://127.0.0.1:9")
    said = empty.run("setup", typed="\n\n1:invented" + ENTER).stdout
    assert "Telegram was not reached" in said
    assert "TELEGRAM__TOKEN" not in written(empty)


async def test_whatsapp_is_all_or_nothing(empty: Home) -> None:
    async with FakeTwilio() as twilio:
        empty.settings(WHATSAPP__API_URL=twilio.url)
        answers = ["", "", "", twilio.sid, "", "", twilio.sid, "wrong", twilio.sender]
        answers += [twilio.sid, twilio.auth_token, twilio.sender]
        done = await asyncio.to_thread(empty.run, "setup", typed="\n".join(answers) + ENTER)
    assert "All three are needed" in done.stdout
    assert "Twilio refuses this account and token" in done.stdout
    assert "Without it WhatsApp cannot reach this server" in done.stdout
    assert written(empty)["WHATSAPP__SENDER"] == twilio.sender
    assert twilio.auth_token not in done.stdout


def test_a_database_that_does_not_answer(empty: Home) -> None:
    said = empty.run("setup", typed="postgresql://u:a-secret@127.0.0.1:9/t" + ENTER).stdout
    assert "It does not answer" in said
    assert "DATABASE_URL" not in written(empty)


def test_of_several_programmes_one_is_chosen(empty: Home) -> None:
    sample = Path(__file__).parents[2] / "config/programmes/sample"
    for name in ("sample", "sinjar"):
        folder = empty.folder / "config/programmes" / name
        folder.mkdir(parents=True)
        for file in ("programme.toml", "areas.toml"):
            (folder / file).write_bytes((sample / file).read_bytes())
    said = empty.run("setup", typed="\nmosul\nsinjar" + ENTER).stdout
    assert "Programme: sample sinjar" in said
    assert "It is not among them" in said
    assert written(empty)["PROGRAMME"] == "sinjar"


def test_a_folder_that_cannot_be_written_to_is_named(empty: Home) -> None:
    empty.set.setattr("bot.app.setting_up.FILE", empty.folder / "nowhere/.env")
    done = empty.run("setup", typed=ENTER, status=1)
    assert "nowhere/.env.new: No such file or directory" in done.stderr


# ----------------------------------------------------------------------------------------- the file


@pytest.mark.parametrize("value", ["plain", "two words", "it's", 'a "b"', "a#b", "back\\slash", "ليلى", ""])
def test_a_value_is_read_as_it_was_written(tmp_path: Path, value: str) -> None:
    file = tmp_path / ".env"
    file.write_text("# a comment\nexport A=1\n\nB = 2\nNAME=old\nC='3'\n")
    env_file.change(file, {"NAME": value, "NEW": value})
    assert env_file.values(file) == {"A": "1", "B": "2", "NAME": value, "C": "3", "NEW": value}
    assert file.read_text().startswith("# a comment\nexport A=1\n\nB = 2\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [".env"]
