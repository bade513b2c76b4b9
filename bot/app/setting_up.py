"""`tamasuk setup`: the few things that only the installer knows, checked one by one and written to `.env`.

What the file says already is offered again, and stays unless another answer is given; so it can be run as
often as somebody likes. At the end there are a key, tables, and a way in for the first admin.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

import typer

from bot.actions.invite import Asked
from bot.app import env_file, inviting, setup_checks
from bot.app.restoring import ask_key
from bot.app.saying import fail, say
from bot.app.setup_checks import Wrong
from bot.app.store import known_secret, open_store, programmes
from bot.app.terminal import explained, run, settings
from bot.handlers.telegram.probe import chats
from bot.settings import FILE as NAME
from bot.settings import PREFIX, Settings
from bot.storage import persons
from bot.storage.database import Database
from bot.storage.errors import UnknownSchema
from bot.storage.migrate import check_schema, migrate

FILE = Path(NAME)
NONE = "-"
"""Typed to take away what was set."""

NOBODY = (
    "Nobody has written yet; a bot that runs hears it first, so stop it before."
    " · لم يكتب أحد بعد. إذا كان البوت يعمل فأوقفه أولاً ثم اكتب إليه."
)

Check = Callable[[str], Wrong]


def setup(restoring: bool = False) -> None:
    """Ask, check, write; then make the key, the tables and the first invitation.

    `restoring`: the key is that of the recovery page, and tables and people come from a backup.
    """
    given = settings()
    say("Tamasuk · تماسك\nEnter leaves a question as it is; - empties it.")
    say("مفتاح الإدخال يترك السؤال كما هو، وعلامة - تفرغه.\n")
    with explained():
        answers = _Answers(given, env_file.values(FILE))
    if restoring:
        _key(answers)
    _database(answers)
    _programme(answers)
    _zone(answers)
    name = _telegram(answers)
    _whatsapp(answers)
    _public_url(answers)
    _backups(answers)
    _alerts(answers, name)
    _written(answers)
    if restoring:
        say("\n  tamasuk restore latest     to bring everything back · للاسترجاع")
        return
    _begun()
    say("\n  tamasuk serve     to start · للتشغيل\n  tamasuk doctor    to check · للفحص")


class _Answers:
    """What is set, and what was answered. Names are those of settings, without the prefix."""

    def __init__(self, given: Settings, known: Mapping[str, str]) -> None:
        self.given, self._known = given, known
        self.changed: dict[str, str] = {}

    def now(self, name: str) -> str:
        """The answer, else what the file says."""
        full = PREFIX + name
        return self.changed.get(full, self._known.get(full, ""))

    def set(self, name: str, value: str) -> None:
        if value != self.now(name):
            self.changed[PREFIX + name] = value

    def ask(self, name: str, question: str, check: Check, secret: bool = False) -> str:
        """Until it holds, or stays as it is; what it is then."""
        known = self.now(name)
        shown = "…" if secret and known else known
        while True:
            said = _asked(f"{question} [{shown}]" if shown else question, secret)
            if not said:
                return known
            if said == NONE:
                self.set(name, "")
                return ""
            wrong = check(said)
            if not wrong:
                self.set(name, said)
                return said
            say("  " + wrong.replace(" · ", "\n  "))


def _asked(question: str, secret: bool = False) -> str:
    return str(typer.prompt(question, default="", show_default=False, hide_input=secret)).strip()


# --------------------------------------------------------------------------------------- questions


def _key(answers: _Answers) -> None:
    """That of the recovery page. Data that are here already keep theirs."""
    typed, known = ask_key(), known_secret(answers.given)
    if known not in {"", typed}:
        fail(
            "Another key is set here, and data may be sealed with it. Move .env and data away first.\n"
            "يوجد هنا مفتاح آخر، وقد تكون به بيانات. انقل .env والمجلد data أولاً."
        )
    answers.set("SECRET_KEY", typed)


def _database(answers: _Answers) -> None:
    say("The database: a file on this machine, unless you have a PostgreSQL.")
    say("قاعدة البيانات: ملف على هذا الجهاز، إلا إذا كان لديك PostgreSQL.")
    answers.ask(
        "DATABASE_URL",
        "postgresql://… · القاعدة",
        lambda url: asyncio.run(setup_checks.database(url)),
        secret="@" in answers.now("DATABASE_URL"),
    )


def _programme(answers: _Answers) -> None:
    with explained():
        names = programmes(answers.given)
    if len(names) < 2:
        return
    say(f"Programme: {' '.join(names)}")
    known = "It is not among them. · ليس من القائمة."
    answers.ask("PROGRAMME", "Which · البرنامج", lambda name: "" if name in names else known)


def _zone(answers: _Answers) -> None:
    say("The time zone of what commands print; usually the programme's.")
    say("المنطقة الزمنية لما تعرضه الأوامر، وهي عادة منطقة البرنامج.")
    answers.ask("TIMEZONE", "Asia/Amman … · المنطقة", setup_checks.zone)


def _telegram(answers: _Answers) -> str:
    """The bot's name, when there is one. The token is used to ask for it."""
    say("The bot's token, from @BotFather on Telegram. What you type is not shown.")
    say("رمز البوت من BotFather في Telegram. لا يظهر ما تكتبه.")
    names: list[str] = []

    def check(token: str) -> Wrong:
        name, wrong = asyncio.run(setup_checks.token(token, answers.given.telegram.api_url))
        if not wrong:
            names.append(name)
            say(f"  @{name}")
        return wrong

    known = answers.now("TELEGRAM__TOKEN")
    if answers.ask("TELEGRAM__TOKEN", "Token · رمز البوت", check, secret=True) == known and known:
        check(known)
    return names[-1] if names else ""


def _whatsapp(answers: _Answers) -> None:
    """All three or none."""
    say("WhatsApp through Twilio; it can be added later. See docs/whatsapp.md")
    say("واتساب عن طريق Twilio، ويمكن إضافته لاحقاً.")
    while True:
        account = answers.ask("WHATSAPP__ACCOUNT_SID", "Account SID · رقم الحساب", lambda _: "")
        if not account:
            return
        token = answers.ask("WHATSAPP__AUTH_TOKEN", "Auth token · رمزه", lambda _: "", secret=True)
        sender = answers.ask("WHATSAPP__SENDER", "+9627… · رقم المرسل", lambda _: "")
        wrong = "All three are needed. · يلزم الثلاثة."
        if token and sender:
            url = answers.given.whatsapp.api_url
            wrong = asyncio.run(setup_checks.twilio(account, token, sender, url))
        if not wrong:
            return
        say("  " + wrong.replace(" · ", "\n  "))
        for name in ("ACCOUNT_SID", "AUTH_TOKEN", "SENDER"):
            answers.changed.pop(f"{PREFIX}WHATSAPP__{name}", None)


def _public_url(answers: _Answers) -> None:
    say("The public address of this server; only WhatsApp and the web chat need it.")
    say("العنوان العام لهذا الخادم، ولا يلزم إلا لواتساب ودردشة الموقع.")
    url = answers.ask("PUBLIC_URL", "https://… · العنوان", setup_checks.address)
    if url.endswith("/"):
        answers.set("PUBLIC_URL", url.rstrip("/"))
    if answers.now("WHATSAPP__ACCOUNT_SID") and not url:
        say("  Without it WhatsApp cannot reach this server.\n  لا يعمل واتساب من دونه.")


def _backups(answers: _Answers) -> None:
    say("A second place for backups: a folder on another disk, or s3://BUCKET/FOLDER")
    say("مكان ثانٍ للنسخ الاحتياطية: مجلد على قرص آخر، أو مخزن S3.")
    media = answers.given.media_url
    answers.ask(
        "BACKUP_URL",
        "Folder · المكان",
        lambda url: asyncio.run(setup_checks.second_place(url, media)),
        secret="@" in answers.now("BACKUP_URL"),
    )


def _alerts(answers: _Answers, name: str) -> None:
    """Who has just written to the bot can be chosen by number."""
    token, api_url = answers.now("TELEGRAM__TOKEN"), answers.given.telegram.api_url
    say("A chat that is told when somebody must do something, beside the admins.")
    say("محادثة تصلها التنبيهات عندما يلزم أن يتدخل أحد، بالإضافة إلى الإدارة.")
    if name:
        say(f"Write a word to @{name} from it, then type ? here.")
        say("اكتب كلمة إلى البوت من تلك المحادثة، ثم اكتب هنا علامة السؤال.")
    found: list[str] = []

    def check(said: str) -> Wrong:
        if said in {"?", "؟"}:
            listed = asyncio.run(chats(token, api_url)) if token else []
            found[:] = [f"telegram:{id_}" for id_, _ in listed]
            lines = [f"{n}. {title}" for n, (_, title) in enumerate(listed, 1)]
            return "\n  ".join(lines) or NOBODY
        return asyncio.run(setup_checks.chat(_chosen(said, found), token, api_url))

    said = answers.ask("ALERT_CHAT", "telegram:… · المحادثة", check)
    if said:
        answers.set("ALERT_CHAT", _chosen(said, found))


def _chosen(said: str, found: list[str]) -> str:
    return found[int(said) - 1] if said.isdigit() and 0 < int(said) <= len(found) else said


# ------------------------------------------------------------------------------------------ the end


def _written(answers: _Answers) -> None:
    """With a key: the one that this data has, else a new one."""
    url = answers.now("DATABASE_URL")
    given = answers.given.model_copy(update={"database_url": url} if url else {})
    known = answers.now("SECRET_KEY") or known_secret(given)
    made = not known
    answers.set("SECRET_KEY", known or secrets.token_urlsafe(32))
    if answers.changed:
        with explained():
            env_file.change(FILE, answers.changed)
        say(f"\n{FILE} is written. · كُتب الملف.")
    else:
        say(f"\n{FILE} stays as it is. · بقي الملف كما هو.")
    if made:
        say("Keep a copy of its key in a safe place: without it nobody can read the data.")
        say("احفظ نسخة من المفتاح في مكان آمن، فلا تُقرأ البيانات من دونه.")
        say("To print it for the safe: tamasuk recovery-kit")


def _begun() -> None:
    """Tables of this version, and an invitation for the first admin."""
    given = settings()
    if not run(_current(given)):
        with explained():
            migrate(given.database_url)
        say(f"{given.database_name}: ready. · قاعدة البيانات جاهزة.")
    if run(_without_admin(given)):
        say("\nThe first admin comes in by this invitation:")
        say("تدخل الإدارة الأولى بهذه الدعوة:")
        inviting.invite(Asked("admin"), wait=False)


async def _current(given: Settings) -> bool:
    """Whether the tables are those of this version; a server may be at work on them."""
    if given.database_path is not None and not given.database_path.exists():
        return False
    async with Database(given.database_url) as database:
        try:
            await check_schema(database)
        except UnknownSchema:
            return False
        return True


async def _without_admin(given: Settings) -> bool:
    async with open_store(given) as store, store.database.read() as tx:
        return not await persons.holding(tx, store.programme.name, "admin")
