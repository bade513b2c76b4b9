"""Registrations over HTTP, through the program as it serves, with 100,000 people stored and 128 connections.

Telegram with its secret and Twilio with its signature are acknowledged when the turn is committed. Beside
them, in the same round, the least that uvicorn can do with the same requests: send the body back. Load and
server share the machine, which may be twice as fast in one second as in the next, and whose disk may stand
still for half a second, whoever writes: the echo comes around the others and half the rate three times.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import uvloop

from benchmarks import population
from benchmarks.bot import AUTH, HOOK, SENDER, Bot, serving
from benchmarks.harness import AGAIN, ROUNDS, Bar, Figures, Measurement, asked, judge, over
from benchmarks.load import Answered, load, request
from benchmarks.ours import SECRET, opened
from benchmarks.programs import program
from benchmarks.provider import ACCOUNT
from benchmarks.registrants import STEPS, answers, updates
from bot.actions.receive import BATCH
from bot.handlers.telegram.webhook import PATH
from bot.handlers.whatsapp.routes import WEBHOOK_PATH
from bot.handlers.whatsapp.signature import signature
from bot.storage.sealed import Sealer

CONNECTIONS = 128
FULL = BATCH // 2
"""A batch takes no more where so few wait."""
FIRST = 100
"""The first of the registrants: those before it may be among the people stored."""

ECHO, TELEGRAM, TWILIO = "echo, a second", "Telegram, turns a second", "Twilio, turns a second"
COMMIT, BATCHED = "one commit, ms", f"a batch of {FULL} at that rate, ms"
HALVES = 3
HALF = "Telegram at half that rate"
LATE = f"{HALF}, p99 ms"
_TYPED = {
    "yes": "أوافق",
    "female": "أنثى",
    "male": "ذكر",
    "send": "إرسال",
    "JO-IR": "إربد",
    "JO-AM": "العاصمة",
    "JO-MA": "المفرق",
    "JO-AZ": "الزرقاء",
    "JO-IR-QASABA": "قصبة إربد",
    "JO-AM-QASABA": "قصبة عمان",
    "JO-MA-QASABA": "قصبة المفرق",
    "JO-AZ-QASABA": "قصبة الزرقاء",
}


class Registrants:
    """People who are not there yet; each call gets others. All first messages come before any second."""

    def __init__(self, people: int, port: int) -> None:
        self._people = people
        self._url = f"http://127.0.0.1:{port}{WEBHOOK_PATH}"
        self._total = FIRST + (2 + HALVES) * (ROUNDS + AGAIN) * people
        self._updates = updates(self._total)
        self._next = FIRST

    def telegram(self) -> list[bytes]:
        """By updates, with the secret."""
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": HOOK}
        return [
            request(PATH, headers, self._updates[step * self._total + person])
            for step, person in self._order()
        ]

    def example(self) -> list[bytes]:
        """What Telegram sends next. Nobody has come yet."""
        here = self._next
        made = self.telegram()
        self._next = here
        return made

    def twilio(self) -> list[bytes]:
        """By WhatsApp, where what has buttons is typed; signed."""
        return [self._form(step, person) for step, person in self._order()]

    @property
    def all(self) -> int:
        """How many came so far."""
        return self._next - FIRST

    def _order(self) -> list[tuple[int, int]]:
        people = range(self._next, self._next + self._people)
        self._next += self._people
        return [(step, person) for step in range(STEPS) for person in people]

    def _form(self, step: int, person: int) -> bytes:
        answer, phone = answers(person)[step], f"96279{person:07}"
        sid = f"SM{step:08x}{person:024x}"
        form = {
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "ProfileName": "ليلى",
            "MessageType": "text",
            "SmsSid": sid,
            "WaId": phone,
            "SmsStatus": "received",
            "Body": answer.words or _TYPED[answer.choice],
            "To": f"whatsapp:{SENDER}",
            "NumSegments": "1",
            "ReferralNumMedia": "0",
            "MessageSid": sid,
            "AccountSid": ACCOUNT,
            "From": f"whatsapp:+{phone}",
            "ApiVersion": "2010-04-01",
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature(self._url, list(form.items()), AUTH),
        }
        return request(WEBHOOK_PATH, headers, urlencode(form).encode())


def sent(port: int, requests: Sequence[bytes], rate: float = 0.0) -> Answered:
    """All of them; every one must be acknowledged."""
    found = uvloop.run(load(port, requests, CONNECTIONS, rate))
    if found.failed:
        raise AssertionError(f"{found.failed} of {len(requests)} were not acknowledged")
    return found


class Webhooks:
    """The measurements of a round."""

    def __init__(self, bot: Bot, echo: int, people: Registrants, folder: Path) -> None:
        self._bot, self._echo, self._people, self._folder = bot, echo, people, folder
        self._example = people.example()
        self._rate = 0.0

    @property
    def round(self) -> list[Measurement]:
        """In this order."""
        return [self.bare, self.telegram, self.bare, self.twilio, self.bare, *[self.half] * HALVES]

    def bare(self) -> Figures:
        """The echo, of what Telegram sends."""
        return {ECHO: sent(self._echo, self._example).rate}

    def telegram(self) -> Figures:
        """As fast as it goes."""
        found = sent(self._bot.port, self._people.telegram())
        self._rate = found.rate
        return {TELEGRAM: found.rate, **_waits("Telegram", found), BATCHED: FULL / found.rate * 1000}

    def twilio(self) -> Figures:
        """As fast as it goes."""
        found = sent(self._bot.port, self._people.twilio())
        return {TWILIO: found.rate, **_waits("Twilio", found)}

    def half(self) -> Figures:
        """Telegram at half of what it reached in this round."""
        found = sent(self._bot.port, self._people.telegram(), self._rate / 2)
        return {**_waits(HALF, found), COMMIT: commit(self._folder) * 1000}


def _waits(name: str, found: Answered) -> Figures:
    return {f"{name}, p{share} ms": found.percentile(share / 100) * 1000 for share in (50, 99)}


def commit(folder: Path) -> float:
    """Seconds of a small commit on the disk of the database, with everything else that runs there now."""
    took = []
    with closing(sqlite3.connect(folder / "commit.db", isolation_level=None)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE IF NOT EXISTS written (at REAL)")
        for _ in range(200):
            began = time.perf_counter()
            connection.execute("INSERT INTO written VALUES (1)")
            took.append(time.perf_counter() - began)
    return median(took)


def filled(path: Path, people: int) -> str:
    """The address of a database with so many people, at every question of the registration and past it."""
    url = f"sqlite:///{path}"

    async def sample() -> list[bytes]:
        async with opened(url) as ours:
            return await population.examples(ours, range(1, STEPS + 1))

    population.multiply(path, Sealer(SECRET), uvloop.run(sample()), people)
    return url


def registered(path: Path) -> int:
    """How many registrations are complete."""
    with closing(sqlite3.connect(path)) as connection:
        (found,) = connection.execute("SELECT count(*) FROM persons WHERE registered").fetchone()
        return int(found)


def main() -> int:
    """The exit status."""
    wanted = asked(__doc__)
    stored = wanted.size("people stored", 100_000, 20_000)
    people = wanted.size("people who register at a time", 2_000, 400)
    with ExitStack() as started:
        folder = Path(started.enter_context(TemporaryDirectory(prefix="tamasuk-bench-")))
        path = folder / "webhook.db"
        url = filled(path, stored)
        before = registered(path)
        echo = int(started.enter_context(program("benchmarks.echo")))
        provider = started.enter_context(program("benchmarks.provider"))
        bot = started.enter_context(serving(url, provider, MEDIA_URL=str(folder / "media")))
        coming = Registrants(people, bot.port)
        status = judge(
            wanted,
            Webhooks(bot, echo, coming, folder).round,
            [
                Bar("webhook.telegram_echo", over(TELEGRAM, ECHO), ">=", 0.12),
                Bar("webhook.twilio_echo", over(TWILIO, ECHO), ">=", 0.08),
                Bar("webhook.p99_at_half", lambda f: f[LATE] / (f[COMMIT] + f[BATCHED]), "<=", 6),
            ],
        )
        if registered(path) - before != coming.all:
            raise AssertionError("somebody did not get to the end of the registration")
        return status


if __name__ == "__main__":
    sys.exit(main())
