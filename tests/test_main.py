"""The commands as an operator meets them: what they print, how they end, what they leave behind."""

from __future__ import annotations

import json
import re
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bot.app import running
from bot.settings import Settings
from bot.storage import lock
from bot.storage.errors import Unavailable
from tests.app.home import KEY, PATIENCE, RUN, Home, fresh, installed, wrapped
from tests.fakes.telegram import FakeTelegram, fault
from tests.journeys.process import free_port
from tests.syntax import TREE

OPTIONS = {
    ("demo",): (),
    ("setup",): ("--key",),
    ("serve",): (),
    ("migrate",): ("--if-needed",),
    ("doctor",): (),
    ("support-bundle",): ("--to",),
    ("backup",): ("--to", "--check", "--list"),
    ("restore",): ("WHICH", "--from", "--replace", "--key"),
    ("held",): ("WHAT",),
    ("recovery-kit",): ("--to",),
    ("upgrade",): ("--to",),
    ("pause",): ("AREA", "--hours"),
    ("resume",): ("AREA",),
    ("campaign", "send"): (
        *("NAME", "--text", "--text-en", "--text-ckb", "--form", "--photo", "--document", "--voice"),
        *("--at", "--every", "--hour", "--times", "--until", "--after-registration", "--event", "--starts"),
        *("--before", "--past", "--remind", "--of", "--limit", "--file", "--audience", "--area", "--yes"),
    ),
    ("campaign", "list"): (),
    ("campaign", "watch"): ("CAMPAIGN_ID",),
    ("campaign", "pause"): ("CAMPAIGN_ID",),
    ("campaign", "resume"): ("CAMPAIGN_ID",),
    ("campaign", "cancel"): ("CAMPAIGN_ID",),
    ("campaign", "resend"): ("CAMPAIGN_ID",),
    ("campaign", "approve"): ("CAMPAIGN_ID", "--by"),
    ("campaign", "refuse"): ("CAMPAIGN_ID", "--by"),
    ("people", "import"): ("FILE", "--links", "--cards", "--yes"),
    ("people", "imports"): (),
    ("people", "undo"): ("IMPORT",),
    ("whatsapp", "templates", "push"): (),
    ("whatsapp", "templates", "status"): (),
    ("invite",): ("ROLE", "--area", "--programme", "--uses", "--days", "--open", "--no-wait"),
    ("invitations",): (),
    ("revoke",): ("WHAT", "--people"),
    ("export",): (
        *("FORM", "--to", "--language", "--names", "--codes", "--kobo", "--headers", "--groups", "--joined"),
        *("--format", "--from", "--until", "--area", "--stage", "--version"),
    ),
    ("import",): ("FORM", "FILE"),
    ("form", "check"): ("FILE", "--language"),
    ("form", "publish"): ("FILE", "--confirm", "--by"),
    ("form", "withdraw"): ("NAME",),
    ("form", "list"): (),
    ("form", "play"): ("FILE", "--language", "--golden"),
    ("programme", "load"): ("FOLDER",),
    ("copy",): ("TO",),
    ("media", "copy"): ("TO", "--from"),
}


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return fresh(tmp_path, monkeypatch)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return installed(tmp_path, monkeypatch)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    """A free port, in the settings."""
    found = free_port()
    monkeypatch.setenv("TAMASUK_PORT", str(found))
    return found


def until_ready(started: subprocess.Popen[str], port: int) -> str:
    """What it printed until it was ready; it is ready when it has said so."""
    assert started.stdout is not None
    printed = ""
    for line in started.stdout:
        printed += line
        if "Ctrl+C" in line:
            assert httpx.get(f"http://127.0.0.1:{port}/readyz").text == "ready\n"
            return printed
    assert started.stderr is not None
    raise AssertionError(f"it ended:\n{printed}\n{started.stderr.read()}")


def told_to_stop(started: subprocess.Popen[str], how: signal.Signals) -> str:
    """It ends by itself, as if nothing had happened; its log."""
    started.send_signal(how)
    _, log = started.communicate(timeout=PATIENCE)
    assert started.returncode == 0, log
    assert "Traceback" not in log
    return log


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# -------------------------------------------------------------------------------------------- help


@pytest.mark.parametrize("words", OPTIONS, ids=" ".join)
def test_every_command_says_what_it_does(empty: Home, words: tuple[str, ...]) -> None:
    said = empty.run(*words, "--help").stdout
    assert wrapped(said) == []
    assert {option for option in OPTIONS[words] if option.lower() not in said.lower()} == set()


def test_it_calls_itself_by_its_name(empty: Home) -> None:
    with empty.process("invite") as started:
        _, said = started.communicate(timeout=PATIENCE)
    assert started.returncode == 2
    assert "Usage: tamasuk invite" in said


def test_documents_and_images_name_commands_that_there_are() -> None:
    pages = [*TREE.glob("*.md"), *TREE.glob("docs/*.md"), TREE / "compose.yaml", TREE / "Dockerfile"]
    named = {
        word
        for page in pages
        for word in re.findall(
            r"(?:(?<=bin/)|(?<![/\w]))tamasuk ([a-z]+(?:-[a-z]+)*)", page.read_text("utf-8")
        )
    }
    assert {"setup", "migrate", "serve", "invite"} <= named
    assert named - {words[0] for words in OPTIONS} - {"tamasuk", "rm"} == set()


# -------------------------------------------------------------------------------------------- demo


def test_a_demo_needs_nothing_and_ends_when_told(empty: Home, port: int) -> None:
    """Twice: what the first has made is found by the second."""
    with empty.process("demo") as started:
        printed = until_ready(started, port)
        assert wrapped(printed) == []
        codes = re.findall(rf"http://127\.0\.0\.1:{port}/chat\?start=(TM\w+)", printed)
        assert len(set(codes)) == 3
        assert httpx.get(f"http://127.0.0.1:{port}/chat?start={codes[0]}").status_code == 200
        key = empty.folder / "data/tamasuk.key"
        assert mode(key) == mode(empty.database) == 0o600
        assert str(key.relative_to(empty.folder)) in printed
        assert "another process holds" in empty.refused("demo")
        assert "برنامج آخر" in empty.refused("migrate")
        assert "valid" in empty.run("invitations").stdout
        told_to_stop(started, signal.SIGTERM)
    made = key.read_bytes()
    with empty.process("demo") as started:
        assert "tamasuk.key" not in until_ready(started, port)
        told_to_stop(started, signal.SIGINT)
    assert key.read_bytes() == made


def test_a_port_that_is_taken_is_named_before_anything_is_made(empty: Home, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        said = empty.refused("demo")
    assert f"port {port}" in said
    assert "TAMASUK_PORT" in said
    assert not (empty.folder / "data/tamasuk.key").exists()
    with lock.held(empty.database):
        pass


def test_a_start_that_fails_at_the_last_step_lets_go_of_everything(
    empty: Home, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def full(*_: object) -> None:
        raise Unavailable("OperationalError: database or disk is full")

    empty.set.setattr(running, "run", RUN)
    empty.set.setattr(running, "welcome", full)
    assert "disk is full" in empty.refused("demo")
    with lock.held(empty.database), socket.create_server(("127.0.0.1", port)):
        pass
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


# ------------------------------------------------------------------------------------------- serve


def test_commands_work_beside_a_server(home: Home, port: int) -> None:
    with home.process("serve") as started:
        assert started.stderr is not None
        said = json.loads(started.stderr.readline())
        assert (said["event"], said["channels"], said["programme"]) == ("serving", ["webchat"], "sample")
        assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
        assert "TM" in home.run("invite", "admin").stdout
        assert "admin" in home.run("invitations").stdout
        assert "report-" in home.run("export", "report").stdout
        assert "stop it first" in home.refused("migrate")
        assert "up to date" in home.run("migrate", "--if-needed").stdout
        told_to_stop(started, signal.SIGTERM)
    home.run("migrate")


def test_a_server_loads_nothing_that_draws_on_terminals() -> None:
    said = "import sys; from bot import __main__; __main__._spare(); from bot.app import terminal"
    done = subprocess.run(
        [sys.executable, "-c", f"{said}; print(*sys.modules)"],
        cwd=TREE,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert {"bot.app.running", "structlog.dev", "httpx"} <= loaded
    assert not {"pygments", "rich.syntax"} & loaded


async def test_a_token_that_is_refused_costs_telegram_only(home: Home, port: int) -> None:
    async with FakeTelegram() as telegram:
        telegram.fail("*", fault.unauthorized(), times=None)
        home.settings(TELEGRAM__TOKEN=telegram.token, TELEGRAM__API_URL=telegram.url)
        with home.process("serve") as started:
            await telegram.wait_for_call("deleteWebhook", 2, within=PATIENCE)
            async with httpx.AsyncClient() as client:
                assert (await client.get(f"http://127.0.0.1:{port}/readyz")).text == "ready\n"
            log = told_to_stop(started, signal.SIGTERM)
    assert "correct TAMASUK_TELEGRAM__TOKEN" in log
    assert telegram.token not in log


async def test_a_telegram_that_does_not_answer_holds_nobody_up(home: Home, port: int) -> None:
    async with FakeTelegram() as telegram:
        telegram.fail("*", fault.hang(accepted=False), times=None)
        home.settings(TELEGRAM__TOKEN=telegram.token, TELEGRAM__API_URL=telegram.url)
        with home.process("serve") as started:
            await telegram.wait_for_call("deleteWebhook", within=PATIENCE)
            async with httpx.AsyncClient() as client:
                assert (await client.get(f"http://127.0.0.1:{port}/readyz")).text == "ready\n"
            told_to_stop(started, signal.SIGTERM)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"SECRET_KEY": ""}, "TAMASUK_SECRET_KEY is not set"),
        ({"SECRET_KEY": "another key, just as long"}, "begun with another SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "TAMASUK_SECRET_KEY: too short"),
        ({"DATABASE_URL": "sqlite:///new.db"}, "run: tamasuk migrate"),
        (
            {"DATABASE_URL": "postgresql://somebody:secret@127.0.0.1:9/t"},
            "TAMASUK_DATABASE_URL cannot be used",
        ),
        ({"DATABASE_URL": "postgresql://somebody:secret@db/"}, "TAMASUK_DATABASE_URL: not a database"),
        ({"DATABASE_URL": "nonsense"}, "TAMASUK_DATABASE_URL: not a database"),
        ({"DATABASE_URL": "sqlite:///notes.txt"}, "TAMASUK_DATABASE_URL cannot be used"),
        ({"PORT": "eighty"}, "TAMASUK_PORT: "),
        ({"TELEGRAM__MODE": "pull"}, "TAMASUK_TELEGRAM__MODE: "),
        ({"TELEGRAM": "1:a"}, "TAMASUK_TELEGRAM: its parts are set one by one"),
        ({"TELEGRAM__TOKEN": "from somewhere"}, "TAMASUK_TELEGRAM__TOKEN: not a token of @BotFather"),
        ({"TELEGRAM__TOKEN": "1:a", "TELEGRAM__MODE": "webhook"}, "needs TAMASUK_PUBLIC_URL=https://"),
        ({"WHATSAPP__ACCOUNT_SID": "AC0"}, "TAMASUK_WHATSAPP: an account needs its AUTH_TOKEN"),
        ({"PUBLIC_URL": "bot.example.org"}, "TAMASUK_PUBLIC_URL: not an address"),
        ({"ALERT_CHAT": "the admins"}, "TAMASUK_ALERT_CHAT: not a chat"),
        ({"HEARTBEAT_URL": "beat.example.org"}, "TAMASUK_HEARTBEAT_URL: not an address"),
        ({"METRICS_TOKEN": "short"}, "TAMASUK_METRICS_TOKEN: too short"),
        ({"TIMEZONE": "Asia/Nowhere"}, "TAMASUK_TIMEZONE: not a time zone"),
        ({"LANGUAGE": "fr"}, "TAMASUK_LANGUAGE=fr: the programme speaks ar en"),
        ({"PROGRAMMES": "nowhere"}, "TAMASUK_PROGRAMMES: there is no folder nowhere"),
        ({"PROGRAMME": "other"}, "TAMASUK_PROGRAMME: there is no other"),
        ({"MEDIA_URL": "/dev/null/media"}, "/dev/null/media"),
        ({"MEDIA_URL": "s3://secret@tamasuk"}, "TAMASUK_MEDIA_URL: before @ stand KEY:SECRET"),
        ({"BACKUP_URL": "ftp://backup.example.org"}, "TAMASUK_BACKUP_URL: not a place for files"),
        ({"HOST": "192.0.2.1"}, "Cannot listen on 192.0.2.1"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_a_server_that_cannot_start_says_why(home: Home, settings: dict[str, str], said: str) -> None:
    (home.folder / "notes.txt").write_text("no database, and longer than its header " * 100)
    home.settings(PORT="0")
    home.settings(**settings)
    refused = home.refused("serve")
    assert said in refused
    assert "secret@" not in refused
    assert not (home.folder / "new.db").exists()
    home.set.undo()
    with lock.held(home.folder / "data/tamasuk.db"):
        pass


def test_tables_are_made_where_they_are_needed_only(empty: Home) -> None:
    import sqlite3

    empty.settings(SECRET_KEY=KEY)
    empty.run("migrate", "--if-needed")
    empty.run("invitations")
    with sqlite3.connect(empty.database) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "a newer program made" in empty.refused("migrate", "--if-needed")
    assert "a newer program made" in empty.refused("migrate")


@pytest.mark.usefixtures("port")
def test_a_newer_database_is_left_alone(home: Home) -> None:
    import sqlite3

    with sqlite3.connect(home.database) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "a newer program made" in home.refused("serve")


def test_a_setting_that_is_none_is_pointed_out(home: Home) -> None:
    home.settings(TELEGRAM_TOKEN="1:a")
    (home.folder / ".env").write_text("# TAMASUK_X=1\nTAMASUK_SECRT_KEY=x\nOTHER=1\n")
    said = home.run("invitations").stderr.splitlines()
    assert said == [
        "TAMASUK_SECRT_KEY is no setting; did you mean TAMASUK_SECRET_KEY?",
        "TAMASUK_TELEGRAM_TOKEN is no setting; did you mean TAMASUK_TELEGRAM__TOKEN?",
    ]


# -------------------------------------------------------------------------------------- programmes


def test_programmes_come_with_the_program_unless_this_folder_has_its_own(empty: Home) -> None:
    assert Settings().programmes == TREE / "config/programmes"
    (empty.folder / "config/programmes").mkdir(parents=True)
    assert Settings().programmes == Path("config/programmes")


@pytest.fixture
def own(empty: Home) -> Path:
    """A copy of the sample, called `sinjar`."""
    folder = empty.folder / "config/programmes/sinjar"
    folder.mkdir(parents=True)
    for name in ("programme.toml", "areas.toml"):
        (folder / name).write_bytes((TREE / "config/programmes/sample" / name).read_bytes())
    return folder


def test_a_programme_without_mistakes(empty: Home, own: Path) -> None:
    for given in (own, own / "programme.toml"):
        said = empty.run("programme", "load", str(given)).stdout
        assert said.startswith("sinjar: ")
        assert "TAMASUK_PROGRAMME=sinjar" in said
        assert wrapped(said) == []


def test_all_mistakes_of_a_programme_at_once(empty: Home, own: Path) -> None:
    file = own / "programme.toml"
    file.write_text(file.read_text().replace("organisation =", "organization =") + "\nhuman_hours = 0\n")
    said = empty.run("programme", "load", str(own), status=1).stderr
    assert "organisation: is missing" in said
    assert "organization: is not a key" in said
    assert "المفتاح ناقص" in said
    missing = empty.refused("programme", "load", "nowhere")
    assert "nowhere/programme.toml" in missing


def test_of_several_programmes_one_must_be_named(home: Home) -> None:
    for name in ("one", "two"):
        folder = home.folder / "config/programmes" / name
        folder.mkdir(parents=True)
        (folder / "programme.toml").write_text("")
    assert "write one of: one two" in home.refused("invitations")


def test_the_key_of_the_tests_is_no_key_of_the_demo(home: Home) -> None:
    """What `demo` made is found by every other command, without a setting."""
    home.settings(SECRET_KEY="")
    (home.folder / "data/tamasuk.key").write_text(KEY + "\n")
    home.run("invitations")
