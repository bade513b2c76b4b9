"""`backup`, `restore`, `held`, `upgrade` and `recovery-kit` from the shell, and killed in the middle."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.async_api import async_playwright
from sqlalchemy import insert, select, update

from bot.app import recovery, restoring
from bot.core import key_sheet
from bot.core.arabic.bidi import strip
from bot.media.objects import named
from bot.settings import Settings
from bot.storage import facts, lock, migrate
from bot.storage.backups import thawing
from bot.storage.database import Database
from bot.storage.schema import media, outgoing, persons
from tests.app.home import KEY, Home, environment, wrapped

SECOND = "second"


@pytest.fixture
def safe(home: Home) -> Home:
    """An installation with a second place, and somebody in it."""
    home.settings(BACKUP_URL=str(home.folder / SECOND))
    asyncio.run(_somebody(home))
    return home


async def _somebody(home: Home) -> None:
    async with home.office() as office:
        await office.person("ليلى حداد")


async def people() -> int:
    async with Database(Settings().database_url) as database, database.read() as tx:
        return len((await tx.execute(select(persons.c.id))).all())


def name_in(said: str) -> str:
    found = re.search(r"\d{8}T\d{6}Z", said)
    assert found, said
    return found[0]


# ----------------------------------------------------------------------------------------- backup


def test_without_a_second_place_it_says_what_to_set(home: Home) -> None:
    said = home.refused("backup")
    assert "TAMASUK_BACKUP_URL is not set" in said
    assert "tamasuk backup --to data/backups" in said
    assert "20" in home.run("backup", "--to", "data/backups").stdout
    assert home.run("backup", "--to", "data/backups", "--list").stdout.count("media") == 1


def test_a_backup_is_made_listed_and_looked_at_again(safe: Home) -> None:
    assert "There is none yet" in safe.run("backup", "--list").stdout
    made = safe.run("backup")
    name = name_in(made.stdout)
    assert "Checked: fetched, opened, compared; the key opens it." in made.stdout
    assert "فُحصت النسخة" in made.stdout
    assert "on the disk of the database" in made.stderr
    assert "ليلى" not in made.output
    assert wrapped(made.stdout.partition("A drill")[0].replace(str(safe.folder), "")) == []
    listed = safe.run("backup", "--list").stdout
    assert listed.startswith(name)
    assert "Checked" in safe.run("backup", "--check", "latest").stdout
    assert "Checked" in safe.run("backup", "--check", name[:8]).stdout
    file = safe.folder / SECOND / "backups" / name / "database"
    file.write_bytes(file.read_bytes()[:-1])
    assert "is not whole" in safe.refused("backup", "--check", "latest")


def test_its_drill_is_the_commands_as_they_are(safe: Home) -> None:
    """Whoever copies the two lines learns whether it works, and nothing that runs is touched."""
    said = safe.run("backup").stdout
    before = safe.database.read_bytes()
    lines = [line.strip() for line in said.splitlines() if "tamasuk restore" in line]
    words = lines[0].split()
    given = dict(word.removeprefix("TAMASUK_").split("=", 1) for word in words if word.startswith("TAMASUK_"))
    safe.settings(**given)
    done = safe.run(*words[words.index("tamasuk") + 1 :])
    assert "Restored: everything as it was" in done.stdout
    assert asyncio.run(people()) == 1
    assert (safe.folder / "drill/tamasuk.db").exists()
    safe.settings(DATABASE_URL="", MEDIA_URL="")
    assert safe.database.read_bytes() == before


def test_the_place_of_media_is_not_the_second_place(safe: Home) -> None:
    safe.settings(BACKUP_URL="data/media")
    assert "the same as TAMASUK_MEDIA_URL" in safe.refused("backup")


def test_a_place_that_cannot_be_used_is_said_in_a_line(safe: Home) -> None:
    (safe.folder / "file").write_text("")
    safe.settings(BACKUP_URL=str(safe.folder / "file"))
    assert "cannot be used" in safe.refused("backup")


# ---------------------------------------------------------------------------------------- restore


def test_an_empty_machine_asks_for_the_key_and_keeps_it(safe: Home, tmp_path: Path) -> None:
    safe.run("backup")
    safe.settings(
        SECRET_KEY="", DATABASE_URL=f"sqlite:///{tmp_path}/new/tamasuk.db", MEDIA_URL=f"{tmp_path}/new/media"
    )
    groups = list(key_sheet.written(KEY))
    other = str((int(groups[1][-1]) + 1) % 10)
    wrong = " ".join([groups[0], groups[1][:-1] + other, *groups[2:]])
    done = safe.run("restore", "latest", typed=f"short\n{wrong}\n{' '.join(groups)}\n")
    assert "That is too short" in done.stdout
    assert "Group 2 is not right" in done.stdout
    assert "Restored: everything as it was" in done.stdout
    assert "استُعيد كل شيء" in done.stdout
    kept = tmp_path / "new/tamasuk.key"
    assert kept.read_text() == f"{KEY}\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert KEY not in done.output
    assert asyncio.run(people()) == 1
    safe.run("invitations")


def test_a_wrong_key_is_refused_and_nothing_is_there(safe: Home, tmp_path: Path) -> None:
    safe.run("backup")
    safe.settings(SECRET_KEY="another key of sixteen letters", DATABASE_URL=f"sqlite:///{tmp_path}/new/t.db")
    said = safe.refused("restore", "latest")
    assert "was made with another key" in said
    assert not (tmp_path / "new/t.db").exists()


def test_a_database_that_is_there_is_put_aside_when_told(safe: Home) -> None:
    safe.run("backup")
    asyncio.run(_somebody(safe))
    assert "--replace" in safe.refused("restore", "latest")
    assert asyncio.run(people()) == 2
    done = safe.run("restore", "latest", "--replace")
    assert asyncio.run(people()) == 1
    aside = re.search(r"kept as (\S+);", done.stdout)
    assert aside
    safe.settings(DATABASE_URL=f"sqlite:///data/{aside[1]}")
    assert asyncio.run(people()) == 2


def test_while_a_server_runs_nothing_is_restored(safe: Home) -> None:
    safe.run("backup")
    with lock.held(safe.database):
        assert "stop it first" in safe.refused("restore", "latest", "--replace")
        assert "stop it first" in safe.refused("upgrade")


def test_which_one_is_not_guessed(safe: Home) -> None:
    safe.run("backup")
    said = safe.refused("restore", "1999", "--replace")
    assert "0 backups are meant by 1999" in said


def test_what_is_held_is_shown_released_and_dropped(safe: Home) -> None:
    asyncio.run(_waiting(safe))
    safe.run("backup")
    done = safe.run("restore", "latest", "--replace")
    assert "Messages that waited to be sent: 2" in done.stdout
    assert "رسائل كانت تنتظر الإرسال: 2" in done.stdout
    assert safe.run("held").stdout.startswith("2  telegram  notice  since")
    assert "They leave now: 2" in safe.run("held", "release").stdout
    assert "Nothing is held" in safe.run("held").stdout
    asyncio.run(_held_again())
    assert "They will not be sent: 2" in safe.run("held", "drop").stdout
    assert "tamasuk held release" in safe.refused("held", "away")


async def _waiting(home: Home) -> None:
    async with home.office() as office:
        person = await office.person("نور")
        async with office.database.begin() as tx:
            await tx.execute(
                insert(outgoing), [_row(office.ids.new(), person.id, office.now) for _ in range(2)]
            )


def _row(id_: str, person: str, now: object) -> dict[str, object]:
    return {
        "id": id_, "person_id": person, "address_id": id_, "channel": "telegram", "account": "1", "seq": 1,
        "priority": 1, "kind": "notice", "action": "send", "message": None, "slot": "", "about": "",
        "stamp": 0, "fleeting": False, "state": "queued", "reason": "", "attempts": 0, "due_at": now,
        "useful_until": now, "epoch": 0, "created_at": now, "hushed": False,
    }  # fmt: skip


async def _held_again() -> None:
    async with Database(Settings().database_url) as database, database.begin() as tx:
        await tx.execute(update(outgoing).values(state="held", reason=thawing.RESTORED))


# --------------------------------------------------------------------------- killed in the middle


def killed_at(pipe: Path, *words: str) -> None:
    """A command that is killed when it begins to read this, which is never written."""
    os.mkfifo(pipe)
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        opened = os.open(pipe, os.O_WRONLY)  # until it reads
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        os.close(opened)
    pipe.unlink()


async def _photo(home: Home, name: str) -> None:
    async with home.office() as office:
        person = await office.person("سلمى")
        id_ = await office.photo(person, None)
        async with office.database.begin() as tx:
            await tx.execute(update(media).where(media.c.id == id_).values(object=name))


def test_a_backup_that_is_killed_leaves_the_good_one_and_the_next_tidies_up(safe: Home) -> None:
    good = name_in(safe.run("backup").stdout)
    name = "ab" * 32
    asyncio.run(_photo(safe, name))
    pipe = safe.folder / "data/media/kept/ab" / name
    pipe.parent.mkdir(parents=True)
    killed_at(pipe, "backup")
    folder = safe.folder / SECOND / "backups"
    assert len(list(folder.iterdir())) == 2
    assert safe.run("backup", "--list").stdout.split()[0] == good
    made = safe.run("backup")
    assert name_in(made.stdout) > good
    assert "1 media that rows speak of were not found" in made.stderr
    assert all((one / "manifest").exists() for one in folder.iterdir())
    assert not list((safe.folder / "data").glob("*.tmp"))


@pytest.mark.parametrize("where", ["database", "media"])
def test_a_restoration_that_is_killed_leaves_the_database_and_goes_through_the_next_time(
    safe: Home, where: str
) -> None:
    content = b"a photo"
    name = named(content)
    kept = safe.folder / "data/media/kept" / name[:2] / name
    kept.parent.mkdir(parents=True)
    kept.write_bytes(content)
    asyncio.run(_photo(safe, name))
    made = name_in(safe.run("backup").stdout)
    asyncio.run(_somebody(safe))
    kept.unlink()
    before = safe.database.read_bytes()
    second = safe.folder / SECOND
    pipe = second / ("backups" if where == "database" else "objects/kept")
    pipe /= f"{made}/database" if where == "database" else f"{name[:2]}/{name}"
    aside = pipe.rename(safe.folder / "aside")
    killed_at(pipe, "restore", "latest", "--replace")
    assert safe.database.read_bytes() == before
    assert asyncio.run(people()) == 3
    aside.rename(pipe)
    safe.run("restore", "latest", "--replace")
    assert asyncio.run(people()) == 2
    assert kept.read_bytes() == content
    assert not list((safe.folder / "data").glob("*.tmp"))


# ---------------------------------------------------------------------------------------- upgrade


def test_an_upgrade_says_what_it_did(safe: Home) -> None:
    done = safe.run("upgrade")
    assert f"are at {migrate.head()}" in done.stdout
    assert "حُدّثت الجداول" in done.stdout
    assert name_in(done.stdout) in safe.run("backup", "--list").stdout
    assert not list((safe.folder / "data").glob("*.tmp*"))


def test_an_upgrade_without_a_second_place_keeps_its_backup_beside(home: Home) -> None:
    assert "in data/backups" in home.run("upgrade").stdout


def test_an_upgrade_that_fails_says_so_and_goes_back(safe: Home) -> None:
    def half(url: str) -> None:
        raise RuntimeError("half way")

    safe.set.setattr(migrate, "migrate", half)
    done = safe.run("upgrade", status=1)
    assert "went wrong (RuntimeError), and everything is as it was" in done.stderr
    assert "وعاد كل شيء كما كان" in done.stderr
    assert asyncio.run(people()) == 1


def test_an_upgrade_whose_turns_fail_goes_back(safe: Home) -> None:
    async def wrong(world: object) -> str:
        return "KeyError"

    safe.set.setattr("bot.app.upgrading.rehearse", wrong)
    assert "a turn: KeyError" in safe.run("upgrade", status=1).stderr
    assert asyncio.run(people()) == 1


# ----------------------------------------------------------------------------------- recovery kit


def test_the_page_has_what_the_safe_needs_and_no_other_secret(safe: Home) -> None:
    safe.settings(
        TELEGRAM__TOKEN="123:telegram-token-invented",
        METRICS_TOKEN="an invented metrics token",
        WHATSAPP__SENDER="+962790000000",
    )
    done = safe.run("recovery-kit")
    page = safe.folder / "recovery-kit.html"
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "احذف الملف" in done.stdout
    assert f"rm {page}" in done.stdout, "whoever reads it stands in another folder"
    text = strip(page.read_text("utf-8"))
    shown = " ".join(re.findall(r"</small>(\d{6})", text))
    assert key_sheet.read(shown) == KEY
    assert "<svg" in text
    assert str(safe.folder / SECOND) in text
    assert "TAMASUK_WHATSAPP__SENDER" in text
    assert "TAMASUK_PUBLIC_URL" not in text, "nobody has set it, and no new server takes it for an answer"
    assert "tamasuk restore latest" in text
    assert text.index("خطوات الاسترجاع") < text.index("To restore on a new server")
    for secret in ("telegram-token-invented", "an invented metrics token"):
        assert secret not in text
    asyncio.run(_printed())


async def _printed() -> None:
    async with Database(Settings().database_url) as database, database.read() as tx:
        assert await facts.moment(tx, facts.KIT)


def test_a_password_in_an_address_is_no_setting_to_print() -> None:
    assert recovery.bare("postgresql://me:secret@host:5432/db") == "postgresql://host:5432/db"
    assert recovery.bare("data/media") == "data/media"


def test_the_former_key_is_on_the_page_too(safe: Home) -> None:
    safe.settings(SECRET_KEY="a newer key of the commands", SECRET_KEY_OLD=KEY)
    safe.run("recovery-kit")
    text = (safe.folder / "recovery-kit.html").read_text("utf-8")
    assert text.count("<svg") == 2
    assert "TAMASUK_SECRET_KEY_OLD" in text


@pytest.mark.parametrize("typed", [KEY, " ".join(key_sheet.written(KEY))])
def test_a_key_is_typed_in_either_way(typed: str) -> None:
    assert restoring.key_typed(typed) == (KEY, "")


async def test_the_page_is_one_sheet(safe: Home, chromium: str) -> None:
    """As a browser prints it."""
    await asyncio.to_thread(safe.run, "recovery-kit")
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page()
        await page.goto((safe.folder / "recovery-kit.html").as_uri())
        printed = await page.pdf(prefer_css_page_size=True)
        await browser.close()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
