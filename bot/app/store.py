"""What a command and the server both need: database, key, catalogues, and the book of the programme."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import time_ns
from zoneinfo import ZoneInfo

from bot.actions.read_programme import FILE, read_programme
from bot.actions.read_recordings import Recording, by_id, read_recordings, spoken
from bot.actions.shelve import shelved
from bot.core.channel import Reader
from bot.core.form import Form
from bot.core.person import Person
from bot.core.programme import Book, Programme
from bot.flows.shipped import SHIPPED
from bot.i18n import Catalogues
from bot.settings import Settings
from bot.storage import forms, persons, prepared
from bot.storage.database import Database
from bot.storage.forms import Decoded
from bot.storage.ids import Ids
from bot.storage.migrate import check_keys, check_schema, migrate
from bot.storage.sealed import Sealer

SAMPLE = "sample"


class Unset(Exception):
    """A setting is missing or wrong; the message says which, and what to do."""


def now() -> datetime:
    """The clock of the program."""
    return datetime.now(UTC)


def ticks() -> int:
    """The same, in microseconds since 1970."""
    return time_ns() // 1000


@dataclass
class Store:
    """An open installation. `book` is replaced when what it holds changes; ask for it each time.

    `closing`: when the next published form closes, which no generation tells. `decoded`: every stored form.
    """

    settings: Settings
    database: Database
    sealer: Sealer
    catalogues: Catalogues
    book: Book
    identifiers: Ids
    recordings: Mapping[str, Recording] = field(default_factory=dict)
    generation: int = -1
    shipped: Mapping[str, Form] = field(default_factory=dict)
    closing: datetime | None = None
    decoded: Mapping[str, Decoded] = field(default_factory=dict)

    @property
    def programme(self) -> Programme:
        return self.book.programme

    @property
    def zone(self) -> ZoneInfo:
        """Of the times that commands print."""
        return ZoneInfo(self.settings.timezone or self.programme.zone)

    @property
    def ids(self) -> Iterator[str]:
        return self.identifiers

    def now(self) -> datetime:
        return now()

    def reader(self, person: Person) -> Reader:
        """For whom a message is put into words."""
        return Reader(person.language, person.second, person.form, *self.place(person.area))

    def place(self, area: str) -> tuple[str, str]:
        """The locale and the zone in which dates are written for whoever lives there."""
        return self.programme.locale, self.book.zone(area)

    async def book_of(self, generation: int) -> Book:
        """The book as of a generation of the database; read again when it has changed, or a form closes."""
        if generation != self.generation or (self.closing is not None and self.now() >= self.closing):
            await self.refresh()
            self.generation = generation
        return self.book

    async def refresh(self) -> None:
        """Read again what others may have changed: forms, who reads complaints, who is awaited."""
        async with self.database.read() as tx:
            self.decoded = await forms.decoded(tx, self.decoded)
            published = await forms.published(tx)
            listed = await persons.holding(tx, self.programme.name, "safeguarding")
            awaits = await prepared.any_awaited(tx, self.programme.name)
        versions = {version: one.form for version, one in self.decoded.items()}
        programme = replace(self.programme, safeguarding=bool(listed))
        shelf = shelved(self.shipped, versions, published, ZoneInfo(programme.zone), self.now())
        self.closing = shelf.closing
        self.book = replace(
            self.book,
            programme=programme,
            forms=shelf.forms,
            past=shelf.past,
            versions=shelf.versions,
            awaits=awaits,
        )


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """Open the database of an installation whose schema is ours; Unset when a setting is missing."""
    sealer = Sealer(_secret(settings), _old(settings))
    folder = programme_folder(settings)
    programme, areas = read_programme(folder)
    recordings = read_recordings(folder, SHIPPED, programme.languages)
    if settings.language not in programme.languages:
        raise Unset(
            f"TAMASUK_LANGUAGE={settings.language}: the programme speaks {' '.join(programme.languages)}."
            f"\nلغات البرنامج: {' '.join(programme.languages)}"
        )
    database = Database(settings.database_url)
    if settings.database_path is not None and not settings.database_path.exists():  # it would be made, empty
        raise Unset(
            f"There is no database {settings.database_path} yet; run: tamasuk migrate\n"
            "قاعدة البيانات غير موجودة بعد. الأمر: tamasuk migrate"
        )
    async with database:
        await check_schema(database)
        await check_keys(database, sealer)
        catalogues = Catalogues.load()
        current = {form.name: spoken(_in_wave(form, programme), recordings) for form in SHIPPED}
        book = Book(
            programme=programme,
            areas=areas,
            labels=catalogues.labels(),
            named=catalogues.named(),
        )
        ids = Ids(now, ticks=ticks)
        store = Store(settings, database, sealer, catalogues, book, ids, by_id(recordings), shipped=current)
        async with database.begin("forms") as tx:
            await forms.keep(tx, SHIPPED, now())
        await store.refresh()
        yield store


def _in_wave(form: Form, programme: Programme) -> Form:
    """A survey in waves carries the name of the present one, and when it closes."""
    if form.purpose != "pulse":
        return form
    return replace(form, wave=programme.wave, closes=programme.wave_closes)


def programmes(settings: Settings) -> list[str]:
    """The names of the programmes that there are; Unset when the folder is missing."""
    folder = settings.programmes
    if not folder.is_dir():
        raise Unset(
            f"TAMASUK_PROGRAMMES: there is no folder {folder}.\nلا يوجد مجلد البرامج. راجع docs/programme.md"
        )
    return sorted(p.name for p in folder.iterdir() if (p / FILE).exists())


def programme_folder(settings: Settings) -> Path:
    """The folder of the programme: the one named, else the only one beside the sample, else the sample."""
    names = programmes(settings)
    own = [name for name in names if name != SAMPLE]
    name = settings.programme or (own[0] if own else SAMPLE)
    if name not in names:
        raise Unset(_which(f"TAMASUK_PROGRAMME: there is no {name} in {settings.programmes}", names))
    if not settings.programme and len(own) > 1:
        raise Unset(_which(f"TAMASUK_PROGRAMME: there are several in {settings.programmes}", own))
    return settings.programmes / name


def _which(said: str, names: list[str]) -> str:
    return f"{said}; write one of: {' '.join(names)}\nالبرامج الموجودة: {' '.join(names)}"


def _secret(settings: Settings) -> str:
    """The key from the settings, else from the file beside the database that `demo` made."""
    found = known_secret(settings)
    if found:
        return found
    raise Unset(
        "TAMASUK_SECRET_KEY is not set; to make one: tamasuk setup\n"
        "or: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'\n"
        "المفتاح غير موجود. يصنعه الأمر: tamasuk setup"
    )


def known_secret(settings: Settings) -> str:
    """The key that this installation has; '' when it has none yet."""
    path = settings.key_file
    return settings.secret_key.get_secret_value() or (path.read_text().strip() if path.exists() else "")


def _old(settings: Settings) -> tuple[str, ...]:
    given = settings.secret_key_old.get_secret_value()
    return (given,) if given else ()


def make_key(settings: Settings) -> bool:
    """A key beside the database, readable by nobody else; False when there is one."""
    path = settings.key_file
    if settings.secret_key.get_secret_value() or path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
    return True


__all__ = ["Store", "Unset", "make_key", "migrate", "open_store"]
