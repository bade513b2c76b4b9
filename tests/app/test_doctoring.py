"""`tamasuk doctor` says what it is, why it matters and what to do, and ends with 1 when anything is wrong."""

from __future__ import annotations

import asyncio
import inspect
import re
import sqlite3
from datetime import UTC, datetime
from string import Formatter

import pytest

from bot.app import doctor_words, doctoring
from bot.core import checkup
from bot.settings import Settings
from bot.storage import facts
from tests import databases
from tests.app.home import Home, wrapped
from tests.fakes.telegram import FakeTelegram, fault
from tests.fakes.twilio import FakeTwilio as Twilio

ARABIC = re.compile("[\u0621-\u064a]{2}")
NAMED = re.compile(r"\b(?:well|note|wrong)\(\s*\"([a-z]+\.[a-z_]+)\"")
MADE = {"account.refused", "account.stopped", "telegram.refused", "telegram.unreachable"}
MADE |= {"telegram.polling", "telegram.webhook", "whatsapp.refused", "whatsapp.unreachable"}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_finding_has_words_in_both_languages() -> None:
    sources = inspect.getsource(checkup) + inspect.getsource(doctoring)
    named = set(NAMED.findall(sources)) | MADE
    assert len(named) > 50
    assert named == set(doctor_words.WORDS)
    for name, (english, arabic) in doctor_words.WORDS.items():
        assert not ARABIC.search(english), name
        assert ARABIC.search(arabic), name
        assert fields(arabic) <= fields(english), name


def test_an_installation_that_nobody_has_begun_to_use(home: Home) -> None:
    printed = home.run("doctor", status=1).stdout
    said = unwrapped(printed)
    assert "✓ Tables: of this version." in said
    assert "✗ The bot has not run here yet: tamasuk serve" in said
    assert "tamasuk invite safeguarding" in said
    assert "! There is no second place for backups" in said
    assert "لا يوجد مَن يدير البرنامج" in said
    assert said.index("✗") > said.rindex("✓")
    assert wrapped(printed) == []


def test_a_second_place_on_the_same_disk_is_not_passed_over(home: Home) -> None:
    (home.folder / "second").mkdir()
    home.settings(BACKUP_URL=str(home.folder / "second"))
    assert "! Backups lie on the disk of the database" in unwrapped(home.run("doctor", status=1).stdout)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"SECRET_KEY": ""}, "There is no key"),
        ({"SECRET_KEY": "another key, just as long"}, "not the one that this database began with"),
        ({"DATABASE_URL": "sqlite:///new.db"}, "There is no database new.db yet: tamasuk migrate"),
        ({"DATABASE_URL": "sqlite:///notes.txt"}, "The database does not answer"),
        ({"DATABASE_URL": "postgresql://u:a-secret@127.0.0.1:9/t"}, "The database does not answer"),
        ({"PROGRAMME": "other"}, "The programme cannot be read: TAMASUK_PROGRAMME"),
        ({"ALERT_CHAT": "telegram:12345"}, "TAMASUK_ALERT_CHAT is on telegram, which is not connected"),
        ({"MEDIA_URL": "notes.txt"}, "Photos and files cannot be kept in notes.txt"),
        ({"MEDIA_URL": "s3://key:a-secret@media/x?endpoint=http://127.0.0.1:9"}, "kept in s3://media/x"),
        ({"TELEGRAM_TOKEN": "1:a"}, "TAMASUK_TELEGRAM_TOKEN is no setting of ours"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_what_does_not_work_is_named_and_hides_nothing_else(
    home: Home, settings: dict[str, str], said: str
) -> None:
    (home.folder / "notes.txt").write_text("no database, and longer than its header " * 100)
    home.settings(**settings)
    printed = unwrapped(home.run("doctor", status=1).stdout)
    assert said in printed
    assert "a-secret" not in printed
    assert "Settings:" in printed
    assert not (home.folder / "new.db").exists()


def test_a_file_of_secrets_that_others_can_read(home: Home) -> None:
    (home.folder / ".env").write_text("")
    (home.folder / ".env").chmod(0o644)
    assert "chmod 600 .env" in home.run("doctor", status=1).stdout
    (home.folder / ".env").chmod(0o600)
    assert "chmod 600 .env" not in home.run("doctor", status=1).stdout


def test_tables_of_another_version(home: Home) -> None:
    with sqlite3.connect(home.database) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "a newer program made" in home.run("doctor", status=1).stdout


def unwrapped(said: str) -> str:
    return re.sub(r"\n +", " ", said)


async def doctor(home: Home, status: int) -> str:
    return unwrapped((await asyncio.to_thread(home.run, "doctor", status=status)).stdout)


async def test_when_all_is_well_it_ends_with_nought(home: Home) -> None:
    async with FakeTelegram() as telegram, Twilio() as twilio:
        person = telegram.person(4711, "سامي")
        person.start()
        home.settings(
            TELEGRAM__TOKEN=telegram.token,
            TELEGRAM__API_URL=telegram.url,
            WHATSAPP__ACCOUNT_SID=twilio.sid,
            WHATSAPP__AUTH_TOKEN=twilio.auth_token,
            WHATSAPP__SENDER=twilio.sender,
            WHATSAPP__API_URL=twilio.url,
            PUBLIC_URL="https://bot.example.org",
            ALERT_CHAT=f"telegram:{person.id}",
            BACKUP_URL=str(home.folder / "second"),
        )
        async with home.office() as office:
            for role in ("admin", "safeguarding", "safeguarding", "coordinator"):
                await office.person("Sami", role)
            async with office.database.begin() as tx:
                for name in (facts.BEAT, facts.BACKUP, facts.KIT):
                    await facts.happened(tx, name, datetime.now(UTC))
        said = await doctor(home, status=0)
        assert "Nothing is wrong" in said
        assert f"@{telegram.username} answers" in said
        assert "✓ WhatsApp: the account and its number are in order." in said
        assert "✓ Clock: right, by Telegram, Twilio." in said
        assert "✓ Alerts: their chat is reached." in said
        assert "✗" not in said
        for secret in (telegram.token, twilio.auth_token, "Sami", str(person.id)):
            assert secret not in said
        assert person.typing == ["typing"]


async def test_what_telegram_refuses(home: Home) -> None:
    async with FakeTelegram() as telegram:
        home.settings(TELEGRAM__TOKEN=telegram.token, TELEGRAM__API_URL=telegram.url)
        home.settings(ALERT_CHAT="telegram:999999")
        assert "The chat of TAMASUK_ALERT_CHAT is not reached" in await doctor(home, status=1)
        telegram.fail("getMe", fault.unauthorized(), times=1)
        assert "Telegram refuses the token (401)" in await doctor(home, status=1)
        home.settings(TELEGRAM__MODE="webhook", PUBLIC_URL="https://bot.example.org")
        assert "Telegram does not post to https://bot.example.org" in await doctor(home, status=1)


async def test_what_twilio_refuses(home: Home) -> None:
    async with Twilio() as twilio:
        home.settings(
            WHATSAPP__ACCOUNT_SID=twilio.sid,
            WHATSAPP__AUTH_TOKEN=twilio.auth_token,
            WHATSAPP__SENDER=twilio.sender,
            WHATSAPP__API_URL=twilio.url,
        )
        twilio.sender_enabled = False
        said = await doctor(home, status=1)
        assert "The WhatsApp number is OFFLINE at Twilio" in said
        assert "TAMASUK_PUBLIC_URL must be an https address" in said
        twilio.rotate_token()
        assert "Twilio refuses the account (401)" in await doctor(home, status=1)


async def test_alerts_by_whatsapp_have_a_window(home: Home) -> None:
    async with Twilio() as twilio:
        home.settings(
            WHATSAPP__ACCOUNT_SID=twilio.sid,
            WHATSAPP__AUTH_TOKEN=twilio.auth_token,
            WHATSAPP__SENDER=twilio.sender,
            WHATSAPP__API_URL=twilio.url,
            ALERT_CHAT="whatsapp:+962790000000",
        )
        assert "within 24 hours of its last message" in await doctor(home, status=1)


def test_commands_of_operations_on_postgresql(empty: Home) -> None:
    with databases.on(databases.POSTGRESQL):
        empty.settings(DATABASE_URL=databases.fresh(empty.folder))
        begun = empty.run("setup", typed="\n" * 12).stdout
        assert "/chat?start=TM" in begun
        said = unwrapped(empty.run("doctor", status=1).stdout)
        assert "Database: " in said
        assert ", postgresql " in said
        assert "Clock: right, by PostgreSQL." in said
        assert "The bot has not run here yet" in said
        empty.run("support-bundle")


async def test_nobody_is_reached(home: Home) -> None:
    home.settings(TELEGRAM__TOKEN="1:invented", TELEGRAM__API_URL="http://127.0.0.1:9")
    assert "Telegram was not reached" in await doctor(home, status=1)
    assert Settings().telegram.token.get_secret_value() not in await doctor(home, status=1)
