"""The support bundle tells what helps, and nothing of anybody: what is planted everywhere is not in it."""

from __future__ import annotations

import asyncio
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.storage import accounts
from bot.storage.schema import audit, errands, failures, outgoing
from tests.actions.office import Office
from tests.app.home import KEY, Home

NAME = "Farzana-Planted"
NUMBER = "+962799123456"
TOKEN = "123456789:planted-token-of-a-bot"
SECRET = "planted-secret-of-somebody"
PLANTED = (NAME, NUMBER, NUMBER[1:], TOKEN, SECRET, KEY, "فرزانة", "planted")


def opened(folder: Path) -> dict[str, str]:
    [path] = folder.glob("tamasuk-support-*.zip")
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


async def plant(office: Office) -> None:
    """A name, a number and secrets wherever there is room for them."""
    now = datetime.now(UTC)
    admin = await office.person(NAME, "admin")
    async with office.database.begin() as tx:
        await accounts.put(tx, "telegram", "123456789", accounts.REFUSED, f"{NAME} {NUMBER}", now)
        kept = office.sealer.seal(NAME.encode(), "failures.state")
        where = f"/home/{NAME}/bot/flows/engine.py:12 step\n{NAME} {NUMBER} {TOKEN}\nKeyError: {SECRET}"
        row = {"at": now, "state": kept, "input": kept, "hushed": False}
        await tx.execute(insert(failures).values(id=office.ids.new(), error=where, **row))
        good = f"/home/{NAME}/bot/actions/review.py:40 decide\nValueError"
        await tx.execute(insert(failures).values(id=office.ids.new(), error=good, **row))
        await tx.execute(
            insert(errands).values(
                person_id=admin.id,
                key=f"thread:{NUMBER}",
                kind=NAME,
                data=office.sealer.seal(b"{}", "errands.data"),
                due_at=now,
                attempts=5,
                state="failed",
                last_error=f"ValueError: {NAME}",
                created_at=now,
            )
        )
        await tx.execute(
            insert(audit).values(
                id=office.ids.new(), at=now, actor=NAME, verb="x", subject=NUMBER, detail={"name": NAME}
            )
        )
        await tx.execute(
            insert(outgoing).values(
                id=office.ids.new(),
                person_id=admin.id,
                address_id=office.ids.new(),
                channel="telegram",
                account="123456789",
                seq=1,
                priority=0,
                kind="reply",
                action="send",
                slot=NAME,
                about=NUMBER,
                stamp=0,
                fleeting=False,
                state="failed",
                reason=f"{NAME} {NUMBER}",
                attempts=1,
                due_at=now,
                useful_until=now,
                epoch=0,
                created_at=now,
                hushed=False,
            )
        )


async def planted(home: Home) -> None:
    async with home.office() as office:
        await plant(office)


def test_nothing_that_is_planted_is_in_it(home: Home) -> None:
    asyncio.run(planted(home))
    home.settings(
        TELEGRAM__TOKEN=TOKEN,
        TELEGRAM__API_URL=f"http://{SECRET}:x@127.0.0.1:9/{NAME}",
        TELEGRAM__WEBHOOK_SECRET=SECRET,
        WHATSAPP__ACCOUNT_SID=f"AC{SECRET}",
        WHATSAPP__AUTH_TOKEN=SECRET,
        WHATSAPP__SENDER=NUMBER,
        WHATSAPP__API_URL=f"http://127.0.0.1:9/{SECRET}",
        SECRET_KEY_OLD=f"{SECRET} and older",
        BACKUP_URL=f"s3://{NAME}:{SECRET}@bucket/{NAME}",
        ALERT_CHAT=f"whatsapp:{NUMBER}",
        HEARTBEAT_URL=f"http://127.0.0.1:9/{SECRET}",
        METRICS_TOKEN=SECRET,
        PUBLIC_URL=f"https://{NAME}.example.org",
    )
    home.run("support-bundle")
    files = opened(home.folder)
    assert set(files) == {"versions.json", "settings.json", "doctor.txt", "rows.json"}
    everything = "\n".join(files.values()).replace("TAMASUK_SECRET_KEY", "").replace("WEBHOOK_SECRET", "")
    for word in PLANTED:
        assert word.lower() not in everything.lower(), word


def test_what_helps_is_in_it(home: Home) -> None:
    asyncio.run(planted(home))
    home.settings(TELEGRAM__TOKEN=TOKEN, TELEGRAM__API_URL="http://127.0.0.1:9", TELEGRAM__RATE="20")
    said = home.run("support-bundle", "--to", "help").stdout
    assert "help/tamasuk-support-" in said
    files = opened(home.folder / "help")
    settings, rows = json.loads(files["settings.json"]), json.loads(files["rows.json"])
    assert settings["TAMASUK_TELEGRAM__TOKEN"] == "set"
    assert settings["TAMASUK_TELEGRAM__RATE"] == 20.0
    assert settings["TAMASUK_WHATSAPP__SENDER"] == "default"
    assert rows["rows"]["failures"] == 2
    assert {"at", "what", "places", "error"} == set(rows["failed"][0])
    assert ["actions/review.py:40 decide"] in [one["places"] for one in rows["failed"]]
    assert "ValueError" in [one["error"] for one in rows["failed"]]
    assert rows["accounts"][0]["state"] == "refused"
    assert "✗ telegram.unreachable" in files["doctor.txt"]
    assert json.loads(files["versions.json"])["schema"]


@pytest.mark.parametrize(
    "url", ["sqlite:///nowhere.db", "sqlite:///notes.txt", "postgresql://u:p@127.0.0.1:9/t"]
)
def test_a_database_that_cannot_be_read_is_no_reason_to_send_nothing(home: Home, url: str) -> None:
    (home.folder / "notes.txt").write_text("no database " * 1000)
    home.settings(DATABASE_URL=url)
    home.run("support-bundle")
    assert "problem" in json.loads(opened(home.folder)["rows.json"])
